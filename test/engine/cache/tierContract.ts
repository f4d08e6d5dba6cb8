// What every cache tier must do, run over memory, disk and both together.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ByteCount, EpochMs } from '../../../server/engine/model/brand.ts';
import type { OnEvicted, Stored, Tier } from '../../../server/engine/ports/cache.ts';

/** A tier under test, with a clock that the test moves and a log of what was evicted. */
export interface TierWorld {
  readonly tier: Tier<string>;
  readonly clock: { now: number };
  readonly evicted: string[];
}

/** Makes the world of a test; `cleanup` takes what must be undone. */
export type MakeWorld = (parts: {
  readonly clock: { now: number };
  readonly onEvicted: OnEvicted;
  readonly cleanup: (undo: () => Promise<void> | void) => void;
}) => Promise<Tier<string>>;

export function stored(value: string | undefined, expiresAt?: number): Stored<string> {
  return { value, freshUntil: undefined, expiresAt: expiresAt as EpochMs | undefined };
}

const bytes = (count: number): ByteCount => count as ByteCount;

/** Declares the tests. */
export function describeTier(name: string, make: MakeWorld): void {
  const check = (title: string, body: (world: TierWorld) => void): void => {
    test(`${name}: ${title}`, async (t) => {
      const clock = { now: 1e12 };
      const evicted: string[] = [];
      const onEvicted: OnEvicted = (tier, weight, why) => evicted.push(`${tier} ${weight} ${why}`);
      const tier = await make({ clock, onEvicted, cleanup: (undo) => t.after(undo) });
      body({ tier, clock, evicted });
    });
  };

  check('what was put comes back', ({ tier }) => {
    assert.equal(tier.get('a'), undefined);
    assert.equal(tier.set('a', stored('one'), bytes(3)), true);
    assert.equal(tier.set('b', stored('two'), bytes(3)), true);
    assert.equal(tier.get('a')?.value, 'one');
    assert.equal(tier.get('b')?.value, 'two');
    assert.equal(tier.usage().entries, 2);
    assert.ok(tier.usage().bytes >= 6);
  });

  check('the newest value of a key wins', ({ tier, evicted }) => {
    tier.set('a', stored('one'), bytes(3));
    tier.set('a', stored('two'), bytes(3));
    assert.equal(tier.get('a')?.value, 'two');
    assert.equal(tier.usage().entries, 1);
    assert.deepEqual(evicted, []);
  });

  check('keys are told apart whatever they are', ({ tier }) => {
    const keys = [
      '',
      ' ',
      'a',
      'A',
      'a ',
      '__proto__',
      'constructor',
      '\u0000',
      "'; DROP TABLE entries --",
      'é',
      'e\u0301',
      'x'.repeat(5000),
    ];
    for (const key of keys) tier.set(key, stored(`value of ${key}`), bytes(8));
    for (const key of keys) assert.equal(tier.get(key)?.value, `value of ${key}`);
  });

  check('values come back whole: empty, large, any text', ({ tier }) => {
    const values = ['', 'x'.repeat(100_000), 'a\u0000b', '\u{1F600}'];
    for (const [index, value] of values.entries())
      tier.set(`${index}`, stored(value), bytes(value.length));
    for (const [index, value] of values.entries()) assert.equal(tier.get(`${index}`)?.value, value);
  });

  check('"there is none" is a value of its own', ({ tier }) => {
    tier.set('a', stored(undefined), bytes(16));
    assert.deepEqual(tier.get('a'), stored(undefined));
    assert.equal(tier.has('a'), true);
    assert.equal(tier.get('b'), undefined);
  });

  check('an expired value is gone, at the very moment', ({ tier, clock }) => {
    tier.set('a', stored('one', clock.now + 100), bytes(3));
    clock.now += 99;
    assert.equal(tier.has('a'), true);
    assert.equal(tier.get('a')?.value, 'one');
    clock.now += 1;
    assert.equal(tier.has('a'), false);
    assert.equal(tier.get('a'), undefined);
    assert.equal(tier.usage().entries, 0);
  });

  check('expiry is announced', ({ tier, clock, evicted }) => {
    tier.set('a', stored('one', clock.now + 1), bytes(3));
    clock.now += 2;
    tier.get('a');
    assert.ok(evicted.some((line) => line.endsWith('expired')));
  });

  check('times come back as they were put', ({ tier }) => {
    const times = { freshUntil: 2e12 as EpochMs, expiresAt: 3e12 as EpochMs };
    tier.set('a', { value: 'one', ...times }, bytes(3));
    assert.deepEqual(tier.get('a'), { value: 'one', ...times });
  });

  check('what was deleted is gone, the rest is not', ({ tier }) => {
    tier.set('a', stored('one'), bytes(3));
    tier.set('b', stored('two'), bytes(3));
    assert.equal(tier.delete('a'), true);
    assert.equal(tier.delete('a'), false);
    assert.equal(tier.get('a'), undefined);
    assert.equal(tier.get('b')?.value, 'two');
  });

  check('clear leaves nothing', ({ tier, evicted }) => {
    for (let i = 0; i < 10; i++) tier.set(`${i}`, stored('x'), bytes(1));
    tier.clear();
    assert.equal(tier.usage().entries, 0);
    assert.equal(tier.has('3'), false);
    assert.deepEqual(evicted, []);
  });
}
