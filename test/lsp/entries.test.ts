// Lists of very many entries: they follow what this and other processes write and drop, count as what removes does,
// and neither listing nor removing keeps the folder's thread from other work.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { CancellationTokenSource } from 'vscode-languageserver-protocol/node';
import { openStore, type Store } from '../../server/host/store/openStore.ts';
import { profileFiles } from '../../server/host/store/profileFiles.ts';
import { writeStanding } from '../../server/host/store/standingFile.ts';
import { carryOut } from '../../server/lsp/folder/carryOut.ts';
import { EntryIndex } from '../../server/lsp/folder/entries.ts';
import type { EntryListRequest, PurgeResult, VerifyResult } from '../../server/protocol/cache.ts';
import { fillStore } from '../support/filledStore.ts';
import { writeFixture } from '../support/fixture.ts';
import { HeldMeter } from '../support/heldMeter.ts';
import { makeTempDir } from '../support/tempDir.ts';
import { startTestServer, type TestServer, twoPackages } from './serverFixture.ts';

type TestContext = Parameters<NonNullable<Parameters<typeof test>[0]>>[0];

const byUse = { select: {}, order: 'last-used', descending: true, offset: 0, limit: 5 } as const;
const listing = (more: Partial<EntryListRequest> = {}): EntryListRequest => ({
  folder: '',
  ...byUse,
  ...more,
});

async function filled(t: TestContext, count: number): Promise<{ root: string; store: Store }> {
  const root = await makeTempDir(t);
  fillStore(root, count, { actions: 100 });
  const onTrouble = (message: string): void => assert.fail(message);
  const store = openStore({ root, onTrouble });
  if ('message' in store) assert.fail(store.message);
  t.after(() => store.close());
  return { root, store };
}

/** What an index says that has read everything anew. */
async function anew(store: Store, request: EntryListRequest): Promise<unknown> {
  return await new EntryIndex(store.maintenance).list(request);
}

test('the list follows what others write, use and drop, and is as if it were read anew', async (t) => {
  const { root, store } = await filled(t, 10_000);
  const index = new EntryIndex(store.maintenance);
  const requests = [
    listing(),
    listing({ select: { filter: 'p4' }, order: 'size', descending: false }),
    listing({ select: { cache: 'traces', group: 'p7#build' }, order: 'name' }),
  ];
  const check = async (what: string, total: number): Promise<void> => {
    index.invalidate();
    for (const request of requests)
      assert.deepEqual(await index.list(request), await anew(store, request), what);
    assert.equal((await index.list(listing())).entries.length, total, what);
    assert.equal((await index.sums()).get('traces')?.entries, total, what);
  };
  await check('at first', 10_000);
  fillStore(root, 200, { from: 10_000, actions: 100 });
  await check('another process wrote', 10_200);
  assert.equal((await index.list(listing())).entries[0]?.name, 'p99#build');
  // The same results once more: no new rows, but used later.
  fillStore(root, 50, { from: 5, actions: 100 });
  await check('another process found again what it had', 10_200);
  const where = ({ name }: { readonly name: string }): boolean => name === 'p7#build';
  store.maintenance.prune({ where });
  await check('results were dropped', 10_200 - 102);
  store.maintenance.prune({ where: ({ row }) => row % 2 === 0 });
  fillStore(root, 300, { from: 20_000, actions: 100 });
  // Those of p7 had even numbers.
  await check('row numbers were used again', 10_098 - (5100 - 102) + 300);
  const group = (await index.groups({ ...listing(), cache: 'traces', order: 'name' }))[0];
  assert.deepEqual([group?.name, group?.entries], ['p0#build', 102 + 3]);
  assert.equal(await index.one('result-1-1'), undefined);
});

test('reading and sorting let others through, and so does removing', async (t) => {
  const { store } = await filled(t, 20_000);
  const index = new EntryIndex(store.maintenance);
  const meter = new HeldMeter();
  const held: [string, number][] = [];
  const step = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    meter.reset();
    await work();
    held.push([what, meter.mostMs]);
  };
  await step('read', () => index.list(listing()));
  await step('sort', () => index.list(listing({ order: 'name' })));
  await step('group', () => index.groups({ ...listing(), cache: 'traces', order: 'size' }));
  const all = { where: () => true };
  await step('remove', () => carryOut(store.maintenance.pruneInSteps(all)));
  await step('compact', () => carryOut(store.maintenance.compactInSteps()));
  meter.stop();
  const told = held.map(([what, ms]) => `${what} ${ms.toFixed(1)}`).join(', ');
  t.diagnostic(`processor time of the longest turn, in ms: ${told}`);
  assert.deepEqual(
    held.filter(([, ms]) => ms >= 50),
    [],
  );
});

async function startFilled(t: TestContext, entries: number): Promise<[TestServer, string]> {
  const root = await makeTempDir(t);
  await writeFixture(root, twoPackages);
  fillStore(root, entries, { actions: 100 });
  const server = await startTestServer(t, { folders: [root] });
  await server.ready();
  return [server, root];
}

