// Threads and folders come and go: Restricted Mode, several folders, crashes, other processes, the end.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { CancellationTokenSource } from 'vscode-languageserver-protocol/node';
import { commandLineIn } from '../cli/support.ts';
import { writeFixture } from '../support/fixture.ts';
import { makeTempDir } from '../support/tempDir.ts';
import { runDefaults, startTestServer, type TestServer, twoPackages } from './serverFixture.ts';

async function workspace(t: TestContext, fixture: string): Promise<string> {
  const root = await makeTempDir(t);
  await writeFixture(root, fixture);
  return root;
}

const oneTask = (script: string) => `
  //- package.json
  { "name": "one", "scripts": { "build": ${JSON.stringify(script)} } }
  //- cachescope.json
  { "tasks": { "build": { "inputs": ["in.txt"], "outputs": ["out.txt"] } } }
  //- in.txt
  text
`;

async function printedPid(server: TestServer): Promise<number> {
  const pattern = /pid (\d+)/;
  const log = await server.logs.next(({ chunks }) => chunks.some(({ text }) => pattern.test(text)));
  return Number(pattern.exec(log.chunks.map(({ text }) => text).join(''))?.[1]);
}

/** Waits until a process has ended; one that nobody collects has, too. */
async function gone(pid: number): Promise<void> {
  const isThere = (): boolean => {
    try {
      process.kill(pid, 0);
      return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
    } catch {
      // Neither signal nor file reaches it: it is gone.
      return false;
    }
  };
  while (isThere()) await new Promise((resolve) => setImmediate(resolve));
}

test('Restricted Mode shows what there is and starts nothing, until the workspace is trusted', async (t) => {
  const root = await workspace(
    t,
    `
    //- package.json
    { "name": "one", "scripts": { "build": "echo ran > proof.txt" } }
    //- cachescope.json
    {
      "tasks": { "build": { "inputs": ["in/**"], "outputs": ["proof.txt"] } },
      "rules": { "copy": { "each": "in/*.txt", "builder": "./builder.ts", "outputs": ["out/{name}"] } }
    }
    //- in/a.txt
    text
    //- builder.ts
    import { writeFileSync } from 'node:fs';
    writeFileSync(new URL('./loaded.txt', import.meta.url), 'loaded');
    export function build(): void {}
    `,
  );
  const server = await startTestServer(t, { folders: [root], trusted: false });
  const status = await server.ready(0, 'restricted');
  assert.equal(status.actions, 2);
  const folder = server.uri();
  const outcome = await server.run('build');
  assert.ok(outcome.type === 'refused');
  assert.equal(outcome.problems[0]?.code, 'restricted');
  const dry = { ...runDefaults, folder, targets: ['copy'], dryRun: true };
  assert.equal((await server.ask('cachescope/run', dry)).type, 'refused');
  assert.equal(await server.ask('cachescope/check', { folder }), null);
  const action = 'copy:in/a.txt';
  assert.ok('message' in (await server.ask('cachescope/explain', { folder, action })));
  await server.ask('cachescope/doctor', { folder });
  // What no module is needed for is looked at.
  await server.ask('cachescope/check', { folder });
  const rows = await server.ask('cachescope/action', { folder, ids: ['//#build', action] });
  assert.deepEqual(
    rows.map(({ status }) => status),
    ['stale', 'unknown'],
  );
  assert.ok(!existsSync(join(root, 'proof.txt')) && !existsSync(join(root, 'loaded.txt')));
  await server.tell('cachescope/trusted', {});
  await server.statuses.next(({ state }) => state === 'ready');
  assert.equal((await server.run('build')).type, 'ended');
  assert.ok(existsSync(join(root, 'proof.txt')));
});

