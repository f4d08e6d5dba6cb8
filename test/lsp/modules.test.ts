// Modules of a folder over the real server and the real analysis: with a configuration and without any, while files change.

import { deepEqual, equal, fail, match, ok } from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { patternsOf } from '../../server/engine/config/workspacePatterns.ts';
import { openModules } from '../../server/host/modules/analysis.ts';
import { rowsInFile } from '../../server/host/modules/keeping/rowsInFile.ts';
import {
  ModuleSession,
  type ModuleSessionOptions,
} from '../../server/host/workspace/moduleSession.ts';
import { FolderModules } from '../../server/lsp/folder/modules/folderModules.ts';
import type { ParamsOf, RequestName, ResultOf } from '../../server/protocol/methods.ts';
import type { GraphViewRequest, ModuleStatus } from '../../server/protocol/modules.ts';
import { commandLineIn, jsonOf } from '../cli/support.ts';
import { writeFixture } from '../support/fixture.ts';
import { gitIn } from '../support/git.ts';
import { makeTempDir } from '../support/tempDir.ts';
import { startTestServer, type TestServer, type TestServerOptions } from './serverFixture.ts';

/** Two packages; `web` imports `ui` by its name. Each build reads its own sources. */
const configured = `
  //- package.json
  { "name": "root", "private": true, "workspaces": ["packages/*"] }
  //- cachescope.json
  { "tasks": { "build": { "dependsOn": ["^build"], "inputs": ["src/**"], "outputs": ["dist/**"] } } }
  //- packages/ui/package.json
  { "name": "ui", "exports": "./src/index.ts", "scripts": { "build": "mkdir -p dist && echo ui > dist/a.txt" } }
  //- packages/ui/src/index.ts
  export { button, unusedButton } from './button.ts';
  //- packages/ui/src/button.ts
  import { color } from './color.ts';
  export const button = color;
  export const unusedButton = 2;
  //- packages/ui/src/color.ts
  export const color = 'red';
  export const shade = 'dark';
  //- packages/ui/src/dead.ts
  export const dead = 1;
  //- packages/web/package.json
  { "name": "web", "main": "./src/app.ts", "dependencies": { "ui": "*" }, "scripts": { "build": "mkdir -p dist && echo web > dist/b.txt" } }
  //- packages/web/src/app.ts
  import { button } from 'ui';
  import './ring.ts';
  import './nowhere.ts';
  console.log(button);
  //- packages/web/src/ring.ts
  import './app.ts';
`;

/** No package.json, nothing to build. */
const plain = `
  //- main.js
  import './lib/a.js';
  //- lib/a.js
  import './b.js';
  //- lib/b.js
  export const b = 1;
`;

class Modules {
  readonly server: TestServer;
  readonly root: string;

  constructor(server: TestServer, root: string) {
    this.server = server;
    this.root = root;
  }

  async ask<Name extends RequestName>(
    name: Name,
    params: Omit<ParamsOf<Name>, 'folder'>,
  ): Promise<ResultOf<Name>> {
    return await this.server.ask(name, { folder: this.server.uri(), ...params } as ParamsOf<Name>);
  }

  /** Waits until the graph is there, and of another revision than this. */
  async ready(after = 0): Promise<ModuleStatus> {
    for (;;) {
      const from = this.server.changes.all.length;
      const status = await this.ask('cachescope/modules', {});
      if (status.state === 'failed') throw new Error(status.message);
      if (status.state === 'ready' && status.revision > after) return status;
      await this.server.changes.next(({ modules }) => modules, from);
    }
  }

  async write(path: string, text: string): Promise<void> {
    const file = join(this.root, path);
    const type = existsSync(file) ? 'changed' : 'created';
    await writeFile(file, text);
    await this.server.changed(type, file);
  }
}

async function open(
  t: TestContext,
  fixture: string,
  options: Partial<TestServerOptions> = {},
): Promise<Modules> {
  const root = await makeTempDir(t);
  await writeFixture(root, fixture);
  const server = await startTestServer(t, { folders: [root], ...options });
  await server.ask('cachescope/status', {});
  return new Modules(server, root);
}

