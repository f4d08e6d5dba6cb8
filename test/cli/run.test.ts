/** The main job through the real program: build, build again for nothing, edit, rebuild selectively, with a reason for each step. */
import assert from 'node:assert/strict';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { CommandLine, Finished } from './support.ts';
import { jsonOf, makeWorkspace, twoPackages } from './support.ts';

/** `core#build ran input-changed packages/core/src/a.txt`, one line an action. */
function logOf(finished: Finished): string[] {
  const { actions } = jsonOf(finished) as {
    actions: { id: string; state: string; reasons: Record<string, string>[] }[];
  };
  return actions.map(({ id, state, reasons }) =>
    [id, state, reasons[0]?.kind, reasons[0]?.path ?? reasons[0]?.action].filter(Boolean).join(' '),
  );
}

async function edit({ root }: CommandLine, path: string, text: string): Promise<void> {
  await writeFile(join(root, path), text);
}

test('cold, no-op, edit, restore: exactly what must run runs, each with its reason', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  const build = (): Promise<Finished> => workspace.run('run', 'build', '--json', '--quiet');
  assert.deepEqual(logOf(await build()), [
    'core#build ran never-built',
    'web#build ran never-built',
  ]);
  assert.equal(
    await readFile(join(workspace.root, 'packages/web/dist/all.txt'), 'utf8'),
    'web\none\ntwo\nthree\n',
  );
  assert.deepEqual(logOf(await build()), ['core#build fresh', 'web#build fresh']);

  await edit(workspace, 'packages/web/src/w.txt', 'new\n');
  assert.deepEqual(logOf(await build()), [
    'core#build fresh',
    'web#build ran input-changed packages/web/src/w.txt',
  ]);

  await edit(workspace, 'packages/core/src/a.txt', 'other\n');
  assert.deepEqual(logOf(await build()), [
    'core#build ran input-changed packages/core/src/a.txt',
    'web#build ran dependency-changed core#build',
  ]);

  await edit(workspace, 'packages/core/src/a.txt', 'one\ntwo\nthree\n');
  assert.deepEqual(logOf(await build()), [
    'core#build restored input-changed packages/core/src/a.txt',
    'web#build restored dependency-changed core#build',
  ]);

  await rm(join(workspace.root, 'packages/web/dist'), { recursive: true });
  assert.deepEqual(logOf(await build()), [
    'core#build fresh',
    'web#build restored output-missing packages/web/dist/all.txt',
  ]);

  await edit(workspace, 'README.md', 'not an input of anything\n');
  assert.deepEqual(logOf(await build()), ['core#build fresh', 'web#build fresh']);
});

test('the JSON object of a run has the documented fields and nothing else is on standard output', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  const finished = await workspace.run('run', 'build', '--json');
  const object = jsonOf(finished);
  assert.deepEqual(Object.keys(object), [
    'version',
    'command',
    'dryRun',
    'id',
    'startedAt',
    'durationMs',
    'targets',
    'totals',
    'hitRate',
    'savedMs',
    'actions',
    'problems',
  ]);
  assert.deepEqual(
    [
      object.version,
      object.command,
      object.dryRun,
      object.targets,
      object.hitRate,
      object.problems,
    ],
    [1, 'run', false, ['build'], 0, []],
  );
  assert.deepEqual(object.totals, {
    actions: 2,
    fresh: 0,
    restored: 0,
    ran: 2,
    failed: 0,
    skipped: 0,
  });
  const [first] = object.actions as Record<string, unknown>[];
  assert.deepEqual(first?.reasons, [{ kind: 'never-built', text: 'Never built before' }]);
  assert.equal(typeof first?.durationMs, 'number');
  assert.match(finished.stderr, /building core/, 'what commands print goes to standard error');
});

test('plain output: a line and the output of each action that ran, replayed on hits, and a summary', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  const times = (text: string): string => text.replace(/\d+(\.\d+)? (ms|s)\b/g, 'TIME');
  const cold = await workspace.run('run', 'build');
  assert.equal(
    times(cold.stdout),
    [
      'core#build  ran TIME  Never built before',
      'building core',
      'web#build  ran TIME  Never built before',
      'building web',
      '2 actions: 2 ran - TIME, hit rate 0 %',
      '',
    ].join('\n'),
  );
  const again = await workspace.run('run', 'build');
  assert.equal(
    times(again.stdout),
    'core#build  fresh\nbuilding core\nweb#build  fresh\nbuilding web\n2 actions: 2 fresh - TIME, saved TIME, hit rate 100 %\n',
  );
  const short = await workspace.run('run', 'build', '--output', 'errors');
  assert.equal(times(short.stdout), '2 actions: 2 fresh - TIME, saved TIME, hit rate 100 %\n');
  assert.equal((await workspace.run('run', 'build', '--quiet')).stdout, '');
});

const failing = `
  //- package.json
  { "name": "root", "private": true, "workspaces": ["p/*"] }
  //- cachescope.json
  { "tasks": { "build": { "dependsOn": ["^build"], "inputs": ["src/**"], "outputs": [] } } }
  //- p/bad/package.json
  { "name": "bad", "scripts": { "build": "echo first line; echo going down >&2; exit 7" } }
  //- p/app/package.json
  { "name": "app", "dependencies": { "bad": "*" }, "scripts": { "build": "echo never" } }
  //- p/other/package.json
  { "name": "other", "scripts": { "build": "echo other" } }
`;