test('a thread without trust has no way to start a process', async () => {
  const code = `
    const { workerData, parentPort } = require('node:worker_threads');
    (async () => {
      const { forbidProcesses } = await import(workerData);
      forbidProcesses();
      const { spawn, spawnSync, execFile } = await import('node:child_process');
      const started = [];
      for (const start of [spawn, execFile, process.getBuiltinModule('node:child_process').fork])
        try { start('true'); started.push(start.name); } catch (error) { started.push(error.message); }
      parentPort.postMessage([...started, spawnSync('true').status]);
    })();`;
  const module = new URL('../../server/lsp/restricted.ts', import.meta.url).href;
  const worker = new Worker(code, { eval: true, workerData: module });
  const [answers] = await once(worker, 'message');
  assert.equal(answers.length, 4);
  for (const answer of answers.slice(0, 3)) assert.match(answer, /Restricted Mode/);
  assert.equal(answers[3], null);
});

test('a broken configuration is told, and mending it is enough', async (t) => {
  const root = await workspace(t, twoPackages);
  const file = join(root, 'cachescope.json');
  const good = await readFile(file, 'utf8');
  await writeFile(
    file,
    '{ "tasks": { "a": { "dependsOn": ["b"], "command": "true" }, "b": { "dependsOn": ["a"], "command": "true" } } }',
  );
  const server = await startTestServer(t, { folders: [root] });
  await server.ready();
  await server.statuses.next(({ errors }) => errors > 0);
  const refused = await server.run('a');
  assert.ok(refused.type === 'refused');
  await writeFile(file, '{ "tasks": ');
  await server.changed('changed', file);
  const from = server.statuses.all.length;
  await writeFile(file, good);
  await server.changed('changed', file);
  await server.statuses.next(({ errors, actions }) => errors === 0 && actions === 2, from);
  assert.equal((await server.run('build')).type, 'ended');
});

test('two folders, each with its own engine; folders come and go', async (t) => {
  const [first, second, third] = [
    await workspace(t, oneTask('cp in.txt out.txt')),
    await workspace(t, twoPackages),
    await workspace(t, oneTask('cp in.txt out.txt')),
  ];
  const server = await startTestServer(t, { folders: [first, second] });
  await Promise.all([server.ready(0), server.ready(1)]);
  await server.run('build');
  await server.action('//#build', 'fresh', 0);
  await server.action('lib#build', 'stale', 1);
  const added = { uri: pathToFileURL(third).href, name: 'third' };
  const removed = { uri: server.uri(0), name: 'first' };
  const event = { added: [added], removed: [removed] };
  await server.client.sendNotification('workspace/didChangeWorkspaceFolders', { event });
  const third1 = await server.statuses.next(
    ({ folder, state }) => folder === added.uri && state === 'ready',
  );
  assert.deepEqual([third1.name, third1.actions], ['third', 1]);
  await assert.rejects(server.ask('cachescope/caches', { folder: server.uri(0) }));
  assert.equal((await server.ask('cachescope/status', {})).length, 2);
});

test('a folder without anything to build is left as it is, until there is something', async (t) => {
  const root = await makeTempDir(t);
  const server = await startTestServer(t, { folders: [root] });
  await server.ready(0, 'empty');
  const folder = server.uri();
  const query = { folder, grouping: 'task', offset: 0, limit: 10 } as const;
  assert.equal((await server.ask('cachescope/actions', query)).total, 0);
  assert.equal((await server.ask('cachescope/overview', { folder })).status.state, 'empty');
  assert.ok(!existsSync(join(root, '.cachescope')));
  await writeFixture(root, oneTask('cp in.txt out.txt'));
  await server.changed('created', join(root, 'package.json'));
  assert.equal((await server.ready()).actions, 1);
});

