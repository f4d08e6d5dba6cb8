// Profiles of runs by the command line: what a run leaves, what is shown of it, and Node.js processes below their actions.

import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { type CommandLine, jsonOf, makeWorkspace } from '../cli/support.ts';
import type { CleanupScope } from '../support/tempDir.ts';
import { readBytes, readText } from './profileText.ts';
import { checkTraceRules } from './traceRules.ts';

async function workspace(scope: CleanupScope): Promise<CommandLine> {
  return await makeWorkspace(
    scope,
    `
    //- package.json
    { "name": "root", "private": true, "workspaces": ["packages/*"] }
    //- cachescope.json
    { "tasks": { "build": { "dependsOn": ["^build"], "inputs": ["src/**", "build.cjs"], "outputs": ["dist/**"] } } }
    //- packages/core/package.json
    { "name": "core", "scripts": { "build": "node build.cjs" } }
    //- packages/core/build.cjs
    const { mkdirSync, writeFileSync } = require('node:fs');
    mkdirSync('dist', { recursive: true });
    function spin(end) { while (Date.now() < end) Math.sqrt(end); }
    spin(Date.now() + 60);
    writeFileSync('dist/options.txt', process.env.NODE_OPTIONS ? 'profiled' : 'plain');
    //- packages/core/src/a.txt
    1
    //- packages/web/package.json
    { "name": "web", "dependencies": { "core": "*" }, "scripts": { "build": "mkdir -p dist && echo > dist/a" } }
    //- packages/web/src/a.txt
    1
    `,
  );
}

test('a run that did something leaves a profile, one that did nothing leaves none', async (t) => {
  const line = await workspace(t);
  const before = await line.run('profile');
  strictEqual(before.code, 2);
  match(before.stderr, /No run has left a profile yet/);
  await line.run('run', 'build');
  await line.run('run', 'build');
  const kept = await readdir(join(line.root, '.cachescope/profiles'));
  strictEqual(kept.length, 1);
  const shown = await line.run('profile');
  match(
    shown.stdout,
    /took .*; its critical path .*:\n +.* core#build {2}would have saved .*\n +.* web#build /,
  );
  const answer = jsonOf(await line.run('profile', '--json')) as {
    criticalPath: { action: string }[];
  };
  deepStrictEqual(
    answer.criticalPath.map(({ action }) => action),
    ['core#build', 'web#build'],
  );
});

