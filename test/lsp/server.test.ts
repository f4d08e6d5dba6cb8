// What an editor does with the server, over real streams: look, run, edit, ask why, page through caches.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { writeFixture } from '../support/fixture.ts';
import { makeTempDir } from '../support/tempDir.ts';
import { startTestServer, type TestServer, twoPackages } from './serverFixture.ts';

type Changed = TestServer['changes']['all'];

function rowsOf(changes: Changed, id: string): Changed[number]['actions'] {
  return changes.flatMap(({ actions }) => actions.filter((row) => row.id === id));
}

async function start(
  t: TestContext,
  fixture = twoPackages,
): Promise<{ root: string; server: TestServer }> {
  const root = await makeTempDir(t);
  await writeFixture(root, fixture);
  const server = await startTestServer(t, { folders: [root] });
  await server.ready();
  return { root, server };
}

test('the status counts packages and actions, and lists group them', async (t) => {
  const { server } = await start(t);
  const status = await server.ready();
  assert.deepEqual([status.packages, status.actions], [3, 2]);
  const folder = server.uri();
  const groups = await server.ask('cachescope/actionGroups', { folder, grouping: 'task' });
  assert.deepEqual(
    groups.map(({ name, actions }) => [name, actions]),
    [['build', 2]],
  );
  const query = { folder, grouping: 'package', offset: 0, limit: 1 } as const;
  const page = await server.ask('cachescope/actions', query);
  assert.equal(page.total, 2);
  assert.equal(page.rows.length, 1);
  const filtered = await server.ask('cachescope/actions', { ...query, filter: 'APP#' });
  assert.deepEqual(
    filtered.rows.map(({ id, group, ends }) => [id, group, ends]),
    [['app#build', 'app', true]],
  );
});

test('a new action is stale before its first run, fresh after it, with its duration and hit rate', async (t) => {
  const { server } = await start(t);
  const before = await server.action('app#build', 'stale');
  assert.equal(before.lastDurationMs, undefined);
  assert.equal((await server.action('lib#build', 'stale')).reasons[0]?.kind, 'never-built');
  const outcome = await server.run('build');
  assert.ok(outcome.type === 'ended');
  assert.deepEqual([outcome.summary.ran, outcome.summary.failed], [2, 0]);
  const after = await server.action('lib#build', 'fresh');
  assert.ok((after.lastDurationMs ?? 0) > 0);
  assert.equal(after.hitRate, 0);
  const log = await server.logs.next(({ run }) => run === 'test');
  assert.ok(
    log.chunks.some(({ action, text }) => action === 'lib#build' && /built lib/.test(text)),
  );
});

test('whoever asked for sizes before they were counted is told to ask anew', async (t) => {
  const { server } = await start(t);
  const folder = server.uri();
  const before = await server.ask('cachescope/caches', { folder });
  await server.run('build');
  for (;;) {
    const from = server.changes.all.length;
    const { blobBytes } = await server.ask('cachescope/caches', { folder });
    if (blobBytes > before.blobBytes) break;
    await server.changes.next(({ caches }) => caches, from);
  }
});

test('an edit makes what reads the file stale with its reason, and nothing else', async (t) => {
  const { root, server } = await start(t);
  await server.run('build');
  await server.action('app#build', 'fresh');
  const file = join(root, 'packages/app/src/b.txt');
  const from = server.changes.all.length;
  await writeFile(file, 'other\n');
  await server.changed('changed', file);
  const stale = await server.changes.next(
    ({ actions }) => actions.some(({ id, status }) => id === 'app#build' && status === 'stale'),
    from,
  );
  const row = stale.actions.find(({ id }) => id === 'app#build');
  assert.deepEqual(
    row?.reasons.map(({ text, path }) => [text, path]),
    [['packages/app/src/b.txt changed', 'packages/app/src/b.txt']],
  );
  const told = server.changes.all.slice(from);
  assert.ok(rowsOf(told, 'lib#build').every(({ status }) => status === 'fresh'));
  assert.ok(told.some(({ cause }) => cause === 'packages/app/src/b.txt changed'));
  await server.action('lib#build', 'fresh');
});

test('what a run writes makes nothing dirty when the watcher tells of it', async (t) => {
  const { root, server } = await start(t);
  await server.run('build');
  await server.action('app#build', 'fresh');
  const from = server.changes.all.length;
  await server.changed('created', join(root, 'packages/lib/dist/a.txt'));
  const edited = join(root, 'packages/app/src/b.txt');
  await writeFile(edited, 'later\n');
  // Taken in after the other change, so once this shows, the other would have.
  await server.changed('changed', edited);
  await server.action('app#build', 'stale');
  const told = rowsOf(server.changes.all.slice(from), 'lib#build');
  assert.ok(told.every(({ status }) => status === 'fresh'));
});

