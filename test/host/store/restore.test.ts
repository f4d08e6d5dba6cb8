// Restoring brings back exactly what was stored, or changes nothing and says why.

import assert from 'node:assert/strict';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ByteCount, FileDigest, RelativePath } from '../../../server/engine/model/brand.ts';
import type { OutputEntry } from '../../../server/engine/model/trace.ts';
import { pathProblem } from '../../../server/host/store/restorePath.ts';
import { makeTempDir } from '../../support/tempDir.ts';
import type { FileEntry } from './storeFixture.ts';
import { link, open, output } from './storeFixture.ts';

function blobPath(root: string, entry: FileEntry): string {
  const hex = entry.blob.slice(7);
  return join(root, '.cachescope/blobs', hex.slice(0, 2), hex.slice(2));
}

test('files, modes, links and empty folders come back', async (t) => {
  const root = await makeTempDir(t);
  const { store } = open(root);
  const large = Buffer.alloc(9 * 1024 * 1024, 'abcdefgh');
  const files = [
    output(root, 'dist/a.js', 'a'),
    output(root, 'dist/empty.txt', ''),
    output(root, 'dist/bin/tool', '#!/bin/sh\n'.repeat(1000), true),
    output(root, 'dist/large.bin', large),
  ];
  for (const file of files) assert.equal(store.blobs.putFile(file), undefined);
  const folder = {
    type: 'directory',
    path: 'dist/none' as RelativePath,
    digest: '' as FileDigest,
  } as const;
  rmSync(join(root, 'dist'), { recursive: true });
  assert.equal(store.blobs.restore([link('dist/latest', 'bin/tool'), ...files, folder]), undefined);
  assert.equal(readFileSync(join(root, 'dist/a.js'), 'utf8'), 'a');
  assert.equal(readFileSync(join(root, 'dist/empty.txt'), 'utf8'), '');
  assert.ok(readFileSync(join(root, 'dist/large.bin')).equals(large));
  assert.equal(statSync(join(root, 'dist/bin/tool')).mode & 0o111, 0o111 & ~process.umask());
  assert.equal(statSync(join(root, 'dist/a.js')).mode & 0o111, 0);
  assert.equal(readlinkSync(join(root, 'dist/latest')), 'bin/tool');
  assert.deepEqual(readdirSync(join(root, 'dist/none')), []);
  assert.deepEqual(readdirSync(join(root, 'dist')).sort(), [
    'a.js',
    'bin',
    'empty.txt',
    'large.bin',
    'latest',
    'none',
  ]);
  store.close();
});

test('a folder gives way to a file, a file to a folder, a link to a file', async (t) => {
  const root = await makeTempDir(t);
  const { store } = open(root);
  const files = ['dist/x', 'dist/y/deep', 'dist/z'].map((path) => output(root, path, path));
  for (const file of files) store.blobs.putFile(file);
  rmSync(join(root, 'dist'), { recursive: true });
  mkdirSync(join(root, 'dist/x/inner'), { recursive: true });
  writeFileSync(join(root, 'dist/y'), 'a file');
  writeFileSync(join(root, 'kept'), 'kept');
  symlinkSync('../kept', join(root, 'dist/z'));
  assert.equal(store.blobs.restore(files), undefined);
  for (const file of files) assert.equal(readFileSync(join(root, file.path), 'utf8'), file.path);
  assert.equal(readFileSync(join(root, 'kept'), 'utf8'), 'kept');
  store.close();
});

test('a link to anywhere gives way to an empty folder', async (t) => {
  const root = await makeTempDir(t);
  const { store } = open(root);
  const outside = await makeTempDir(t);
  mkdirSync(join(root, 'dist/real'), { recursive: true });
  for (const target of [outside, join(outside, 'absent'), 'real', '/etc/hostname']) {
    symlinkSync(target, join(root, 'dist/empty'));
    const folder = { type: 'directory', path: 'dist/empty', digest: 'directory' } as OutputEntry;
    assert.equal(store.blobs.restore([folder]), undefined, `instead of a link to ${target}`);
    assert.equal(lstatSync(join(root, 'dist/empty')).isDirectory(), true);
    rmSync(join(root, 'dist/empty'), { recursive: true });
  }
  store.close();
});

for (const [damage, harm] of Object.entries({
  gone: (path: string) => rmSync(path),
  'cut short': (path: string) => truncateSync(path, 18),
  empty: (path: string) => truncateSync(path, 0),
  changed: (path: string) => {
    const bytes = readFileSync(path);
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 3) ^ 4, bytes.length - 3);
    writeFileSync(path, bytes);
  },
  'a folder': (path: string) => {
    rmSync(path);
    mkdirSync(path);
  },
})) {
  test(`nothing visible changes when a blob is ${damage}`, async (t) => {
    const root = await makeTempDir(t);
    const { store } = open(root);
    const files = [output(root, 'dist/a', 'first'), output(root, 'dist/b', 'second'.repeat(2000))];
    for (const file of files) store.blobs.putFile(file);
    harm(blobPath(root, files[1] as FileEntry));
    rmSync(join(root, 'dist'), { recursive: true });
    const outcome = store.blobs.restore(files);
    assert.equal(outcome?.path, 'dist/b');
    assert.equal(outcome?.failure.type, damage === 'gone' ? 'absent' : 'damaged');
    assert.equal(existsSync(join(root, 'dist')), false);
    store.close();
  });
}