test('profiles are written for viewers, by format or by the name of the file', async (t) => {
  const line = await workspace(t);
  await line.run('run', 'build');
  const run = String(jsonOf(await line.run('profile', '--json')).run);
  const text = (await line.run('profile', run, '--format', 'chrome')).stdout;
  const counts = checkTraceRules(text);
  ok(
    [counts.X, counts.C, counts.bound].every((count = 0) => count > 0),
    JSON.stringify(counts),
  );
  const chrome = await readText(text);
  strictEqual(counts.X, chrome.spans.starts.length);
  ok(chrome.lanes.some(({ name }) => name === 'Slot 1'));
  await line.run('profile', '--out', 'out/run.speedscope.json');
  const speedscope = await readBytes(await readFile(join(line.root, 'out/run.speedscope.json')));
  strictEqual(speedscope.format, 'speedscope');
  strictEqual(speedscope.spans.starts.length, chrome.spans.starts.length);
  await line.run('profile', '--out', 'out/run.md');
  const markdown = await readFile(join(line.root, 'out/run.md'), 'utf8');
  match(
    markdown,
    /^# Run .*\n\nTook .*\n\n## Critical path: .*\n\n(\|.*\|\n){4}\n## What was done\n/,
  );
  match(markdown, /\n\| web\\#build \| ran \| .* \| Never built before \|\n/);
  const unknown = await line.run('profile', '../../etc/passwd');
  strictEqual(unknown.code, 2);
  match(unknown.stderr, /has no profile\. The last ones that have: /);
});

test('only the last 20 profiles are kept', async (t) => {
  const line = await workspace(t);
  await line.run('run', 'build');
  const folder = join(line.root, '.cachescope/profiles');
  const [newest = ''] = await readdir(folder);
  const bytes = await readFile(join(folder, newest));
  for (let at = 10; at < 40; at++)
    await writeFile(join(folder, `20200101-0000${at}-aaaaaa.trace.json.gz`), bytes);
  await writeFile(join(line.root, 'packages/web/src/a.txt'), '2');
  await line.run('run', 'build');
  const kept = (await readdir(folder)).sort();
  strictEqual(kept.length, 20);
  ok(kept.includes(newest) && kept[0]?.startsWith('20200101-000022'));
});

test('--cpu shows functions of Node.js processes below their action, and changes no key', async (t) => {
  const line = await workspace(t);
  await line.run('run', 'build', '--cpu', '--profile', 'run.trace.json');
  const bytes = await readFile(join(line.root, 'run.trace.json'));
  const profile = await readBytes(bytes);
  strictEqual(checkTraceRules(bytes.toString()).X, profile.spans.starts.length);
  const { frames, spans } = profile;
  const spin = spans.frames.findIndex((frame) => frames.names[frame] === 'spin');
  ok(spin >= 0, frames.names.join());
  let outermost = spin;
  while ((spans.parents[outermost] ?? -1) >= 0) outermost = spans.parents[outermost] ?? -1;
  strictEqual(frames.names[spans.frames[outermost] ?? -1], 'core#build');
  match(frames.files[spans.frames[spin] ?? -1] ?? '', /packages\/core\/build\.cjs$/);
  const again = jsonOf(await line.run('run', 'build', '--json')) as {
    actions: { state: string }[];
  };
  deepStrictEqual(
    again.actions.map(({ state }) => state),
    ['fresh', 'fresh'],
  );
  deepStrictEqual(profile.notes, [
    'No processor profile was left by web#build: a command that starts no Node.js leaves none, nor does one that is ended by force.',
  ]);
  const refused = await line.run('run', 'build', '--cpu', '--watch');
  match(refused.stderr, /--cpu profiles one run/);
});

test('--cpu shows children of children, workers, and what fails; what ends by force is told', async (t) => {
  const line = await makeWorkspace(
    t,
    `
    //- package.json
    { "name": "root", "private": true, "workspaces": ["packages/*"] }
    //- cachescope.json
    { "tasks": { "build": { "inputs": ["*.cjs"], "outputs": [] } } }
    //- packages/lib/package.json
    { "name": "lib", "scripts": { "build": "node main.cjs" } }
    //- packages/lib/spin.cjs
    module.exports = () => { const end = Date.now() + 40; while (Date.now() < end) Math.sqrt(end); };
    //- packages/lib/main.cjs
    const { spawnSync } = require('node:child_process');
    const { Worker } = require('node:worker_threads');
    function inMain() { require('./spin.cjs')(); }
    inMain();
    spawnSync(process.execPath, ['child.cjs']);
    spawnSync(process.execPath, ['failing.cjs']);
    new Worker('./worker.cjs');
    //- packages/lib/child.cjs
    function inChild() { require('./spin.cjs')(); }
    inChild();
    require('node:child_process').spawnSync(process.execPath, ['grandchild.cjs']);
    //- packages/lib/grandchild.cjs
    function inGrandchild() { require('./spin.cjs')(); }
    inGrandchild();
    //- packages/lib/failing.cjs
    function inFailing() { require('./spin.cjs')(); }
    inFailing();
    throw new Error('it fails');
    //- packages/lib/worker.cjs
    function inWorker() { require('./spin.cjs')(); }
    inWorker();
    //- packages/aborted/package.json
    { "name": "aborted", "scripts": { "build": "node -e 'process.abort()'" } }
    `,
  );
  await line.run('run', 'build', '--cpu', '--profile', 'run.trace.json');
  const bytes = await readFile(join(line.root, 'run.trace.json'));
  const { frames, spans, notes } = await readBytes(bytes);
  const nameOf = (span: number) => frames.names[spans.frames[span] ?? -1] ?? '';
  for (const name of ['inMain', 'inChild', 'inGrandchild', 'inFailing', 'inWorker']) {
    const found = [...spans.frames.keys()].filter((span) => nameOf(span) === name);
    const took = found.reduce((sum, span) => sum + (spans.durations[span] ?? 0), 0);
    // What a busy machine takes away counts as well, and the first sample comes late.
    ok(took > 20_000, `${name} took ${took}`);
    let outermost = found[0] ?? -1;
    while ((spans.parents[outermost] ?? -1) >= 0) outermost = spans.parents[outermost] ?? -1;
    strictEqual(nameOf(outermost), 'lib#build');
  }
  match(notes.join(), /^No processor profile was left by aborted#build: /);
  match((await line.run('profile')).stdout, /No processor profile was left by aborted#build: /);
});
