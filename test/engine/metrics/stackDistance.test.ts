// The replay in one pass against real memory tiers that are asked for the same, one for each size.

import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryTier } from '../../../server/engine/cache/memoryTier.ts';
import { adviceFactors, sizeAdvice } from '../../../server/engine/metrics/advice.ts';
import { StackDistances } from '../../../server/engine/metrics/stackDistance.ts';
import type { ByteCount } from '../../../server/engine/model/brand.ts';
import { randomOf } from '../../support/simulated.ts';

interface Access {
  readonly key: string;
  readonly bytes: number;
}

/** A few keys are asked for often, many seldom; their sizes stay. */
function accessesOf(seed: number, { count, keys }: { count: number; keys: number }): Access[] {
  const random = randomOf(seed);
  return Array.from({ length: count }, () => {
    const key = Math.floor(keys * random() ** 3);
    return { key: `key ${key}`, bytes: 1 + ((key * 7919) % 997) };
  });
}

/** Hits of the tier itself, with what missed put into it. */
function realHits(accesses: readonly Access[], limits: { entries: number; bytes: number }): number {
  const options = { now: () => 0, onEvicted: () => undefined };
  const { entries, bytes } = limits;
  const tier = new MemoryTier<true>({ entries, bytes: bytes as ByteCount }, options);
  let hits = 0;
  for (const access of accesses) {
    if (tier.get(access.key)) hits++;
    else
      tier.set(
        access.key,
        { value: true, freshUntil: undefined, expiresAt: undefined },
        access.bytes as ByteCount,
      );
  }
  return hits;
}

test('hits at every number of entries are those of a real cache of that size', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const accesses = fewKeys(seed);
    const sizes = [1, 2, 7, 20, 50, 100, 200, 1000];
    // A small table, so that places are numbered anew many times.
    const replay = new StackDistances(sizes, 300);
    for (const { key } of accesses) replay.access(key);
    const { bySize, sampled } = replay.result();
    strictEqual(sampled, 1);
    const real = sizes.map((size) => ({
      size,
      hits: realHits(accesses, { entries: size, bytes: 1e9 }),
    }));
    deepStrictEqual(bySize, real);
  }
});

test('hits at every number of bytes are those of a real cache of that size', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const accesses = fewKeys(seed);
    const sizes = [1000, 5000, 20_000, 50_000, 1e6];
    const replay = new StackDistances(sizes);
    for (const { key, bytes } of accesses) replay.access(key, bytes);
    const real = sizes.map((size) => ({
      size,
      hits: realHits(accesses, { entries: 10_000, bytes: size }),
    }));
    deepStrictEqual(replay.result().bySize, real);
  }
});

function fewKeys(seed: number): Access[] {
  return accessesOf(seed, { count: 5000, keys: 300 });
}

test('of more keys than fit a sample is followed, which says nearly the same', () => {
  const accesses = accessesOf(3, { count: 200_000, keys: 40_000 });
  const sizes = [2000, 10_000, 30_000];
  const replay = new StackDistances(sizes, 5000);
  for (const { key } of accesses) replay.access(key);
  const { bySize, sampled, accesses: followed } = replay.result();
  ok(sampled < 0.5, String(sampled));
  for (const { size, hits } of bySize) {
    const real = realHits(accesses, { entries: size, bytes: 1e9 }) / accesses.length;
    ok(Math.abs(hits / followed - real) < 0.05, `${size}: ${hits / followed} for ${real}`);
  }
});

test('the advice is what a real cache of that size then does', () => {
  const accesses = accessesOf(8, { count: 20_000, keys: 400 });
  const entries = 60;
  const replay = new StackDistances(adviceFactors.map((factor) => factor * entries));
  for (const { key } of accesses) replay.access(key);
  const advice = sizeAdvice('validation', 'entries', replay.result());
  const rateAt = (size: number) =>
    realHits(accesses, { entries: size, bytes: 1e9 }) / accesses.length;
  strictEqual(advice?.now, rateAt(entries));
  strictEqual(advice.withMore, rateAt(entries * advice.factor));
  ok(advice.withMore > advice.now + 0.05);
  strictEqual(advice.size, 8 * entries);
});

test('nothing is advised where nothing would be gained, or little is known', () => {
  const large = new StackDistances(adviceFactors.map((factor) => factor * 1000));
  for (const { key } of fewKeys(1)) large.access(key);
  strictEqual(sizeAdvice('texts', 'entries', large.result()), undefined);
  const few = new StackDistances(adviceFactors);
  for (const { key } of fewKeys(1).slice(0, 400)) few.access(key);
  strictEqual(sizeAdvice('texts', 'entries', few.result()), undefined);
});
