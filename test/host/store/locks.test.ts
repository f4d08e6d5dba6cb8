// A lock keeps other processes out while its holder lives, and not a moment longer.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import type { ActionId } from '../../../server/engine/model/brand.ts';
import { makeTempDir } from '../../support/tempDir.ts';
import { open } from './storeFixture.ts';

const web = 'web#build' as ActionId;

// Another process that takes the lock, says so, and waits to be ended.
const holder = `
  import { open } from ${JSON.stringify(new URL('./storeFixture.ts', import.meta.url).href)};
  const { store } = open(process.argv[1]);
  console.log(JSON.stringify(store.traces.lock('web#build') ?? 'taken'));
  setInterval(() => {}, 1000);
`;

test('a lock keeps others out, and is free when its holder is killed', async (t) => {
  const root = await makeTempDir(t);
  const { store } = open(root);
  const other = spawn(process.execPath, ['--input-type=module', '-e', holder, root], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => other.kill('SIGKILL'));
  const [said] = await once(other.stdout, 'data');
  assert.equal(String(said).trim(), '"taken"');
  assert.equal(store.traces.lock(web)?.pid, other.pid);
  assert.equal(store.traces.lockHolder(web)?.pid, other.pid);
  assert.equal(store.traces.othersAtWork(), true);
  other.kill('SIGKILL');
  await once(other, 'exit');
  assert.equal(store.traces.lockHolder(web), undefined);
  assert.equal(store.traces.othersAtWork(), false);
  assert.equal(store.traces.lock(web), undefined);
  assert.equal(store.traces.othersAtWork(), false, 'its own locks are nobody else at work');
  store.close();
});

test('the holder may take it again, and others may once it is released', async (t) => {
  const { store } = open(await makeTempDir(t));
  assert.equal(store.traces.lock(web), undefined);
  assert.equal(store.traces.lock(web), undefined);
  assert.equal(store.traces.lockHolder(web), undefined);
  store.traces.unlock(web);
  assert.equal(store.traces.lock(web), undefined);
  store.close();
});
