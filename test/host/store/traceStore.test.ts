// Build traces come back as they were recorded, in the right order, within their limits, and damaged ones never.

import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type {
  ActionId,
  DurationMs,
  EpochMs,
  KeyDigest,
} from '../../../server/engine/model/brand.ts';
import { Database } from '../../../server/host/store/database.ts';
import { indexFile } from '../../../server/host/store/schema.ts';
import { loadSqlite } from '../../../server/host/store/sqlite.ts';
import { makeTempDir } from '../../support/tempDir.ts';
import { digestOf, inputOf, open, trace } from './storeFixture.ts';

const web = 'web#build' as ActionId;

// Changes the index behind the store's back.
function tamper(root: string, ...statements: readonly string[]): void {
  const sqlite = loadSqlite();
  if ('message' in sqlite) throw new Error(sqlite.message);
  const database = new Database(join(root, '.cachescope', indexFile), sqlite, () => {});
  database.open();
  for (const statement of statements) database.run(statement);
  database.close();
}

test('a trace comes back whole, in this process and in the next', async (t) => {
  const root = await makeTempDir(t);
  const recorded = trace('web#build');
  const first = open(root);
  first.store.traces.record(recorded);
  first.store.close();
  const { store } = open(root);
  const found = store.traces.latest([web, 'lib#build' as ActionId]);
  assert.deepEqual([...found.keys()], [web]);
  const { row, lastUsedAt, ...rest } = found.get(web) ?? assert.fail('nothing found');
  assert.ok(row > 0 && lastUsedAt > 0);
  assert.deepEqual({ ...rest }, { ...recorded });
  store.close();
});

test('going back to an earlier state finds it, and makes it the newest', async (t) => {
  const { store } = open(await makeTempDir(t));
  for (const input of ['a', 'b', 'c']) store.traces.record(trace('web#build', { input }));
  assert.equal(inputOf(store.traces.latest([web]).get(web)), digestOf('c'));
  const all = store.traces.candidates(web, digestOf('key') as KeyDigest);
  const old = all.find((found) => inputOf(found) === digestOf('a')) ?? assert.fail('a is gone');
  store.traces.touch(old);
  assert.equal(inputOf(store.traces.latest([web]).get(web)), digestOf('a'));
  assert.equal(store.traces.byClosure(web, old.closureDigest)?.row, old.row);
  store.close();
});

test('an equal result recorded again takes no second row', async (t) => {
  const { store } = open(await makeTempDir(t));
  for (let i = 0; i < 3; i++) store.traces.record(trace('web#build'));
  assert.equal(store.traces.candidates(web, digestOf('key') as KeyDigest).length, 1);
  store.close();
});

test('64 traces are kept for a key, and the longest unused goes first', async (t) => {
  let now = 1e12;
  const { store } = open(await makeTempDir(t), { now: () => now });
  for (let i = 0; i < 70; i++) {
    now += 1000;
    store.traces.record(trace('web#build', { input: `${i}` }));
  }
  const kept = store.traces.candidates(web, digestOf('key') as KeyDigest).map(inputOf);
  assert.equal(kept.length, 64);
  assert.equal(kept[0], digestOf('69'));
  assert.equal(kept.at(-1), digestOf('6'));
  store.close();
});

test('a failure is remembered until the action succeeds', async (t) => {
  const { store } = open(await makeTempDir(t));
  store.traces.record(trace('web#build'));
  const failure = {
    action: web,
    key: digestOf('key') as KeyDigest,
    at: 5 as EpochMs,
    exitCode: 1,
    message: 'tsc failed',
    log: undefined,
  };
  store.traces.recordFailure(failure);
  assert.deepEqual(store.traces.failures([web]).get(web), { ...failure, log: undefined });
  assert.equal(store.traces.latest([web]).size, 1);
  store.traces.record(trace('web#build', { input: 'fixed' }));
  assert.equal(store.traces.failures([web]).size, 0);
  assert.equal(store.traces.history([web]).get(web)?.lastDuration, 5);

  store.traces.recordFailure(failure);
  store.traces.forgetFailure(web);
  assert.equal(store.traces.failures([web]).size, 0);
  assert.equal(store.traces.latest([web]).size, 1, 'what is known of its successes stays');
  store.close();
});