const page = { offset: 0, limit: 100 };
const file = (path: string) => ({ type: 'file', path }) as const;
const action = (id: string) => ({ type: 'action', id }) as const;
const wish: Omit<GraphViewRequest, 'folder'> = {
  open: [],
  hidden: [],
  actions: false,
  types: true,
  cyclesOnly: false,
  limit: 100,
};

test('the stages of an analysis are timed', async (t) => {
  const modules = await open(t, configured);
  await modules.ready();
  const names = ['span_duration', 'stage_duration'];
  const { metrics } = await modules.ask('cachescope/metrics', { windows: ['start'], names });
  const timed = (name: string): readonly string[] =>
    (metrics.find((metric) => metric.name === name)?.series ?? [])
      .map(({ labels }) => Object.values(labels).join(' '))
      .filter((labels) => labels.startsWith('modules'));
  deepEqual(timed('stage_duration').toSorted(), ['modules analyse', 'modules link']);
  deepEqual(timed('span_duration'), ['modules ']);
});

suite('a folder without any configuration', () => {
  test('has its modules, and stays a folder without a state of ours', async (t) => {
    const modules = await open(t, plain);
    const status = await modules.ready();
    deepEqual([status.modules, status.edges, status.cycles, status.unresolved], [3, 2, 0, 0]);
    const info = await modules.ask('cachescope/moduleInfo', { path: 'lib/b.js' });
    deepEqual([info?.row.importers, info?.row.affected, info?.impact.actions], [1, 2, 0]);
    const near = { node: file('lib/b.js'), direction: 'dependents' } as const;
    const rows = await modules.ask('cachescope/neighbours', near);
    deepEqual(rows, [{ node: file('lib/a.js'), hasMore: true, behind: 2 }]);
    const view = await modules.ask('cachescope/graphView', { ...wish, open: ['lib'] });
    deepEqual(
      view.nodes.map(({ id }) => id),
      ['folder:lib', 'file:lib/a.js', 'file:lib/b.js', 'file:main.js'],
    );
    equal((await modules.server.ready(0, 'empty')).state, 'empty');
    ok(!existsSync(join(modules.root, '.cachescope')));
  });

  test('follows files that come, change, move and go', async (t) => {
    const modules = await open(t, plain);
    let { revision } = await modules.ready();
    const importers = async (path: string) => {
      ({ revision } = await modules.ready(revision));
      return (await modules.ask('cachescope/moduleInfo', { path }))?.row.importers;
    };
    await modules.write('other.js', "import './lib/b.js';\n");
    equal(await importers('lib/b.js'), 2);
    await modules.write('other.js', 'export {};\n');
    equal(await importers('lib/b.js'), 1);
    await rename(join(modules.root, 'lib'), join(modules.root, 'moved'));
    await modules.server.changed('deleted', join(modules.root, 'lib'));
    await modules.server.changed('created', join(modules.root, 'moved'));
    equal(await importers('moved/b.js'), 1);
    equal((await modules.ask('cachescope/modules', {})).unresolved, 1);
    await rm(join(modules.root, 'main.js'));
    await modules.server.changed('deleted', join(modules.root, 'main.js'));
    equal(await importers('moved/a.js'), 0);
  });

  test('gets tasks when a package.json comes, and keeps its modules', async (t) => {
    const modules = await open(t, plain);
    await modules.ready();
    await modules.write('cachescope.json', '{ "tasks": {} }\n');
    await modules.write('package.json', '{ "name": "one", "scripts": { "build": "true" } }\n');
    await modules.server.ready();
    const info = await modules.ask('cachescope/moduleInfo', { path: 'lib/b.js' });
    equal(info?.row.affected, 2);
  });
});

