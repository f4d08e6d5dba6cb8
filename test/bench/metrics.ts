// What measuring costs: an operation with metrics on and off, each against the empty loop around it; a whole build with and without a
// collector; and what a histogram costs beside Node's own.
//
//   npm run bench -- metrics
//   npm run bench -- metrics --json metrics.json

import { writeFileSync } from 'node:fs';
import { createHistogram } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import type { EngineEvent } from '../../server/engine/events.ts';
import { Collector } from '../../server/engine/metrics/collector.ts';
import { Histogram } from '../../server/engine/metrics/histogram.ts';
import { MetricsRegistry } from '../../server/engine/metrics/registry.ts';
import type { ByteCount, DurationMs } from '../../server/engine/model/brand.ts';
import { NodeClock } from '../../server/host/platform/clock.ts';
import { EventMaker, resultOf } from '../support/engineEvents.ts';
import { machine, median, tableText } from './measure.ts';
import { buildFigures, type Figure } from './metricsOfBuild.ts';

const help = `npm run bench -- metrics [options]

  --operations N  operations in one round (1000000)
  --rounds N      rounds of each, of which the middle one counts (7)
  --actions N     actions of the build (200)
  --json FILE     write the results there`;

/** @returns exit code: 1 where a figure is not within its limit */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      operations: { type: 'string', default: '1000000' },
      rounds: { type: 'string', default: '7' },
      actions: { type: 'string', default: '200' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const meter = new Meter(Number(values.operations), Number(values.rounds));
  const figures = [
    ...operationFigures(meter),
    ...eventFigures(meter),
    ...histogramFigures(meter),
    ...(await buildFigures(Number(values.actions), Number(values.rounds))),
  ];
  return report(figures, values.json);
}

/** Measures loops, less what the loop itself costs. */
class Meter {
  readonly #operations: number;
  readonly #rounds: number;
  readonly #emptyNs: number;

  constructor(operations: number, rounds: number) {
    this.#operations = operations;
    this.#rounds = rounds;
    this.#emptyNs = this.#loop((at) => at & 1);
  }

  /** Nanoseconds of one operation. */
  ns(operation: (at: number) => unknown): number {
    return this.#loop(operation) - this.#emptyNs;
  }

  #loop(operation: (at: number) => unknown): number {
    const rounds: number[] = [];
    for (let round = 0; round <= this.#rounds; round++) {
      const start = process.hrtime.bigint();
      let kept: unknown;
      for (let at = 0; at < this.#operations; at++) kept = operation(at);
      const ns = Number(process.hrtime.bigint() - start) / this.#operations;
      // The first round is the compiler's.
      if (round > 0 && kept !== rounds) rounds.push(ns);
    }
    return median(rounds);
  }
}

function operationFigures(meter: Meter): Figure[] {
  const figures: Figure[] = [];
  for (const enabled of [true, false]) {
    const metrics = new MetricsRegistry({ clock: new NodeClock(), enabled });
    const hits = metrics.counter({ name: 'h', help: '', unit: 'count', labels: ['cache', 'tier'] });
    const level = metrics.gauge({ name: 'g', help: '', unit: 'bytes' });
    const times = metrics.timing({ name: 't', help: '', unit: 'ms', labels: ['rule'] });
    const held = hits.with('validation', 'memory');
    const caches = ['validation', 'builders', 'configuration', 'texts'];
    const operations: readonly [string, (at: number) => unknown][] = [
      ['counter, found by two labels', (at) => hits.with(caches[at & 3], 'memory').add()],
      ['counter, held', () => held.add()],
      ['gauge, found', (at) => level.with().set(at)],
      ['timing, found by a label', (at) => times.with(caches[at & 3]).record(at & 4095)],
    ];
    for (const [name, operation] of operations)
      figures.push({
        name: `${enabled ? 'on ' : 'off'}  ${name}`,
        value: meter.ns(operation),
        unit: 'ns',
        limit: enabled ? 1000 : 50,
      });
  }
  return figures;
}

