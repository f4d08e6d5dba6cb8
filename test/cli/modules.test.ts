// Modules on the command line: what a change costs, what imports what, circles, what nothing uses; with a configuration and without.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { gitIn } from '../support/git.ts';
import { type CleanupScope, makeTempDir } from '../support/tempDir.ts';
import { type CommandLine, jsonOf, makeWorkspace } from './support.ts';

const configured = `
  //- package.json
  { "name": "root", "private": true, "workspaces": ["packages/*"] }
  //- cachescope.json
  { "tasks": { "build": { "dependsOn": ["^build"], "inputs": ["src/**"], "outputs": ["dist/**"] } } }
  //- packages/ui/package.json
  { "name": "ui", "exports": "./src/index.ts", "scripts": { "build": "mkdir -p dist && echo ui > dist/a.txt" } }
  //- packages/ui/src/index.ts
  export { button } from './button.ts';
  //- packages/ui/src/button.ts
  export const button = 1;
  export const other = 2;
  //- packages/ui/src/dead.ts
  export const dead = 1;
  //- packages/web/package.json
  { "name": "web", "main": "./src/app.ts", "scripts": { "build": "mkdir -p dist && echo web > dist/b.txt" } }
  //- packages/web/src/app.ts
  import { button } from '../../ui/src/index.ts';
  import './ring.ts';
  console.log(button);
  //- packages/web/src/ring.ts
  import './app.ts';
  //- notes.txt
  nothing reads this
`;

const plain = `
  //- main.js
  import './a.js';
  //- a.js
  import './main.js';
`;

/** What is known of it is kept in the user's cache folder: here, in one that goes with the test. */
async function plainFolder(scope: CleanupScope): Promise<CommandLine> {
  return await makeWorkspace(scope, plain, { XDG_CACHE_HOME: await makeTempDir(scope) });
}

suite('impact', () => {
  test('before anything ran, and after', async (t) => {
    const workspace = await makeWorkspace(t, configured);
    const button = 'packages/ui/src/button.ts';
    const before = await workspace.run('impact', button);
    assert.equal(before.code, 0, before.stderr);
    assert.match(before.stdout, /^packages\/ui\/src\/button\.ts\n3 modules depend on it\.\n/);
    assert.match(before.stdout, /1 task may run\.\n\n {2}ui#build +100 % +\? {2}reads packages/);
    assert.match(before.stdout, /None of these ran yet, so times are not known/);
    await workspace.run('run', 'build');
    const after = await workspace.run('impact', button);
    assert.match(after.stdout, /1 task may run: about [\d.]+ m?s \([\d.]+ m?s of work\)\./);
    const json = jsonOf(await workspace.run('impact', button, '--json'));
    assert.deepEqual(
      [json.version, json.command, json.files, json.modules, json.unknown, json.since],
      [1, 'impact', [button], 3, 0, null],
    );
    const [action] = json.actions as { id: string; expectedMs: number; via: unknown }[];
    assert.deepEqual([action?.id, action?.via], ['ui#build', { type: 'file', path: button }]);
    assert.ok((action?.expectedMs ?? 0) > 0);
  });

  test('names are seen from the folder that one is in', async (t) => {
    const workspace = await makeWorkspace(t, configured);
    const inside = join(workspace.root, 'packages/ui');
    const { stdout } = await workspace.run('impact', 'src/button.ts', '--cwd', inside);
    assert.match(stdout, /^packages\/ui\/src\/button\.ts\n/);
  });

  test('a folder stands for the modules in it', async (t) => {
    const workspace = await makeWorkspace(t, configured);
    const ui = jsonOf(await workspace.run('impact', 'packages/ui/src', '--json'));
    assert.deepEqual((ui.files as string[]).length, 3);
    const all = jsonOf(await workspace.run('impact', '.', '--json'));
    assert.deepEqual((all.actions as { id: string }[]).map(({ id }) => id).sort(), [
      'ui#build',
      'web#build',
    ]);
  });

  test('since a commit', async (t) => {
    const workspace = await makeWorkspace(t, configured);
    const git = gitIn(workspace.root);
    git('init');
    git('add', '.');
    git('commit', '-m', 'all');
    await writeFile(join(workspace.root, 'packages/web/src/ring.ts'), "import './app.ts';\n//\n");
    const json = jsonOf(await workspace.run('impact', '--since', 'HEAD', '--json'));
    const files = json.files as string[];
    assert.ok(files.includes('packages/web/src/ring.ts'));
    assert.deepEqual(
      (json.actions as { id: string }[]).map(({ id }) => id),
      ['web#build'],
    );
    const unknown = await workspace.run('impact', '--since', 'nowhere');
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /What changed since nowhere is not known/);
  });

  test('says what it does not know, and what to do', async (t) => {
    const workspace = await makeWorkspace(t, configured);
    const cases: readonly (readonly [words: string[], code: number, text: RegExp])[] = [
      [['impact'], 2, /"impact" needs a file, or --since REF\. .*cachescope impact --since HEAD/],
      [['impact', 'nope.ts'], 2, /There is no file nope\.ts\. Name it as seen from the folder/],
      [['impact', '../outside.ts'], 2, /is not in the workspace/],
      [['impact', 'notes.txt'], 0, /No task reads it, so nothing would run\./],
    ];
    for (const [words, code, text] of cases) {
      const done = await workspace.run(...words);
      assert.deepEqual([words, done.code], [words, code]);
      assert.match(done.stdout + done.stderr, text);
    }
  });

  test('in a folder without tasks', async (t) => {
    const workspace = await plainFolder(t);
    const { stdout } = await workspace.run('impact', 'a.js');
    assert.match(
      stdout,
      /1 module depends on it\.\nThere are no tasks here, so nothing would run\.\n$/,
    );
    assert.ok(!existsSync(join(workspace.root, '.cachescope')), 'and nothing is left there');
  });
});