suite('modules and actions as one graph', () => {
  test('next to a file: what imports it, and what reads it', async (t) => {
    const modules = await open(t, configured);
    await modules.ready();
    const path = 'packages/ui/src/color.ts';
    const near = { node: file(path), direction: 'dependents' } as const;
    deepEqual(
      (await modules.ask('cachescope/neighbours', near)).map(({ node }) => node),
      [file('packages/ui/src/button.ts'), action('ui#build')],
    );
    const before = { node: file('packages/web/src/app.ts'), direction: 'dependencies' } as const;
    deepEqual(
      (await modules.ask('cachescope/neighbours', before)).map(({ node }) => node),
      [file('packages/ui/src/index.ts'), file('packages/web/src/ring.ts')],
    );
  });

  test('ways: over files, over actions, and from an action to a file', async (t) => {
    const modules = await open(t, configured);
    await modules.ready();
    const color = 'packages/ui/src/color.ts';
    const route = async (from: ReturnType<typeof file | typeof action>, to: typeof from) =>
      (await modules.ask('cachescope/route', { from, to })).nodes.map((node) =>
        node.type === 'file' ? node.path : node.id,
      );
    deepEqual(await route(file('packages/web/src/app.ts'), file(color)), [
      'packages/web/src/app.ts',
      'packages/ui/src/index.ts',
      'packages/ui/src/button.ts',
      color,
    ]);
    deepEqual(await route(action('web#build'), action('ui#build')), ['web#build', 'ui#build']);
    deepEqual(await route(action('web#build'), file(color)), ['web#build', 'ui#build', color]);
    deepEqual(await route(file(color), action('web#build')), []);
  });

  test('what a change costs: known once the actions ran', async (t) => {
    const modules = await open(t, configured);
    await modules.ready();
    const paths = ['packages/ui/src/color.ts'];
    const before = await modules.ask('cachescope/impact', { paths });
    deepEqual(
      before.actions.map(({ id, via, likelihood }) => [id, via, likelihood]),
      [
        ['ui#build', file('packages/ui/src/color.ts'), 1],
        ['web#build', action('ui#build'), 1],
      ],
    );
    deepEqual([before.modules, before.unknown, before.expectedMs], [4, 2, 0]);
    await modules.server.run('build');
    const after = await modules.ask('cachescope/impact', { paths });
    equal(after.unknown, 0);
    ok(after.expectedMs > 0 && after.expectedMs <= after.workMs + 0.001);
    const info = await modules.ask('cachescope/moduleInfo', { path: paths[0] ?? '' });
    deepEqual(info?.impact, { actions: 2, expectedMs: after.expectedMs, unknown: 0 });
    const focus = { node: file(paths[0] ?? ''), depth: 1, direction: 'dependents' } as const;
    const view = await modules.ask('cachescope/graphView', { ...wish, focus, actions: true });
    const nodes = new Map(view.nodes.map((node) => [node.id, node]));
    equal(nodes.get('action:ui#build')?.status, 'fresh');
    equal(nodes.get(`file:${paths[0]}`)?.costMs, after.expectedMs);
    ok((nodes.get(`file:${paths[0]}`)?.changedAt ?? 0) > 1e12);
  });

  test('a change is spared what early cutoff spared before', async (t) => {
    const modules = await open(t, configured);
    await modules.ready();
    await modules.server.run('build');
    // It writes what it wrote before.
    await modules.write('packages/ui/src/color.ts', "export const color = 'blue';\n");
    await modules.server.action('ui#build', 'stale');
    await modules.server.run('build');
    const { actions } = await modules.ask('cachescope/impact', {
      paths: ['packages/ui/src/color.ts'],
    });
    deepEqual(
      actions.map(({ id, likelihood }) => [id, likelihood]),
      [
        ['ui#build', 1],
        ['web#build', 0.5],
      ],
    );
  });

  test('what changed since a commit', async (t) => {
    const modules = await open(t, configured);
    const git = gitIn(modules.root);
    git('init');
    await writeFile(join(modules.root, '.gitignore'), '.cachescope\n');
    git('add', '.');
    git('commit', '-m', 'all');
    await modules.ready();
    await modules.write('packages/web/src/ring.ts', "import './app.ts';\n// changed\n");
    const result = await modules.ask('cachescope/impact', { paths: [], since: 'HEAD' });
    deepEqual(result.files, ['packages/web/src/ring.ts']);
    deepEqual(
      result.actions.map(({ id }) => id),
      ['web#build'],
    );
    await modules.ask('cachescope/impact', { paths: [], since: 'nothing' }).then(
      () => ok(false, 'it has to fail'),
      (error: Error) => match(error.message, /What changed since nothing is not known/),
    );
  });
});