test('building a dependency alone makes what reads it stale', async (t) => {
  const { root, server } = await start(t);
  await server.run('build');
  await server.action('app#build', 'fresh');
  const file = join(root, 'packages/lib/src/a.txt');
  await writeFile(file, 'changed\n');
  await server.changed('changed', file);
  await server.action('lib#build', 'stale');
  await server.run('lib#build');
  await server.action('lib#build', 'fresh');
  const row = await server.action('app#build', 'stale');
  assert.equal(row.reasons[0]?.kind, 'dependency-changed');
});

test('explaining leads back to the edited file and shows both texts', async (t) => {
  const { root, server } = await start(t);
  await server.run('build');
  const file = join(root, 'packages/lib/src/a.txt');
  await writeFile(file, 'uno\n');
  await server.changed('changed', file);
  await server.action('lib#build', 'stale');
  const folder = server.uri();
  const answer = await server.ask('cachescope/explain', { folder, action: 'app#build' });
  assert.ok(!('message' in answer));
  assert.deepEqual(
    answer.chain.map(({ action }) => action),
    ['app#build', 'lib#build'],
  );
  assert.equal(answer.changedFile, 'packages/lib/src/a.txt');
  assert.equal(answer.run, undefined);
  assert.equal(answer.hasDifference, true);
  const path = 'packages/lib/src/a.txt';
  const texts = await server.ask('cachescope/difference', { folder, action: 'app#build', path });
  assert.deepEqual(texts, { before: 'one\n', after: 'uno\n' });
});

test('runs are listed newest first, and each has its results', async (t) => {
  const { server } = await start(t);
  await server.run('lib#build');
  await server.run('build');
  const folder = server.uri();
  const page = await server.ask('cachescope/runs', { folder, offset: 0, limit: 10 });
  assert.equal(page.total, 2);
  assert.deepEqual(page.rows[0]?.targets, ['build']);
  const run = page.rows[0]?.id ?? '';
  const details = await server.ask('cachescope/runDetails', { folder, run });
  assert.deepEqual(
    details?.results.map(({ id, state }) => [id, state]),
    [
      ['app#build', 'ran'],
      ['lib#build', 'fresh'],
    ],
  );
  const overview = await server.ask('cachescope/overview', { folder });
  assert.equal(overview.hitRate, 1 / 3);
  assert.deepEqual(
    overview.runs.map(({ ran }) => ran),
    [1, 1],
  );
  assert.equal(await server.ask('cachescope/runDetails', { folder, run: 'none' }), null);
});

test('entries are paged, opened, compared and purged after a preview', async (t) => {
  const { root, server } = await start(t);
  await server.run('build');
  const folder = server.uri();
  const { caches } = await server.ask('cachescope/caches', { folder });
  assert.equal(caches.find(({ name }) => name === 'traces')?.entries, 2);
  const select = { cache: 'traces' };
  const query = { folder, select, order: 'name', descending: false, offset: 0, limit: 1 } as const;
  const first = await server.ask('cachescope/cacheEntries', query);
  assert.deepEqual(
    [first.total, first.rows[0]?.name, first.rows[0]?.current],
    [2, 'app#build', true],
  );
  const id = first.rows[0]?.id ?? '';
  await writeFile(join(root, 'packages/app/dist/b.txt'), 'touched\n');
  const details = await server.ask('cachescope/cacheEntry', { folder, id });
  assert.deepEqual(
    details?.result?.outputs.map(({ path, bytes }) => [path, bytes]),
    [['packages/app/dist/b.txt', 8]],
  );
  assert.ok(details?.result?.inputs.some(({ path }) => path === 'packages/app/src/b.txt'));
  const path = 'packages/app/dist/b.txt';
  assert.deepEqual(await server.ask('cachescope/outputText', { folder, id, path }), {
    text: 'two\none\n',
  });
  const preview = await server.ask('cachescope/purge', {
    folder,
    select: { ids: [id] },
    preview: true,
  });
  assert.equal(preview.entries, 1);
  assert.equal((await server.ask('cachescope/cacheEntries', query)).total, 2);
  const done = await server.ask('cachescope/purge', {
    folder,
    select: { ids: [id] },
    preview: false,
  });
  assert.equal(done.entries, 1);
  assert.equal((await server.ask('cachescope/cacheEntries', query)).total, 1);
  await server.action('app#build', 'stale');
});

test('naming nothing purges nothing', async (t) => {
  const { server } = await start(t);
  await server.run('build');
  const folder = server.uri();
  const none = await server.ask('cachescope/purge', { folder, select: {}, preview: false });
  assert.deepEqual(none, { entries: 0, bytes: 0 });
});

test('verify counts what is intact and finds what is not', async (t) => {
  const { root, server } = await start(t);
  await server.run('build');
  const folder = server.uri();
  const good = await server.ask('cachescope/verify', { folder, repair: false });
  assert.equal(good.damaged, 0);
  assert.ok(good.checked > 2);
  await rm(join(root, '.cachescope/blobs'), { recursive: true });
  const bad = await server.ask('cachescope/verify', { folder, repair: true });
  assert.ok(bad.damaged > 0 && bad.removed === bad.damaged);
  assert.match(bad.findings.join('\n'), /sha256/);
});

