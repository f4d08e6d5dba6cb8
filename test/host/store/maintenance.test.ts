// What is old, too much or unwanted goes; what is needed, or was put moments ago, stays; damage is found and repaired.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { ActionId, RelativePath } from '../../../server/engine/model/brand.ts';
import { removeUnlessFresh, walkBlobs } from '../../../server/host/store/blobWalk.ts';
import type { KeptItem } from '../../../server/host/store/inventory.ts';
import { indexFile } from '../../../server/host/store/schema.ts';
import { readStanding, writeStanding } from '../../../server/host/store/standingFile.ts';
import { runThrough } from '../../../server/host/store/steps.ts';
import { planTrim } from '../../../server/host/store/trimPlan.ts';
import { fillStore } from '../../support/filledStore.ts';
import { makeTempDir } from '../../support/tempDir.ts';
import type { OpenStore } from './storeFixture.ts';
import { digestOf, open, output, trace } from './storeFixture.ts';

const hourMs = 3600 * 1000;

function put({ store }: OpenStore, root: string, action: string, data: string): string {
  const file = output(root, `dist/${action.replace('#', '-')}`, data);
  assert.equal(store.blobs.putFile(file), undefined);
  store.traces.record(trace(action, { input: data, outputs: [file] }));
  return file.blob;
}

function blobCount(root: string): number {
  return walkBlobs(join(root, '.cachescope/blobs')).blobs.length;
}

function age(root: string, ms: number): void {
  for (const { path, mtimeMs } of walkBlobs(join(root, '.cachescope/blobs')).blobs)
    utimesSync(path, (mtimeMs - ms) / 1000, (mtimeMs - ms) / 1000);
}

test('what was not used for the lifetime goes, with its blobs', async (t) => {
  const root = await makeTempDir(t);
  let now = Date.now();
  const opened = open(root, { now: () => now, limits: { diskSize: 1e9, ttlMs: 24 * hourMs } });
  put(opened, root, 'old#build', 'old');
  now += 20 * hourMs;
  put(opened, root, 'new#build', 'new');
  age(root, 20 * hourMs);
  now += 10 * hourMs;
  const report = opened.store.maintenance.collectGarbage();
  assert.deepEqual(
    report.items.map((item) => item.name),
    ['old#build'],
  );
  assert.equal(blobCount(root), 1);
  assert.equal(opened.store.traces.latest(['old#build', 'new#build'] as ActionId[]).size, 1);
  opened.store.close();
});

test('a blob put moments ago stays although nothing refers to it yet', async (t) => {
  const root = await makeTempDir(t);
  const opened = open(root);
  opened.store.blobs.putFile(output(root, 'dist/a', 'a'));
  const report = opened.store.maintenance.collectGarbage();
  assert.equal(blobCount(root), 1);
  assert.ok(report.laterBytes > 0);
  age(root, hourMs);
  // Put again: the old file is protected anew.
  opened.store.blobs.putFile(output(root, 'dist/a', 'a'));
  opened.store.maintenance.collectGarbage();
  assert.equal(blobCount(root), 1);
  age(root, hourMs);
  opened.store.maintenance.collectGarbage();
  assert.equal(blobCount(root), 0);
  opened.store.close();
});

test('a blob that is put again while the collector has it comes back', async (t) => {
  const root = await makeTempDir(t);
  const path = join(root, 'blob');
  writeFileSync(path, 'x');
  assert.equal(removeUnlessFresh(path, Date.now() - hourMs), false);
  assert.ok(existsSync(path));
  assert.equal(removeUnlessFresh(path, Date.now() + hourMs), true);
  assert.deepEqual(readdirSync(root), []);
});

