// Nothing heavy happens on the server's main loop: in a workspace of 10,000 files no turn of it uses 50 ms of the
// processor. The time that passes is printed beside, but says more about what else the machine does.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { test } from 'node:test';
import { HeldMeter } from '../support/heldMeter.ts';
import { makeTempDir } from '../support/tempDir.ts';
import { startTestServer } from './serverFixture.ts';

const packages = 500;
const filesInPackage = 20;
const heldMsMax = 50;

function writeWorkspace(root: string): string[] {
  const files: string[] = [];
  const put = (path: string, text: string): void => {
    writeFileSync(join(root, path), text);
    files.push(join(root, path));
  };
  const scripts = { build: 'mkdir -p dist && echo > dist/out.txt' };
  put('package.json', '{ "name": "root", "private": true, "workspaces": ["packages/*"] }');
  put(
    'cachescope.json',
    '{ "tasks": { "build": { "inputs": ["src/**"], "outputs": ["dist/**"] } } }',
  );
  for (let at = 0; at < packages; at++) {
    const folder = `packages/p${at}`;
    mkdirSync(join(root, folder, 'src'), { recursive: true });
    put(`${folder}/package.json`, JSON.stringify({ name: `p${at}`, scripts }));
    for (let file = 0; file < filesInPackage; file++) put(`${folder}/src/f${file}.ts`, `${file}`);
  }
  return files;
}

test('no turn of the main loop takes 50 ms in a workspace of 10,000 files', async (t) => {
  const root = await makeTempDir(t);
  const files = writeWorkspace(root);
  const server = await startTestServer(t, { folders: [root] });
  const meter = new HeldMeter();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const held: [string, number][] = [];
  const step = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    meter.reset();
    await work();
    held.push([what, meter.mostMs]);
  };
  const folder = server.uri();
  await step('open', () => server.ready());
  await step('check all', () => server.action('p499#build', 'stale'));
  await step('all rows', () =>
    server.ask('cachescope/actions', { folder, grouping: 'task', offset: 0, limit: 1000 }),
  );
  const run = { run: 'one', force: 'none', dryRun: false, continueOnFailure: true } as const;
  await step('run', () => server.ask('cachescope/run', { ...run, folder, targets: ['p0#build'] }));
  await step('edit', async () => {
    await server.action('p0#build', 'fresh');
    const file = join(root, 'packages/p0/src/f0.ts');
    writeFileSync(file, 'edited');
    await server.changed('changed', file);
    await server.action('p0#build', 'stale');
  });
  writeFileSync(join(root, 'packages/p1/src/f0.ts'), 'switched');
  const from = server.changes.all.length;
  await step('switch branches', async () => {
    // As much as the client sends in one message; its own work for that is part of what is measured.
    for (let at = 0; at < files.length; at += 1000)
      await server.changed('changed', ...files.slice(at, at + 1000));
    await server.changes.next(({ cause }) => /other files/.test(cause ?? ''), from);
  });
  meter.stop();
  delay.disable();
  const text = held.map(([what, ms]) => `${what} ${ms.toFixed(1)}`).join(', ');
  t.diagnostic(
    `processor time of the longest turn, in ms: ${text}; delay by the clock: p99 ${(delay.percentile(99) / 1e6).toFixed(1)}, max ${(delay.max / 1e6).toFixed(1)}`,
  );
  assert.deepEqual(
    held.filter(([, ms]) => ms >= heldMsMax),
    [],
  );
});
