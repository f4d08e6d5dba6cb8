/** Hostile names, links, things of the wrong kind, disks that refuse: an error for that item alone, and the rest goes on. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import type { CleanupScope } from '../support/tempDir.ts';
import { makeTempDir } from '../support/tempDir.ts';
import type { CommandLine, Finished } from './support.ts';
import { commandLineIn, jsonOf } from './support.ts';

const upper = 'tr a-z A-Z < "$1" > "$2"';

/** A workspace whose one rule puts what is in `views` in capital letters. */
async function makeViews(scope: CleanupScope, root?: string): Promise<CommandLine> {
  const folder = root ?? (await makeTempDir(scope));
  mkdirSync(join(folder, 'views'));
  const command = ['sh', '-c', upper, 'up', '{input}', '{output}'];
  const up = { each: 'views/*.txt', command, outputs: ['dist/{name}.up'] };
  writeFileSync(join(folder, 'cachescope.json'), JSON.stringify({ rules: { up } }));
  return commandLineIn(folder);
}

/** State of each file, by its name; a failure's message follows. */
async function states(workspace: CommandLine): Promise<{ code: number; of: Map<string, string> }> {
  const finished = await workspace.run('run', 'up', '--continue', '--json', '-q');
  const { actions } = jsonOf(finished) as {
    actions: { id: string; state: string; message?: string }[];
  };
  const of = actions.map(({ id, state, message }): [string, string] => [
    id.slice('up:views/'.length),
    message === undefined ? state : `${state}: ${message}`,
  ]);
  return { code: finished.code, of: new Map(of) };
}

const hostileNames = [
  'with space.txt',
  `quo"te's.txt`,
  '$(touch INJECTED).txt',
  '`touch INJECTED`.txt',
  ';touch INJECTED;.txt',
  '-rf.txt',
  '--help.txt',
  'new\nline.txt',
  'tab\t.txt',
  'esc\u001b[31m.txt',
  '*.txt',
  '{a,b}.txt',
  '[ab].txt',
  '!(x).txt',
  `${'x'.repeat(251)}.txt`,
];

test('names that mean something to shells, patterns and terminals are names', async (t) => {
  const workspace = await makeViews(t);
  for (const name of hostileNames) writeFileSync(join(workspace.root, 'views', name), name);
  const cold = await states(workspace);
  assert.deepEqual(
    Object.fromEntries(cold.of),
    Object.fromEntries(hostileNames.map((n) => [n, 'ran'])),
  );
  for (const name of hostileNames) {
    const output = join(workspace.root, 'dist', name.replace(/\.txt$/, '.up'));
    assert.equal(readFileSync(output, 'utf8'), name.toUpperCase());
  }
  assert.equal(existsSync(join(workspace.root, 'INJECTED')), false);
  assert.deepEqual(new Set((await states(workspace)).of.values()), new Set(['fresh']));
  await rm(join(workspace.root, 'dist'), { recursive: true });
  assert.deepEqual(new Set((await states(workspace)).of.values()), new Set(['restored']));
  assert.equal(readdirSync(join(workspace.root, 'dist')).length, hostileNames.length);
  const { stdout } = await workspace.run('run', 'up', '--verbose');
  assert.equal(
    [...stdout].some((sign) => sign < ' ' && sign !== '\n'),
    false,
    'nothing moves the cursor',
  );
});

test('a name that not every system can have is built and, as is said, not cached', async (t) => {
  const workspace = await makeViews(t);
  writeFileSync(join(workspace.root, 'views/back\\slash.txt'), 'a');
  for (let time = 0; time < 2; time++) {
    const { code, stdout } = await workspace.run('run', 'up');
    assert.equal(code, 0);
    assert.match(stdout, /^cache: dist\/back\\slash\.up cannot be cached: .*Rename it\.$/m);
  }
});

test('a name that is not UTF-8 fails alone, each time, and says why', {
  skip: process.platform !== 'linux',
}, async (t) => {
  const workspace = await makeViews(t);
  writeFileSync(join(workspace.root, 'views/good.txt'), 'good');
  writeFileSync(Buffer.from(`${workspace.root}/views/bad\xff.txt`, 'latin1'), 'bad');
  for (const expected of ['ran', 'fresh', 'fresh']) {
    const { code, of } = await states(workspace);
    assert.equal(code, 1);
    assert.deepEqual(Object.fromEntries(of), {
      'good.txt': expected,
      'bad\uFFFD.txt': 'failed: The name of views/bad\uFFFD.txt is not UTF-8. Rename the file.',
    });
  }
});

