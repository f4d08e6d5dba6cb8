// Where imports lead, and why they lead nowhere, in small workspaces on disk; and what a pipeline has to bear: broken files, cancelling, a second
// process.

import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict';
import { chmodSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import {
  type Modules,
  type ModulesOptions,
  openModules,
} from '../../../server/host/modules/analysis.ts';
import { CancelSource } from '../../../server/host/platform/cancelSource.ts';
import { makeTempDir } from '../../support/tempDir.ts';
import { memoryRows } from './trial.ts';

type Files = Readonly<Record<string, string>>;

function write(root: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

async function open(
  t: TestContext,
  files: Files,
  options: Partial<ModulesOptions> = {},
): Promise<{ root: string; modules: Modules }> {
  const root = options.root ?? (await makeTempDir(t));
  write(root, files);
  const modules = await openModules({ root, threads: 1, ...options });
  t.after(() => modules.close());
  return { root, modules };
}

/** `specifier -> where`, in the order of the file. */
function leads(modules: Modules, path: string): readonly string[] {
  const record = modules.records().get(path as RelativePath);
  ok(record, `${path} is no module`);
  return record.resolutions.map((resolution, index) => {
    const where =
      resolution.type === 'file'
        ? resolution.path
        : resolution.type === 'files'
          ? `[${resolution.paths.join(' ')}]`
          : resolution.type === 'unresolved'
            ? `(${resolution.reason})`
            : `${resolution.type} ${resolution.name}`;
    return `${record.facts.imports[index]?.specifier} -> ${where}`;
  });
}

function imports(...names: readonly string[]): string {
  return names.map((name) => `import '${name}';`).join('\n');
}

test('endings, folders, queries, and files of other kinds', async (t) => {
  const { modules } = await open(t, {
    'src/a.ts': imports(
      './b',
      './b.js',
      './c',
      './d.mjs',
      './e.json',
      './f.css?inline',
      './g',
      './h.png',
      './i',
    ),
    'src/b.ts': '',
    'src/b.js': '',
    'src/c/index.tsx': '',
    'src/d.mts': '',
    'src/e.json': '{}',
    'src/f.css': '',
    'src/g.d.ts': '',
    'src/h.png': '',
    'src/i.vue': '',
    'src/j.js': imports('./b.js', './b'),
  });
  deepStrictEqual(leads(modules, 'src/a.ts'), [
    './b -> src/b.ts',
    './b.js -> src/b.ts',
    './c -> src/c/index.tsx',
    './d.mjs -> src/d.mts',
    './e.json -> src/e.json',
    './f.css?inline -> src/f.css',
    './g -> src/g.d.ts',
    './h.png -> src/h.png',
    './i -> src/i.vue',
  ]);
  deepStrictEqual(leads(modules, 'src/j.js'), ['./b.js -> src/b.js', './b -> src/b.js']);
});

test('why an import leads nowhere', async (t) => {
  const { modules } = await open(t, {
    'package.json': '{"name":"root"}',
    'src/a.ts': imports(
      './no',
      './Upper',
      './no/x',
      'nothing',
      'dep',
      'dep/part',
      '#own',
      'https://site/x.js',
      'fs',
      'node:path',
    ),
    'src/upper.ts': '',
    'node_modules/dep/package.json': '{"name":"dep","exports":{"./other":"./o.js"}}',
  });
  deepStrictEqual(leads(modules, 'src/a.ts'), [
    './no -> (no file src/no, looked for no, no.ts, no.tsx, no.mts, ... and no/index.ts, ...)',
    './Upper -> (there is no src/Upper, but src/upper.ts: upper and lower case differ)',
    './no/x -> (there is no folder src/no)',
    'nothing -> (package nothing is not installed)',
    'dep -> (dep exports nothing by its own name)',
    'dep/part -> (dep exports no ./part)',
    '#own -> (the imports of package.json have no #own, or the file that they name is not there)',
    'https://site/x.js -> package https://site/x.js',
    'fs -> builtin node:fs',
    'node:path -> builtin node:path',
  ]);
});

test('aliases of tsconfig.json, with what it extends', async (t) => {
  const { root, modules } = await open(t, {
    'base.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
    'tsconfig.json': '{ /* comment */ "extends": "./base.json", }',
    'src/a.ts': imports('@/b', '@/no'),
    'src/b.ts': '',
    'lib/b.ts': '',
    'packages/x/tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./own/*"] } } }',
    'packages/x/a.ts': imports('@/b'),
    'packages/x/own/b.ts': '',
  });
  deepStrictEqual(leads(modules, 'src/a.ts'), ['@/b -> src/b.ts', '@/no -> (there is no @/no)']);
  deepStrictEqual(leads(modules, 'packages/x/a.ts'), ['@/b -> packages/x/own/b.ts']);
  write(root, { 'base.json': '{ "compilerOptions": { "paths": { "@/*": ["./lib/*"] } } }' });
  const { changed } = await modules.apply(['base.json' as RelativePath]);
  deepStrictEqual(
    changed.map(({ path }) => path),
    ['src/a.ts'],
  );
  deepStrictEqual(leads(modules, 'src/a.ts'), ['@/b -> lib/b.ts', '@/no -> (there is no @/no)']);
});

const workspace: Files = {
  '.gitignore': 'dist\nnode_modules\n',
  'package.json': '{ "workspaces": ["packages/*"] }',
  'packages/ui/package.json':
    '{ "name": "@w/ui", "exports": { ".": { "types": "./dist/index.d.ts", "default": "./dist/index.js" }, "./*": "./dist/parts/*.js" } }',
  'packages/ui/src/index.ts': '',
  'packages/ui/src/parts/button.tsx': imports('#in'),
  'packages/out/package.json':
    '{ "name": "out", "main": "./build/main.js", "imports": { "#in": "./build/inner.js" } }',
  'packages/out/tsconfig.json': '{ "compilerOptions": { "outDir": "build", "rootDir": "code" } }',
  'packages/out/code/main.ts': imports('#in'),
  'packages/out/code/inner.ts': '',
  'packages/app/package.json': '{ "name": "app" }',
  'packages/app/src/main.ts': imports('@w/ui', '@w/ui/button', '@w/ui/none', 'out'),
};

test('packages of the workspace lead to their sources, installed as links or not, built or not', async (t) => {
  const { root, modules } = await open(t, workspace);
  const expected = [
    '@w/ui -> packages/ui/src/index.ts',
    '@w/ui/button -> packages/ui/src/parts/button.tsx',
    'out -> packages/out/code/main.ts',
  ];
  const seen = (): readonly string[] =>
    leads(modules, 'packages/app/src/main.ts').filter((one) => !one.includes('none'));
  deepStrictEqual(seen(), expected);
  deepStrictEqual(leads(modules, 'packages/out/code/main.ts'), [
    '#in -> packages/out/code/inner.ts',
  ]);
  mkdirSync(join(root, 'node_modules/@w'), { recursive: true });
  symlinkSync('../../packages/ui', join(root, 'node_modules/@w/ui'));
  await modules.apply(['node_modules/@w/ui' as RelativePath]);
  deepStrictEqual(seen(), expected);
  write(root, { 'packages/ui/dist/index.js': '', 'packages/ui/dist/index.d.ts': '' });
  await modules.apply(['packages/ui/dist/index.js' as RelativePath]);
  deepStrictEqual(seen(), expected);
});

test('what pnpm installs by links is a package', async (t) => {
  const root = await makeTempDir(t);
  write(root, {
    'node_modules/.pnpm/dep@1.0.0/node_modules/dep/package.json': '{"name":"dep"}',
    'node_modules/.pnpm/dep@1.0.0/node_modules/dep/index.js': '',
  });
  symlinkSync('.pnpm/dep@1.0.0/node_modules/dep', join(root, 'node_modules/dep'));
  const { modules } = await open(t, { 'a.ts': imports('dep') }, { root });
  deepStrictEqual(leads(modules, 'a.ts'), ['dep -> package dep']);
});

test('style sheets: partials, index files, packages', async (t) => {
  const { modules } = await open(t, {
    'a.scss':
      "@use 'part'; @use './folder'; @import 'b.css'; @use 'sass:math'; @import '~lib/theme'; @use 'none';",
    '_part.scss': '',
    'folder/_index.scss': '',
    'b.css': '',
    'node_modules/lib/package.json': '{"name":"lib"}',
    'node_modules/lib/theme.scss': '',
  });
  deepStrictEqual(leads(modules, 'a.scss'), [
    'part -> _part.scss',
    './folder -> folder/_index.scss',
    'b.css -> b.css',
    'sass:math -> builtin sass:math',
    '~lib/theme -> package lib',
    'none -> (no file none beside the importer, and package none is not installed)',
  ]);
});

test('references lead to files, and to types before the packages that they are for', async (t) => {
  const { modules } = await open(t, {
    'a.ts': `/// <reference path="types.d.ts" />
/// <reference types="dep" />
/// <reference types="@s/own" />
/// <reference types="vite/client" />
/// <reference types="none" />
declare module './b' {}
export {};`,
    'b.js': '/// <reference path="c.d.ts" />',
    'c.d.ts': '',
    'types.d.ts': '',
    'node_modules/dep/package.json': '{"main":"./i.js"}',
    'node_modules/dep/i.js': '',
    'node_modules/@types/dep/index.d.ts': '',
    'node_modules/@types/s__own/index.d.ts': '',
    'node_modules/vite/package.json': '{"exports":{"./client":{"types":"./client.d.ts"}}}',
    'node_modules/vite/client.d.ts': '',
  });
  deepStrictEqual(leads(modules, 'a.ts'), [
    './types.d.ts -> types.d.ts',
    'dep -> package @types/dep',
    '@s/own -> package @types/s__own',
    'vite/client -> package vite',
    'none -> (package none is not installed)',
    './b -> b.js',
  ]);
  deepStrictEqual(leads(modules, 'b.js'), ['./c.d.ts -> c.d.ts']);
});

test('by its own name, a package leads JavaScript to what it runs and TypeScript to types', async (t) => {
  const exports = { types: './t/a.d.ts', import: './m/a.js', default: './c/a.cjs' };
  const { modules } = await open(t, {
    'package.json': JSON.stringify({ name: 'own', exports: { './a': exports } }),
    'x.js': "import 'own/a'; require('own/a');",
    'x.ts': "import 'own/a';",
    't/a.d.ts': '',
    'm/a.js': '',
    'c/a.cjs': '',
  });
  deepStrictEqual(leads(modules, 'x.js'), ['own/a -> m/a.js', 'own/a -> c/a.cjs']);
  deepStrictEqual(leads(modules, 'x.ts'), ['own/a -> t/a.d.ts']);
});

test('globs follow the files that come and go', async (t) => {
  const { root, modules } = await open(t, {
    'a.ts': "import.meta.glob(['./p/*.ts', '!./p/no.ts'])",
    'p/x.ts': '',
    'p/no.ts': '',
  });
  deepStrictEqual(leads(modules, 'a.ts'), ['./p/*.ts\n!./p/no.ts -> [p/x.ts]']);
  write(root, { 'p/y.ts': '' });
  const { changed } = await modules.apply(['p/y.ts' as RelativePath]);
  deepStrictEqual(changed.map(({ path }) => path).sort(), ['a.ts', 'p/y.ts']);
  deepStrictEqual(leads(modules, 'a.ts'), ['./p/*.ts\n!./p/no.ts -> [p/x.ts p/y.ts]']);
});

test('files that git ignores are no modules, and can be imported all the same', async (t) => {
  const { root, modules } = await open(t, {
    '.gitignore': 'gen\n',
    'a.ts': imports('./gen/x'),
    'gen/x.ts': imports('../a'),
  });
  deepStrictEqual([...modules.records().keys()], ['a.ts']);
  deepStrictEqual(leads(modules, 'a.ts'), ['./gen/x -> gen/x.ts']);
  write(root, { '.gitignore': '' });
  await modules.apply(['.gitignore' as RelativePath]);
  deepStrictEqual([...modules.records().keys()].sort(), ['a.ts', 'gen/x.ts']);
});

test('an edit that changes no import changes no module, and an unrelated one neither', async (t) => {
  const { root, modules } = await open(t, {
    'a.ts': imports('./b'),
    'b.ts': 'export const c = 1;',
  });
  write(root, { 'b.ts': 'export const c = 2;', 'notes.txt': 'x' });
  deepStrictEqual(await modules.apply(['b.ts', 'notes.txt'] as RelativePath[]), {
    changed: [],
    removed: [],
  });
  strictEqual(modules.revision, 1);
});

test('a file that cannot be read is one problem of its own', {
  skip: process.getuid?.() === 0 && 'root may read everything',
}, async (t) => {
  const { root, modules } = await open(t, { 'a.ts': imports('./b'), 'b.ts': '' });
  chmodSync(join(root, 'b.ts'), 0);
  await modules.apply(['b.ts' as RelativePath]);
  strictEqual(modules.records().get('b.ts' as RelativePath)?.facts.problems.length, 1);
});

test('large, deep and broken files are problems of their own', async (t) => {
  const deep = 'x = ';
  const { modules } = await open(
    t,
    {
      'good.ts': imports('./large', './deep', './broken'),
      'large.ts': `${imports('./good')}${' '.repeat(2_000_000)}`,
      'deep.ts': `${deep}${'('.repeat(200_000)}1${')'.repeat(200_000)}`,
      'broken.ts': `${imports('./good')}\nconst = ;`,
    },
    { fileBytesMax: 1_000_000 },
  );
  const problemsOf = (path: string) =>
    modules
      .records()
      .get(path as RelativePath)
      ?.facts.problems.map(({ message }) => message);
  deepStrictEqual(problemsOf('large.ts'), [
    'large.ts has 2.0 MB, more than the limit of 1.0 MB, so its imports are not known.',
  ]);
  deepStrictEqual(problemsOf('deep.ts'), ['deep.ts is nested too deeply to be read.']);
  strictEqual(problemsOf('broken.ts')?.length, 1);
  deepStrictEqual(leads(modules, 'broken.ts'), ['./good -> good.ts']);
  deepStrictEqual(leads(modules, 'good.ts'), [
    './large -> large.ts',
    './deep -> deep.ts',
    './broken -> broken.ts',
  ]);
});

test('a reopened workspace parses nothing', async (t) => {
  const rows = memoryRows();
  const files = Object.fromEntries(
    Array.from({ length: 100 }, (_, at) => [`src/f${at}.ts`, imports(`./f${at + 1}`)]),
  );
  const { root, modules } = await open(t, files, { rows });
  for (const path of Object.keys(files)) utimesSync(join(root, path), 1, 1);
  strictEqual(modules.statistics().misses, 100);
  await modules.close();
  const { modules: again } = await open(t, {}, { root, rows });
  deepStrictEqual(leads(again, 'src/f7.ts'), ['./f8 -> src/f8.ts']);
  const { misses, hitRate = 0 } = again.statistics();
  strictEqual(misses, 0);
  ok(hitRate >= 0.95);
});

test('going back to an earlier text parses nothing', async (t) => {
  const { root, modules } = await open(t, { 'a.ts': imports('./b'), 'b.ts': '' });
  for (const text of [imports('./c'), imports('./b')]) {
    write(root, { 'a.ts': text });
    await modules.apply(['a.ts' as RelativePath]);
  }
  deepStrictEqual(leads(modules, 'a.ts'), ['./b -> b.ts']);
  strictEqual(modules.statistics().misses, 3);
});

test('cancelling ends an analysis, and the next one makes up for it', async (t) => {
  const cancel = new CancelSource();
  cancel.cancel('Closed.');
  const root = await makeTempDir(t);
  write(root, { 'a.ts': '' });
  await rejects(openModules({ root, cancel }), { name: 'Cancelled', message: 'Closed.' });
  const { modules } = await open(t, {}, { root });
  write(root, { 'a.ts': imports('./b'), 'b.ts': '' });
  await rejects(modules.apply(['a.ts', 'b.ts'] as RelativePath[], cancel), { name: 'Cancelled' });
  await modules.apply([]);
  deepStrictEqual(leads(modules, 'a.ts'), ['./b -> b.ts']);
});

test('progress is told of each stage', async (t) => {
  const stages = new Set<string>();
  const { root, modules } = await open(
    t,
    { 'a.ts': '' },
    { onProgress: ({ stage }) => stages.add(stage) },
  );
  ok(stages.has('parse') && stages.has('link'));
  rmSync(join(root, 'a.ts'));
  deepStrictEqual((await modules.apply(['a.ts' as RelativePath])).removed, ['a.ts']);
});

test('reading tells what it took, and a ceiling of memory holds new work back', async (t) => {
  const files = Object.fromEntries(
    Array.from({ length: 200 }, (_, at) => [`src/${at}.ts`, `export const a = ${at};`]),
  );
  const broken = { 'src/broken.ts': 'export const = ;', 'src/more.ts': '}' };
  const { modules } = await open(t, { ...files, ...broken }, { threads: 4 });
  const { files: read, failed, ms, memoryPeak, pauses } = modules.lastRead ?? {};
  deepStrictEqual({ read, failed, pauses }, { read: 202, failed: 2, pauses: 0 });
  ok((ms ?? 0) > 0 && (memoryPeak ?? 0) > 20e6);
  const { modules: held } = await open(t, files, { threads: 4, memoryLimit: 1 });
  strictEqual(held.lastRead?.files, 200);
  ok((held.lastRead?.pauses ?? 0) > 0, 'nothing had to wait');
});
