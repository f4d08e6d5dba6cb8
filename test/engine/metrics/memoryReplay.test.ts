// The replay in one pass against real memory tiers that are asked for the same, one for each size.

import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryTier } from '../../../server/engine/cache/memoryTier.ts';
import { lookUpsMin, sizeAdvice } from '../../../server/engine/metrics/advice.ts';
import {
  MemoryReplay,
  type ReplayedHits,
  type ReplayedLimits,
  replayFactors,
} from '../../../server/engine/metrics/memoryReplay.ts';
import type { ByteCount } from '../../../server/engine/model/brand.ts';
import { randomOf } from '../../support/simulated.ts';

/** One look-up; or, with `isUnasked`, a value that is put ahead of its use; or, with `isDeleted`, one that goes. */
interface Access {
  readonly key: string;
  readonly bytes: number;
  readonly isUnasked?: boolean;
  readonly isDeleted?: boolean;
}

/** A few keys are asked for often, many seldom; their sizes stay. */
function accessesOf(seed: number, { count, keys }: { count: number; keys: number }): Access[] {
  const random = randomOf(seed);
  return Array.from({ length: count }, () => {
    const key = Math.floor(keys * random() ** 3);
    return { key: `key ${key}`, bytes: 1 + ((key * 7919) % 997) };
  });
}

function fewKeys(seed: number): Access[] {
  return accessesOf(seed, { count: 5000, keys: 300 });
}

class RealTier {
  readonly #tier: MemoryTier<true>;
  #hits = 0;
  #asked = 0;

  constructor({ entries, bytes }: ReplayedLimits) {
    const options = { now: () => 0, onEvicted: () => undefined };
    this.#tier = new MemoryTier<true>({ entries, bytes: bytes as ByteCount }, options);
  }

  get rate(): number {
    return this.#hits / this.#asked;
  }

  /** @returns whether it was there */
  ask({ key, bytes }: Access): boolean {
    this.#asked++;
    const isThere = this.#tier.get(key) !== undefined;
    if (isThere) this.#hits++;
    else this.put({ key, bytes });
    return isThere;
  }

