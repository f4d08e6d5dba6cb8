// Windows against a model that keeps every value with its time.

import { ok, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MetricsRegistry } from '../../../server/engine/metrics/registry.ts';
import { slotMs } from '../../../server/engine/metrics/windows.ts';
import { ManualClock } from '../../support/simulated.ts';

const lengths = { '1m': 60_000, '5m': 300_000, '1h': 3_600_000 } as const;
/** What a window may cover beyond its length: a slot of its level. */
const slack = { '1m': slotMs, '5m': 60_000, '1h': 300_000 } as const;

function makeMetrics() {
  const clock = new ManualClock();
  return { clock, metrics: new MetricsRegistry({ clock }) };
}

test('a window holds what is younger than its length, and nothing older than a slot more', () => {
  const steps = fc.array(
    fc.record({ wait: fc.integer({ min: 0, max: 900_000 }), add: fc.integer({ min: 1, max: 9 }) }),
    { minLength: 1, maxLength: 60 },
  );
  fc.assert(
    fc.property(steps, (all) => {
      const { clock, metrics } = makeMetrics();
      const counter = metrics.counter({ name: 'c', help: '', unit: 'count' }).with();
      const timing = metrics.timing({ name: 't', help: '', unit: 'ms' }).with();
      const known: { at: number; add: number }[] = [];
      for (const { wait, add } of all) {
        clock.advance(wait);
        counter.add(add);
        timing.record(add);
        known.push({ at: clock.elapsed(), add });
      }
      for (const [window, length] of Object.entries(lengths) as ['1m' | '5m' | '1h', number][]) {
        const sumOver = (ms: number) =>
          known
            .filter(({ at }) => at > clock.elapsed() - ms)
            .reduce((sum, { add }) => sum + add, 0);
        const found = counter.over(window);
        ok(found >= sumOver(length), `${window}: ${found}, at least ${sumOver(length)}`);
        const most = sumOver(length + slack[window]);
        ok(found <= most, `${window}: ${found}, at most ${most}`);
        strictEqual(timing.over(window).total, found);
      }
      strictEqual(
        counter.over('start'),
        known.reduce((sum, { add }) => sum + add, 0),
      );
    }),
    { numRuns: 200 },
  );
});

test('a series at rest empties by itself', () => {
  const { clock, metrics } = makeMetrics();
  const counter = metrics.counter({ name: 'c', help: '', unit: 'count' }).with();
  counter.add(3);
  clock.advance(80_000);
  strictEqual(counter.over('1m'), 0);
  strictEqual(counter.over('5m'), 3);
  clock.advance(3_600_000 + 300_000);
  strictEqual(counter.over('1h'), 0);
  strictEqual(counter.over('start'), 3);
});

test('a gauge has its last value, its extremes and when it was set', () => {
  const { clock, metrics } = makeMetrics();
  const gauge = metrics.gauge({ name: 'g', help: '', unit: 'bytes' }).with();
  strictEqual(gauge.over('start'), undefined);
  gauge.set(5);
  clock.advance(100_000);
  gauge.set(9);
  gauge.set(2);
  const minute = gauge.over('1m');
  strictEqual(JSON.stringify(minute), '{"last":2,"min":2,"max":9,"at":100000}');
  strictEqual(gauge.over('start')?.max, 9);
});