test('the editor is told what the command line prints', async (t) => {
  const modules = await open(t, configured);
  await modules.ready();
  const printed = async (...words: string[]) =>
    jsonOf(await commandLineIn(modules.root).run(...words, '--json'));
  const path = 'packages/ui/src/color.ts';
  for (const direction of ['dependents', 'dependencies'] as const) {
    const json = await printed('graph', '--modules', path, `--${direction}`);
    const edges = json.edges as { from: string; to: string }[];
    const next = edges.flatMap(({ from, to }) =>
      direction === 'dependents' ? (to === path ? from : []) : from === path ? to : [],
    );
    const rows = await modules.ask('cachescope/neighbours', { node: file(path), direction });
    const shown = rows.map(({ node }) => (node.type === 'file' ? node.path : node.id));
    deepEqual(shown.sort(), next.sort());
  }
  const folders = [
    'packages',
    'packages/ui',
    'packages/ui/src',
    'packages/web',
    'packages/web/src',
  ];
  const view = await modules.ask('cachescope/graphView', { ...wish, open: folders });
  const drawn: string[] = [];
  for (let at = 0; at < view.edges.length; at += 3) {
    const [from, to] = [view.edges[at] ?? 0, view.edges[at + 1] ?? 0];
    drawn.push(`${view.nodes[from]?.id} -> ${view.nodes[to]?.id}`);
  }
  const all = (await printed('graph', '--modules')).edges as { from: string; to: string }[];
  deepEqual(drawn.sort(), all.map(({ from, to }) => `file:${from} -> file:${to}`).sort());
  const { cycles } = await printed('graph', '--cycles');
  const { rows } = await modules.ask('cachescope/moduleCycles', page);
  const shortest = (found: unknown) =>
    (found as { shortest: string[] }[]).map((one) => one.shortest);
  deepEqual(shortest(rows), shortest(cycles));
  const { unused } = await printed('graph', '--unused', 'exports');
  deepEqual((await modules.ask('cachescope/unused', { ...page, kind: 'exports' })).rows, unused);
  const { files, modules: count, actions } = await printed('impact', path);
  const impact = await modules.ask('cachescope/impact', { paths: [path] });
  deepEqual([impact.files, impact.modules], [files, count]);
  deepEqual(
    impact.actions.map(({ id, likelihood, via }) => ({ id, likelihood, expectedMs: null, via })),
    actions,
  );
});

/** Frameworks take files by their place, and lead imports by names that stand in what they write when they are first started. */
const frameworks = `
  //- package.json
  { "name": "root", "private": true, "workspaces": ["apps/*"] }
  //- apps/site/package.json
  { "name": "site", "devDependencies": { "@sveltejs/kit": "2" }, "scripts": { "dev": "vite" } }
  //- apps/site/svelte.config.js
  export default {};
  //- apps/site/tsconfig.json
  { "extends": "./.svelte-kit/tsconfig.json" }
  //- apps/site/src/routes/+page.svelte
  <script>import { shown } from '$own/shown.js';</script>
  //- apps/site/src/lib/shown.js
  export const shown = 1;
  export const spare = 2;
  //- apps/site/src/params/number.js
  export const match = () => true;
  //- apps/site/src/forgotten.js
  export const forgotten = 1;
  //- apps/shop/package.json
  { "name": "shop", "dependencies": { "next": "16" } }
  //- apps/shop/app/cart/page.tsx
  export default function Page() {}
  //- apps/shop/app/cart/helper.ts
  export const helper = 1;
`;