test('a damaged blob is replaced by the next put', async (t) => {
  const root = await makeTempDir(t);
  const { store, troubles } = open(root);
  const file = output(root, 'a', 'content');
  store.blobs.putFile(file);
  writeFileSync(blobPath(root, file), Buffer.alloc(23));
  assert.ok('failure' in store.blobs.read(file.blob));
  assert.match(troubles.join(), /damaged/);
  assert.equal(store.blobs.putFile(file), undefined);
  assert.ok('bytes' in store.blobs.read(file.blob));
  store.close();
});

test('a file that was edited since it was observed is not stored', async (t) => {
  const root = await makeTempDir(t);
  const { store } = open(root);
  for (const content of ['12345', 'longer than it was']) {
    const entry = output(root, 'a', 'abcde');
    writeFileSync(join(root, 'a'), content);
    const outcome = store.blobs.putFile(entry);
    assert.match(
      outcome && 'message' in outcome.failure ? outcome.failure.message : '',
      /was changed while/,
    );
    assert.deepEqual(store.blobs.read(entry.blob), { failure: { type: 'absent' } });
  }
  store.close();
});

const hostile = [
  '',
  '/etc/passwd',
  '../x',
  'a/../../x',
  'a/./b',
  'a//b',
  'a/',
  '..\\x',
  'C:\\x',
  'C:/x',
  'x:ads',
  'a\0b',
  '.git/hooks/post-checkout',
  '.GIT/config',
  '.git',
  'a/.git/config',
  '.g\u200cit/config',
  '.git./config',
  'GIT~1/config',
  '.cachescope/blobs/x',
  'bad\uFFFDname',
  'x'.repeat(256),
];

for (const path of hostile) {
  test(`${JSON.stringify(path.slice(0, 30))} is never written`, async (t) => {
    const root = await makeTempDir(t);
    const { store } = open(root);
    const file = { ...output(root, 'fine', 'x'), path: path as RelativePath };
    store.blobs.putFile(output(root, 'fine', 'x'));
    assert.equal(store.blobs.restore([file])?.failure.type, 'damaged');
    assert.notEqual(store.blobs.putFile(file), undefined);
    assert.equal(
      store.blobs.restore([{ type: 'directory', path: path as RelativePath, digest: file.digest }])
        ?.failure.type,
      'damaged',
    );
    store.close();
  });
}

test('names that Windows keeps for itself are refused there alone', () => {
  for (const name of ['CON', 'aux.js', 'a.', 'a ', 'com1.txt', 'what?']) {
    assert.notEqual(pathProblem(`dist/${name}`, 'win32'), undefined, name);
    assert.equal(pathProblem(`dist/${name}`, 'linux'), undefined, name);
  }
});

for (const target of ['/etc/passwd', '../../outside', 'a\\b', '', '../.git/config', 'C:x']) {
  test(`a link to ${JSON.stringify(target)} is refused`, async (t) => {
    const root = await makeTempDir(t);
    const { store } = open(root);
    assert.equal(store.blobs.restore([link('dist/link', target)])?.failure.type, 'damaged');
    assert.equal(existsSync(join(root, 'dist')), false);
    store.close();
  });
}

test('nothing is written through a link that leaves the workspace', async (t) => {
  const root = await makeTempDir(t);
  const outside = await makeTempDir(t);
  const { store } = open(root);
  const file = output(root, 'dist/deep/a', 'x');
  store.blobs.putFile(file);
  rmSync(join(root, 'dist'), { recursive: true });
  symlinkSync(outside, join(root, 'dist'));
  const outcome = store.blobs.restore([file]);
  assert.match(
    outcome && 'message' in outcome.failure ? outcome.failure.message : '',
    /must not write/,
  );
  assert.deepEqual(readdirSync(outside), []);
  store.close();
});

test('a link may not leave through another link either', async (t) => {
  const root = await makeTempDir(t);
  const outside = await makeTempDir(t);
  const { store } = open(root);
  mkdirSync(join(root, 'dist'));
  symlinkSync(outside, join(root, 'elsewhere'));
  assert.equal(store.blobs.restore([link('dist/sly', '../elsewhere')])?.failure.type, 'io');
  assert.deepEqual(readdirSync(join(root, 'dist')), []);
  store.close();
});

test('a list in which a file holds another is refused', async (t) => {
  const root = await makeTempDir(t);
  const { store } = open(root);
  const file = output(root, 'a', 'x');
  store.blobs.putFile(file);
  const below: OutputEntry = { ...file, path: 'a/b' as RelativePath };
  assert.equal(store.blobs.restore([file, below])?.failure.type, 'damaged');
  assert.equal(store.blobs.restore([file, file])?.failure.type, 'damaged');
  assert.ok(lstatSync(join(root, 'a')).isFile());
  store.close();
});

test('a small file that unfolds into a large one is refused', async (t) => {
  const root = await makeTempDir(t);
  const { store } = open(root);
  const file = output(root, 'a', Buffer.alloc(1024 * 1024));
  store.blobs.putFile(file);
  const path = blobPath(root, file);
  const bytes = readFileSync(path);
  bytes.writeBigUInt64LE(100n, 8);
  writeFileSync(path, bytes);
  assert.equal(store.blobs.restore([{ ...file, size: 100 as ByteCount }])?.failure.type, 'damaged');
  store.close();
});
