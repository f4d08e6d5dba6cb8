// A named cache computes what it must, once, and keeps nothing that it should not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cache, CacheSpec } from '../../../server/engine/cache/registry.ts';
import { CacheRegistry } from '../../../server/engine/cache/registry.ts';
import type { CacheEvent } from '../../../server/engine/cache/tier.ts';

function cacheOf(
  policy: Partial<CacheSpec<string>> = {},
  off: readonly string[] = [],
): {
  readonly cache: Cache<string>;
  readonly clock: { now: number };
  readonly events: string[];
  readonly registry: CacheRegistry;
} {
  const clock = { now: 1000 };
  const events: string[] = [];
  const emit = (event: CacheEvent): void => void events.push(event.type);
  const registry = new CacheRegistry({ now: () => clock.now, emit, off });
  const cache = registry.define<string>({
    name: 'facts',
    schema: '1',
    bytesOf: (value) => value.length,
    ...policy,
  });
  return { cache, clock, events, registry };
}

// A computation that the test ends by hand.
function pending(): {
  readonly compute: () => Promise<string | undefined>;
  readonly started: () => number;
  readonly end: (value?: string) => void;
} {
  let count = 0;
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const compute = (): Promise<string | undefined> => {
    count++;
    return promise;
  };
  return { compute, started: () => count, end: resolve };
}

test('what is deleted is told with the memory that it gave back', async () => {
  const told: CacheEvent[] = [];
  const registry = new CacheRegistry({ now: () => 1000, emit: (event) => void told.push(event) });
  const bytesOf = (value: string) => value.length;
  const cache = registry.define<string>({ name: 'facts', schema: '1', bytesOf });
  for (const [key, length] of [
    ['a', 100],
    ['b', 20],
    ['c', 3],
  ] as const)
    cache.set(key, 'x'.repeat(length));
  cache.delete('a');
  cache.delete('a');
  cache.clear();
  cache.clear();
  const deleted = told.filter((event) => event.type === 'cache-deleted');
  assert.deepEqual(
    deleted.map(({ tier, entries, bytes }) => [tier, entries, bytes]),
    [
      ['memory', 1, 100],
      ['memory', 2, 23],
    ],
  );
});

test('callers that ask at the same time share one computation', async () => {
  const { cache } = cacheOf();
  const work = pending();
  const asked = Array.from({ length: 5 }, () => cache.getOrCompute('a', work.compute));
  await Promise.resolve();
  work.end('one');
  assert.deepEqual(await Promise.all(asked), Array(5).fill('one'));
  assert.equal(work.started(), 1);
  assert.equal(await cache.getOrCompute('a', () => assert.fail('computed again')), 'one');
});

test('an error reaches all who wait, and the next caller tries again', async () => {
  const { cache } = cacheOf();
  const fail = (): never => {
    throw new Error('broken');
  };
  const asked = [cache.getOrCompute('a', fail), cache.getOrCompute('a', fail)];
  for (const result of await Promise.allSettled(asked)) assert.equal(result.status, 'rejected');
  assert.equal(await cache.getOrCompute('a', () => 'fine'), 'fine');
});

for (const [what, change] of Object.entries({
  deleted: (cache: Cache<string>) => cache.delete('a'),
  cleared: (cache: Cache<string>) => cache.clear(),
})) {
  test(`what is computed while its key is ${what} is given out and not kept`, async () => {
    const { cache } = cacheOf();
    const work = pending();
    const asked = cache.getOrCompute('a', work.compute);
    await Promise.resolve();
    change(cache);
    const later = cache.getOrCompute('a', () => 'new');
    work.end('old');
    assert.equal(await asked, 'old');
    assert.equal(await later, 'new');
    assert.equal(cache.get('a'), 'new');
  });
}

test('a value set while another is computed stays', async () => {
  const { cache } = cacheOf();
  const work = pending();
  const asked = cache.getOrCompute('a', work.compute);
  await Promise.resolve();
  cache.set('a', 'set');
  work.end('computed');
  assert.equal(await asked, 'computed');
  assert.equal(cache.get('a'), 'set');
});

test('"there is none" is computed each time, or kept where that is declared', async () => {
  for (const [negativeMs, expected] of [
    [undefined, 2],
    [50, 1],
  ] as const) {
    const { cache, clock } = cacheOf(negativeMs === undefined ? {} : { negativeMs });
    let count = 0;
    const none = (): undefined => void count++;
    await cache.getOrCompute('a', none);
    await cache.getOrCompute('a', none);
    assert.equal(count, expected);
    clock.now += 50;
    await cache.getOrCompute('a', none);
    assert.equal(count, expected + 1);
  }
});

test('a stale value is given out while a new one is computed, where that is declared', async () => {
  const { cache, clock } = cacheOf({ lifetimeMs: 100, staleMs: 50 });
  cache.set('a', 'old');
  clock.now += 120;
  const work = pending();
  assert.equal(await cache.getOrCompute('a', work.compute), 'old');
  assert.equal(await cache.getOrCompute('a', work.compute), 'old');
  assert.equal(cache.get('a'), undefined);
  work.end('new');
  await cache.getOrCompute('b', () => 'b');
  assert.equal(work.started(), 1);
  assert.equal(cache.get('a'), 'new');
  assert.equal(cache.statistics().stale, 2);
});

test('past its lifetime a value is computed again', async () => {
  const { cache, clock } = cacheOf({ lifetimeMs: 100 });
  cache.set('a', 'old');
  clock.now += 100;
  assert.equal(await cache.getOrCompute('a', () => 'new'), 'new');
});

test('a cache that is off only computes', async () => {
  const { cache, events } = cacheOf({}, ['facts']);
  cache.set('a', 'set');
  assert.equal(await cache.getOrCompute('a', () => 'one'), 'one');
  assert.equal(await cache.getOrCompute('a', () => 'two'), 'two');
  assert.deepEqual(events, []);
  assert.equal(cache.statistics().enabled, false);
});

test('figures and events say what happened', async () => {
  const { cache, events, registry } = cacheOf();
  await cache.getOrCompute('a', () => 'one');
  await cache.getOrCompute('a', () => 'one');
  cache.delete('a');
  assert.deepEqual(events, ['cache-miss', 'cache-set', 'cache-hit', 'cache-deleted']);
  const [figures] = registry.statistics();
  assert.deepEqual(
    [figures?.hits.memory, figures?.misses, figures?.sets, figures?.deletes, figures?.hitRate],
    [1, 1, 1, 1, 0.5],
  );
});