test('neighbours, files and paths', async (t) => {
  const { server } = await start(t);
  const folder = server.uri();
  const node = { type: 'action', id: 'lib#build' } as const;
  const rows = await server.ask('cachescope/neighbours', { folder, node, direction: 'dependents' });
  assert.deepEqual(
    rows.map(({ node: at, hasMore, behind }) => [at, hasMore, behind]),
    [[{ type: 'action', id: 'app#build' }, false, 1]],
  );
  const file = { type: 'file', path: 'packages/lib/src/a.txt' } as const;
  const readers = await server.ask('cachescope/neighbours', {
    folder,
    node: file,
    direction: 'dependents',
  });
  assert.deepEqual(
    readers.map(({ action, behind }) => [action?.id, behind]),
    [['lib#build', 2]],
  );
  const output = { type: 'file', path: 'packages/lib/dist/a.txt' } as const;
  const writers = await server.ask('cachescope/neighbours', {
    folder,
    node: output,
    direction: 'dependencies',
  });
  assert.deepEqual(
    writers.map(({ action }) => action?.id),
    ['lib#build'],
  );
  const path = await server.ask('cachescope/path', { folder, from: 'app#build', to: 'lib#build' });
  assert.deepEqual(path.actions, ['app#build', 'lib#build']);
});

test('an edit of the configuration changes the list of actions and its problems', async (t) => {
  const { root, server } = await start(t);
  const file = join(root, 'cachescope.json');
  const text = await readFile(file, 'utf8');
  await writeFile(
    file,
    text.replace('"tasks": {', '"tasks": { "lint": { "inputz": [], "command": "true" },'),
  );
  const from = server.changes.all.length;
  await server.changed('changed', file);
  await server.changes.next(({ allActions }) => allActions, from);
  const wrong = await server.statuses.next(({ warnings, errors }) => warnings + errors > 0);
  assert.ok(wrong.actions > 2);
  const { problems } = await server.ask('cachescope/doctor', { folder: server.uri() });
  assert.ok(problems.some(({ message, place }) => /inputz/.test(message) && place?.line === 1));
});

test('unknown targets are refused with what was probably meant', async (t) => {
  const { server } = await start(t);
  const outcome = await server.run('biuld');
  assert.ok(outcome.type === 'refused');
  assert.match(outcome.problems[0]?.suggestion ?? '', /build/);
});

test('a request for a folder that is not open fails with a sentence', async (t) => {
  const { server } = await start(t);
  await assert.rejects(
    server.ask('cachescope/caches', { folder: 'file:///nowhere' }),
    /not a folder of this workspace/,
  );
});

test('metrics and the graph are exported as the command line prints them', async (t) => {
  const { root, server } = await start(t);
  await server.run('build');
  const folder = server.uri();
  const textOf = async (
    request: 'cachescope/exportGraph' | 'cachescope/exportMetrics',
    format: string,
  ): Promise<string> => {
    const result = await server.ask(request, { folder, format: format as 'json' });
    return 'text' in result ? result.text : result.message;
  };
  for (const format of ['text', 'json', 'dot', 'mermaid'])
    assert.equal(
      await textOf('cachescope/exportGraph', format),
      await commandLine(root, 'graph', '--format', format),
    );
  assert.match(await textOf('cachescope/exportGraph', 'text'), /app#build\n/);
  const text = await textOf('cachescope/exportMetrics', 'text');
  // Whoever looks at the index makes it larger.
  const withoutSize = (stats: string) => stats.replace(/[\d.]+ kB on disk/, 'some on disk');
  const printed = await commandLine(root, 'stats', '--format', 'text');
  assert.equal(withoutSize(text), withoutSize(printed));
  assert.match(
    await textOf('cachescope/exportMetrics', 'openmetrics'),
    /^cachescope_runs_total 1$/m,
  );
  const facts = JSON.parse(await textOf('cachescope/exportMetrics', 'json'));
  assert.deepEqual([facts.command, facts.runs.length], ['stats', 1]);
});

async function commandLine(root: string, ...words: string[]): Promise<string> {
  const main = fileURLToPath(new URL('../../server/cli/main.ts', import.meta.url));
  const options = { cwd: root, env: { ...process.env, NO_COLOR: '1' } };
  return (await promisify(execFile)(process.execPath, [main, ...words], options)).stdout;
}

test('a change that a run saw before it was told reaches all others that read the file', async (t) => {
  const { root, server } = await start(
    t,
    `
      //- package.json
      { "name": "root", "private": true, "scripts": { "x": "cat src/a.txt", "y": "cat src/a.txt" } }
      //- cachescope.json
      { "tasks": { "x": { "inputs": ["src/**"], "outputs": [] }, "y": { "inputs": ["src/**"], "outputs": [] } } }
      //- src/a.txt
      one
    `,
  );
  for (const text of ['two\n', 'three\n']) {
    await server.run('//#x', '//#y');
    await server.action('//#x', 'fresh');
    const file = join(root, 'src/a.txt');
    await appendFile(file, text);
    await server.run('//#y');
    await server.changed('changed', file);
    await server.action('//#x', 'stale');
    await server.action('//#y', 'fresh');
  }
});
