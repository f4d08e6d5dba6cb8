// `stats` through the real program, over what real runs left: text, JSON, OpenMetrics, OTLP, and the live dashboard in a real terminal.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { as, type DurationMs, type EpochMs } from '../../server/engine/model/brand.ts';
import { MetricsHistory } from '../../server/host/metrics/history.ts';
import { openStore, type Store } from '../../server/host/store/openStore.ts';
import { resultOf } from '../support/engineEvents.ts';
import { normalOf, randomOf } from '../support/simulated.ts';
import type { CleanupScope } from '../support/tempDir.ts';
import { jsonOf, makeWorkspace, twoPackages } from './support.ts';

function storeOf(scope: CleanupScope, root: string): Store {
  const store = openStore({ root, onTrouble: (message) => assert.fail(message) });
  if ('message' in store) throw new Error(store.message);
  scope.after(async () => store.close());
  return store;
}

test('each run adds what it counted to the history; dry runs add nothing', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  await workspace.run('run', 'build');
  await workspace.run('run', 'build', '--force');
  await workspace.run('run', 'build', '--force', '--dry-run');
  const total = new MetricsHistory(storeOf(t, workspace.root)).total();
  const figures = new Map(
    total.flatMap(({ name, series }) =>
      series.map(([labels, value]) => [[name, ...labels].join(' '), value] as const),
    ),
  );
  assert.deepEqual(
    ['runs', 'actions build ran', 'cache_misses traces', 'actions_requested build'].map((name) =>
      figures.get(name),
    ),
    [2, 4, 4, 4],
  );
});

test('stats shows percentiles and errors, and has the same as JSON and as OpenMetrics', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  await workspace.run('run', 'build');
  const { stdout } = await workspace.run('stats');
  assert.match(stdout, /\nPercentiles\n +count +median +95 % +99 % +max\n +run +1 /);
  assert.doesNotMatch(stdout, /Got worse|Errors/);
  for (const words of [['--json'], ['--format', 'json']]) {
    const { metrics, trends } = jsonOf(await workspace.run('stats', ...words));
    assert.deepEqual(trends, []);
    const { since, all } = metrics as { since: number; all: { name: string; series: unknown }[] };
    assert.ok(since <= Date.now());
    assert.deepEqual(all.find(({ name }) => name === 'runs')?.series, [{ labels: {}, value: 1 }]);
  }
  const exported = await workspace.run('stats', '--format', 'openmetrics');
  assert.match(exported.stdout, /^cachescope_actions_total{rule="build",outcome="ran"} 2$/m);
  assert.ok(exported.stdout.endsWith('# EOF\n'));
});

test('an action that got slower is told with its day and by how much', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  await workspace.run('run', 'build');
  const store = storeOf(t, workspace.root);
  const normal = normalOf(randomOf(4));
  const now = Date.now();
  for (let at = 0; at < 60; at++) {
    const duration = as<DurationMs>((at < 45 ? 2000 : 2800) * (1 + 0.05 * normal()));
    store.traces.recordRun({
      id: `run-${100 + at}`,
      startedAt: as<EpochMs>(now - (60 - at) * 5 * 3600_000),
      duration,
      targets: ['build'],
      actions: [resultOf('web#build', 'ran', { duration })],
    });
  }
  const { stdout } = await workspace.run('stats');
  const worse = /Got worse\n +(web#build: .*)/.exec(stdout)?.[1] ?? '';
  assert.match(
    worse,
    /^web#build: (?:3[5-9]|4[0-5]) % slower since \w+day \d+ \w{3}: 2\.0 s before, 2\.8 s now \(1[456] runs\)$/,
  );
  const [trend] = jsonOf(await workspace.run('stats', '--json')).trends as { since: number }[];
  assert.ok(Math.abs((trend?.since ?? 0) - (now - 15 * 5 * 3600_000)) <= 5 * 3600_000);
});

