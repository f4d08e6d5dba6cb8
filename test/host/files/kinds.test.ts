// What stands at a path need not be a plain file: links, pipes, folders, names that are not UTF-8. None of them may hang a build or
// pass for what it is not.

import { deepStrictEqual, match, notStrictEqual, strictEqual, throws } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { UnreadableFile } from '../../../server/engine/ports/files.ts';
import type { NodeFiles } from '../../../server/host/files/nodeFiles.ts';
import { patterns } from '../../support/engine/actions.ts';
import { makeTempDir } from '../../support/tempDir.ts';
import { at, tablesOf } from './tableFixture.ts';

const all = patterns('', ['**']);

async function makeTable(t: TestContext): Promise<{ root: string; table: NodeFiles }> {
  const root = await makeTempDir(t);
  return { root, table: tablesOf(t, root).open() };
}

function digestOf(table: NodeFiles, path: string): string | undefined {
  table.newEpoch();
  return table.digest(at(path));
}

test('a digest is the sha256 of the bytes, and says whether the file can be run', async (t) => {
  const { root, table } = await makeTable(t);
  // Around the size of the buffer that files are read through, too.
  for (const size of [0, 1, 65_535, 65_536, 65_537, 1_048_576, 1_048_577]) {
    const bytes = Buffer.alloc(size, 'x');
    writeFileSync(join(root, 'file'), bytes);
    strictEqual(digestOf(table, 'file'), `sha256:${hash('sha256', bytes)}`, `${size} bytes`);
  }
  const before = digestOf(table, 'file');
  chmodSync(join(root, 'file'), 0o755);
  strictEqual(digestOf(table, 'file'), `${before}+x`);
  chmodSync(join(root, 'file'), 0o654);
  strictEqual(digestOf(table, 'file'), before, 'only the owner counts');
});

test('a link counts by its text and by what it leads to', async (t) => {
  const { root, table } = await makeTable(t);
  writeFileSync(join(root, 'one'), '1');
  writeFileSync(join(root, 'same'), '1');
  symlinkSync('one', join(root, 'link'));
  const first = digestOf(table, 'link');
  match(first ?? '', /^sha256:[0-9a-f]{64}\+link$/);
  writeFileSync(join(root, 'one'), '2');
  const second = digestOf(table, 'link');
  notStrictEqual(second, first, 'the target changed');
  writeFileSync(join(root, 'one'), '1');
  strictEqual(digestOf(table, 'link'), first, 'the target is as it was');
  rmSync(join(root, 'link'));
  symlinkSync('same', join(root, 'link'));
  notStrictEqual(digestOf(table, 'link'), first, 'the same bytes under another name');
  rmSync(join(root, 'same'));
  match(digestOf(table, 'link') ?? '', /\+link$/, 'a broken link is still a link');
});

test('a link to a folder counts by all files in it', async (t) => {
  const { root, table } = await makeTable(t);
  mkdirSync(join(root, 'real/deep'), { recursive: true });
  writeFileSync(join(root, 'real/deep/file'), '1');
  symlinkSync('real', join(root, 'link'));
  const seen = [digestOf(table, 'link')];
  writeFileSync(join(root, 'real/deep/file'), '2');
  seen.push(digestOf(table, 'link'));
  writeFileSync(join(root, 'real/deep/new'), '');
  seen.push(digestOf(table, 'link'));
  renameSync(join(root, 'real/deep/new'), join(root, 'real/new'));
  seen.push(digestOf(table, 'link'));
  strictEqual(new Set(seen).size, 4, 'each change shows');
  // A file behind it is not listed twice, and one asked for by name is found.
  deepStrictEqual(table.glob(all), ['link', 'real/deep/file', 'real/new']);
  strictEqual(digestOf(table, 'link/deep/file'), `sha256:${hash('sha256', '2')}`);
});

test('links in circles end: to itself, to each other, to a folder above', async (t) => {
  const { root, table } = await makeTable(t);
  symlinkSync('self', join(root, 'self'));
  symlinkSync('pong', join(root, 'ping'));
  symlinkSync('ping', join(root, 'pong'));
  for (const path of ['self', 'ping', 'pong']) {
    const isAboutCircle = (error: unknown): boolean =>
      error instanceof UnreadableFile && /circle/.test(error.message) && error.path === path;
    throws(() => digestOf(table, path), isAboutCircle);
  }
  mkdirSync(join(root, 'a/b'), { recursive: true });
  symlinkSync('..', join(root, 'a/b/up'));
  symlinkSync('../../c', join(root, 'a/b/across'));
  mkdirSync(join(root, 'c'));
  symlinkSync('../a', join(root, 'c/back'));
  match(digestOf(table, 'a/b/up') ?? '', /\+link$/);
  match(digestOf(table, 'c/back') ?? '', /\+link$/);
  deepStrictEqual(table.glob(patterns('', ['a/**', 'c/**'])), ['a/b/across', 'a/b/up', 'c/back']);
});

test('what a link outside of the workspace leads to is not read', async (t) => {
  const { root, table } = await makeTable(t);
  const outside = await makeTempDir(t);
  writeFileSync(join(outside, 'file'), '1');
  symlinkSync(join(outside, 'file'), join(root, 'link'));
  symlinkSync(outside, join(root, 'folder'));
  const before = digestOf(table, 'link');
  writeFileSync(join(outside, 'file'), '2');
  strictEqual(digestOf(table, 'link'), before);
  strictEqual(digestOf(table, 'folder/file'), undefined);
});

test('a pipe, a socket and a folder are no files, and nobody waits for them', async (t) => {
  const { root, table } = await makeTable(t);
  execFileSync('mkfifo', [join(root, 'pipe')]);
  mkdirSync(join(root, 'folder'));
  const server = createServer().listen(join(root, 'socket'));
  t.after(() => server.close());
  writeFileSync(join(root, 'file'), '');
  deepStrictEqual(
    ['pipe', 'folder', 'socket', 'file/below'].map((path) => digestOf(table, path)),
    [undefined, undefined, undefined, undefined],
  );
  deepStrictEqual(table.glob(all), ['file']);
  // A pipe takes the place of a file that was known.
  digestOf(table, 'file');
  rmSync(join(root, 'file'));
  execFileSync('mkfifo', [join(root, 'file')]);
  strictEqual(digestOf(table, 'file'), undefined);
  deepStrictEqual(table.inputs(all), []);
});

test('a name that is not UTF-8 is named as a problem, each time', {
  skip: process.platform === 'linux' ? false : 'names are text on this system',
}, async (t) => {
  const root = await makeTempDir(t);
  const { open } = tablesOf(t, root);
  writeFileSync(Buffer.concat([Buffer.from(`${root}/bad`), Buffer.from([0xff, 0xfe])]), 'x');
  writeFileSync(join(root, 'good'), '');
  const isAboutName = (error: unknown): boolean =>
    error instanceof UnreadableFile && /not valid UTF-8/.test(error.message);
  for (const table of [open(), open()]) {
    throws(() => table.inputs(all), isAboutName);
    deepStrictEqual(
      table.inputs(patterns('', ['g*'])).length,
      1,
      'who does not ask is not concerned',
    );
    table.save();
  }
});

test('with names that differ in case or in their normal form, each has its own file', async (t) => {
  const { root, table } = await makeTable(t);
  const names = ['file', 'FILE', 'é'.normalize('NFC'), 'é'.normalize('NFD')];
  for (const name of names) writeFileSync(join(root, name), name);
  if (table.glob(all).length < names.length) return t.skip('this file system takes them for one');
  for (const name of names) strictEqual(digestOf(table, name), `sha256:${hash('sha256', name)}`);
});