test('what another process recorded is seen', async (t) => {
  const root = await makeTempDir(t);
  const [here, there] = [open(root), open(root)];
  assert.equal(here.store.traces.history([web]).size, 0);
  there.store.traces.record(trace('web#build'));
  assert.equal(here.store.traces.history([web]).size, 1);
  assert.equal(here.store.traces.latest([web]).size, 1);
  here.store.close();
  there.store.close();
});

for (const [column, statement] of Object.entries({
  payload: `UPDATE traces SET payload = replace(payload, 'in.txt', 'im.txt')`,
  key: `UPDATE traces SET key = 'sha256:0'`,
  'action, exchanged with another row': `UPDATE traces SET action = CASE action WHEN 'web#build' THEN 'lib#build' ELSE 'web#build' END`,
})) {
  test(`a row with another ${column} is announced, dropped and not served`, async (t) => {
    const root = await makeTempDir(t);
    const before = open(root);
    before.store.traces.record(trace('web#build'));
    before.store.traces.record(trace('lib#build', { input: 'other' }));
    before.store.close();
    tamper(root, statement);
    const { store, troubles } = open(root);
    assert.equal(store.traces.latest([web, 'lib#build' as ActionId]).size, 0);
    assert.equal(troubles.length, 2);
    assert.equal(store.traces.latest([web]).size, 0);
    assert.equal(troubles.length, 2);
    store.close();
  });
}

test('a row with another manifest still serves, and says that it cannot explain', async (t) => {
  const root = await makeTempDir(t);
  const before = open(root);
  before.store.traces.record(trace('web#build'));
  before.store.close();
  tamper(root, `UPDATE traces SET manifest = replace(manifest, 'build', 'burnt')`);
  const { store, troubles } = open(root);
  const found = store.traces.latest([web]).get(web);
  assert.equal(inputOf(found), digestOf('input'));
  assert.equal(troubles.length, 0);
  assert.deepEqual(found?.manifest, []);
  assert.match(troubles.join(), /damaged/);
  store.close();
});

test('a file that is no index is set aside, and the store works', async (t) => {
  const root = await makeTempDir(t);
  open(root).store.close();
  writeFileSync(
    join(root, '.cachescope', indexFile),
    'this is no database, whatever its name says'.repeat(400),
  );
  const { store, troubles } = open(root);
  assert.match(troubles.join(), /damaged.*a new one is started/);
  store.traces.record(trace('web#build'));
  assert.equal(store.traces.latest([web]).size, 1);
  assert.ok(readdirSync(join(root, '.cachescope')).some((name) => name.includes('.corrupt-')));
  store.close();
});

for (const version of [1, 999_999]) {
  test(`an index that says version ${version} is not read`, async (t) => {
    const root = await makeTempDir(t);
    const before = open(root);
    before.store.traces.record(trace('web#build'));
    before.store.close();
    tamper(root, `PRAGMA user_version = ${version}`);
    const { store, troubles } = open(root);
    assert.equal(store.traces.latest([web]).size, 0);
    assert.match(troubles.join(), /another version/);
    store.close();
  });
}

test('runs come back newest first, and no more than 200 stay', async (t) => {
  const { store } = open(await makeTempDir(t));
  for (let i = 0; i < 210; i++) {
    const startedAt = (1e12 + i) as EpochMs;
    // Long enough to be compressed in some.
    const targets = Array.from({ length: i * 10 }, (_, n) => `target-${n}`);
    store.traces.recordRun({
      id: `run-${i}`,
      startedAt,
      duration: 1 as DurationMs,
      targets,
      actions: [],
    });
  }
  assert.deepEqual(
    store.traces.runs(2).map((run) => run.id),
    ['run-209', 'run-208'],
  );
  assert.equal(store.traces.runs(1000).length, 200);
  assert.equal(store.traces.run('run-209')?.targets.length, 2090);
  assert.equal(store.traces.run('run-3'), undefined);
  store.close();
});
