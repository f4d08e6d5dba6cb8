// What is known of modules of a folder that is in no workspace: kept in the user's cache folder from one run to the next, never in the folder, and never
// more than a help.

import { deepEqual, equal, match } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { marksOf } from '../../server/host/modules/marks/marksFolder.ts';
import { writeFixture } from '../support/fixture.ts';
import { type CleanupScope, makeTempDir } from '../support/tempDir.ts';
import { type CommandLine, commandLineIn, type Finished, jsonOf } from './support.ts';

const plain = `
  //- main.js
  import './lib/a.js';
  //- lib/a.js
  import './b.js';
  //- lib/b.js
  export const b = 1;
`;

interface Place extends CommandLine {
  /** The user's cache folder. */
  readonly caches: string;
  /** Who depends on lib/b.js, with --verbose. */
  ask(...words: string[]): Promise<Finished>;
}

async function place(scope: CleanupScope, cachesOf?: (made: string) => string): Promise<Place> {
  const made = await makeTempDir(scope);
  const caches = cachesOf?.(made) ?? made;
  const root = await makeTempDir(scope);
  await writeFixture(root, plain);
  const line = commandLineIn(root, { XDG_CACHE_HOME: caches });
  const words = ['graph', '--modules', 'lib/b.js', '--dependents', '--verbose'];
  return { ...line, caches, ask: (...more) => line.run(...words, ...more) };
}

const tree = 'lib/b.js\n└─ lib/a.js\n   └─ main.js\n';

function checkAnswer({ code, stdout, stderr }: Finished, text: string, told: RegExp): void {
  deepEqual([code, stdout], [0, text], stderr);
  match(stderr, told);
}

const parsedAll = /Modules: 0 known from before, 3 parsed\.\n/;
const parsedNone = /Modules: 3 known from before, 0 parsed\.\n$/;

/** The one file that is kept. */
async function keptFile({ caches }: Place): Promise<string> {
  const folder = join(caches, 'cachescope/modules');
  const [name = '', ...others] = await readdir(folder);
  match(name, /^modules-[0-9a-f]{32}\.bin$/);
  deepEqual(others, []);
  return join(folder, name);
}

test('the second run parses nothing, and nothing is left in the folder', async (t) => {
  const here = await place(t);
  checkAnswer(await here.ask(), tree, parsedAll);
  checkAnswer(await here.ask(), tree, parsedNone);
  const impact = await here.run('impact', 'lib/b.js', '--verbose');
  match(impact.stderr, parsedNone);
  deepEqual((await readdir(here.root)).sort(), ['lib', 'main.js']);
  const modes = [await keptFile(here), join(here.caches, 'cachescope/modules')];
  deepEqual(
    await Promise.all(modes.map(async (path) => (await stat(path)).mode & 0o777)),
    [0o600, 0o700],
  );
});

test('an edit in between is seen, and alone is parsed', async (t) => {
  const here = await place(t);
  await here.ask();
  await writeFile(join(here.root, 'lib/a.js'), '// nothing is imported\n');
  checkAnswer(await here.ask(), 'lib/b.js\n', /2 known from before, 1 parsed\.\n$/);
  checkAnswer(await here.ask(), 'lib/b.js\n', parsedNone);
});

test('a damaged file is as good as none, and replaced', async (t) => {
  const here = await place(t);
  await here.ask();
  const file = await keptFile(here);
  const bytes = await readFile(file);
  for (const damaged of [bytes.subarray(0, -3), Buffer.alloc(0), Buffer.alloc(bytes.length)]) {
    await writeFile(file, damaged);
    checkAnswer(await here.ask(), tree, parsedAll);
    checkAnswer(await here.ask(), tree, parsedNone);
  }
});

test('--no-cache neither uses nor keeps it', async (t) => {
  const here = await place(t);
  checkAnswer(await here.ask('--no-cache'), tree, parsedAll);
  const modules = join(here.caches, 'cachescope/modules');
  equal(await stat(modules).catch(() => undefined), undefined);
  await here.ask();
  const before = await readFile(await keptFile(here));
  checkAnswer(await here.ask('--no-cache'), tree, parsedAll);
  deepEqual(await readFile(await keptFile(here)), before);
});

test('--no-cache in a workspace leaves alone what its store has', async (t) => {
  const here = await place(t);
  await writeFile(join(here.root, 'package.json'), '{}\n');
  // JSON has nothing to parse.
  const all = /^4 files were read .*\nModules: 0 known from before, 3 parsed\.\n$/;
  checkAnswer(await here.ask(), tree, all);
  checkAnswer(await here.ask('--no-cache'), tree, all);
  checkAnswer(await here.ask(), tree, /Modules: 4 known from before, 0 parsed\.\n$/);
});

test('once the folder has a store of its own, what was kept goes', async (t) => {
  const here = await place(t);
  await here.ask();
  await keptFile(here);
  await writeFile(join(here.root, 'package.json'), '{}\n');
  equal((await here.ask()).code, 0);
  deepEqual(await readdir(join(here.caches, 'cachescope/modules')), []);
});