test('a preview says what would go and takes nothing', async (t) => {
  const root = await makeTempDir(t);
  const opened = open(root);
  put(opened, root, 'web#build', 'x'.repeat(1000));
  put(opened, root, 'lib#build', 'y'.repeat(1000));
  const where = (item: KeptItem): boolean => item.name.startsWith('web#');
  const preview = opened.store.maintenance.prune({ where, dryRun: true });
  assert.deepEqual([preview.entries, preview.bytes], [1, 1016]);
  assert.equal(opened.store.maintenance.list().length, 2);
  const done = opened.store.maintenance.prune({ where, graceMs: -1 });
  assert.deepEqual([done.entries, done.bytes], [1, 1016]);
  assert.deepEqual(
    opened.store.maintenance.list().map((item) => item.name),
    ['lib#build'],
  );
  assert.equal(blobCount(root), 1);
  opened.store.close();
});

test('the size limit takes the longest unused, and no more than it must', () => {
  const blob = (n: number) => digestOf(`${n}`) as KeptItem['blobs'][number];
  const item = (n: number, ...blobs: number[]): KeptItem => ({
    kind: 'result',
    row: n,
    name: `a${n}`,
    key: 'k',
    createdAt: n as KeptItem['createdAt'],
    lastUsedAt: n as KeptItem['lastUsedAt'],
    hits: 0,
    savesMs: 1,
    blobs: blobs.map(blob),
    size: 10,
  });
  const files = [1, 2, 3, 4].map((n) => ({ digest: blob(n), path: `${n}`, size: 100, mtimeMs: 0 }));
  // Dropping 1 alone frees nothing: 3 needs the same blob.
  const plan = planTrim([item(3, 1, 3), item(1, 1), item(2, 2), item(4, 4)], files, [], {
    drop: () => false,
    maxBytes: 300,
  });
  assert.deepEqual(
    plan.dropped.map((dropped) => dropped.row),
    [1, 2],
  );
  assert.deepEqual(
    plan.unneeded.map((file) => file.path),
    ['2'],
  );
});

test('only one process collects at a time', async (t) => {
  const root = await makeTempDir(t);
  const { store } = open(root);
  put({ store, troubles: [] }, root, 'web#build', 'x');
  const all = { where: () => true, graceMs: -1 };
  assert.equal(store.maintenance.prune(all).entries, 1);
  assert.equal(store.maintenance.prune(all).busy, undefined);
  store.close();
});

test('verify finds nothing in a sound store', async (t) => {
  const root = await makeTempDir(t);
  const opened = open(root);
  put(opened, root, 'web#build', 'x');
  const report = opened.store.maintenance.verify();
  assert.deepEqual(report.findings, []);
  assert.ok(report.rows >= 3);
  assert.equal(report.blobs, 1);
  opened.store.close();
});

test('verify finds damaged and missing blobs and strays, and repairs so that a second look is clean', async (t) => {
  const root = await makeTempDir(t);
  const opened = open(root);
  const [damaged, gone] = [put(opened, root, 'a#build', 'a'), put(opened, root, 'b#build', 'b')];
  put(opened, root, 'c#build', 'c');
  const pathOf = (digest: string): string =>
    join(root, '.cachescope/blobs', digest.slice(7, 9), digest.slice(9));
  const bytes = readFileSync(pathOf(damaged));
  bytes.write('z', 16);
  writeFileSync(pathOf(damaged), bytes);
  rmSync(pathOf(gone));
  const stray = `${pathOf(damaged)}.1-aa-1.tmp`;
  writeFileSync(stray, 'left');
  utimesSync(stray, 1, 1);
  const { maintenance } = opened.store;
  const kinds = (): readonly string[] =>
    maintenance
      .verify()
      .findings.map((finding) => finding.kind)
      .sort();
  const expected = ['blob-damaged', 'blob-missing', 'blob-missing', 'stray-file'];
  assert.deepEqual(kinds(), expected);
  assert.deepEqual(kinds(), expected);
  maintenance.verify({ repair: true });
  assert.deepEqual(kinds(), []);
  assert.deepEqual(
    maintenance.list().map((item) => item.name),
    ['c#build'],
  );
  opened.store.close();
});