test('links: to a file is read, in a circle fails alone, out of the workspace is never written through', async (t) => {
  const workspace = await makeViews(t);
  const { root } = workspace;
  const outside = await makeTempDir(t);
  writeFileSync(join(outside, 'precious'), 'precious');
  writeFileSync(join(root, 'views/plain.txt'), 'plain');
  symlinkSync('plain.txt', join(root, 'views/link.txt'));
  symlinkSync('loop.txt', join(root, 'views/loop.txt'));
  const first = await states(workspace);
  assert.equal(first.code, 1);
  assert.deepEqual(Object.fromEntries(first.of), {
    'link.txt': 'ran',
    'loop.txt':
      'failed: Cannot follow views/loop.txt. Symbolic links lead in a circle. Remove one of them.',
    'plain.txt': 'ran',
  });
  await rm(join(root, 'views/loop.txt'));

  await rm(join(root, 'dist/plain.up'));
  symlinkSync(join(outside, 'precious'), join(root, 'dist/plain.up'));
  assert.equal((await states(workspace)).of.get('plain.txt'), 'restored');
  assert.equal(readFileSync(join(root, 'dist/plain.up'), 'utf8'), 'PLAIN');
  assert.equal(readFileSync(join(outside, 'precious'), 'utf8'), 'precious');

  await rm(join(root, 'dist'), { recursive: true });
  symlinkSync(outside, join(root, 'dist'));
  const through = await states(workspace);
  assert.equal(through.code, 1);
  assert.match(
    through.of.get('plain.txt') ?? '',
    /^failed: A link on its way leads to .*Remove the link/,
  );
  assert.deepEqual(readdirSync(outside), ['precious']);
});

test('a folder where a file was, and the other way round', async (t) => {
  const workspace = await makeViews(t);
  const { root } = workspace;
  writeFileSync(join(root, 'views/a.txt'), 'a');
  writeFileSync(join(root, 'views/b.txt'), 'b');
  await states(workspace);
  await rm(join(root, 'dist/a.up'));
  mkdirSync(join(root, 'dist/a.up/deep'), { recursive: true });
  writeFileSync(join(root, 'dist/a.up/deep/file'), '');
  assert.deepEqual([...(await states(workspace)).of.values()], ['restored', 'fresh']);
  assert.equal(readFileSync(join(root, 'dist/a.up'), 'utf8'), 'A');

  await rm(join(root, 'dist'), { recursive: true });
  writeFileSync(join(root, 'dist'), 'a file');
  assert.deepEqual([...(await states(workspace)).of.values()], ['restored', 'restored']);

  // The source becomes a folder: its action is gone, and with it nothing else.
  await rm(join(root, 'views/a.txt'));
  mkdirSync(join(root, 'views/a.txt'));
  assert.deepEqual(Object.fromEntries((await states(workspace)).of), { 'b.txt': 'fresh' });
});

function mount(folder: string, ...options: string[]): boolean {
  if (process.platform !== 'linux') return false;
  return spawnSync('mount', [...options, 'tmpfs', folder]).status === 0;
}

/** A workspace on a small disk of its own; undefined where this process may not mount one. */
async function makeSmallDisk(t: CleanupScope, size: string): Promise<CommandLine | undefined> {
  let mounted: string | undefined;
  // Before the folder's own cleanup, which cannot remove what is mounted.
  t.after(async () => void (mounted && spawnSync('umount', [mounted])));
  const folder = await makeTempDir(t);
  if (!mount(folder, '-t', 'tmpfs', '-o', `size=${size}`)) return undefined;
  mounted = folder;
  return await makeViews(t, folder);
}

const needsMount = 'mounting is not permitted here';

test('a full disk: what does not fit fails alone, and all is well once there is space', async (t) => {
  const workspace = await makeSmallDisk(t, '3m');
  if (!workspace) return t.skip(needsMount);
  const { root } = workspace;
  for (const name of ['a', 'b', 'c']) writeFileSync(join(root, `views/${name}.txt`), name);
  writeFileSync(join(root, 'views/z.txt'), 'x'.repeat(1_600_000));
  const full: Finished = await workspace.run(...'run up --continue --json -q -c 1'.split(' '));
  assert.equal(full.code, 1, full.stderr);
  const failed = (jsonOf(full).actions as { id: string; state: string }[])
    .filter(({ state }) => state === 'failed')
    .map(({ id }) => id);
  assert.deepEqual(failed, ['up:views/z.txt']);
  const lines = full.stderr.split('\n').filter((line) => line.startsWith('cachescope: '));
  assert.equal(new Set(lines).size, lines.length, 'nothing is said twice');
  for (const name of ['a', 'b', 'c'])
    assert.equal(readFileSync(join(root, `dist/${name}.up`), 'utf8'), name.toUpperCase());

  await rm(join(root, 'views/z.txt'));
  await rm(join(root, 'dist/z.up'), { force: true });
  assert.equal((await states(workspace)).code, 0);
  assert.deepEqual(new Set((await states(workspace)).of.values()), new Set(['fresh']));
});

test('a read-only disk: each item says so; no crash, nothing lost', async (t) => {
  const workspace = await makeSmallDisk(t, '8m');
  if (!workspace) return t.skip(needsMount);
  const { root } = workspace;
  writeFileSync(join(root, 'views/a.txt'), 'a');
  assert.equal((await states(workspace)).code, 0);
  writeFileSync(join(root, 'views/b.txt'), 'b');
  assert.equal(spawnSync('mount', ['-o', 'remount,ro', root]).status, 0);
  const { code, of } = await states(workspace);
  assert.equal(code, 1);
  assert.match(of.get('b.txt') ?? '', /^failed: /);
  for (const words of [['stats'], ['cache', 'ls'], ['doctor']])
    assert.notEqual((await workspace.run(...words)).code, 3, words.join(' '));
  assert.equal(spawnSync('mount', ['-o', 'remount,rw', root]).status, 0);
  assert.deepEqual(Object.fromEntries((await states(workspace)).of), {
    'a.txt': 'fresh',
    'b.txt': 'ran',
  });
});