test('a failing task: exit code 1, its output shown, what depends on it skipped, the rest only with --continue', async (t) => {
  const workspace = await makeWorkspace(t, failing);
  const finished = await workspace.run('run', 'build', '--continue', '--concurrency', '1');
  assert.equal(finished.code, 1);
  assert.match(finished.stdout, /bad#build {2}failed .*exit code 7/);
  assert.match(finished.stdout, /app#build {2}skipped {2}bad#build failed/);
  assert.match(finished.stdout, /other#build {2}ran/);
  assert.match(finished.stdout, /Failed:\nbad#build[^\n]*\n {2}first line\n {2}going down\n/);
  const json = await workspace.run('run', 'bad#build', '--json');
  assert.equal(json.code, 1);
  const [action] = jsonOf(json).actions as Record<string, unknown>[];
  assert.deepEqual([action?.state, action?.exitCode], ['failed', 7]);
});

test('--dry-run says what would run and leaves everything as it is', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  const dry = await workspace.run('run', 'build', '--dry-run');
  assert.match(dry.stdout, /core#build {2}would run {2}Never built before/);
  await assert.rejects(readFile(join(workspace.root, 'packages/core/dist/all.txt')), {
    code: 'ENOENT',
  });
  assert.deepEqual(jsonOf(await workspace.run('stats', '--json')).runs, []);
});

test('--force runs the targets, not what they depend on; --filter narrows', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  await workspace.run('run', 'build');
  assert.deepEqual(logOf(await workspace.run('run', 'web#build', '--force', '--json')), [
    'core#build fresh',
    'web#build ran forced',
  ]);
  assert.deepEqual(logOf(await workspace.run('run', 'build', '--filter', 'core', '--json')), [
    'core#build fresh',
  ]);
});

test('names and messages that hold control characters are printed escaped', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  await workspace.run('run', 'build');
  await edit(workspace, 'packages/core/src/\u001b[31mred\nline.txt', 'x');
  const finished = await workspace.run('run', 'build', '--output', 'none');
  assert.match(finished.stdout, /packages\/core\/src\/\\e\[31mred\\nline\.txt was added/);
  assert.ok(!finished.stdout.includes('\u001b'));
});

test('--profile writes a Chrome trace whose spans nest and name their reasons', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  await workspace.run('run', 'build', '--profile', 'out/run.trace.json');
  const trace = JSON.parse(await readFile(join(workspace.root, 'out/run.trace.json'), 'utf8')) as {
    traceEvents: {
      ph: string;
      name: string;
      tid: number;
      ts: number;
      dur: number;
      args?: { reasons?: string[] };
    }[];
  };
  const spans = trace.traceEvents.filter(({ ph }) => ph === 'X');
  assert.deepEqual(spans.find(({ name }) => name === 'core#build')?.args?.reasons, [
    'Never built before',
  ]);
  // In whole nanoseconds: sums of fractions are off by a last bit.
  const stretches = spans.map(({ name, tid, ts, dur }) => {
    return { name, tid, start: Math.round(ts * 1000), end: Math.round((ts + dur) * 1000) };
  });
  for (const a of stretches) {
    for (const b of stretches) {
      const overlaps = a.tid === b.tid && a.start < b.start && b.start < a.end;
      if (overlaps) assert.ok(b.end <= a.end, `${b.name} sticks out of ${a.name}`);
    }
  }
});

test('a state folder that others can write to is not used, and the build goes on without', async (t) => {
  const workspace = await makeWorkspace(t, twoPackages);
  await workspace.run('run', 'build');
  await chmod(join(workspace.root, '.cachescope'), 0o777);
  const finished = await workspace.run('run', 'build');
  assert.equal(finished.code, 0);
  assert.match(finished.stderr, /can be written by other users.*keeps nothing/);
  assert.match(finished.stdout, /2 actions: 2 ran/);
});

test('--dry-run says of tasks that only name others whether anything behind them would run', async (t) => {
  const workspace = await makeWorkspace(
    t,
    `
    //- package.json
    { "scripts": { "css": "wireit", "js": "wireit", "site": "wireit" },
      "wireit": {
        "site": { "dependencies": ["css", "js"] },
        "js": { "command": "cp a.js out.js", "files": ["a.js"], "output": ["out.js"] },
        "css": { "command": "cp a.css out.css", "files": ["a.css"], "output": ["out.css"] }
      } }
    //- a.js
    1
    //- a.css
    a {}
  `,
  );
  const preview = async (): Promise<string[]> =>
    logOf(await workspace.run('run', 'site', '--dry-run', '--json')).sort();
  assert.deepEqual(await preview(), [
    '//#css ran never-built',
    '//#js ran never-built',
    '//#site ran dependency-would-run //#css',
  ]);
  await workspace.run('run', 'site');
  await edit(workspace, 'a.js', '2\n');
  assert.deepEqual(await preview(), [
    '//#css fresh',
    '//#js ran input-changed a.js',
    '//#site ran dependency-would-run //#js',
  ]);
  await workspace.run('run', 'site');
  assert.deepEqual(await preview(), ['//#css fresh', '//#js fresh', '//#site fresh']);
  assert.equal(
    (await workspace.run('explain', '//#site')).stdout,
    '//#site has no command and never runs itself; it stands for: //#css, //#js. Explain one of those.\n',
  );
});