test('indexes of other versions go when nobody has used them for a day', async (t) => {
  const root = await makeTempDir(t);
  const { store } = open(root);
  const names = ['index-7.db', 'index-999999.db', 'index-999999.db-wal', 'index-1001.corrupt-1'];
  for (const name of names) {
    writeFileSync(join(root, '.cachescope', name), 'x');
    utimesSync(join(root, '.cachescope', name), 1, 1);
  }
  writeFileSync(join(root, '.cachescope/index-8.db'), 'in use');
  store.maintenance.collectGarbage();
  const left = readdirSync(join(root, '.cachescope')).filter((name) => name.startsWith('index'));
  assert.deepEqual(
    left.filter((name) => !name.startsWith(indexFile)),
    ['index-8.db'],
  );
  store.close();
});

test('texts of inputs are kept, by what was in them', async (t) => {
  const root = await makeTempDir(t);
  const opened = open(root);
  const before = output(root, 'src/a.ts', 'one\n');
  output(root, 'src/image.png', Buffer.from([1, 0, 2]));
  opened.store.blobs.keepTexts(['src/a.ts', 'src/image.png', 'src/gone.ts'] as RelativePath[]);
  await opened.store.blobs.flush();
  const after = output(root, 'src/a.ts', 'two\n');
  opened.store.blobs.keepTexts([[after.path, after.digest]]);
  await opened.store.blobs.flush();
  opened.store.close();
  const { store } = open(root);
  assert.equal(store.readText(before.digest), 'one\n');
  assert.equal(store.readText(after.digest), 'two\n');
  store.maintenance.collectGarbage({ graceMs: -1 });
  assert.equal(store.readText(before.digest), 'one\n');
  store.close();
});

test('digests of files and the standing run go where they are named, and not because they are old', async (t) => {
  const root = await makeTempDir(t);
  let now = Date.now();
  const opened = open(root, { now: () => now, limits: { diskSize: 1, ttlMs: hourMs } });
  const { digests, maintenance } = opened.store;
  const folder = join(root, '.cachescope');
  digests.save(new Map([['src', 'rows']]));
  writeStanding(folder, Buffer.from('looks'));
  const kept = (): readonly string[] => maintenance.list().map(({ name, key }) => `${name} ${key}`);
  assert.deepEqual(new Set(kept()), new Set(['digests src', 'standing standing']));
  now += 1000 * hourMs;
  assert.equal(maintenance.collectGarbage({ graceMs: -1 }).entries, 0);
  assert.equal(kept().length, 2);
  const drop = (name: string): number =>
    maintenance.prune({ where: (item) => item.name === name }).entries;
  assert.equal(drop('standing'), 1);
  assert.equal(readStanding(folder), undefined);
  assert.equal(drop('digests'), 1);
  assert.equal(digests.load('src'), undefined);
  assert.deepEqual(kept(), []);
  opened.store.close();
});

test('no standing run outlives what it stands on, also one that came while things were dropped', async (t) => {
  const root = await makeTempDir(t);
  const opened = open(root);
  for (let at = 0; at < 300; at++) put(opened, root, `a${at}#build`, `${at}`);
  const folder = join(root, '.cachescope');
  const steps = opened.store.maintenance.pruneInSteps({ where: ({ kind }) => kind === 'result' });
  for (const { message } of steps)
    if (message === '200 of 300 entries dropped') writeStanding(folder, Buffer.from('looks'));
  assert.equal(readStanding(folder), undefined);
  opened.store.close();
});

test('stopped half-way, what went is gone, what stays is whole, and the next time goes on', async (t) => {
  const root = await makeTempDir(t);
  const opened = open(root);
  const { maintenance, blobs } = opened.store;
  for (let at = 0; at < 500; at++) put(opened, root, `a${at}#build`, `${at}`);
  let isStopped = false;
  const all = { where: ({ kind }: KeptItem) => kind === 'result', graceMs: -1 };
  const steps = maintenance.pruneInSteps({ ...all, isStopped: () => isStopped });
  let next = steps.next();
  for (; !next.done; next = steps.next())
    isStopped ||= /^200 of 500 entries/.test(next.value.message);
  const { entries, bytes, laterBytes } = next.value;
  assert.deepEqual([entries, bytes - laterBytes], [200, 0]);
  const left = maintenance.list().filter(({ kind }) => kind === 'result');
  assert.equal(left.length, 300);
  for (const blob of left.flatMap((item) => item.blobs)) assert.ok('bytes' in blobs.read(blob));
  assert.deepEqual(maintenance.verify().findings, []);
  const rest = maintenance.prune(all);
  assert.deepEqual([rest.entries, rest.laterBytes], [300, 0]);
  assert.equal(blobCount(root), 0);
  opened.store.close();
});

