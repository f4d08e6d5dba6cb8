// The state folder is private, and one that someone else could have planted is refused.

import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openStore } from '../../../server/host/store/openStore.ts';
import { loadSqlite } from '../../../server/host/store/sqlite.ts';
import { makeTempDir } from '../../support/tempDir.ts';

function refusal(root: string): string {
  const store = openStore({ root, onTrouble: () => {} });
  return 'message' in store ? store.message : assert.fail('it was opened');
}

test('it is made private and kept out of git', async (t) => {
  const root = await makeTempDir(t);
  const store = openStore({ root, onTrouble: (message) => assert.fail(message) });
  assert.ok('close' in store);
  store.close();
  assert.equal(statSync(join(root, '.cachescope')).mode & 0o777, 0o700);
  assert.equal(readFileSync(join(root, '.cachescope/.gitignore'), 'utf8'), '*\n');
});

for (const mode of [0o777, 0o720, 0o702]) {
  test(`mode ${mode.toString(8)} is refused`, async (t) => {
    const root = await makeTempDir(t);
    mkdirSync(join(root, '.cachescope'));
    chmodSync(join(root, '.cachescope'), mode);
    assert.match(refusal(root), /can be written by other users/);
  });
}

test('a link and a file are refused', async (t) => {
  const root = await makeTempDir(t);
  const other = await makeTempDir(t);
  symlinkSync(other, join(root, '.cachescope'));
  assert.match(refusal(root), /symbolic link/);
  writeFileSync(join(other, '.cachescope'), '');
  assert.match(refusal(other), /is not a folder/);
});

test('a folder of another user is refused', {
  skip: process.getuid?.() !== 0 && 'only root can give a folder away',
}, async (t) => {
  const root = await makeTempDir(t);
  mkdirSync(join(root, '.cachescope'), { mode: 0o700 });
  chownSync(join(root, '.cachescope'), 12345, 12345);
  assert.match(refusal(root), /belongs to another user \(uid 12345/);
});

test('without node:sqlite, the message says which Node brings it', () => {
  const missing = loadSqlite(() => undefined);
  assert.match('message' in missing ? missing.message : '', /Node 22\.15 or later/);
});
