// Warming: what saves most per byte comes first, into memory, within limits, until it is cancelled; and the next look-ups are hits there.

import { deepEqual, equal } from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { BlobDigest, ByteCount, DurationMs } from '../../../server/engine/model/brand.ts';
import { CancelSource, neverCancelled } from '../../../server/host/platform/cancelSource.ts';
import type { WarmOptions, WarmReport } from '../../../server/host/store/warm.ts';
import { makeTempDir } from '../../support/tempDir.ts';
import type { FileEntry, OpenStore } from './storeFixture.ts';
import { open, output, trace } from './storeFixture.ts';

const roomy = { entries: 100, bytes: 1e6 as ByteCount };

/** Records a result that took so long and has so many bytes. */
function put(opened: OpenStore, root: string, name: string, ms: number, bytes: number): FileEntry {
  const file = output(root, `dist/${name}`, name.padEnd(bytes, '.'));
  equal(opened.store.blobs.putFile(file), undefined);
  const recorded = trace(`${name}#build`, { outputs: [file] });
  opened.store.traces.record({ ...recorded, duration: ms as DurationMs });
  return file;
}

/** Warms a store that was opened anew. */
async function warm(
  root: string,
  changes: Partial<WarmOptions> = {},
): Promise<OpenStore & { readonly report: WarmReport }> {
  const opened = open(root);
  const report = await opened.store.warm({ limits: roomy, cancel: neverCancelled, ...changes });
  return { ...opened, report };
}

test('what happens to blobs in memory is told', async (t) => {
  const root = await makeTempDir(t);
  const first = open(root);
  const files = ['a', 'b', 'c'].map((name) => put(first, root, name, 10, 500));
  first.store.close();
  const told: string[] = [];
  const { store } = open(root, {
    emit: (event) => void told.push([event.type, 'tier' in event ? event.tier : '-'].join(' ')),
  });
  const limits = { entries: 2, bytes: 1e6 as ByteCount };
  await store.warm({ limits, cancel: neverCancelled });
  deepEqual(told.splice(0), ['cache-set memory', 'cache-set memory']);
  for (const { blob } of files) store.blobs.read(blob as BlobDigest);
  store.blobs.read(`sha256:${'0'.repeat(64)}` as BlobDigest);
  const counts = Object.entries(Object.groupBy(told, (text) => text));
  const { 'cache-miss -': misses, ...others } = Object.fromEntries(
    counts.map(([text, all]) => [text, all?.length ?? 0]),
  );
  equal(misses, 1);
  equal((others['cache-hit memory'] ?? 0) + (others['cache-hit disk'] ?? 0), 3);
  equal(others['cache-set memory'], others['cache-hit disk']);
  equal(others['cache-evicted memory'], others['cache-hit disk']);
});

/** The tiers that had these blobs. */
function tiersOf({ store }: OpenStore, files: readonly FileEntry[]): readonly string[] {
  return files.map(({ blob }) => {
    const before = store.memoryStatistics()?.hits.memory;
    const found = 'bytes' in store.blobs.read(blob as BlobDigest);
    const isMemory = store.memoryStatistics()?.hits.memory !== before;
    return found ? (isMemory ? 'memory' : 'disk') : 'nowhere';
  });
}

test('after warming, first look-ups are hits in memory, and restoring needs no file of the store', async (t) => {
  const root = await makeTempDir(t);
  const first = open(root);
  const files = [put(first, root, 'a', 10, 500), put(first, root, 'b', 20, 9000)];
  first.store.close();
  const warmed = await warm(root);
  const { entries, damaged, left, isCancelled } = warmed.report;
  deepEqual(
    { entries, damaged, left, isCancelled },
    { entries: 2, damaged: 0, left: 0, isCancelled: false },
  );
  deepEqual(tiersOf(warmed, files), ['memory', 'memory']);
  rmSync(join(root, '.cachescope/blobs'), { recursive: true });
  rmSync(join(root, 'dist'), { recursive: true });
  equal(warmed.store.blobs.restore(files), undefined);
  deepEqual(warmed.store.memoryStatistics()?.hits, { memory: 4, disk: 0 });
  equal(warmed.store.memoryStatistics()?.hitRate, 1);
  warmed.store.close();
});

test('without warming nothing is held in memory', async (t) => {
  const root = await makeTempDir(t);
  const opened = open(root);
  const file = put(opened, root, 'a', 10, 500);
  await opened.store.readAhead({ limits: roomy, cancel: neverCancelled });
  equal(opened.store.memoryStatistics(), undefined);
  rmSync(join(root, '.cachescope/blobs'), { recursive: true });
  equal('failure' in opened.store.blobs.read(file.blob), true);
  opened.store.close();
});

test('what saves most per byte is first, and where room is short the rest stays on disk', async (t) => {
  const root = await makeTempDir(t);
  const first = open(root);
  const files = [
    put(first, root, 'slow-and-large', 1000, 50_000),
    put(first, root, 'quick-and-small', 100, 100),
    put(first, root, 'slow-and-small', 1000, 100),
    put(first, root, 'quick-and-large', 10, 50_000),
  ];
  first.store.close();
  const bytes: number[] = [];
  const all = await warm(root, { onProgress: (report) => bytes.push(report.bytes) });
  const sizes = bytes.map((total, at) => total - (bytes[at - 1] ?? 0) > 10_000);
  deepEqual(sizes, [false, false, true, true]);
  all.store.close();
  const some = await warm(root, { limits: { entries: 100, bytes: 60_000 as ByteCount } });
  deepEqual(tiersOf(some, files), ['memory', 'memory', 'memory', 'disk']);
  equal(some.report.left, 1);
  some.store.close();
  const two = await warm(root, { limits: { entries: 2, bytes: 1e6 as ByteCount } });
  deepEqual(
    tiersOf(
      two,
      [1, 2, 0].map((at) => files[at] as FileEntry),
    ),
    ['memory', 'memory', 'disk'],
  );
  equal(two.store.memoryStatistics()?.usage.memory?.entries, 2);
  two.store.close();
});

test('cancelling stops it: what was read stays, the rest is not touched', async (t) => {
  const root = await makeTempDir(t);
  const first = open(root);
  const count = 20;
  for (let n = 0; n < count; n++) put(first, root, `p${n}`, count - n, 1000);
  first.store.close();
  const cancel = new CancelSource();
  const { store, report } = await warm(root, {
    cancel,
    onProgress: ({ entries }) => {
      if (entries === 3) cancel.cancel('enough');
    },
  });
  deepEqual([report.entries, report.left, report.isCancelled], [3, 17, true]);
  equal(store.memoryStatistics()?.usage.memory?.entries, 3);
  store.close();
});

test('a damaged blob is told and never comes into memory', async (t) => {
  const root = await makeTempDir(t);
  const first = open(root);
  const { blob } = put(first, root, 'a', 10, 500);
  first.store.close();
  writeFileSync(join(root, '.cachescope/blobs', blob.slice(7, 9), blob.slice(9)), 'damaged');
  const { store, report, troubles } = await warm(root);
  deepEqual([report.damaged, troubles.length], [1, 1]);
  equal(store.memoryStatistics()?.usage.memory?.entries, 0);
  equal('failure' in store.blobs.read(blob), true);
  store.close();
});