test('what nothing uses is the same in the editor and on the command line, with what frameworks did not write yet', async (t) => {
  const modules = await open(t, frameworks);
  await modules.ready();
  const shown: string[][] = [];
  const compare = async () => {
    for (const kind of ['files', 'exports'] as const) {
      const words = ['graph', '--unused', kind, '--json'];
      const { unused, missing, entries } = jsonOf(await commandLineIn(modules.root).run(...words));
      const asked = await modules.ask('cachescope/unused', { ...page, kind });
      deepEqual([asked.rows, asked.missing, asked.entries], [unused, missing, entries]);
      shown.push(
        asked.rows.map(({ path, name }) => (name === undefined ? path : `${path} ${name}`)),
      );
      shown.push([...asked.missing]);
    }
  };
  await compare();
  const unused = ['apps/shop/app/cart/helper.ts', 'apps/site/src/forgotten.js'];
  const written = 'apps/site/.svelte-kit/tsconfig.json';
  deepEqual(shown.splice(0), [[...unused, 'apps/site/src/lib/shown.js'], [written], [], [written]]);
  const { revision } = await modules.ask('cachescope/modules', {});
  await mkdir(join(modules.root, 'apps/site/.svelte-kit'));
  const paths = { '$own/*': ['../src/lib/*'] };
  await modules.write(written, JSON.stringify({ compilerOptions: { paths } }));
  await modules.ready(revision);
  await compare();
  deepEqual(shown, [unused, [], ['apps/site/src/lib/shown.js spare'], []]);
});

