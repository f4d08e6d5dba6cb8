// Where imports lead, and why they lead nowhere, in small workspaces on disk.

import { deepStrictEqual } from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import { makeTempDir } from '../../support/tempDir.ts';
import { type Files, imports, leads, open, write } from './openedModules.ts';

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
  const led = (folder: string): readonly string[] => [
    `@/b -> ${folder}/b.ts`,
    `@/no -> (no file ${folder}/no, where tsconfig.json leads @/no)`,
  ];
  deepStrictEqual(leads(modules, 'src/a.ts'), led('src'));
  deepStrictEqual(leads(modules, 'packages/x/a.ts'), ['@/b -> packages/x/own/b.ts']);
  write(root, { 'base.json': '{ "compilerOptions": { "paths": { "@/*": ["./lib/*"] } } }' });
  const { changed } = await modules.apply(['base.json' as RelativePath]);
  deepStrictEqual(
    changed.map(({ path }) => path),
    ['src/a.ts'],
  );
  deepStrictEqual(leads(modules, 'src/a.ts'), led('lib'));
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

const nested: Files = {
  'package.json': '{ "name": "root" }',
  'a.ts': imports('ui'),
  'web/package.json': '{ "workspaces": ["./packages/*", "!packages/old"] }',
  'web/packages/ui/package.json': '{ "name": "ui", "main": "./dist/index.js" }',
  'web/packages/ui/src/index.ts': imports('tool'),
  'web/packages/tool/package.json': '{ "name": "tool" }',
  'web/packages/tool/index.ts': '',
  'web/packages/old/package.json': '{ "name": "old" }',
  'web/packages/old/index.ts': '',
  'web/site/a.ts': imports('ui', 'old'),
  'app/libs/package.json': '{ "name": "ui" }',
  'app/libs/index.ts': '',
  'app/src/a.ts': imports('ui', 'tool'),
};

test('members of a workspace that is not at the root are known below it', async (t) => {
  const { root, modules } = await open(t, nested);
  const none = (name: string): string => `${name} -> (package ${name} is not installed)`;
  const seen = (path: string): readonly string[] => leads(modules, path);
  deepStrictEqual(seen('a.ts'), [none('ui')]);
  deepStrictEqual(seen('web/packages/ui/src/index.ts'), ['tool -> web/packages/tool/index.ts']);
  deepStrictEqual(seen('web/site/a.ts'), ['ui -> web/packages/ui/src/index.ts', none('old')]);
  deepStrictEqual(seen('app/src/a.ts'), [none('ui'), none('tool')]);
  const change = async (files: Files): Promise<void> => {
    write(root, files);
    await modules.apply(Object.keys(files) as RelativePath[]);
  };
  await change({ 'app/pnpm-workspace.yaml': 'packages: [libs]' });
  deepStrictEqual(seen('app/src/a.ts'), ['ui -> app/libs/index.ts', none('tool')]);
  // The nearest list that has the name, then those above it.
  await change({ 'package.json': '{ "workspaces": ["web/packages/*"] }' });
  deepStrictEqual(seen('a.ts'), ['ui -> web/packages/ui/src/index.ts']);
  deepStrictEqual(seen('app/src/a.ts'), [
    'ui -> app/libs/index.ts',
    'tool -> web/packages/tool/index.ts',
  ]);
  await change({ 'app/pnpm-workspace.yaml': 'packages: []' });
  deepStrictEqual(seen('app/src/a.ts')[0], 'ui -> web/packages/ui/src/index.ts');
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
    'none -> (types of none are not installed: install @types/none, or none if it has its own)',
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

test('a folder that is written with dots is no file beside it', async (t) => {
  const { modules } = await open(t, {
    'lib/types.js': '',
    'lib/types/package.json': '{}',
    'lib/types/index.js': '',
    'lib/types/a.js': imports('.', './', '../types', '../types/'),
    'lib/types/b/c.js': imports('..', '../../types'),
  });
  deepStrictEqual(leads(modules, 'lib/types/a.js'), [
    '. -> lib/types/index.js',
    './ -> lib/types/index.js',
    '../types -> lib/types.js',
    '../types/ -> lib/types/index.js',
  ]);
  deepStrictEqual(leads(modules, 'lib/types/b/c.js'), [
    '.. -> lib/types/index.js',
    '../../types -> lib/types.js',
  ]);
});

test('what is installed as types alone is so for JavaScript, too', async (t) => {
  const { modules } = await open(t, {
    'a.js': imports('host', 'none'),
    'node_modules/@types/host/index.d.ts': '',
  });
  deepStrictEqual(leads(modules, 'a.js'), [
    'host -> package @types/host',
    'none -> (package none is not installed)',
  ]);
});
