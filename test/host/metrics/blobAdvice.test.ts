// Advice on the memory of blobs in a real store: what it says of another size is what a store with a memory of that size then does.

import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import type { EngineEventBody } from '../../../server/engine/events.ts';
import { Collector } from '../../../server/engine/metrics/collector.ts';
import type { BlobDigest, ByteCount, DurationMs } from '../../../server/engine/model/brand.ts';
import { MetricsHistory } from '../../../server/host/metrics/history.ts';
import { LiveMetrics } from '../../../server/host/metrics/liveMetrics.ts';
import { neverCancelled } from '../../../server/host/platform/cancelSource.ts';
import { randomOf } from '../../support/simulated.ts';
import { makeTempDir } from '../../support/tempDir.ts';
import { open } from '../store/storeFixture.ts';

interface Limits {
  readonly entries: number;
  readonly bytes: number;
}

/** Reads from a store with so much memory. @returns the share that memory answered */
async function readAll(
  root: string,
  { limits, reads, tell }: { limits: Limits; reads: readonly string[]; tell?: Collector },
): Promise<number> {
  let hits = 0;
  const emit = (event: EngineEventBody): void => {
    if (event.type === 'cache-hit' && event.tier === 'memory') hits++;
    tell?.onEvent({ at: 0 as DurationMs, ...event });
  };
  const { store, troubles } = open(root, { emit });
  // Nothing is recorded that could be read ahead; memory is there from here on.
  const bytes = limits.bytes as ByteCount;
  await store.warm({ limits: { entries: limits.entries, bytes }, cancel: neverCancelled });
  for (const digest of reads) ok('bytes' in store.blobs.read(digest as BlobDigest));
  store.close();
  deepStrictEqual(troubles, []);
  return hits / reads.length;
}

/** Puts blobs of 1 to 40 kB. @returns their digests */
function putBlobs(root: string, count: number): readonly string[] {
  const { store } = open(root);
  const digests = Array.from({ length: count }, (_, at) => {
    const put = store.blobs.putBytes(Buffer.alloc(1000 + ((at * 7919) % 39_000), `blob ${at} `));
    if ('failure' in put) throw new Error(JSON.stringify(put.failure));
    return put.digest;
  });
  store.close();
  return digests;
}

const cases: readonly [string, Limits][] = [
  ['bytes', { entries: 10_000, bytes: 400_000 }],
  ['entries', { entries: 20, bytes: 100e6 }],
  ['bytes, of which some blobs need more than all', { entries: 10_000, bytes: 20_000 }],
];

for (const [name, limits] of cases)
  test(`a real store does what the advice says: ${name}`, async (t) => {
    const root = await makeTempDir(t);
    const digests = putBlobs(root, 150);
    const random = randomOf(6);
    const reads = Array.from(
      { length: 2000 },
      () => digests[Math.floor(digests.length * random() ** 2)] ?? '',
    );
    const collector = new Collector({ memoryLimits: () => limits });
    const now = await readAll(root, { limits, reads, tell: collector });
    const [replay] = collector.replays();
    strictEqual(replay?.cache, 'blobs');
    strictEqual(replay.now, now);
    const { advice } = replay;
    ok(advice && advice.after > now + 0.05);
    strictEqual(advice.after, await readAll(root, { limits: advice.to, reads }));
  });

test('advice is kept for who reads the history, until newer is known', async (t) => {
  const root = await makeTempDir(t);
  const { store } = open(root);
  t.after(() => store.close());
  const limits = { entries: 10, bytes: 1e6 };
  const clock = { elapsed: () => 5 as DurationMs };
  const play = (cache: string, keys: number): void => {
    const live = new LiveMetrics({ subscribe: () => () => {}, clock, store }, () => limits);
    const { onEvent } = live.collector;
    for (let at = 0; at < 1000; at++) {
      const about = { at: 5 as DurationMs, cache, key: `key ${at % keys}` };
      onEvent({ type: 'cache-miss', ...about });
      onEvent({ type: 'cache-set', ...about, tier: 'memory', bytes: 10 as ByteCount });
    }
    live.save();
  };
  const known = (): readonly unknown[] =>
    new MetricsHistory(store).replays().map(({ cache, advice }) => [cache, advice?.to.entries]);
  play('blobs', 15);
  play('validation', 30);
  deepStrictEqual(known(), [
    ['blobs', 20],
    ['validation', 40],
  ]);
  play('blobs', 5);
  deepStrictEqual(known(), [
    ['validation', 40],
    ['blobs', undefined],
  ]);
});
