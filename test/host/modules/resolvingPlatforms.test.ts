// Files for platforms: an import leads to all that it means on any of them, which are those that TypeScript finds by `moduleSuffixes`.

import { deepStrictEqual } from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import type { Modules } from '../../../server/host/modules/analysis.ts';
import { ModuleGraph } from '../../../server/modules/graph/moduleGraph.ts';
import { unusedFiles } from '../../../server/modules/graph/usage.ts';
import { type Files, imports, leads, open, write } from './openedModules.ts';
import { typeScript5 } from './typescript5.ts';

const mobile = { 'package.json': '{ "dependencies": { "react-native": "*" } }' };
const names = ['./all', './two', './web', './folder', './none', './other'];
const files: Files = {
  ...mobile,
  'src/all.tsx': '',
  'src/all.native.tsx': '',
  'src/all.ios.ts': '',
  'src/all.web.tsx': '',
  'src/all.test.tsx': '',
  'src/two.ios.tsx': '',
  'src/two.android.tsx': '',
  'src/web.ts': '',
  'src/web.web.ts': '',
  'src/folder/index.tsx': '',
  'src/folder/index.native.tsx': '',
  'src/other.ts': '',
};
const suffixes = {
  '.ios': ['.ios', '.native', ''],
  '.android': ['.android', '.native', ''],
  '.web': ['.web', ''],
  '': [''],
};

/** The files that an import leads to, sorted. */
function filesOf(modules: Modules, path: string): Readonly<Record<string, readonly string[]>> {
  const record = modules.records().get(path as RelativePath);
  const all = record?.facts.imports.map(({ specifier }, at) => {
    const found = record.resolutions[at];
    const paths = found?.type === 'files' ? found.paths : [];
    return [specifier, found?.type === 'file' ? [found.path] : [...paths].sort()] as const;
  });
  return Object.fromEntries(all ?? []);
}

test('an import leads to the files of all platforms that the importer is taken for', async (t) => {
  const importers: Readonly<Record<string, readonly (keyof typeof suffixes)[]>> = {
    'src/x.ts': ['.ios', '.android', '.web', ''],
    'src/y.ios.ts': ['.ios'],
    'src/y.android.ts': ['.android'],
    'src/y.ts': ['.web', ''],
    'src/z.native.ts': ['.ios', '.android'],
  };
  const texts = Object.fromEntries(Object.keys(importers).map((path) => [path, imports(...names)]));
  const { root, modules } = await open(t, { ...files, ...texts });
  const ts = typeScript5();
  for (const [importer, platforms] of Object.entries(importers)) {
    // For none of its platforms there is such a file, and TypeScript finds none.
    const isNowhere = (name: string): boolean => importer === 'src/y.ts' && name === './two';
    const theirs = names.map((name) => {
      if (isNowhere(name)) return [name, ['src/two.ios.tsx']];
      const found = platforms.flatMap((platform) => {
        const moduleSuffixes = suffixes[platform];
        const options = { module: 99, moduleResolution: 100, allowJs: true, moduleSuffixes };
        const { resolvedModule } = ts.resolveModuleName(
          name,
          join(root, importer),
          options,
          ts.sys,
        );
        return resolvedModule?.resolvedFileName.slice(root.length + 1) ?? [];
      });
      return [name, [...new Set(found)].sort()];
    });
    deepStrictEqual(filesOf(modules, importer), Object.fromEntries(theirs), importer);
  }
});

test('what is written in full, or for types alone, leads to one', async (t) => {
  const { modules } = await open(t, {
    ...files,
    'src/typed.d.ts': '',
    'src/typed.ios.js': '',
    'src/typed.android.js': '',
    'src/x.ts': `${imports('./all.tsx', './all.native', './all.ios.ts')}
import type { A } from './all';
import './all';
import './typed';`,
  });
  deepStrictEqual(leads(modules, 'src/x.ts'), [
    './all.tsx -> src/all.tsx',
    './all.native -> src/all.native.tsx',
    './all.ios.ts -> src/all.ios.ts',
    './all -> src/all.tsx',
    './all -> [src/all.tsx src/all.ios.ts src/all.native.tsx src/all.web.tsx]',
    './typed -> [src/typed.d.ts src/typed.android.js src/typed.ios.js]',
  ]);
});

