// A month of work by many processes, each of which names other actions: how large its history is, how long it takes to be read, and that
// nothing of it is lost.

import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Collector } from '../../../server/engine/metrics/collector.ts';
import type { GaugeReading } from '../../../server/engine/metrics/instruments.ts';
import {
  isGauge,
  isHistogram,
  type MetricsRecord,
  overflowMetric,
} from '../../../server/engine/metrics/record.ts';
import { seriesLimitDefault } from '../../../server/engine/metrics/registry.ts';
import { sumRecords, withinLimit } from '../../../server/engine/metrics/sumRecords.ts';
import type { DurationMs } from '../../../server/engine/model/brand.ts';
import { MetricsHistory } from '../../../server/host/metrics/history.ts';
import { LiveMetrics } from '../../../server/host/metrics/liveMetrics.ts';
import { openStore, type Store } from '../../../server/host/store/openStore.ts';
import { EventMaker, resultOf } from '../../support/engineEvents.ts';
import { randomOf } from '../../support/simulated.ts';
import { makeTempDir } from '../../support/tempDir.ts';
import { recordWith } from './sampleRecord.ts';

const startMs = Date.UTC(2026, 9, 1);
const hourMs = 3600_000;

async function storeAt(t: TestContext, now: () => number): Promise<Store> {
  const root = await makeTempDir(t);
  const onTrouble = (message: string): never => {
    throw new Error(message);
  };
  const store = openStore({ root, now, onTrouble });
  if ('message' in store) throw new Error(store.message);
  t.after(() => store.close());
  return store;
}

function seriesOf(record: MetricsRecord, name: string): MetricsRecord[number]['series'] {
  return record.find((metric) => metric.name === name)?.series ?? [];
}

/** What a process counts that ran 40 of ten thousand actions. The first ten run every time. */
function countsOfProcess(random: () => number): MetricsRecord {
  const collector = new Collector();
  const results = Array.from({ length: 40 }, (_, at) => {
    const number = at < 10 ? at : Math.floor(random() * 10_000);
    const duration = (at < 10 ? 2000 : 900 * random() ** 3) as DurationMs;
    return resultOf(`package${number}#build`, 'ran', { duration });
  });
  new EventMaker(collector.onEvent).run(results, 10);
  return collector.record();
}

test('a month of processes that name ten thousand actions is a few megabytes, read at once, and all there', async (t) => {
  let now = startMs;
  const store = await storeAt(t, () => now);
  const history = new MetricsHistory(store, () => now);
  const random = randomOf(31);
  let processes = 0;
  for (let day = 0; day < 31; day++)
    for (let quarter = 0; quarter < 24; quarter++) {
      now = startMs + (24 * day + 9) * hourMs + quarter * 20 * 60_000;
      history.add(countsOfProcess(random));
      processes++;
    }
  const asked = performance.now();
  const total = new MetricsHistory(store, () => now).total();
  const readMs = performance.now() - asked;
  const bytes = JSON.stringify(history.parts()).length;
  const { blobs, blobBytes, indexBytes } = store.maintenance.usage();
  t.diagnostic(`${processes} processes: ${bytes} characters, index ${indexBytes} bytes`);
  t.diagnostic(`read and added up in ${readMs.toFixed(0)} ms`);
  ok(readMs < 1000, `${readMs} ms`);
  ok(bytes < 3e6, `${bytes} characters`);
  ok(indexBytes < 20e6, `${indexBytes} bytes`);
  deepStrictEqual({ blobs, blobBytes }, { blobs: 0, blobBytes: 0 });
  const actions = seriesOf(total, 'action_run_duration');
  strictEqual(actions.length, seriesLimitDefault + 1);
  const counts = new Map(
    actions.map(([labels, value]) => [labels.join(), isHistogram(value) ? value.count : 0]),
  );
  // What weighs most is told apart, and nothing is lost.
  for (let at = 0; at < 10; at++) ok((counts.get(`package${at}#build`) ?? 0) >= processes);
  strictEqual(
    [...counts.values()].reduce((sum, count) => sum + count, 0),
    40 * processes,
  );
  ok(Number(seriesOf(total, overflowMetric)[0]?.[1]) > 5000);
});

test('of what is too much the heaviest stay, also beside others that went before', () => {
  const record = (first: number, count: number): MetricsRecord => {
    const series = Array.from({ length: count }, (_, at) => [[`a${first + at}`], at + 1] as const);
    return [{ name: 'runs_of', kind: 'counter', unit: 'count', labels: ['action'], series }];
  };
  const once = withinLimit(record(0, 5), 3);
  deepStrictEqual(seriesOf(once, 'runs_of'), [
    [['other'], 1 + 2],
    [['a2'], 3],
    [['a3'], 4],
    [['a4'], 5],
  ]);
  deepStrictEqual(withinLimit(once, 3), once);
  const twice = withinLimit(sumRecords([once, record(4, 2)]), 3);
  deepStrictEqual(seriesOf(twice, 'runs_of'), [
    [['other'], 3 + 2],
    [['a2'], 3],
    [['a3'], 4],
    [['a4'], 6],
  ]);
  deepStrictEqual(seriesOf(twice, overflowMetric), [[['runs_of'], 2 + 1]]);
});

test('of a gauge what was set last counts, however long the process that set it ran', async (t) => {
  const store = await storeAt(t, Date.now);
  const showing = (value: number, elapsedMs: number): LiveMetrics => {
    const clock = { elapsed: () => elapsedMs as DurationMs };
    const metrics = new LiveMetrics({ subscribe: () => () => undefined, clock, store });
    metrics.tick();
    metrics.collector.registry.gauge({ name: 'level', help: '', unit: 'count' }).with().set(value);
    return metrics;
  };
  const level = (): GaugeReading | undefined => {
    const value = seriesOf(new MetricsHistory(store).total(), 'level')[0]?.[1];
    return value !== undefined && isGauge(value) ? value : undefined;
  };
  const old = showing(7, 8 * hourMs);
  old.save();
  const before = Date.now();
  showing(3, 40).save();
  const { last, min, max, at } = level() ?? { last: 0, min: 0, max: 0, at: 0 };
  deepStrictEqual({ last, min, max }, { last: 3, min: 3, max: 7 });
  ok(at >= before && at <= Date.now(), String(at));
  // The older one has nothing new to say.
  old.save();
  strictEqual(level()?.last, 3);
});

test('a sum of many is what adding two by two gives', () => {
  const all = [recordWith(1, 5), recordWith(2, 700), recordWith(3, 0.2)];
  const sum = sumRecords(all);
  deepStrictEqual(seriesOf(sum, 'runs'), [[[], 6]]);
  const [, value] = seriesOf(sum, 'run_duration')[0] ?? [];
  ok(value !== undefined && isHistogram(value));
  deepStrictEqual([value.count, value.min, value.max], [3, 0.2, 700]);
  deepStrictEqual(sumRecords([]), []);
});
