// Prints how many bytes a collector holds after a busy day. A process of its own, with --expose-gc, so that nothing else is weighed.

import { Collector } from '../../../server/engine/metrics/collector.ts';
import type { DurationMs } from '../../../server/engine/model/brand.ts';
import { EventMaker, resultOf } from '../../support/engineEvents.ts';
import { randomOf } from '../../support/simulated.ts';

/** Each minute a run of 40 actions out of 300, and caches that work all the time. */
function playDay(events: EventMaker, minutes: number): void {
  const random = randomOf(11);
  const states = ['fresh', 'fresh', 'fresh', 'restored', 'ran', 'failed'] as const;
  for (let minute = 0; minute < minutes; minute++) {
    events.atMs = Math.max(events.atMs, minute * 60_000);
    const results = Array.from({ length: 40 }, () => {
      const state = states[Math.floor(random() * states.length)] ?? 'fresh';
      const number = Math.floor(random() * 300);
      const duration = (10 * 1000 ** ((number % 17) / 17) * (0.7 + 0.6 * random())) as DurationMs;
      return resultOf(`package${number}#task${number % 5}`, state, { duration });
    });
    events.run(results, random() * 50);
    for (const cache of ['configuration', 'builders', 'validation', 'texts'])
      for (let at = 0; at < 10; at++) events.cache(cache, 1000 * random());
  }
}

function heapNow(): number {
  const { gc } = globalThis as unknown as { gc(): void };
  // What the first leaves, weak references and code that is no longer needed, the next ones take.
  for (let times = 0; times < 3; times++) gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function makeCollector(): { readonly collector: Collector; readonly events: EventMaker } {
  const memory = { read: () => process.memoryUsage() };
  const collector = new Collector({ memory });
  return { collector, events: new EventMaker(collector.onEvent) };
}

// What is compiled and made once is no figure, so it is there before.
const warm = makeCollector();
playDay(warm.events, 24 * 60);
warm.collector.record();
const before = heapNow();
const { collector, events } = makeCollector();
playDay(events, 24 * 60);
const bytes = heapNow() - before;
const series = collector.record().reduce((sum, metric) => sum + metric.series.length, 0);
console.log(JSON.stringify({ bytes, series, warm: warm.collector.record().length }));
