// The leak verdict over simulated hours: garbage that comes and goes, load that changes, leaks of known size.

import { ok, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { LeakWatch } from '../../../server/engine/metrics/memory.ts';
import { normalOf, randomOf } from '../../support/simulated.ts';

const megabyte = 1e6;

interface Load {
  readonly seed: number;
  readonly minutes: number;
  /** Bytes that stay, beyond the base, at a minute. */
  readonly kept: (minute: number) => number;
  readonly cacheBytes?: (minute: number) => Readonly<Record<string, number>>;
}

/** A heap as it is seen from outside: what stays, work in progress, and garbage that grows until it is collected. */
function watchLoad({ seed, minutes, kept, cacheBytes }: Load): LeakWatch {
  const random = randomOf(seed);
  const normal = normalOf(random);
  const watch = new LeakWatch();
  let garbage = 0;
  for (let second = 0; second < minutes * 60; second++) {
    garbage += random() * 4 * megabyte;
    if (garbage > (20 + random() * 20) * megabyte) garbage = 0;
    const working = Math.abs(normal()) * 3 * megabyte;
    const heapUsed = 60 * megabyte + kept(second / 60) + working + garbage;
    const caches = new Map(Object.entries(cacheBytes?.(second / 60) ?? {}));
    watch.add(second * 1000, { heapUsed, heapTotal: 2e8, rss: 3e8, external: 0 }, caches);
  }
  return watch;
}

test('a leak of 1 MB a minute is found within a quarter of an hour, with the cache that grew', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const { verdict, slope, caches } = watchLoad({
      seed,
      minutes: 15,
      kept: (minute) => minute * megabyte,
      cacheBytes: (minute) => ({ texts: 5e5 + minute * 0.9 * megabyte, validation: 3e6 }),
    }).verdict();
    strictEqual(verdict, 'leak', `seed ${seed}: ${slope}`);
    ok(slope > 0.6 * megabyte && slope < 1.4 * megabyte, `seed ${seed}: ${slope}`);
    strictEqual(caches.map(({ cache }) => cache).join(), 'texts');
  }
});

test('a leak that nobody saw for a day is still found', () => {
  const watch = watchLoad({ seed: 7, minutes: 600, kept: (minute) => minute * megabyte });
  strictEqual(watch.verdict().verdict, 'leak');
});

test('steady noisy load is no leak', () => {
  const alarms: number[] = [];
  for (let seed = 1; seed <= 300; seed++)
    if (watchLoad({ seed, minutes: 30, kept: () => 0 }).verdict().verdict !== 'steady')
      alarms.push(seed);
  strictEqual(alarms.join(), '');
});

test('caches that get full, and load that comes and goes, are no leak', () => {
  const loads: Readonly<Record<string, Load['kept']>> = {
    'warms up': (minute) => Math.min(minute, 8) * 5 * megabyte,
    saturates: (minute) => 60 * megabyte * (1 - Math.exp(-minute / 4)),
    'comes and goes': (minute) => 20 * megabyte * Math.sin(minute / 2),
  };
  for (const [name, kept] of Object.entries(loads))
    for (let seed = 1; seed <= 20; seed++)
      strictEqual(watchLoad({ seed, minutes: 40, kept }).verdict().verdict, 'steady', name);
});

test('nothing is said of the first minutes', () => {
  const watch = watchLoad({ seed: 1, minutes: 4, kept: (minute) => minute * 9 * megabyte });
  strictEqual(watch.verdict().verdict, 'unknown');
});