async function total(server: TestServer, cache?: string): Promise<number> {
  const { caches } = await server.ask('cachescope/caches', { folder: server.uri() });
  const counted = caches.filter(({ name }) => cache === undefined || name === cache);
  return counted.reduce((sum, { entries }) => sum + entries, 0);
}

test('what would be removed is what the view shows, and each of its caches can be removed', async (t) => {
  const [server, root] = await startFilled(t, 30);
  const folder = server.uri();
  await server.run('build');
  assert.equal(await total(server, 'standing'), 0);
  writeStanding(join(root, '.cachescope'), Buffer.alloc(1000));
  const { caches } = await server.ask('cachescope/caches', { folder });
  const kept = caches.filter(({ name, entries }) => entries > 0 && name !== 'validation');
  assert.deepEqual(
    kept.map(({ name }) => name),
    ['traces', 'texts', 'digests', 'standing'],
  );
  const purge = (select: object, preview: boolean): Promise<PurgeResult> =>
    server.ask('cachescope/purge', { folder, select, preview });
  for (const { name, entries, bytes } of kept) {
    assert.equal((await purge({ cache: name }, true)).entries, entries, name);
    const page = { folder, ...byUse, select: { cache: name } };
    const list = await server.ask('cachescope/cacheEntries', page);
    assert.deepEqual([list.total, list.totalBytes], [entries, bytes], name);
  }
  const [profile, ...others] = profileFiles(join(root, '.cachescope'));
  assert.deepEqual([profile !== undefined, others], [true, []]);
  const everything = await purge({ filter: '' }, true);
  assert.equal(everything.profiles, 1);
  assert.equal(everything.entries, await total(server));
  // What was stored moments ago stays a while; the standing run does not.
  assert.equal(everything.bytes, (everything.laterBytes ?? 0) + 1032 + (profile?.size ?? 0));
  assert.equal((await purge({ cache: 'standing' }, false)).entries, 1);
  assert.equal(await total(server, 'standing'), 0);
  const digests = kept.find(({ name }) => name === 'digests')?.entries;
  assert.equal((await purge({ cache: 'digests' }, false)).entries, digests);
  assert.equal((await purge({ filter: '' }, false)).profiles, 1);
  assert.deepEqual(profileFiles(join(root, '.cachescope')), []);
  assert.equal((await server.ask('cachescope/caches', { folder })).profiles, 0);
});

test('removing tells how far it is, and cancelled says what it did', async (t) => {
  const [server] = await startFilled(t, 5000);
  const folder = server.uri();
  const before = await total(server, 'traces');
  const source = new CancellationTokenSource();
  const reports: { kind: string; message?: string; percentage?: number }[] = [];
  server.client.onNotification('$/progress', ({ value }) => {
    reports.push(value);
    if (/entries dropped/.test(value.message ?? '')) source.cancel();
  });
  const purge = (more: object, token = new CancellationTokenSource().token): Promise<PurgeResult> =>
    server.client.sendRequest('cachescope/purge', { folder, preview: false, ...more }, token);
  const select = { cache: 'traces' };
  const first = await purge({ select, workDoneToken: 'mine' }, source.token);
  t.diagnostic(`cancelled after ${first.entries} of ${before} entries`);
  assert.equal(first.cancelled, true);
  assert.ok(first.entries > 0 && first.entries < before);
  assert.equal(await total(server, 'traces'), before - first.entries);
  assert.deepEqual([reports[0]?.kind, reports.at(-1)?.kind], ['begin', 'end']);
  const percentages = reports.flatMap(({ percentage }) => percentage ?? []);
  assert.deepEqual(
    percentages,
    [...percentages].sort((a, b) => a - b),
  );
  const asked = purge({ select });
  const others = Array.from({ length: 3 }, () => server.ask('cachescope/status', {}));
  const [second, busy] = await Promise.all([asked, purge({ select }), ...others]);
  assert.match(busy.busy ?? '', /This window is cleaning/);
  assert.deepEqual([second.entries, second.cancelled], [before - first.entries, undefined]);
  assert.equal(await total(server, 'traces'), 0);
  const pruned = await server.ask('cachescope/prune', { folder });
  assert.ok(pruned.bytes > 0, 'the index became smaller');
});

test('a cancelled check says what it saw until then', async (t) => {
  const [server] = await startFilled(t, 5000);
  const source = new CancellationTokenSource();
  server.client.onNotification('$/progress', () => source.cancel());
  const params = { folder: server.uri(), repair: false, workDoneToken: 'mine' };
  const found: VerifyResult = await server.client.sendRequest(
    'cachescope/verify',
    params,
    source.token,
  );
  t.diagnostic(`cancelled after ${found.checked}`);
  assert.deepEqual([found.cancelled, found.damaged], [true, 0]);
});

test('verifying tells how far it is', async (t) => {
  const [server] = await startFilled(t, 10);
  await server.run('build');
  const messages: string[] = [];
  server.client.onNotification('$/progress', ({ value }) => {
    messages.push(value.message ?? '');
  });
  const params = { folder: server.uri(), repair: false, workDoneToken: 'mine' };
  await server.client.sendRequest('cachescope/verify', params);
  assert.ok(
    messages.some((message) => /^\d+ of \d+ files read$/.test(message)),
    messages.join('\n'),
  );
});