test('an engine that dies is started again with what it knew, a few times', async (t) => {
  const root = await workspace(t, oneTask('cp in.txt out.txt'));
  const server = await startTestServer(t, { folders: [root] });
  await server.ready();
  await server.run('build');
  const [host] = server.running.folders.all;
  const pending = server.ask('cachescope/verify', { folder: server.uri(), repair: false });
  const failed = assert.rejects(pending, /stopped/);
  await host?.killThread();
  await failed;
  await server.ready();
  await server.action('//#build', 'fresh');
  const page = await server.ask('cachescope/runs', { folder: server.uri(), offset: 0, limit: 9 });
  assert.equal(page.total, 1);
  for (let death = 2; death <= 3; death++) {
    await host?.killThread();
    await server.ready();
  }
  await host?.killThread();
  const { message } = await server.ready(0, 'failed');
  assert.match(message ?? '', /stopped 4 times/);
  await assert.rejects(
    server.ask('cachescope/caches', { folder: server.uri() }),
    /stopped 4 times/,
  );
});

test('what a dead engine was about to run can run again', async (t) => {
  const root = await workspace(
    t,
    oneTask('echo pid $$; until [ -e go.txt ]; do sleep 0.05; done; cp in.txt out.txt'),
  );
  const server = await startTestServer(t, { folders: [root] });
  await server.ready();
  const lost = assert.rejects(server.run('build'), /stopped/);
  const pid = await printedPid(server);
  await server.running.folders.all[0]?.killThread();
  await lost;
  await server.ready();
  await gone(pid);
  await writeFile(join(root, 'go.txt'), '');
  const outcome = await server.run('build');
  assert.ok(outcome.type === 'ended' && outcome.summary.ran === 1);
});

test('a build of the command line is noticed', async (t) => {
  const root = await workspace(t, twoPackages);
  const server = await startTestServer(t, { folders: [root] });
  await server.ready();
  await server.action('app#build', 'stale');
  const from = server.changes.all.length;
  const { code } = await commandLineIn(root).run('run', 'build');
  assert.equal(code, 0);
  await server.changes.next(({ runs, caches }) => runs && caches, from);
  await server.action('app#build', 'fresh');
  const page = await server.ask('cachescope/runs', { folder: server.uri(), offset: 0, limit: 9 });
  assert.equal(page.total, 1);
});

const waits = oneTask(
  'echo > started.txt; until [ -e go.txt ]; do sleep 0.05; done; cp in.txt out.txt',
);

test('a run is stopped by its name, and by cancelling its request', async (t) => {
  const root = await workspace(t, waits);
  const server = await startTestServer(t, { folders: [root] });
  await server.ready();
  const folder = server.uri();
  assert.equal(await server.ask('cachescope/stop', { folder, run: 'test' }), false);
  const first = server.run('build');
  await server.action('//#build', 'running');
  await server.statuses.next(({ running }) => running.includes('test'));
  assert.equal(await server.ask('cachescope/stop', { folder, run: 'test' }), true);
  const stopped = await first;
  assert.ok(stopped.type === 'ended' && stopped.summary.ran === 0);
  await server.action('//#build', 'stale');
  const source = new CancellationTokenSource();
  const params = { ...runDefaults, folder, targets: ['build'] };
  const second = server.client.sendRequest('cachescope/run', params, source.token);
  await server.action('//#build', 'running');
  source.cancel();
  assert.equal(((await second) as typeof stopped).type, 'ended');
});