/** Each trouble is told once to who asks for more, and not at all to others; the answer is the same. */
async function checkNotKept(here: Place, ...troubles: readonly RegExp[]): Promise<void> {
  const done = await here.ask();
  checkAnswer(done, tree, parsedAll);
  equal(done.stderr.match(/cachescope: /g)?.length, troubles.length, done.stderr);
  for (const trouble of troubles) match(done.stderr, trouble);
  const short = await here.run('graph', '--modules', 'lib/b.js', '--dependents');
  deepEqual([short.code, short.stdout, short.stderr], [0, tree, '']);
}

test('where nothing can be written, all is read each time', async (t) => {
  const here = await place(t, (made) => join(made, 'file'));
  await writeFile(here.caches, '');
  await checkNotKept(
    here,
    /What is known of modules could not be kept.* Cannot write /,
    /A file that ends the process that reads it will do so again: Cannot write /,
  );
});

test('where the home folder is not known, all is read each time', async (t) => {
  const { root } = await place(t);
  const line = commandLineIn(root, { HOME: '' });
  const words = ['graph', '--modules', 'lib/b.js', '--dependents', '--verbose'];
  for (let run = 0; run < 2; run++) checkAnswer(await line.run(...words), tree, parsedAll);
});

test('a full disk is no failure, and nothing half written stays', async (t) => {
  const here = await place(t);
  const program = new URL('../../server/cli/main.ts', import.meta.url).pathname;
  const words = ['graph', '--modules', 'lib/b.js', '--dependents'];
  // No file may become larger than nothing.
  const shell = 'ulimit -f 0; exec "$@"';
  const out = execFileSync('sh', ['-c', shell, 'sh', process.execPath, program, ...words], {
    cwd: here.root,
    env: { PATH: process.env.PATH, XDG_CACHE_HOME: here.caches },
    encoding: 'utf8',
  });
  equal(out, tree);
  equal(await stat(join(here.caches, 'cachescope/modules')).catch(() => undefined), undefined);
});

test('a folder that others may write to is not trusted', async (t) => {
  const here = await place(t);
  await here.ask();
  const folder = join(here.caches, 'cachescope/modules');
  await chmod(folder, 0o777);
  await checkNotKept(here, /Nothing is kept of modules: .* can be written by other users/);
});

test('a link in place of the folder is not followed', async (t) => {
  const here = await place(t);
  const elsewhere = await makeTempDir(t);
  await here.run('graph', '--help');
  await writeFixture(here.caches, '//- cachescope/other.txt\nx\n');
  await symlink(elsewhere, join(here.caches, 'cachescope/modules'));
  await checkNotKept(here, /Nothing is kept of modules: .* is a symbolic link/);
  deepEqual(await readdir(elsewhere), []);
});

const ofTwo =
  /^modules of 2 folders without configuration, [\d.]+ k?B in \/.*\/cachescope\/modules: "cachescope cache rm --user" deletes them$/m;

test('what is kept is told with what removes it, in a workspace and outside', async (t) => {
  const here = await place(t);
  const other = await place(t, () => here.caches);
  const none = await here.run('cache', 'ls');
  deepEqual([none.code, none.stdout], [2, ''], none.stderr);
  await here.ask();
  await other.ask();
  const inside = await here.run('cache', 'ls');
  deepEqual([inside.code, inside.stderr], [0, '']);
  match(inside.stdout, ofTwo);
  deepEqual(jsonOf(await here.run('cache', 'ls', '--json')).items, []);
  deepEqual(await readdir(here.root), ['lib', 'main.js']);

  const workspace = await makeTempDir(t);
  await writeFile(join(workspace, 'package.json'), '{ "scripts": { "build": "true" } }\n');
  const line = commandLineIn(workspace, { XDG_CACHE_HOME: here.caches });
  match((await line.run('cache', 'ls')).stdout, ofTwo);
  const { user } = jsonOf(await line.run('cache', 'ls', '--json')) as {
    user: { folder: string; folders: number };
  };
  deepEqual([user.folder, user.folders], [join(here.caches, 'cachescope/modules'), 2]);
  equal(jsonOf(await line.run('cache', 'ls', 'build', '--json')).user, null);
});

test('cache rm --user deletes what is kept, and nothing else', async (t) => {
  const here = await place(t);
  await here.ask();
  const file = await keptFile(here);
  const foreign = join(file, '../notes.txt');
  await writeFile(foreign, 'not ours');
  const marks = marksOf(join(file, '..'), here.root);
  await mkdir(marks);
  await writeFile(join(marks, 'any.suspect'), 'lib/a.js');
  const preview = await here.run('cache', 'rm', '--user', '--dry-run');
  match(preview.stdout, /^Would delete the modules of 1 folder, [\d.]+ k?B\.\n$/);
  equal((await stat(file)).isFile(), true);
  const { size } = await stat(file);
  const { version, ...told } = jsonOf(await here.run('cache', 'rm', '--user', '--json'));
  deepEqual(told, { command: 'cache rm', deleted: true, folders: 1, bytes: size });
  deepEqual(await readdir(join(file, '..')), ['notes.txt']);
  const again = await here.run('cache', 'rm', '--user');
  deepEqual([again.code, again.stdout], [0, 'Deleted the modules of 0 folders, 0 B.\n']);
  for (const more of [['--all'], ['build']]) {
    const both = await here.run('cache', 'rm', '--user', ...more);
    deepEqual([both.code, both.stdout], [2, '']);
    match(both.stderr, /or give --user, not both\./);
  }
  checkAnswer(await here.ask(), tree, parsedAll);
});