test('switched off, nothing is counted, and runs are recorded all the same', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  const file = join(workspace.root, 'cachescope.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('{', '{ "metrics": false,'));
  await workspace.run('run', 'build');
  await workspace.run('run', 'build');
  const { runs, metrics, hitRate } = jsonOf(await workspace.run('stats', '--json'));
  assert.equal((runs as unknown[]).length, 2);
  assert.equal(hitRate, 0.5);
  assert.deepEqual((metrics as { all: unknown }).all, []);
});

test('errors are told by kind, with how frequent they are', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  await workspace.run('run', 'build');
  const manifest = join(workspace.root, 'packages/web/package.json');
  const text = readFileSync(manifest, 'utf8');
  writeFileSync(manifest, text.replace(/"build": *"[^"]*"/, '"build": "exit 3"'));
  assert.equal((await workspace.run('run', 'build')).code, 1);
  const { stdout } = await workspace.run('stats');
  assert.match(stdout, /\nErrors\n {2}commands that failed {2}1 {2}33 % of 3 that ran\n/);
});

test('advice on memory is told for the limits that it was found with', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  await workspace.run('run', 'build');
  const history = new MetricsHistory(storeOf(t, workspace.root));
  const limits = { entries: 10_000, bytes: 100e6 };
  const found = { now: 0.744, after: 0.916, lookUps: 4321, limits };
  const advice = { ...found, cache: 'blobs', to: { entries: 20_000, bytes: 200e6 } };
  history.keepReplays([{ cache: 'blobs', limits, lookUps: 4321, now: 0.744, advice }]);
  const line =
    'blobs: 92 % from memory instead of 74 % with "cache.memory.entries": 20000 and "cache.memory.size": "200MB" (replay of 4321 look-ups)';
  assert.ok((await workspace.run('stats')).stdout.includes(`\nAdvice\n  ${line}\n`));
  assert.deepEqual(jsonOf(await workspace.run('stats', '--json')).advice, [
    {
      cache: 'blobs',
      memory: limits,
      advised: { entries: 20_000, bytes: 200e6 },
      hitRate: 0.744,
      hitRateThen: 0.916,
      lookUps: 4321,
    },
  ]);
  // Followed: what was found with other limits says nothing any more.
  writeFileSync(
    join(workspace.root, 'cachescope.json'),
    '{ "cache": { "memory": { "size": "200MB" } } }',
  );
  assert.doesNotMatch((await workspace.run('stats')).stdout, /Advice/);
});

test('metrics are sent to the collector that is named', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  const empty = await workspace.run('stats', '--otlp', 'http://127.0.0.1:9');
  assert.equal(empty.code, 2);
  assert.match(empty.stderr, /No metrics are recorded yet/);
  await workspace.run('run', 'build');
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    bodies.push(`${request.url} ${await textOf(request)}`);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sent = await workspace.run('stats', '--otlp', endpoint);
  assert.equal(sent.code, 0, sent.stderr);
  assert.match(sent.stdout, /^Sent \d+ metrics to http/);
  assert.match(bodies.join('\n'), /^\/v1\/metrics \{.*"cachescope\.actions"/);
  server.close();
});

test('mistakes are said', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  const mistakes: readonly [string[], RegExp][] = [
    [['--watch', '--format', 'openmetrics'], /--watch and --format openmetrics do not go together/],
    [['--watch', '--otlp', 'http://127.0.0.1:1'], /--watch and --otlp do not go together/],
    [['--watch', '--interval', '0'], /--interval is a whole number of 1 or more/],
    [['--format', 'xml'], /--format/],
  ];
  for (const [words, message] of mistakes) {
    const { code, stderr } = await workspace.run('stats', ...words);
    assert.equal(code, 2);
    assert.match(stderr, message);
  }
});

test('without a terminal the dashboard is printed once an interval, until Ctrl-C', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  await workspace.run('run', 'build');
  const watching = workspace.start('stats', '--watch', '--interval', '1');
  await watching.waitFor('Every 1 s; Ctrl-C ends.');
  await workspace.run('run', 'build', '--force');
  await watching.waitFor('over the last 2 runs');
  watching.child.kill('SIGINT');
  const { stdout, stderr } = await watching.finished;
  assert.equal(stderr, '');
  assert.ok(!stdout.includes('\x1b'));
});

const program = fileURLToPath(new URL('../../server/cli/main.ts', import.meta.url));
const terminal = fileURLToPath(new URL('./statsInTerminal.py', import.meta.url));

test('in a terminal it is drawn in place, follows the size, and leaves everything as it was', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  await workspace.run('run', 'build');
  const words = [terminal, process.execPath, program, 'stats', '--watch', '--interval', '60'];
  const child = spawn('python3', words, {
    cwd: workspace.root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { first, resized, rest, code } = JSON.parse(await textOf(child.stdout)) as {
    first: string;
    resized: string;
    rest: string;
    code: number;
  };
  assert.ok(first.includes('\x1b[?1049h\x1b[?25l'), 'the second screen, without a cursor');
  assert.match(first, /Percentiles/);
  const picture = resized.slice(resized.lastIndexOf('\x1b[H'));
  const lines = picture.split('\r\n').map((line) => stripVTControlCharacters(line).trimEnd());
  assert.ok(lines.length <= 12, `${lines.length} lines`);
  assert.ok(
    lines.every((line) => line.length < 40),
    JSON.stringify(lines),
  );
  assert.ok(rest.endsWith('\x1b[?25h\x1b[?1049l'), JSON.stringify(rest));
  // What a shell says of a program that Ctrl-C ended.
  assert.equal(code, 130);
});
