// The collector by itself: when it is its turn, that it heeds the configured limits, and that it stops in time.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ActionId } from '../../../server/engine/model/brand.ts';
import { takeTurn, timer } from '../../../server/host/store/collectTurn.ts';
import { makeTempDir } from '../../support/tempDir.ts';
import { open, output, trace } from './storeFixture.ts';

const minute = 60_000;
const hour = 60 * minute;

test('once an hour; once a minute where the store is too large; never at first', async (t) => {
  const folder = await makeTempDir(t);
  let now = 1e12;
  let asked = 0;
  const turn = (laterMs: number, isLarge: boolean): boolean => {
    now += laterMs;
    const isOver = (): boolean => ++asked > 0 && isLarge;
    return takeTurn({ folder, now: () => now, isOver });
  };
  assert.equal(turn(0, true), false, 'a new store holds nothing old');
  assert.equal(turn(0.5 * minute, true), false);
  assert.equal(asked, 0, 'the size is not even looked at');
  assert.equal(turn(minute, false), false);
  assert.equal(turn(0, true), true);
  assert.equal(turn(0, true), false, 'marked');
  assert.equal(turn(hour, false), true);
  assert.equal(turn(0, false), false);
  assert.equal(turn(-10 * hour, false), true, 'a clock that was set back does not stop it');
});

test('what is old by the given limits goes, and nothing where it is not due', async (t) => {
  const root = await makeTempDir(t);
  let now = 1e12;
  const { store } = open(root, { now: () => now });
  const limits = { diskSize: 1e9, ttlMs: 2 * hour };
  const keep = (action: string): void => {
    const entry = output(root, `${action}.txt`, action.repeat(100));
    assert.equal(store.blobs.putFile(entry), undefined);
    store.traces.record(trace(action, { outputs: [entry] }));
    const [found] = store.traces.latest([action as ActionId]).values();
    if (found) store.traces.touch(found);
  };
  keep('old#build');
  assert.equal(store.maintenance.collectIfDue(limits), undefined);
  now += 3 * hour;
  keep('new#build');
  const report = store.maintenance.collectIfDue(limits);
  assert.deepEqual(
    report?.items.map(({ name }) => name),
    ['old#build'],
  );
  assert.equal(store.maintenance.collectIfDue(limits), undefined, 'not again within the hour');
  now += 2 * minute;
  const tight = store.maintenance.collectIfDue({ ...limits, diskSize: 1 });
  assert.deepEqual(
    tight?.items.map(({ name }) => name),
    ['new#build'],
    'above its size',
  );
  store.close();
});

test('out of time it stops, and the next turn goes on', async (t) => {
  const root = await makeTempDir(t);
  const { store } = open(root);
  const entry = output(root, 'a.txt', 'a'.repeat(100));
  assert.equal(store.blobs.putFile(entry), undefined);
  writeFileSync(join(root, 'a.txt'), '');
  const all = { where: () => true, graceMs: -1000 };
  assert.equal(store.maintenance.prune({ ...all, timeMs: 0 }).laterBytes > 0, true);
  assert.equal(store.maintenance.usage().blobs, 1);
  assert.equal(store.maintenance.prune(all).laterBytes, 0);
  assert.equal(store.maintenance.usage().blobs, 0);
  store.close();
});

test('a timer without a time never ends', () => {
  assert.equal(timer(undefined)(), false);
  assert.equal(timer(0)(), true);
});