suite('lists', () => {
  test('circles, what nothing uses, and everything that a change may reach', async (t) => {
    const modules = await open(t, configured);
    await modules.ready();
    const ring = ['packages/web/src/app.ts', 'packages/web/src/ring.ts'];
    const circles = await modules.ask('cachescope/moduleCycles', page);
    deepEqual(
      circles.rows.map(({ members, shortest }) => [members, shortest.toSorted()]),
      [[2, ring]],
    );
    const none = { ...page, path: 'packages/ui/src/color.ts' };
    equal((await modules.ask('cachescope/moduleCycles', none)).total, 0);
    const files = await modules.ask('cachescope/unused', { ...page, kind: 'files' });
    deepEqual(files.rows, [{ path: 'packages/ui/src/dead.ts' }]);
    const exports = await modules.ask('cachescope/unused', { ...page, kind: 'exports' });
    deepEqual(exports.rows, [{ path: 'packages/ui/src/color.ts', name: 'shade', line: 2 }]);
    const all = {
      ...{ ...page, path: 'packages/ui/src/color.ts', direction: 'dependents' as const },
      transitive: true,
    } as const;
    const reached = await modules.ask('cachescope/moduleList', all);
    deepEqual([reached.total, reached.rows[0]?.path], [4, 'packages/ui/src/button.ts']);
    equal((await modules.ask('cachescope/moduleList', { ...all, filter: 'WEB' })).total, 2);
  });

  test('what counts as used from outside follows the configuration as it is written', async (t) => {
    const modules = await open(t, configured);
    await modules.ready();
    const unused = async () => {
      const files = await modules.ask('cachescope/unused', { ...page, kind: 'files' });
      const exports = await modules.ask('cachescope/unused', { ...page, kind: 'exports' });
      return [...files.rows, ...exports.rows].map(({ path }) => path);
    };
    deepEqual(await unused(), ['packages/ui/src/dead.ts', 'packages/ui/src/color.ts']);
    const configure = async (usage: object) => {
      const { revision } = await modules.ask('cachescope/modules', {});
      await modules.write('cachescope.json', JSON.stringify({ modules: usage }));
      await modules.ready(revision);
    };
    await configure({ entry: ['packages/ui/src/dead.ts'], ignore: ['**/color.ts'] });
    deepEqual(await unused(), []);
    await configure({ entry: ['!packages/web/**'] });
    deepEqual(await unused(), [
      ...['packages/ui/src/dead.ts', 'packages/web/src/app.ts', 'packages/web/src/ring.ts'],
      'packages/ui/src/color.ts',
    ]);
    await configure({});
    deepEqual(await unused(), ['packages/ui/src/dead.ts', 'packages/ui/src/color.ts']);
  });

  test('what the configuration of a tool names counts as used, as it is written', async (t) => {
    const modules = await open(t, configured);
    await modules.ready();
    const dead = 'packages/ui/src/dead.ts';
    const configure = async (text: string) => {
      const { revision } = await modules.ask('cachescope/modules', {});
      await modules.write('packages/ui/vite.config.ts', text);
      await modules.ready(revision);
      const { rows } = await modules.ask('cachescope/unused', { ...page, kind: 'files' });
      return rows.map(({ path }) => path);
    };
    deepEqual(await configure('export default {};'), [dead]);
    // Nothing but a text is another one: imports and exports stay as they are.
    deepEqual(await configure("export default { x: 'src/dead.ts' };"), []);
    deepEqual(await configure("export default { x: 'src/gone.ts' };"), [dead]);
  });

  test('hovers and links of imports', async (t) => {
    const modules = await open(t, configured);
    await modules.ready();
    const path = 'packages/web/src/app.ts';
    const hover = async (specifier: string) =>
      await modules.ask('cachescope/moduleHover', { path, specifier });
    equal((await hover('ui'))?.info?.row.path, 'packages/ui/src/index.ts');
    ok(((await hover('./nowhere.ts'))?.unresolved ?? '').length > 0);
    equal(await hover('./never-written.ts'), null);
    const links = await modules.ask('cachescope/moduleLinks', { path });
    deepEqual(
      links.map(({ specifier, line, column, target }) => [specifier, line, column, target]),
      [
        ['ui', 1, 24, 'packages/ui/src/index.ts'],
        ['./ring.ts', 2, 8, 'packages/web/src/ring.ts'],
      ],
    );
  });

  test('problems as far as the settings ask for them, at their places', async (t) => {
    const modules = await open(t, configured, {
      settings: { modules: { enabled: true, cycles: 'hint', unresolved: 'error', broken: 'off' } },
    });
    await modules.ready();
    const { rows } = await modules.ask('cachescope/moduleProblems', page);
    deepEqual(
      rows.map(({ path, kind, level, line, column }) => [path, kind, level, line, column]),
      [
        ['packages/web/src/app.ts', 'cycle', 'hint', 2, 8],
        ['packages/web/src/ring.ts', 'cycle', 'hint', 1, 8],
        ['packages/web/src/app.ts', 'unresolved', 'error', 3, 8],
      ],
    );
    const quiet = { codeLens: true, checkOnChange: true };
    await modules.server.tell('cachescope/settings', quiet);
    equal((await modules.ask('cachescope/moduleProblems', page)).total, 0);
  });

  test('a broken file is one problem', async (t) => {
    const modules = await open(t, configured, {
      settings: {
        modules: { enabled: true, cycles: 'off', unresolved: 'off', broken: 'warning' },
      },
    });
    await modules.ready();
    equal((await modules.ask('cachescope/moduleProblems', page)).total, 0);
    for (const [path, text] of [
      ['packages/ui/src/color.ts', "import './dead.ts';\nexport const = ;\nlet ;"],
      ['packages/ui/src/dead.ts', '('.repeat(100_000)],
    ] as const) {
      const from = modules.server.changes.all.length;
      await modules.write(path, text);
      await modules.server.changes.next(({ modules: isSo }) => isSo, from);
    }
    const { rows } = await modules.ask('cachescope/moduleProblems', page);
    deepEqual(
      rows.map(({ path, kind, level, line, message }) => [path, kind, level, line, message]),
      [
        [
          'packages/ui/src/color.ts',
          'broken',
          'warning',
          2,
          'This file could not be parsed as a whole: Unexpected token. Imports and exports of it may be missing in the module graph.',
        ],
        [
          'packages/ui/src/dead.ts',
          'broken',
          'warning',
          1,
          'packages/ui/src/dead.ts is nested too deeply to be read. Its imports are not known.',
        ],
      ],
    );
  });

  test('a line that is added above an import moves its problem', async (t) => {
    const settings = {
      modules: { enabled: true, cycles: 'off', unresolved: 'hint', broken: 'off' },
    } as const;
    const modules = await open(t, configured, { settings });
    await modules.ready();
    const lineOf = async () =>
      (await modules.ask('cachescope/moduleProblems', page)).rows.map(({ line }) => line);
    deepEqual(await lineOf(), [3]);
    const from = modules.server.changes.all.length;
    await modules.write(
      'packages/web/src/app.ts',
      "// one more\nimport { button } from 'ui';\nimport './ring.ts';\nimport './nowhere.ts';\n",
    );
    await modules.server.changes.next(({ modules: isSo }) => isSo, from);
    deepEqual(await lineOf(), [4]);
  });

  test('the search finds files, folders and actions, those whose names begin so first', async (t) => {
    const modules = await open(t, configured);
    await modules.ready();
    const search = async (words: string) =>
      (await modules.ask('cachescope/graphSearch', { words, limit: 3 })).map(({ id }) => id);
    deepEqual(await search('BUTTON'), ['file:packages/ui/src/button.ts']);
    deepEqual(await search('build web'), ['action:web#build']);
    deepEqual(await search('packages ui'), [
      'folder:packages/ui',
      'folder:packages/ui/src',
      'file:packages/ui/src/dead.ts',
    ]);
    // What is called so comes before what only begins so, and what is shown before what has to be switched on.
    deepEqual((await search('web'))[0], 'folder:packages/web');
    deepEqual((await search('ui'))[0], 'folder:packages/ui');
    deepEqual((await search('build'))[0], 'action:ui#build');
    deepEqual(await search('  '), []);
  });
});

