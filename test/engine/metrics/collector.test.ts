// From events to figures: what is counted, what is not, and what a day of it weighs.

import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Phase } from '../../../server/engine/events.ts';
import { Collector, ruleOf } from '../../../server/engine/metrics/collector.ts';
import {
  addRecords,
  isHistogram,
  type MetricsRecord,
  recordSince,
} from '../../../server/engine/metrics/record.ts';
import type {
  ActionId,
  ByteCount,
  DurationMs,
  EpochMs,
  Revision,
} from '../../../server/engine/model/brand.ts';
import type { ActionResult } from '../../../server/engine/model/run.ts';
import { EventMaker, resultOf } from '../../support/engineEvents.ts';
import { randomOf } from '../../support/simulated.ts';

/** Counters and counts of timings as `name{labels} value`. */
function linesOf(record: MetricsRecord): string[] {
  return record.flatMap(({ name, series }) =>
    series.map(([labels, value]) => {
      const shown =
        typeof value === 'number' ? value : isHistogram(value) ? value.count : value.last;
      return `${name}{${labels.join(',')}} ${shown}`;
    }),
  );
}

function makeCollector() {
  const collector = new Collector();
  return { collector, events: new EventMaker(collector.onEvent) };
}

test('a run is counted by rule, by outcome, and by what it cost', () => {
  const { collector, events } = makeCollector();
  events.run([
    resultOf('web#build', 'ran', { duration: 500 as DurationMs }),
    resultOf('ui#build', 'fresh'),
    resultOf('templates:views/a#b.hbs', 'restored'),
    resultOf('web#test', 'failed', { exitCode: 1 }),
    resultOf('ui#test', 'failed'),
    resultOf('web#all', 'fresh', { key: undefined }),
    resultOf('web#e2e', 'skipped', { key: undefined }),
  ]);
  deepStrictEqual(linesOf(collector.record()), [
    'runs{} 1',
    'run_duration{} 1',
    'actions_requested{build} 2',
    'actions_requested{templates} 1',
    'actions_requested{test} 2',
    'actions_requested{all} 1',
    'actions_requested{e2e} 1',
    'actions{build,ran} 1',
    'actions{build,fresh} 1',
    'actions{templates,restored} 1',
    'actions{test,failed} 2',
    'actions{e2e,skipped} 1',
    'action_duration{build,ran} 1',
    'action_duration{templates,restored} 1',
    'action_duration{test,failed} 2',
    'action_run_duration{web#build} 1',
    'action_run_duration{web#test} 1',
    'action_run_duration{ui#test} 1',
    'actions_running{} 0',
    'queue_wait{} 3',
    'time_saved{} 200',
    'errors{exit} 1',
    'errors{no-exit} 1',
    'phase_duration{run} 3',
    'phase_duration{check} 3',
    'cache_hits{traces,disk} 2',
    'cache_misses{traces} 3',
  ]);
});

test('deciding lasts until something is found to do, and a command until its inputs are looked at again', () => {
  const { collector, events } = makeCollector();
  const action = 'web#build' as ActionId;
  const phase = (phase: Phase, ms: number, at?: ActionId) => {
    const about = { phase, ...(at && { action: at }) };
    events.emit({ type: 'phase-started', ...about });
    events.atMs += ms;
    events.emit({ type: 'phase-ended', ...about });
  };
  const reason = { kind: 'forced' } as const;
  phase('prepare', 10);
  events.atMs += 30;
  events.emit({ type: 'action-queued', action, cause: 'asked for' });
  events.atMs += 5;
  events.emit({ type: 'action-started', action, reasons: [], slot: 0 });
  events.atMs += 200;
  phase('check', 2, action);
  events.emit({ type: 'action-raced', action, reason, attempt: 1 });
  events.atMs += 400;
  phase('check', 2, action);
  events.emit({ type: 'action-ended', result: resultOf('web#build', 'ran'), slot: 0 });
  phase('save', 1);
  // Restored: it started, and ran nothing.
  phase('prepare', 10);
  events.atMs += 20;
  events.emit({ type: 'action-started', action, reasons: [], slot: 0 });
  phase('restore', 3, action);
  events.emit({ type: 'action-ended', result: resultOf('web#build', 'restored'), slot: 0 });
  // Nothing to do: all is decided when it saves.
  phase('prepare', 10);
  events.atMs += 70;
  phase('save', 1);
  const totals = collector
    .snapshot(events.atMs)
    .metrics.find(({ name }) => name === 'phase_duration')
    ?.series.map(({ labels, windows: { start } }) => [
      labels.phase,
      typeof start === 'object' && 'total' in start && Math.round(start.total),
    ]);
  deepStrictEqual(Object.fromEntries(totals ?? []), {
    prepare: 30,
    decide: 30 + 20 + 70,
    run: 200 + 400,
    check: 4,
    save: 2,
    restore: 3,
  });
});

