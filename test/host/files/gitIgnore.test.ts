// Git's ignore rules against git itself: on the same trees, the files that the table lists must be those that git tracks or would add.

import { deepStrictEqual } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { patterns } from '../../support/engine/actions.ts';
import { writeFixture } from '../../support/fixture.ts';
import { makeTempDir } from '../../support/tempDir.ts';
import { tablesOf } from './tableFixture.ts';

const hasGit = spawnSync('git', ['--version']).status === 0;
const options = { skip: hasGit ? false : 'there is no git here' };
const unignored = patterns('', ['**'], { ignoreGitIgnored: true });

/** @throws Error where git refuses */
function git(cwd: string, ...words: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', words, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${words.join(' ')}: ${stderr}`);
  return stdout;
}

/** The files that git does not ignore, or tracks all the same. */
function keptByGit(root: string): string[] {
  const listed = git(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard');
  const paths = listed.split('\0').filter((path) => path !== '' && existsSync(join(root, path)));
  return [...new Set(paths)].filter((path) => !path.startsWith('.cachescope/')).sort();
}

function write(root: string, path: string, text = ''): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** A repository, and the folder that git takes for the user's settings. */
async function makeRepository(t: TestContext): Promise<{ root: string; settings: string }> {
  const root = await makeTempDir(t);
  const settings = await makeTempDir(t);
  const { XDG_CONFIG_HOME: before } = process.env;
  process.env.XDG_CONFIG_HOME = settings;
  t.after(() => {
    if (before === undefined) delete process.env.XDG_CONFIG_HOME;
    else process.env.XDG_CONFIG_HOME = before;
  });
  git(root, 'init', '-q');
  return { root, settings };
}

test(
  'nested files, exceptions, info/exclude, the user’s own file, and tracked files',
  options,
  async (t) => {
    const { root, settings } = await makeRepository(t);
    await writeFixture(
      root,
      `
    //- .gitignore
    # a comment
    *.log
    !keep.log
    /dist
    build/
    \\!important
    größe/
    a/**/z
    spaced\\ 
    //- keep.log
    //- drop.log
    //- dist/out
    //- sub/dist/kept
    //- sub/build/out
    //- sub/.gitignore
    !*.log
    deep/*.log
    //- sub/back.log
    //- sub/deep/gone.log
    //- sub/deep/er/back.log
    //- !important
    //- größe/ä.txt
    //- größer/ä.txt
    //- a/b/c/z
    //- a/z
    //- by-exclude
    //- by-user
    //- tracked/file.log
    //- .git/info/exclude
    by-exclude
    //- README.md
    `,
    );
    write(settings, 'git/ignore', 'by-user\n');
    git(root, 'add', '-f', 'tracked/file.log');
    const expected = keptByGit(root);
    deepStrictEqual(
      ['by-exclude', 'by-user', 'drop.log'].filter((path) => expected.includes(path)),
      [],
      'git itself must ignore these, or the test asks the wrong question',
    );
    deepStrictEqual(tablesOf(t, root).open().glob(unignored), expected);
  },
);

test('a workspace inside a repository keeps to the rules above it', options, async (t) => {
  const { root } = await makeRepository(t);
  write(root, '.gitignore', '*.tmp\n/apps/web/gen\nweb/only.txt\n');
  for (const name of ['a.tmp', 'gen/a', 'only.txt', 'src/a']) write(root, `apps/web/${name}`);
  const workspace = join(root, 'apps/web');
  deepStrictEqual(tablesOf(t, workspace).open().glob(unignored), keptByGit(workspace));
});

test(
  'a tracked file that comes to be ignored, or not any more, stays tracked',
  options,
  async (t) => {
    const { root } = await makeRepository(t);
    for (const name of ['a.log', 'sub/b.log', 'sub/c']) write(root, name);
    git(root, 'add', '.');
    const tables = tablesOf(t, root);
    const check = (): void => {
      // A process that lives on, one that begins with what was kept, and one that begins with nothing.
      table.newEpoch();
      for (const one of [table, tables.open(), tables.openCold()]) {
        deepStrictEqual(one.glob(unignored), keptByGit(root));
        one.save();
      }
    };
    const table = tables.open();
    check();
    write(root, '.gitignore', '*.log\n');
    check();
    write(root, 'sub/.gitignore', '!b.log\nc\n');
    check();
    rmSync(join(root, 'sub/.gitignore'));
    check();
    write(root, '.gitignore', 'sub\n');
    write(root, 'sub/new.log');
    check();
  },
);

test('a linked work tree keeps to what all work trees share', options, async (t) => {
  const { root } = await makeRepository(t);
  const linked = join(await makeTempDir(t), 'linked');
  write(root, '.gitignore', '*.log\n');
  write(root, '.git/info/exclude', 'by-exclude\n');
  git(root, 'add', '.');
  git(root, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'first');
  git(root, 'worktree', 'add', '-q', linked);
  for (const name of ['a.log', 'by-exclude', 'src/a', 'src/by-exclude', 'b.log'])
    write(linked, name);
  git(linked, 'add', '-f', 'b.log');
  deepStrictEqual(keptByGit(linked), ['.gitignore', 'b.log', 'src/a']);
  deepStrictEqual(tablesOf(t, linked).open().glob(unignored), keptByGit(linked));
});

test('the user’s own file may have any name', options, async (t) => {
  const { root, settings } = await makeRepository(t);
  write(settings, 'git/ignore', 'usual\n');
  write(settings, 'mine', 'by-user\n');
  write(settings, 'git/config', `[include]\n\tpath = ../other\n`);
  write(settings, 'other', `[core]\n\texcludesfile = ${join(settings, 'mine')}\n`);
  for (const name of ['usual', 'by-user', 'src/by-user']) write(root, name);
  deepStrictEqual(keptByGit(root), ['usual']);
  deepStrictEqual(tablesOf(t, root).open().glob(unignored), keptByGit(root));
});

test('rules that come, change and go are in force at once', options, async (t) => {
  const { root } = await makeRepository(t);
  for (const name of ['a.x', 'b.y', 'sub/a.x', 'sub/b.y']) write(root, name);
  const tables = tablesOf(t, root);
  const table = tables.open();
  const rules = ['*.x', '*.y', '!*.y\n*.x', undefined, 'sub/'];
  for (const text of rules) {
    if (text === undefined) rmSync(join(root, '.gitignore'));
    else write(root, '.gitignore', `${text}\n`);
    table.newEpoch();
    deepStrictEqual(table.glob(unignored), keptByGit(root), `after ${text}`);
    deepStrictEqual(tables.open().glob(unignored), keptByGit(root), `new table after ${text}`);
    table.save();
  }
  git(root, 'add', '-f', 'sub/a.x');
  table.newEpoch();
  deepStrictEqual(table.glob(unignored), keptByGit(root), 'after git add');
});

const names = ['a', 'b', 'A', 'ab', 'a.x', 'B.x', 'é', 'a b', '#a', '!a', '[a]', '-a', '.a'];
const folder = fc.constantFrom('', 'a/', 'b/', 'a/b/', 'A/', 'b/é/', 'ab/a/b/');
const file = fc.tuple(folder, fc.constantFrom(...names)).map(([above, name]) => above + name);
const part = fc.constantFrom(
  'a',
  'b',
  'A',
  '*',
  '**',
  'a*',
  '*.x',
  '?',
  '[ab]',
  '[!a]',
  'é',
  'a b',
  '.a',
  'B.x',
);
const line = fc
  .tuple(
    fc.constantFrom('', '', '', '!', '/', '!/', '\\', '#'),
    fc.array(part, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('', '', '', '/', ' ', '/**', '\t', '\\ ', '\r'),
  )
  .map(([start, parts, end]) => `${start}${parts.join('/')}${end}`);
const rules = fc
  .array(line, { minLength: 1, maxLength: 4 })
  .map((lines) => `${lines.join('\n')}\n`);

/** Files that do not stand where another one has its folder. */
function possible(files: readonly string[]): string[] {
  return [...new Set(files)].filter((path) => !files.some((other) => other.startsWith(`${path}/`)));
}

test('on generated trees the table lists what git lists', options, async (t) => {
  const { root } = await makeRepository(t);
  const tree = fc.record({
    files: fc.array(file, { minLength: 1, maxLength: 12 }).map(possible),
    rules: fc.array(fc.tuple(folder, rules), { maxLength: 3 }),
    tracked: fc.boolean(),
  });
  const table = tablesOf(t, root).open();
  fc.assert(
    fc.property(tree, ({ files, rules: ruled, tracked }) => {
      git(root, 'rm', '-rq', '--cached', '--ignore-unmatch', '.');
      git(root, 'clean', '-qffdx', '-e', '.cachescope');
      for (const path of files) write(root, path);
      for (const [above, text] of ruled)
        if (files.some((path) => path.startsWith(above))) write(root, `${above}.gitignore`, text);
      if (tracked) git(root, 'add', '-f', '--', `:(literal)${files[0]}`);
      table.newEpoch();
      deepStrictEqual(table.glob(unignored), keptByGit(root));
    }),
    { numRuns: 40 },
  );
});