test('switched off, nothing is read; switched on again, all is there', async (t) => {
  const off = { enabled: false, cycles: 'off', unresolved: 'off', broken: 'off' } as const;
  const modules = await open(t, configured, { settings: { modules: off } });
  equal((await modules.ask('cachescope/modules', {})).state, 'off');
  equal(await modules.ask('cachescope/moduleInfo', { path: 'packages/ui/src/color.ts' }), null);
  const on = { codeLens: true, checkOnChange: true, modules: { ...off, enabled: true } };
  await modules.server.tell('cachescope/settings', on);
  equal((await modules.ready()).state, 'ready');
});

test('switched off and on while it is analysed, it is analysed anew', async (t) => {
  const root = await makeTempDir(t);
  await writeFixture(root, plain);
  const settings = (enabled: boolean, broken: 'off' | 'hint' = 'off') => ({
    ...{ codeLens: true, checkOnChange: true },
    modules: { enabled, cycles: 'off', unresolved: 'off', broken } as const,
  });
  const { promise: isReady, resolve: ready } = Promise.withResolvers<void>();
  let told = 0;
  const modules = new FolderModules({
    setup: { folder: 'x', name: 'x', root, trusted: true, settings: settings(true), token: 'x' },
    settings: settings(true),
    opened: async () => undefined,
    onChanged: () => {
      told++;
      if (modules.status.state === 'ready') ready();
    },
    onTrouble: fail,
    onNote: () => undefined,
  });
  t.after(() => modules.close());
  modules.useSettings(settings(true, 'hint'));
  // Who is told asks, and that would begin the analysis, although nobody wants it.
  equal(told, 0);
  const { open } = ModuleSession;
  let opened = 0;
  t.mock.method(ModuleSession, 'open', async (options: ModuleSessionOptions) => {
    const session = await open.call(ModuleSession, options);
    if (++opened > 1) return session;
    // All is known, and the folder does not know yet.
    modules.useSettings(settings(false));
    modules.useSettings(settings(true));
    await modules.view();
    return session;
  });
  await modules.view();
  await isReady;
  const { session, status } = await modules.view();
  deepEqual([status.state, status.modules, session?.graph.modules], ['ready', 3, 3]);
  equal(opened, 2);
});