/** The events of a run, as they are told to the collector. */
function eventFigures(meter: Meter): Figure[] {
  const events: EngineEvent[] = [];
  const maker = new EventMaker((event) => events.push(event));
  const ids = Array.from({ length: 100 }, (_, at) => `package${at}#build`);
  maker.run(ids.map((id) => resultOf(id, 'ran', { duration: 40 as DurationMs })));
  maker.run(ids.map((id) => resultOf(id, 'fresh')));
  for (let at = 0; at < 100; at++) maker.cache('validation', 300);
  const single = events.filter(({ type }) => type !== 'run-started');
  const collector = new Collector({ memory: { read: () => process.memoryUsage() } });
  const value = meter.ns((at) => {
    const event = single[at % single.length];
    if (event) collector.onEvent(event);
  });
  return [
    { name: 'on   an event, of all kinds', value, unit: 'ns', limit: 1000 },
    { name: 'on   a look-up that is replayed', value: replayedNs(meter), unit: 'ns', limit: 1000 },
  ];
}

/** A look-up of which the key is told, in an editor: it is played against memories of other sizes as well, for advice. */
function replayedNs(meter: Meter): number {
  const collector = new Collector({ memoryLimits: () => ({ entries: 500, bytes: 10e6 }) });
  const common = { cache: 'blobs', bytes: 2000 as ByteCount };
  const keys = Array.from({ length: 2000 }, (_, at) => `sha256:${at}`.padEnd(71, '0'));
  const asked = keys.map((key, at) => ({
    ...common,
    type: 'cache-hit' as const,
    tier: at % 2 === 0 ? ('memory' as const) : ('disk' as const),
    key,
    at: 0 as DurationMs,
  }));
  return meter.ns((at) => {
    // Some are asked for often.
    const event = asked[(at * 7919) % (at % 3 === 0 ? 2000 : 200)];
    if (event) collector.onEvent(event);
  });
}

/** Ours and Node's, over the same values: time, and memory of a hundred of them. */
function histogramFigures(meter: Meter): Figure[] {
  const ours = new Histogram(1000);
  const nodes = createHistogram();
  const valueAt = (at: number): number => 1 + ((at * 7919) & 65_535);
  return [
    {
      name: 'histogram, ours',
      value: meter.ns((at) => ours.record(valueAt(at) / 1000)),
      unit: 'ns',
      limit: 1000,
    },
    {
      name: "histogram, Node's",
      value: meter.ns((at) => nodes.record(valueAt(at))),
      unit: 'ns',
    },
    { name: 'buckets of one, ours', value: ours.bytes, unit: 'bytes' },
    { name: "memory of one, Node's", value: memoryOfNodes(), unit: 'bytes' },
  ];
}

function memoryOfNodes(): number {
  const count = 200;
  const before = process.memoryUsage.rss();
  const kept = Array.from({ length: count }, () => {
    const histogram = createHistogram();
    for (let at = 1; at < 1e6; at *= 2) histogram.record(at);
    return histogram;
  });
  return (process.memoryUsage.rss() - before) / kept.length;
}

function report(figures: readonly Figure[], file: string | undefined): number {
  const missed = figures.filter(({ value, limit }) => limit !== undefined && value > limit);
  const rows = figures.map(({ name, value, unit, limit }) => [
    name,
    `${value.toFixed(unit === '%' ? 2 : unit === 'ms' ? 1 : 0)} ${unit}`,
    limit === undefined ? '' : `at most ${limit}`,
    limit !== undefined && value > limit ? 'MISSED' : '',
  ]);
  console.log(`${tableText(rows)}\n`);
  const { cpu, os, node } = machine();
  console.log(`${cpu}, ${os}, Node ${node}`);
  if (file !== undefined)
    writeFileSync(file, `${JSON.stringify({ figures, machine: machine() })}\n`);
  return missed.length === 0 ? 0 : 1;
}