test('caches, races and changes are counted', () => {
  const { collector, events } = makeCollector();
  events.cache('validation', 300);
  events.emit({ type: 'cache-trouble', cache: 'traces', message: 'damaged' });
  const reason = { kind: 'forced' } as const;
  const action = 'web#build' as ActionId;
  events.emit({ type: 'action-raced', action, reason, attempt: 1 });
  events.emit({
    type: 'changes-applied',
    revision: 1 as Revision,
    dirty: [action],
    cause: 'saved',
  });
  deepStrictEqual(linesOf(collector.record()), [
    'errors{cache} 1',
    'errors{raced} 1',
    'cache_hits{validation,memory} 1',
    'cache_misses{validation} 1',
    'cache_sets{validation,memory} 1',
    'cache_set{validation,memory} 300',
    'cache_evictions{validation,memory,size-limit} 1',
    'cache_evicted{validation,memory} 300',
    'changes{} 1',
    'actions_dirtied{} 1',
  ]);
});

test('the longest leads to its run, and an error to its action and its run', () => {
  const { collector, events } = makeCollector();
  const end = (id: string, results: readonly ActionResult[], waitMs: number): void => {
    events.run(results, waitMs, id);
    events.atMs += 60;
  };
  const ran = (ms: number) => resultOf('web#build', 'ran', { duration: ms as DurationMs });
  end('run-1', [ran(30)], 1);
  end('run-2', [ran(500)], 2);
  end('run-3', [ran(40), resultOf('api#build', 'failed', { exitCode: 1 })], 50);
  const worst = (name: string, window: '1m' | 'start' = 'start'): unknown => {
    const metric = collector.snapshot(events.atMs).metrics.find((one) => one.name === name);
    const figure = metric?.series[0]?.windows[window];
    return typeof figure === 'object' && 'worst' in figure ? figure.worst : undefined;
  };
  strictEqual(worst('action_run_duration'), 'run-2');
  strictEqual(worst('run_duration'), 'run-2');
  strictEqual(worst('queue_wait'), 'run-3');
  strictEqual(worst('action_run_duration', '1m'), 'run-2');
  events.emit({ type: 'cache-trouble', cache: 'texts', message: 'It is damaged.' });
  const known = collector.snapshot(events.atMs).lastErrors;
  deepStrictEqual(
    known.map(({ atMs, ...error }) => error),
    [
      { kind: 'exit', action: 'api#build', run: 'run-3' },
      { kind: 'cache', cache: 'texts', message: 'It is damaged.' },
    ],
  );
});

test('of two runs at once nobody says which a figure is of', () => {
  const { collector, events } = makeCollector();
  const started = { type: 'run-started', targets: ['build'], actions: [] } as const;
  events.emit(started);
  events.emit(started);
  const action = 'web#build' as ActionId;
  events.emit({ type: 'action-raced', action, reason: { kind: 'forced' }, attempt: 1 });
  const run = { startedAt: 0 as EpochMs, duration: 5 as DurationMs, targets: [], actions: [] };
  for (const id of ['a', 'b']) events.emit({ type: 'run-ended', run: { ...run, id } });
  deepStrictEqual(collector.snapshot(0).lastErrors, [{ kind: 'raced', action, atMs: 0 }]);
});

test('what commands print is no figure', () => {
  const { collector, events } = makeCollector();
  const chunk = { stream: 'stdout', bytes: new Uint8Array(3) } as const;
  events.emit({ type: 'action-log', action: 'a#b' as ActionId, chunk, replayed: false });
  deepStrictEqual(collector.record(), []);
});

test('the task or rule of an action is read from its id', () => {
  const ids = ['web#build', '//#lint', 'web#build:prod', 'templates:views/a.hbs', 'rule:a#b'];
  deepStrictEqual(ids.map(ruleOf), ['build', 'lint', 'build:prod', 'templates', 'rule']);
});