test('while very many files are taken in, as of another branch, that is said', async (t) => {
  const modules = await open(t, plain);
  const before = await modules.ready();
  const names = Array.from({ length: 800 }, (_, at) => `made${at}.js`);
  const paths = names.map((name) => join(modules.root, name));
  for (const path of paths) await writeFile(path, "import './lib/b.js';\n");
  await modules.server.changed('created', ...paths);
  const states = new Set<string>();
  for (;;) {
    const status = await modules.ask('cachescope/modules', {});
    states.add(status.state);
    if (status.state === 'analysing') equal(status.found, 800);
    if (status.state === 'ready' && status.modules > before.modules) break;
  }
  deepEqual([...states].sort(), ['analysing', 'ready']);
  equal((await modules.ready()).modules, before.modules + 800);
});

test('in Restricted Mode modules are shown: reading files runs nothing', async (t) => {
  const modules = await open(t, configured, { trusted: false });
  const status = await modules.ready();
  equal(status.cycles, 1);
  const paths = ['packages/ui/src/color.ts'];
  equal((await modules.ask('cachescope/impact', { paths })).actions.length, 2);
});

test('without a configuration they are kept where the editor says, and looked at again there', async (t) => {
  const [root, place] = [await makeTempDir(t), await makeTempDir(t)];
  const storage = join(place, 'not', 'there', 'yet');
  await writeFixture(root, plain);
  const openHere = async (): Promise<[Modules, () => Promise<void>]> => {
    const server = await startTestServer(t, { folders: [root], storage });
    return [new Modules(server, root), () => server.running.stop()];
  };
  const [first, stopFirst] = await openHere();
  equal((await first.ready()).modules, 3);
  await stopFirst();
  deepEqual(await readdir(root), ['lib', 'main.js']);
  const [name = ''] = await readdir(storage);
  match(name, /^modules-[0-9a-f]{32}\.bin$/);
  const file = join(storage, name);
  const kept = await readFile(file);
  const rows = rowsInFile(storage, root, (message) => ok(false, message));
  const reopened = await openModules({ root, rows, patterns: patternsOf });
  const { hits, misses } = reopened.statistics();
  deepEqual([hits.disk, misses], [3, 0]);
  await reopened.close();
  const importers = async (modules: Modules) => {
    await modules.ready();
    return (await modules.ask('cachescope/moduleInfo', { path: 'lib/b.js' }))?.row.importers;
  };
  await writeFile(join(root, 'lib/a.js'), '// nothing is imported\n');
  const [second, stopSecond] = await openHere();
  equal(await importers(second), 0);
  await stopSecond();
  ok(!(await readFile(file)).equals(kept));
  // Damaged: as good as none.
  await writeFile(file, kept.subarray(0, kept.length - 3));
  const [third, stopThird] = await openHere();
  equal(await importers(third), 0);
  await stopThird();
  // With something to build, the folder has a store of its own.
  await writeFile(join(root, 'package.json'), '{ "scripts": { "build": "true" } }\n');
  const [fourth, stopFourth] = await openHere();
  await fourth.ready();
  await stopFourth();
  deepEqual(await readdir(storage), []);
});

test('opened again, a folder has the modules that it had', async (t) => {
  const root = await makeTempDir(t);
  await writeFixture(root, configured);
  const statusOf = async (): Promise<ModuleStatus> => {
    const server = await startTestServer(t, { folders: [root] });
    const status = await new Modules(server, root).ready();
    await server.running.stop();
    return status;
  };
  const { revision: _, ...first } = await statusOf();
  const { revision: __, ...second } = await statusOf();
  deepEqual(second, first);
});