  put({ key, bytes }: Access): void {
    const stored = { value: true, freshUntil: undefined, expiresAt: undefined } as const;
    if (!this.#tier.has(key)) this.#tier.set(key, stored, bytes as ByteCount);
  }

  delete({ key }: Access): void {
    this.#tier.delete(key);
  }
}

/** Plays it on a memory as it is, telling the replay what its events would tell. */
function replayed(
  accesses: readonly Access[],
  limits: ReplayedLimits,
  keysMax?: number,
): ReplayedHits {
  const replay = new MemoryReplay(limits, keysMax);
  const tier = new RealTier(limits);
  for (const access of accesses) {
    if (access.isDeleted) tier.delete(access);
    else if (access.isUnasked) {
      tier.put(access);
      replay.put(access.key, access.bytes);
    } else {
      const isThere = tier.ask(access);
      replay.ask(access.key, isThere);
      if (!isThere) replay.put(access.key, access.bytes);
    }
  }
  return replay.result();
}

/** Hits of real tiers, by factors of entries, then of bytes. */
function realRates(accesses: readonly Access[], { entries, bytes }: ReplayedLimits): number[][] {
  return replayFactors.map((e) =>
    replayFactors.map((b) => {
      const tier = new RealTier({ entries: e * entries, bytes: b * bytes });
      for (const access of accesses) {
        if (access.isUnasked) tier.put(access);
        else if (access.isDeleted) tier.delete(access);
        else tier.ask(access);
      }
      return tier.rate;
    }),
  );
}

function ratesOf({ rate }: ReplayedHits): number[][] {
  return replayFactors.map((e) => replayFactors.map((b) => rate(e, b)));
}

const cases: readonly [name: string, limits: ReplayedLimits][] = [
  ['entries hold back', { entries: 20, bytes: 1e9 }],
  ['bytes hold back', { entries: 10_000, bytes: 10_000 }],
  ['both do', { entries: 20, bytes: 8000 }],
  [
    'some values are larger than the memory, and not than a larger one',
    { entries: 60, bytes: 400 },
  ],
  ['hardly anything fits', { entries: 1, bytes: 100 }],
];

for (const [name, limits] of cases)
  test(`hits at every size are those of a real memory of that size: ${name}`, () => {
    for (let seed = 1; seed <= 8; seed++) {
      const accesses = fewKeys(seed);
      const result = replayed(accesses, limits);
      strictEqual(result.sampled, 1);
      deepStrictEqual(ratesOf(result), realRates(accesses, limits), `seed ${seed}`);
    }
  });

test('values that are put ahead of their use count as there', () => {
  const accesses = fewKeys(4).map((access, at) => ({ ...access, isUnasked: at < 100 }));
  const limits = { entries: 40, bytes: 1e9 };
  // Only a key that is not there is put ahead.
  const seen = new Set<string>();
  const once = accesses.filter(({ key, isUnasked }) => {
    const isNew = !seen.has(key);
    seen.add(key);
    return !isUnasked || isNew;
  });
  deepStrictEqual(ratesOf(replayed(once, limits)), realRates(once, limits));
});

test('what was deleted or expired is in no memory, and is no hit of the one that there is', () => {
  const accesses = fewKeys(5).flatMap((access, at): Access[] =>
    at % 10 === 0 ? [{ ...access, isDeleted: true }, access] : [access],
  );
  const limits = { entries: 40, bytes: 1e9 };
  const [found, real] = [ratesOf(replayed(accesses, limits)), realRates(accesses, limits)];
  strictEqual(found[0]?.[0], real[0]?.[0]);
  // Of what was deleted while only larger ones had it nobody is told.
  ok(Math.abs((found[3]?.[3] ?? 0) - (real[3]?.[3] ?? 1)) < 0.1);
});

test('of more keys than fit a sample is followed, which says nearly the same', () => {
  const accesses = accessesOf(3, { count: 200_000, keys: 40_000 });
  const limits = { entries: 2000, bytes: 1e6 };
  const result = replayed(accesses, limits, 5000);
  ok(result.sampled < 0.5, String(result.sampled));
  const real = realRates(accesses, limits);
  for (const [e, rates] of ratesOf(result).entries())
    for (const [b, rate] of rates.entries())
      ok(Math.abs(rate - (real[e]?.[b] ?? 0)) < 0.05, `${e} ${b}: ${rate} for ${real[e]?.[b]}`);
});

const advised: readonly [name: string, limits: ReplayedLimits, entries: number, bytes: number][] = [
  ['entries', { entries: 60, bytes: 1e9 }, 8, 1],
  ['bytes', { entries: 10_000, bytes: 20_000 }, 1, 8],
  ['both', { entries: 40, bytes: 20_000 }, 8, 8],
];

for (const [name, limits, entries, bytes] of advised)
  test(`the advice is what a real memory of that size then does: ${name}`, () => {
    const accesses = accessesOf(8, { count: 20_000, keys: 400 });
    const advice = sizeAdvice('validation', replayed(accesses, limits));
    const to = { entries: entries * limits.entries, bytes: bytes * limits.bytes };
    deepStrictEqual(advice?.to, to);
    const rateAt = (size: ReplayedLimits): number => {
      const tier = new RealTier(size);
      for (const access of accesses) tier.ask(access);
      return tier.rate;
    };
    strictEqual(advice.now, rateAt(limits));
    strictEqual(advice.after, rateAt(to));
    ok(advice.after > advice.now + 0.05);
    strictEqual(advice.lookUps, accesses.length);
  });

test('nothing is advised where nothing would be gained, or little is known', () => {
  const large = replayed(fewKeys(1), { entries: 1000, bytes: 1e9 });
  strictEqual(sizeAdvice('texts', large), undefined);
  const few = replayed(fewKeys(1).slice(0, lookUpsMin - 1), { entries: 1, bytes: 1e9 });
  strictEqual(sizeAdvice('texts', few), undefined);
});
