// All tiers keep to one contract; each has its own traps besides.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryTier } from '../../../server/engine/cache/memoryTier.ts';
import { TwoTier } from '../../../server/engine/cache/twoTier.ts';
import type { ByteCount } from '../../../server/engine/model/brand.ts';
import type { Codec, DiskSpec, Tier } from '../../../server/engine/ports/cache.ts';
import { open } from '../../host/store/storeFixture.ts';
import { makeTempDir } from '../../support/tempDir.ts';
import type { MakeWorld } from './tierContract.ts';
import { describeTier, stored } from './tierContract.ts';

const limits = { entries: 100, bytes: 1e6 as ByteCount };
const codec: Codec<string> = { encode: (value) => `=${value}`, decode: (text) => text.slice(1) };
const spec = { name: 'test', schema: '1', codec };

const openDisk: MakeWorld = async ({ clock, onEvicted, cleanup }) => {
  const { store } = open(await makeTempDir({ after: cleanup }), { now: () => clock.now });
  cleanup(() => store.close());
  return store.openDisk(spec, onEvicted);
};

describeTier(
  'memory',
  async ({ clock, onEvicted }) => new MemoryTier(limits, { now: () => clock.now, onEvicted }),
);
describeTier('disk', openDisk);
describeTier('two tiers', async (parts) => {
  const memory = new MemoryTier<string>(
    { ...limits, entries: 3 },
    { now: () => parts.clock.now, onEvicted: () => {} },
  );
  const disk = await openDisk(parts);
  // A small memory, so that most of the contract is met by promotion; what it evicts is no loss while the disk has it.
  return new TwoTier({ memory, disk, bytesOf: (value) => (value?.length ?? 0) as ByteCount });
});

function memoryOf(
  entries: number,
  bytes: number,
): { readonly tier: Tier<string>; readonly evicted: string[] } {
  const evicted: string[] = [];
  const tier = new MemoryTier<string>(
    { entries, bytes: bytes as ByteCount },
    { now: () => 0, onEvicted: (_tier, weight, why) => evicted.push(`${weight} ${why}`) },
  );
  return { tier, evicted };
}

test('memory: the longest unused entry makes room, and the reason is told', () => {
  const { tier, evicted } = memoryOf(2, 100);
  tier.set('a', stored('a'), 10 as ByteCount);
  tier.set('b', stored('b'), 20 as ByteCount);
  tier.get('a');
  tier.set('c', stored('c'), 30 as ByteCount);
  assert.deepEqual(evicted, ['20 entries-limit']);
  tier.set('c', stored('c'), 95 as ByteCount);
  assert.deepEqual(evicted, ['20 entries-limit', '10 size-limit']);
  assert.equal(tier.get('c')?.value, 'c');
});

test('memory: a value that is too large is announced, and so is the older one that it takes along', () => {
  const { tier, evicted } = memoryOf(10, 100);
  tier.set('a', stored('small'), 5 as ByteCount);
  assert.equal(tier.set('a', stored('large'), 101 as ByteCount), false);
  assert.deepEqual(evicted, ['5 too-large', '101 too-large']);
  assert.equal(tier.get('a'), undefined);
});

test('disk: values of another schema version miss and go', async (t) => {
  const root = await makeTempDir(t);
  const { store } = open(root);
  const evicted: string[] = [];
  const at = (schema: string): Tier<string> => {
    const versioned: DiskSpec<string> = { ...spec, schema };
    return store.openDisk(versioned, (_tier, _bytes, why) => evicted.push(why));
  };
  at('2').set('newer', stored('x'), 1 as ByteCount);
  at('1').set('older', stored('x'), 1 as ByteCount);
  assert.equal(at('1').get('newer'), undefined);
  assert.equal(at('2').get('older'), undefined);
  assert.deepEqual(evicted, ['schema', 'schema']);
  assert.equal(at('1').usage().entries, 0);
  store.close();
});

test('two tiers: what is found on disk is promoted', async (t) => {
  const { store } = open(await makeTempDir(t));
  const disk = store.openDisk(spec, () => {});
  const memory = new MemoryTier<string>(limits, { now: () => 0, onEvicted: () => {} });
  const both = new TwoTier<string>({ memory, disk, bytesOf: () => 1 as ByteCount });
  disk.set('a', stored('one'), 3 as ByteCount);
  assert.equal(both.locate('a')?.tier, 'disk');
  assert.equal(both.locate('a')?.tier, 'memory');
  store.close();
});
