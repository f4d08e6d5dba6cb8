// Percentiles against the sorted values themselves, and sums of histograms against a histogram of all.

import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Histogram, relativeErrorMax } from '../../../server/engine/metrics/histogram.ts';

const durations = fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), {
  minLength: 1,
  maxLength: 300,
});

function histogramOf(values: readonly number[]): Histogram {
  const made = new Histogram(1000);
  for (const value of values) made.record(value);
  return made;
}

function exactPercentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? Number.NaN;
}

test('every percentile is within 1.6 % of the value that it stands for', () => {
  strictEqual(relativeErrorMax, 1 / 64);
  fc.assert(
    fc.property(durations, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
      const exact = exactPercentile(
        values.toSorted((a, b) => a - b),
        share,
      );
      const found = histogramOf(values).percentile(share);
      // Half a tick is lost by counting in whole ones.
      const allowed = exact * relativeErrorMax + 0.0006;
      ok(Math.abs(found - exact) <= allowed, `${found} for ${exact}`);
    }),
  );
});

test('count, total, mean, min and max are exact', () => {
  const { p50, p95, p99, ...rest } = histogramOf([4, 1, 2.5, 100]).distribution();
  deepStrictEqual(rest, { count: 4, total: 107.5, mean: 26.875, min: 1, max: 100 });
  ok(Math.abs(p50 - 2.5) < 0.05 && p95 > 98 && p99 <= 100);
});

test('what is kept of values that were recorded apart is what is kept of them together', () => {
  fc.assert(
    fc.property(durations, durations, (some, others) => {
      const merged = histogramOf(some);
      merged.add(histogramOf(others));
      const loaded = histogramOf(some);
      loaded.addData(JSON.parse(JSON.stringify(histogramOf(others).data())));
      const together = histogramOf([...some, ...others]);
      deepStrictEqual(merged.data().buckets, together.data().buckets);
      deepStrictEqual(loaded.data().buckets, together.data().buckets);
      strictEqual(loaded.distribution().p95, together.distribution().p95);
      strictEqual(merged.distribution().max, together.distribution().max);
    }),
  );
});

test('values of the whole range fit; broken ones count as 0', () => {
  const odd = new Histogram(1);
  for (const value of [Number.NaN, -5, 0, 2 ** 31, 2 ** 40 + 1, 1e300]) odd.record(value);
  strictEqual(odd.count, 6);
  strictEqual(odd.percentile(0.5), 0);
  const large = odd.percentile(0.8);
  ok(Math.abs(large - 2 ** 40) <= 2 ** 40 / 64, String(large));
});

test('values within a factor of 30 take less than 800 bytes', () => {
  const values = Array.from({ length: 10_000 }, (_, at) => 10 + (at % 290));
  ok(histogramOf(values).bytes < 800, String(histogramOf(values).bytes));
});

test('values up to a bound are counted by buckets', () => {
  const histogram = histogramOf([0.001, 1, 5, 10, 20]);
  strictEqual(histogram.countUpTo(0.5), 1);
  strictEqual(histogram.countUpTo(7), 3);
  strictEqual(histogram.countUpTo(1e9), 5);
});