test('aliases and packages of the workspace lead to them, too', async (t) => {
  const { modules } = await open(t, {
    'package.json': '{ "workspaces": ["packages/*"] }',
    'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
    'src/a.ts': '',
    'src/a.android.ts': '',
    'src/b.ios.ts': '',
    'src/b.web.ts': '',
    'packages/ui/package.json':
      '{ "name": "ui", "main": "./src/index", "peerDependencies": { "react-native": "*" } }',
    'packages/ui/src/index.ts': '',
    'packages/ui/src/index.native.ts': '',
    'packages/app/package.json': '{ "dependencies": { "expo": "*" } }',
    'packages/app/x.ts': imports('ui'),
    'x.ts': imports('@/a', '@/b', '@/none'),
  });
  deepStrictEqual(leads(modules, 'x.ts'), [
    '@/a -> [src/a.ts src/a.android.ts]',
    '@/b -> [src/b.ios.ts src/b.web.ts]',
    '@/none -> (no file src/none, where tsconfig.json leads @/none)',
  ]);
  deepStrictEqual(leads(modules, 'packages/app/x.ts'), [
    'ui -> [packages/ui/src/index.ts packages/ui/src/index.native.ts]',
  ]);
});

test('elsewhere a name is a name', async (t) => {
  const { root, modules } = await open(t, {
    'package.json': '{ "dependencies": { "express": "*" } }',
    'x.ts': imports('./a'),
    'a.ts': '',
    'a.web.ts': '',
    'suffixes/tsconfig.json': '{ "compilerOptions": { "moduleSuffixes": [".web", ""] } }',
    'suffixes/x.ts': imports('../a'),
  });
  deepStrictEqual(leads(modules, 'x.ts'), ['./a -> a.ts']);
  deepStrictEqual(leads(modules, 'suffixes/x.ts'), ['../a -> [a.ts a.web.ts]']);
  write(root, mobile);
  await modules.apply(['package.json' as RelativePath]);
  deepStrictEqual(leads(modules, 'x.ts'), ['./a -> [a.ts a.web.ts]']);
});

test('files beside the importer say which platforms it is for', async (t) => {
  const { root, modules } = await open(t, {
    'a.native.ts': '',
    'a.ios.ts': '',
    'x.native.ts': imports('./a'),
    'x.ios.ts': '',
  });
  deepStrictEqual(leads(modules, 'x.native.ts'), ['./a -> a.native.ts']);
  rmSync(join(root, 'x.ios.ts'));
  await modules.apply(['x.ios.ts' as RelativePath]);
  deepStrictEqual(leads(modules, 'x.native.ts'), ['./a -> [a.native.ts a.ios.ts]']);
});

test('files for platforms come and go, and are not unused', async (t) => {
  const { root, modules } = await open(t, { ...mobile, 'x.ts': imports('./a'), 'a.ts': '' });
  const edges = async (...changed: readonly string[]): Promise<readonly string[]> => {
    await modules.apply(changed as RelativePath[]);
    return leads(modules, 'x.ts');
  };
  write(root, { 'a.native.ts': '', 'a.ios.ts': '' });
  deepStrictEqual(await edges('a.native.ts', 'a.ios.ts'), ['./a -> [a.ts a.ios.ts a.native.ts]']);
  write(root, { 'x.ios.ts': '' });
  deepStrictEqual(await edges('x.ios.ts'), ['./a -> [a.ts a.native.ts]']);
  rmSync(join(root, 'x.ios.ts'));
  rmSync(join(root, 'a.ts'));
  deepStrictEqual(await edges('a.ts', 'x.ios.ts'), ['./a -> [a.native.ts a.ios.ts]']);
  const graph = new ModuleGraph();
  graph.apply({ changed: [...modules.records().values()], removed: [] });
  deepStrictEqual(unusedFiles(graph, ['x.ts' as RelativePath]), []);
  rmSync(join(root, 'a.ios.ts'));
  deepStrictEqual(await edges('a.ios.ts'), ['./a -> a.native.ts']);
});