test('a leak is told of with the cache that grew, through events alone', () => {
  let heapUsed = 5e7;
  const memory = { read: () => ({ heapUsed, heapTotal: 2e8, rss: 3e8, external: 1e6 }) };
  const collector = new Collector({ memory });
  const events = new EventMaker(collector.onEvent);
  const random = randomOf(3);
  for (let second = 0; second < 15 * 60; second++) {
    events.atMs = second * 1000;
    events.emit({ type: 'cache-set', cache: 'texts', tier: 'memory', bytes: 16_000 as never });
    heapUsed = 5e7 + (second / 60) * 1e6 + random() * 2e7;
  }
  const { leak, metrics } = collector.snapshot(events.atMs);
  strictEqual(leak.verdict, 'leak');
  strictEqual(leak.caches[0]?.cache, 'texts');
  const growth = metrics.find(({ name }) => name === 'memory_growth')?.series[0]?.windows.start;
  ok(typeof growth === 'object' && 'last' in growth && growth.last > 5e5);
});

test('records of a process add up to what it counted', () => {
  const { collector, events } = makeCollector();
  events.run([resultOf('web#build', 'ran')]);
  const first = collector.record();
  events.run([
    resultOf('web#build', 'ran', { duration: 70 as DurationMs }),
    resultOf('a#b', 'fresh'),
  ]);
  const second = recordSince(first, collector.record());
  ok(linesOf(second).includes('runs{} 1'));
  deepStrictEqual(linesOf(addRecords(first, second)).sort(), linesOf(collector.record()).sort());
  const buckets = (record: MetricsRecord) =>
    record.flatMap(({ series }) => series.map(([, value]) => isHistogram(value) && value.buckets));
  const sorted = (record: MetricsRecord) => JSON.stringify(buckets(record).map(String).sort());
  strictEqual(sorted(addRecords(first, second)), sorted(collector.record()));
});

test('a cache that is asked for more keys than its memory holds is told of', () => {
  const limits = { entries: 50, bytes: 1e6 };
  const collector = new Collector({
    memoryLimits: (cache) => (cache === 'texts' ? limits : undefined),
  });
  const events = new EventMaker(collector.onEvent);
  const bytes = 10 as ByteCount;
  for (let at = 0; at < 2000; at++)
    for (const cache of ['texts', 'validation']) {
      const key = `key ${at % 90}`;
      events.emit({ type: 'cache-miss', cache, key });
      events.emit({ type: 'cache-set', cache, tier: 'memory', bytes, key });
    }
  const after = (2000 - 90) / 2000;
  const to = { entries: 100, bytes: 1e6 };
  const common = { cache: 'texts', limits, lookUps: 2000, now: 0 };
  deepStrictEqual(collector.replays(), [{ ...common, advice: { ...common, to, after } }]);
  deepStrictEqual(makeCollector().collector.replays(), []);
});

test('what comes from the disk is in memory from then on', () => {
  const collector = new Collector({ memoryLimits: () => ({ entries: 1000, bytes: 1e6 }) });
  const events = new EventMaker(collector.onEvent);
  const bytes = 10 as ByteCount;
  for (let at = 0; at < 600; at++) {
    const common = { type: 'cache-hit', cache: 'blobs', key: `key ${at % 300}` } as const;
    if (at < 300) events.emit({ ...common, tier: 'disk', bytes, held: (10 * at) as ByteCount });
    else events.emit({ ...common, tier: 'memory' });
  }
  const limits = { entries: 1000, bytes: 1e6 };
  deepStrictEqual(collector.replays(), [{ cache: 'blobs', limits, lookUps: 600, now: 0.5 }]);
});

test('a day of metrics takes less than 1 MB', (t) => {
  const program = fileURLToPath(new URL('./dayOfMetrics.ts', import.meta.url));
  const printed = execFileSync(process.execPath, ['--expose-gc', program], { encoding: 'utf8' });
  const { bytes, series } = JSON.parse(printed) as { bytes: number; series: number };
  t.diagnostic(`${bytes} bytes, ${series} series`);
  ok(bytes < 1e6, `${bytes} bytes`);
  ok(series > 150, `${series} series`);
});
