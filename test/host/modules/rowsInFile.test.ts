// The files that keep modules where there is no store: their limits, and what becomes of others' files.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { modulesRow } from '../../../server/host/files/packedRows.ts';
import {
  dropRows,
  type RowLimits,
  rowsFile,
  rowsInFile,
} from '../../../server/host/modules/keeping/rowsInFile.ts';
import { makeTempDir } from '../../support/tempDir.ts';

const troubled = (message: string): void => ok(false, message);

function keep(storage: string, root: string, bytes: number, limits: RowLimits): void {
  const row = new Uint8Array(bytes).fill(7);
  rowsInFile(storage, root, troubled, limits).save(new Map([[modulesRow, row]]));
}

function load(storage: string, root: string): number | undefined {
  const row = rowsInFile(storage, root, troubled).loadAll().get(modulesRow);
  return row === undefined ? undefined : row.length;
}

/** As if it had been used last that many minutes ago. */
function age(path: string, minutes: number): void {
  const then = Date.now() / 1000 - minutes * 60;
  utimesSync(path, then, then);
}

const roots = ['/a', '/b', '/c', '/d'];
const present = (storage: string): readonly string[] =>
  roots.filter((root) => existsSync(rowsFile(storage, root)));

test('what was of use longest ago makes room, by number', async (t) => {
  const storage = await makeTempDir(t);
  const limits = { filesMax: 3, bytesMax: 1e6 };
  for (const [index, root] of ['/a', '/b', '/c'].entries()) {
    keep(storage, root, 100, limits);
    age(rowsFile(storage, root), 30 - index);
  }
  // Reading is a use.
  equal(load(storage, '/a'), 100);
  keep(storage, '/d', 100, limits);
  deepEqual(present(storage), ['/a', '/c', '/d']);
});

test('and by size; what does not fit at all is not kept, and takes nothing from others', async (t) => {
  const storage = await makeTempDir(t);
  const limits = { filesMax: 9, bytesMax: 1000 };
  for (const [index, root] of ['/a', '/b', '/c'].entries()) {
    keep(storage, root, 300 - 32, limits);
    age(rowsFile(storage, root), 30 - index);
  }
  keep(storage, '/d', 400 - 32, limits);
  deepEqual(present(storage), ['/b', '/c', '/d']);
  keep(storage, '/a', 2000, limits);
  deepEqual(present(storage), ['/b', '/c', '/d']);
});

test('others files stay; what a process that died left half written goes in time', async (t) => {
  const storage = await makeTempDir(t);
  const half = (pid: number): string => `${rowsFile(storage, '/b')}.${pid}`;
  for (const name of ['notes.txt', 'modules-1.bin']) writeFileSync(join(storage, name), 'x');
  for (const path of [half(1), half(2)]) writeFileSync(path, 'x');
  age(half(1), 90);
  keep(storage, '/a', 10, { filesMax: 1, bytesMax: 100 });
  const names = [rowsFile('', '/a'), half(2).slice(storage.length + 1), 'modules-1.bin'];
  deepEqual(readdirSync(storage).sort(), [...names, 'notes.txt'].sort());
});

test('another folder of the same file, or a changed byte, is nothing', async (t) => {
  const storage = await makeTempDir(t);
  keep(storage, '/a', 100, { filesMax: 9, bytesMax: 1e6 });
  equal(statSync(rowsFile(storage, '/a')).size, 132);
  const bytes = new Uint8Array(132);
  writeFileSync(rowsFile(storage, '/b'), bytes);
  equal(load(storage, '/b'), undefined);
  dropRows(storage, '/a');
  deepEqual(present(storage), ['/b']);
});

test('forgetting what cannot be removed is no failure', async (t) => {
  const storage = join(await makeTempDir(t), 'file');
  writeFileSync(storage, '');
  dropRows(storage, '/a');
  equal(load(storage, '/a'), undefined);
});