suite('graph of modules', () => {
  test('trees, both ways, and the formats', async (t) => {
    const workspace = await makeWorkspace(t, configured);
    const graph = async (...words: string[]) =>
      (await workspace.run('graph', '--modules', ...words)).stdout;
    const button = 'packages/ui/src/button.ts';
    assert.equal(
      await graph(button, '--dependents'),
      [
        button,
        '├─ packages/ui/src/index.ts',
        '│  └─ packages/web/src/app.ts',
        '│     ├─ packages/web/src/ring.ts',
        '│     │  └─ packages/web/src/app.ts (above)',
        '│     └─ web#build',
        '└─ ui#build',
        '',
      ].join('\n'),
    );
    assert.match(
      await graph('--format', 'dot'),
      /^digraph modules \{.*"packages\/web\/src\/app\.ts" -> /s,
    );
    assert.match(await graph(button, '--format', 'mermaid'), /^flowchart LR\n {2}n0\["packages/);
    const json = jsonOf(
      await workspace.run('graph', '--modules', button, '--dependents', '--json'),
    );
    const found = json.modules as { path: string; importers: number; affected: number }[];
    assert.deepEqual(
      found.map(({ path, importers, affected }) => [path.replace(/.*\//, ''), importers, affected]),
      [
        ['button.ts', 1, 3],
        ['index.ts', 1, 2],
        ['app.ts', 1, 1],
        ['ring.ts', 1, 1],
      ],
    );
    assert.deepEqual(json.actions, [
      { id: 'ui#build', durationMs: null },
      { id: 'web#build', durationMs: null },
    ]);
    assert.equal((json.edges as unknown[]).length, 8);
  });

  test('a file is known for one', async (t) => {
    const workspace = await makeWorkspace(t, configured);
    const app = 'packages/web/src/app.ts';
    const { stdout, code } = await workspace.run('graph', app, '--dependencies');
    assert.equal(stdout, (await workspace.run('graph', '--modules', app, '--dependencies')).stdout);
    assert.equal(code, 0);
    const none = await workspace.run('graph', 'none.ts');
    assert.deepEqual([none.code, none.stdout], [2, '']);
    assert.match(none.stderr, /There is no file none\.ts\./);
    assert.match((await workspace.run('graph', 'none')).stderr, /nothing called/);
  });

  test('the way from one file to another', async (t) => {
    const workspace = await makeWorkspace(t, configured);
    const [app, button] = ['packages/web/src/app.ts', 'packages/ui/src/button.ts'];
    assert.equal(
      (await workspace.run('graph', '--path', app, button)).stdout,
      `${app}\n-> packages/ui/src/index.ts\n-> ${button}\n`,
    );
    assert.match(
      (await workspace.run('graph', '--path', button, app)).stdout,
      /does not lead to packages\/web\/src\/app\.ts\. It is the other way round: /,
    );
    assert.equal(jsonOf(await workspace.run('graph', '--path', button, app, '--json')).path, null);
    assert.match(
      (await workspace.run('graph', '--path', app, button, '--format', 'dot')).stdout,
      /-> /,
    );
  });

  test('circles, unused files and exports, boundaries', async (t) => {
    const workspace = await makeWorkspace(t, configured);
    assert.match(
      (await workspace.run('graph', '--cycles')).stdout,
      /^packages\/web\/src\/(app|ring)\.ts -> packages\/web\/src\/(app|ring)\.ts -> packages\/web\/src\/\1\.ts\n$/,
    );
    assert.equal(
      (await workspace.run('graph', '--cycles', 'packages/ui/src/button.ts')).stdout,
      'packages/ui/src/button.ts is in no circle of imports.\n',
    );
    assert.equal(
      (await workspace.run('graph', '--unused', 'files')).stdout,
      'packages/ui/src/dead.ts\n',
    );
    assert.equal(
      (await workspace.run('graph', '--unused', 'exports')).stdout,
      'packages/ui/src/button.ts:2  other\n',
    );
    assert.equal(
      (await workspace.run('graph', '--boundaries')).stdout,
      'web -> ui  1 import  not in its package.json, e.g. packages/web/src/app.ts\n',
    );
    const { cycles } = jsonOf(await workspace.run('graph', '--cycles', '--json'));
    assert.equal((cycles as { shortest: string[] }[])[0]?.shortest.length, 2);
  });

  test('what the configuration says is used, and what is wrong with it', async (t) => {
    const workspace = await makeWorkspace(t, configured);
    const unused = async (modules: object): Promise<string> => {
      const file = join(workspace.root, 'cachescope.json');
      await writeFile(file, JSON.stringify({ modules }));
      const { stdout, stderr } = await workspace.run('graph', '--unused', 'files');
      return stdout + stderr;
    };
    const listed = await unused({});
    const [first = ''] = listed.split('\n');
    assert.match(first, /\.ts$/);
    assert.doesNotMatch(await unused({ entry: [first] }), new RegExp(first));
    assert.doesNotMatch(await unused({ ignore: ['**/*.ts'] }), /\.ts/);
    assert.match(await unused({ entry: ['/absolute'] }), /must not be an absolute path/);
    assert.match(await unused({ entrys: [] }), /Unknown key "entrys".*entry/);
    const refused = await workspace.run('impact', first);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /Unknown key "entrys"[\s\S]*nothing was run/);
  });

  test('imports that lead nowhere', async (t) => {
    const workspace = await makeWorkspace(t, configured);
    const unresolved = async (...words: string[]) =>
      workspace.run('graph', '--unresolved', ...words);
    assert.equal((await unresolved()).stdout, 'Every import leads somewhere.\n');
    const ring = 'packages/web/src/ring.ts';
    await writeFile(
      join(workspace.root, ring),
      "import './app.ts';\nimport 'none';\nimport './x';\n",
    );
    const lines = [
      `${ring}:2  none  package none is not installed`,
      `${ring}:3  ./x  no file packages/web/src/x, `,
    ];
    const { code, stdout } = await unresolved();
    assert.equal(code, 0);
    for (const [at, line] of stdout.trimEnd().split('\n').entries())
      assert.ok(line.startsWith(lines[at] ?? '?'), line);
    assert.equal((await unresolved(ring)).stdout, stdout);
    const json = jsonOf(await unresolved('--json'));
    const [first] = json.unresolved as Record<string, unknown>[];
    assert.deepEqual(first, {
      ...{ path: ring, line: 2, column: 8, specifier: 'none' },
      reason: 'package none is not installed',
    });
    const other = await unresolved('packages/ui/src/button.ts');
    assert.equal(other.stdout, 'Every import leads somewhere.\n');
  });

  test('a workflow says what is run', async (t) => {
    const workspace = await makeWorkspace(t, configured);
    await mkdir(join(workspace.root, '.github/workflows'), { recursive: true });
    await writeFile(
      join(workspace.root, '.github/workflows/a.yml'),
      'jobs:\n  a:\n    steps:\n      - run: node packages/ui/src/dead.ts\n',
    );
    assert.equal(
      (await workspace.run('graph', '--unused', 'files')).stdout,
      'Every file is used.\n',
    );
  });

  test('in a folder without any configuration', async (t) => {
    const workspace = await plainFolder(t);
    assert.match(
      (await workspace.run('graph', '--cycles')).stdout,
      /a\.js -> main\.js|main\.js -> a\.js/,
    );
  });

  test('mistakes are told', async (t) => {
    const workspace = await makeWorkspace(t, configured);
    const cases: readonly (readonly [words: string[], text: RegExp])[] = [
      [['--cycles', '--boundaries'], /Give --cycles or --boundaries, not both\./],
      [['--cycles', '--format', 'dot'], /--cycles is a list; it has no format dot\./],
      [['--unused', 'things'], /files|exports/],
      [['--modules', 'nope.ts'], /There is no file nope\.ts/],
      [['--modules', 'notes.txt'], /notes\.txt is no module/],
    ];
    for (const [words, text] of cases) {
      const done = await workspace.run('graph', ...words);
      assert.deepEqual([words, done.code], [words, 2]);
      assert.match(done.stderr, text);
    }
  });
});

test('the cache of modules is listed, counted, dropped and switched off', async (t) => {
  const workspace = await makeWorkspace(t, configured);
  const list = async () => (await workspace.run('cache', 'ls')).stdout;
  await workspace.run('graph', '--modules');
  await workspace.run('graph', '--modules');
  assert.match(await list(), /modules +1 entry .*hit rate/);
  await workspace.run('cache', 'rm', 'modules', '--yes');
  assert.match(await list(), /modules +0 entries/);
  await writeFile(
    join(workspace.root, 'cachescope.json'),
    '{ "cache": { "disable": ["modules"] } }',
  );
  const again = await workspace.run('graph', '--modules');
  assert.match(again.stdout, /packages\/ui\/src\/dead\.ts/);
  assert.match(await list(), /modules +switched off/);
});

const asked: readonly (readonly [words: readonly string[], code: number, told: string])[] = [
  [
    ['graph', 'packages/ui/src/gone.ts'],
    2,
    'cachescope: There is no file packages/ui/src/gone.ts. Name it as seen from the folder that you are in.\n',
  ],
  [
    ['graph', '--path', 'packages/web/src/app.ts', 'packages/ui/src/gone.ts'],
    2,
    'cachescope: There is no file packages/ui/src/gone.ts. Name it as seen from the folder that you are in.\n',
  ],
  [
    ['graph', 'packages/ui'],
    2,
    'cachescope: packages/ui is a folder: name a file. What a change of all that is in it costs says: cachescope impact packages/ui\n',
  ],
  [
    ['graph', '--path', 'packages/web/src/app.ts', 'ui#build'],
    2,
    'cachescope: --path leads from a task to a task, or from a file to a file: packages/web/src/app.ts is a file, ui#build a task. The tasks that read a file are in: cachescope graph packages/web/src/app.ts --dependents\n',
  ],
  [['graph', '--unused'], 2, 'cachescope: --unused needs a value: files, exports.\n'],
  [
    ['graph', '--cycles', 'packages/ui/src/dead.ts'],
    0,
    'packages/ui/src/dead.ts is in no circle of imports.\n',
  ],
  [
    ['impact', '--since', 'HEAD'],
    2,
    'cachescope: What changed since HEAD is not known: this folder is in no git repository. Name a commit, branch or tag that there is, or files.\n',
  ],
];

test('what is asked wrongly is told exactly, with what to do next', async (t) => {
  const workspace = await makeWorkspace(t, configured, { GIT_CEILING_DIRECTORIES: '/' });
  for (const [words, code, told] of asked) {
    const done = await workspace.run(...words);
    assert.deepEqual([words, done.code, done.stdout + done.stderr], [words, code, told]);
  }
  const git = gitIn(workspace.root);
  git('init');
  git('commit', '--allow-empty', '-m', 'empty');
  const { stderr } = await workspace.run('impact', '--since', 'nothing');
  assert.match(stderr, /git knows no commit, branch or tag of this name\. Name a commit/);
});

test('without configuration, a page and a main file are used; where nothing is, that is told', async (t) => {
  const workspace = await plainFolder(t);
  const unused = async () => await workspace.run('graph', '--unused', 'files');
  const done = await unused();
  assert.deepEqual([done.stdout, done.stderr], ['Every file is used.\n', '']);
  await rename(join(workspace.root, 'main.js'), join(workspace.root, 'b.js'));
  const { code, stdout, stderr } = await unused();
  assert.deepEqual([code, stdout], [0, 'a.js\nb.js\n']);
  assert.match(stderr, /^cachescope: No file was found that is used from outside, so all count/);
  const page = '<script type="module" src="/b.js"></script>';
  await writeFile(join(workspace.root, 'index.html'), page);
  const { entries, unused: rows } = jsonOf(
    await workspace.run('graph', '--unused', 'files', '--json'),
  );
  assert.deepEqual([entries, rows], [1, []]);
});

test('what makes an answer less than it seems is told beside it', async (t) => {
  const workspace = await makeWorkspace(t, configured);
  const button = 'packages/ui/src/button.ts';
  assert.deepEqual(jsonOf(await workspace.run('graph', '--cycles', '--json')).broken, []);
  await writeFile(join(workspace.root, button), '// first\nexport const = 1;\n');
  for (const words of [
    ['--modules'],
    ['--cycles'],
    ['--unused', 'files'],
    ['--boundaries'],
    [button],
  ]) {
    const { code, stderr } = await workspace.run('graph', ...words);
    assert.deepEqual(
      [words, code, stderr],
      [
        words,
        0,
        `cachescope: ${button}:2 could not be parsed as a whole: Unexpected token. Its imports and exports may be missing.\n`,
      ],
    );
    const { broken } = jsonOf(await workspace.run('graph', ...words, '--json'));
    assert.deepEqual(broken, [{ path: button, line: 2, message: 'Unexpected token' }]);
  }
  const impact = ['impact', 'packages/web/src/app.ts'] as const;
  assert.match((await workspace.run(...impact)).stderr, /button\.ts:2 could not be parsed as a/);
  assert.deepEqual(jsonOf(await workspace.run(...impact, '--json')).broken, [
    { path: button, line: 2, message: 'Unexpected token' },
  ]);
  await writeFile(join(workspace.root, button), 'export const button = 1;\n');
  assert.equal((await workspace.run('graph', '--modules')).stderr, '');

  const empty = await makeWorkspace(t, '//- notes.txt\nnothing');
  const none = await empty.run('graph', '--unused', 'files');
  assert.match(none.stderr, /^cachescope: There are no modules in \/.*: no scripts, styles/);
  await writeFile(join(empty.root, 'package.json'), '{}\n');
  const { code, stdout, stderr } = await empty.run('graph');
  assert.deepEqual(
    [code, stdout, stderr],
    [
      0,
      '',
      'cachescope: There are no tasks here. What files import is told by: cachescope graph --modules\n',
    ],
  );
});