test('one who does not go on gives the turn back; while it goes on, nobody else has it', async (t) => {
  const root = await makeTempDir(t);
  const opened = open(root);
  put(opened, root, 'web#build', 'x');
  const { maintenance } = opened.store;
  const all = { where: () => true };
  const steps = maintenance.pruneInSteps(all);
  steps.next();
  assert.equal(maintenance.prune(all).busy?.pid, process.pid);
  steps.return(undefined as never);
  const { busy, entries } = maintenance.prune(all);
  assert.deepEqual([busy, entries], [undefined, 1]);
  opened.store.close();
});

test('a row number that was used again since it was looked at keeps what is there now', async (t) => {
  const root = await makeTempDir(t);
  const opened = open(root);
  const { maintenance, traces } = opened.store;
  put(opened, root, 'old#build', 'old');
  const steps = maintenance.pruneInSteps({ where: ({ name }) => name === 'old#build' });
  let next = steps.next();
  while (!next.done && next.value.message !== 'Looking for what goes') next = steps.next();
  const other = open(root);
  other.store.maintenance.list();
  const database = new DatabaseSync(join(root, '.cachescope', indexFile));
  database.exec('DELETE FROM traces; DELETE FROM uses');
  database.close();
  put(other, root, 'new#build', 'new');
  while (!next.done) next = steps.next();
  assert.deepEqual([...traces.latest(['new#build'] as ActionId[]).keys()], ['new#build']);
  assert.equal(maintenance.listed.count(), 1);
  other.store.close();
  opened.store.close();
});

test('compacting gives the disk back what was dropped', async (t) => {
  const root = await makeTempDir(t);
  fillStore(root, 2000);
  const { store } = open(root);
  store.maintenance.prune({ where: () => true });
  const { before, after } = runThrough(store.maintenance.compactInSteps());
  assert.ok(after < before / 4, `${before} to ${after}`);
  assert.deepEqual(store.maintenance.verify().findings, []);
  store.close();
});

test('repair leaves no half of a result', async (t) => {
  const root = await makeTempDir(t);
  const opened = open(root);
  for (const name of ['a', 'b', 'c']) put(opened, root, `${name}#build`, name);
  const database = new DatabaseSync(join(root, '.cachescope', indexFile));
  database.exec(
    "UPDATE uses SET hits = 99 WHERE trace = 1; UPDATE traces SET key = 'x' WHERE id = 2",
  );
  database.close();
  const { maintenance } = opened.store;
  assert.equal(maintenance.verify({ repair: true }).findings.length, 2);
  assert.deepEqual(maintenance.verify().findings, []);
  assert.equal(maintenance.listed.count(), 1);
  assert.deepEqual(
    maintenance.listed.writtenAfter(0, 9).results.map(({ action }) => action),
    ['c#build'],
  );
  opened.store.close();
});

test('a check that is stopped tells what it saw, and holds nothing to be missing', async (t) => {
  const root = await makeTempDir(t);
  const opened = open(root);
  for (const name of ['a', 'b', 'c']) put(opened, root, `${name}#build`, name);
  const { maintenance } = opened.store;
  const whole = runThrough(maintenance.verifyInSteps());
  assert.deepEqual([whole.isStopped, whole.findings, whole.blobs], [false, [], blobCount(root)]);
  let looked = 0;
  const isStopped = () => {
    looked++;
    // Seven tables, and one blob.
    return looked > 8;
  };
  const part = runThrough(maintenance.verifyInSteps({ isStopped }));
  assert.deepEqual([part.isStopped, part.findings, part.rows], [true, [], whole.rows]);
  assert.ok(part.blobs > 0 && part.blobs < whole.blobs && part.bytes < whole.bytes);
  opened.store.close();
});