test('a second run of the same action waits for the first and takes its result; a server that never ends is in nobody’s way', async (t) => {
  const root = await workspace(
    t,
    `
    //- package.json
    { "name": "one", "scripts": {
      "build": "until [ -e go.txt ]; do sleep 0.05; done; cp in.txt out.txt",
      "dev": "echo up; until [ -e end.txt ]; do sleep 0.05; done" } }
    //- cachescope.json
    { "tasks": { "build": { "inputs": ["in.txt"], "outputs": ["out.txt"] }, "dev": { "persistent": true, "cache": false } } }
    //- in.txt
    text
    `,
  );
  const server = await startTestServer(t, { folders: [root] });
  await server.ready();
  const folder = server.uri();
  const run = (name: string, target: string) =>
    server.ask('cachescope/run', { ...runDefaults, folder, run: name, targets: [target] });
  const dev = run('dev', 'dev');
  await server.logs.next(({ run: name }) => name === 'dev');
  const first = run('first', 'build');
  await server.action('//#build', 'running');
  const second = run('second', 'build');
  await server.statuses.next(({ running }) => running.length === 3);
  await writeFile(join(root, 'go.txt'), '');
  const outcomes = await Promise.all([first, second]);
  const summaries = outcomes.map((outcome) => outcome.type === 'ended' && outcome.summary);
  assert.deepEqual(
    summaries.map((summary) => summary && [summary.ran, summary.fresh]),
    [
      [1, 0],
      [0, 1],
    ],
  );
  // Checked although the development server runs on.
  const file = join(root, 'in.txt');
  await writeFile(file, 'new\n');
  await server.changed('changed', file);
  await server.action('//#build', 'stale');
  await writeFile(join(root, 'end.txt'), '');
  await dev;
});

test('progress is reported where it is asked for', async (t) => {
  const root = await workspace(t, twoPackages);
  const server = await startTestServer(t, { folders: [root] });
  await server.ready();
  const reports: { kind: string; message?: string; percentage?: number }[] = [];
  server.client.onNotification('$/progress', ({ token, value }) => {
    assert.equal(token, 'mine');
    reports.push(value);
  });
  const params = {
    ...runDefaults,
    folder: server.uri(),
    targets: ['build'],
    workDoneToken: 'mine',
  };
  await server.client.sendRequest('cachescope/run', params);
  const kinds = reports.map(({ kind }) => kind);
  assert.deepEqual([kinds[0], kinds.at(-1)], ['begin', 'end']);
  assert.ok(
    reports.some(
      ({ message, percentage }) => message === '2 of 2: app#build' && percentage === 100,
    ),
  );
});

test('the end comes within two seconds, also while a command runs, and takes the command along', async (t) => {
  const root = await workspace(
    t,
    oneTask("trap '' TERM; echo pid $$; until [ -e go.txt ]; do sleep 0.05; done"),
  );
  const server = await startTestServer(t, { folders: [root] });
  await server.ready();
  const lost = server.run('build').then(
    () => undefined,
    () => undefined,
  );
  const pid = await printedPid(server);
  const start = performance.now();
  await server.client.sendRequest('shutdown');
  const tookMs = performance.now() - start;
  assert.ok(tookMs < 4000, `${tookMs} ms`);
  await lost;
  await gone(pid);
});

test('thousands of files that change at once are one change', async (t) => {
  const root = await workspace(t, oneTask('cp in.txt out.txt'));
  const server = await startTestServer(t, { folders: [root] });
  await server.ready();
  await server.run('build');
  await server.action('//#build', 'fresh');
  await mkdir(join(root, 'many'));
  const files = Array.from({ length: 3000 }, (_, at) => join(root, 'many', `${at} @é.txt`));
  await Promise.all(files.map((file) => writeFile(file, 'x')));
  await writeFile(join(root, 'in.txt'), 'other\n');
  const from = server.changes.all.length;
  await server.changed('created', ...files, join(root, 'in.txt'));
  await server.action('//#build', 'stale');
  const causes = server.changes.all.slice(from).flatMap(({ cause }) => cause ?? []);
  assert.deepEqual(causes, ['many/0 @é.txt and 3000 other files changed']);
});

test('the settings are followed without a restart', async (t) => {
  const root = await workspace(t, oneTask('cp in.txt out.txt'));
  const server: TestServer = await startTestServer(t, {
    folders: [root],
    settings: { checkOnChange: false },
  });
  await server.ready();
  await server.action('//#build', 'unknown');
  await server.tell('cachescope/settings', { codeLens: true, checkOnChange: true });
  await server.action('//#build', 'stale');
});
