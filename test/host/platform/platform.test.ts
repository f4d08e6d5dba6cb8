// Digests, the workspace's salt, and cancellation.

import { deepEqual, equal, match, notEqual } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CancelSource } from '../../../server/host/platform/cancelSource.ts';
import { NodeHasher } from '../../../server/host/platform/hasher.ts';
import { makeTempDir } from '../../support/tempDir.ts';

test('hasher: digests are sha256, of UTF-8 for text', async (t) => {
  const hasher = new NodeHasher(join(await makeTempDir(t), 'salt'));
  equal(
    hasher.digest('abc'),
    'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
  equal(hasher.digest('ü'), hasher.digest(new Uint8Array([0xc3, 0xbc])));
});

test('hasher: the salt is made when first needed, for the owner alone, and stays', async (t) => {
  const folder = await makeTempDir(t);
  const file = join(folder, '.cachescope/salt');
  const hasher = new NodeHasher(file);
  hasher.digest('x');
  deepEqual(readdirSync(folder), []);
  const secret = hasher.keyed('secret');
  match(secret, /^hmac-sha256:[0-9a-f]{64}$/);
  equal(statSync(file).mode & 0o777, 0o600);
  deepEqual(readdirSync(join(folder, '.cachescope')), ['salt']);
  equal(new NodeHasher(file).keyed('secret'), secret);
  notEqual(hasher.keyed('other'), secret);
});

test('hasher: two workspaces hash one secret differently', async (t) => {
  const folder = await makeTempDir(t);
  const [a, b] = ['a', 'b'].map((name) =>
    new NodeHasher(join(folder, name, 'salt')).keyed('secret'),
  );
  notEqual(a, b);
});

test('hasher: a damaged salt is replaced', async (t) => {
  const file = join(await makeTempDir(t), 'salt');
  writeFileSync(file, 'short');
  const first = new NodeHasher(file).keyed('secret');
  equal(readFileSync(file).length, 32);
  equal(new NodeHasher(file).keyed('secret'), first);
});

test('hasher: where no salt can be kept, hashing works for this process', async (t) => {
  const folder = await makeTempDir(t);
  writeFileSync(join(folder, 'file'), '');
  const hasher = new NodeHasher(join(folder, 'file/below/salt'));
  equal(hasher.keyed('secret'), hasher.keyed('secret'));
});

test('hasher: processes that need the salt at once get the same', async (t) => {
  const folder = await makeTempDir(t);
  const module = new URL('../../../server/host/platform/hasher.ts', import.meta.url).href;
  const code = `import { NodeHasher } from '${module}'; console.log(new NodeHasher(process.argv[1]).keyed('secret'));`;
  const outputs = Array.from({ length: 4 }, async () => {
    const child = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      code,
      join(folder, 'state/salt'),
    ]);
    const chunks: Buffer[] = await child.stdout.toArray();
    return Buffer.concat(chunks).toString('utf8');
  });
  const texts = new Set(await Promise.all(outputs));
  equal(texts.size, 1);
  match([...texts].join(), /^hmac-sha256:/);
  deepEqual(readdirSync(join(folder, 'state')), ['salt']);
});

test('cancel: listeners are told once, in order, at once if it has happened', () => {
  const source = new CancelSource();
  const told: string[] = [];
  source.onCancel(() => told.push('a'));
  const takeBack = source.onCancel(() => told.push('never'));
  source.onCancel(() => told.push('b'));
  takeBack();
  equal(source.cancelled, false);
  source.cancel('Stopped with Ctrl-C.');
  source.cancel('again');
  source.onCancel(() => told.push('late'));
  deepEqual(told, ['a', 'b', 'late']);
  equal(source.why, 'Stopped with Ctrl-C.');
});
