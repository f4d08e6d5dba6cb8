// What other programs write into folders that git ignores, and what is imported of it.

import { deepStrictEqual, ok } from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import { type Files, imports, leads, open, write } from './openedModules.ts';
import { memoryRows } from './trial.ts';

const kit = {
  '.gitignore': '.svelte-kit\n',
  'tsconfig.json': '{ "extends": "./.svelte-kit/tsconfig.json" }',
  'src/a.ts': imports('$lib/b', 'made/c'),
  'src/lib/b.ts': '',
  'lib/b.ts': '',
  'lib/c.ts': '',
};
const before = ['$lib/b -> src/lib/b.ts', 'made/c -> (package made is not installed)'];
const configuration = {
  '.svelte-kit/tsconfig.json':
    '{ "compilerOptions": { "paths": { "$lib/*": ["../lib/*"], "made/*": ["../lib/*"] } } }',
};
const after = ['$lib/b -> lib/b.ts', 'made/c -> lib/c.ts'];

test('a configuration that is written: told of', async (t) => {
  const { root, modules } = await open(t, kit);
  deepStrictEqual(leads(modules, 'src/a.ts'), before);
  write(root, configuration);
  await modules.apply(['.svelte-kit/tsconfig.json' as RelativePath]);
  deepStrictEqual(leads(modules, 'src/a.ts'), after);
});

test('a configuration that is written: looked for', async (t) => {
  const { root, modules } = await open(t, kit);
  write(root, configuration);
  await modules.refresh();
  deepStrictEqual(leads(modules, 'src/a.ts'), after);
});

test('a configuration that is written: while nothing was open', async (t) => {
  const rows = memoryRows();
  const { root, modules } = await open(t, kit, { rows });
  await modules.close();
  write(root, configuration);
  const again = await open(t, {}, { root, rows });
  deepStrictEqual(leads(again.modules, 'src/a.ts'), after);
});

test('what is built leads to its source, whether it is there or not', async (t) => {
  const { root, modules } = await open(t, {
    '.gitignore': 'dist\n',
    'p/package.json': '{ "name": "p" }',
    'p/src/a.ts': '',
    'p/test/a.test.js': imports('../dist/a.js', '../dist/bundle.js'),
  });
  const source = '../dist/a.js -> p/src/a.ts';
  deepStrictEqual(leads(modules, 'p/test/a.test.js'), [
    source,
    '../dist/bundle.js -> (there is no folder p/dist; p/dist is ignored by git, so it is probably generated: build it)',
  ]);
  write(root, { 'p/dist/a.js': '', 'p/dist/bundle.js': '' });
  await modules.apply(['p/dist' as RelativePath]);
  const bundle = '../dist/bundle.js -> p/dist/bundle.js';
  deepStrictEqual(leads(modules, 'p/test/a.test.js'), [source, bundle]);
  rmSync(join(root, 'p/src/a.ts'));
  await modules.apply(['p/src/a.ts' as RelativePath]);
  deepStrictEqual(leads(modules, 'p/test/a.test.js'), ['../dist/a.js -> p/dist/a.js', bundle]);
  write(root, { 'p/src/a.tsx': '' });
  await modules.apply(['p/src/a.tsx' as RelativePath]);
  deepStrictEqual(leads(modules, 'p/test/a.test.js'), ['../dist/a.js -> p/src/a.tsx', bundle]);
});

test('what is built comes where git does not ignore it', async (t) => {
  const { root, modules } = await open(t, {
    'p/package.json': '{}',
    'p/src/a.ts': '',
    'p/test/a.js': imports('../dist/a.js'),
  });
  deepStrictEqual(leads(modules, 'p/test/a.js'), ['../dist/a.js -> p/src/a.ts']);
  write(root, { 'p/dist/a.js': '' });
  await modules.apply(['p/dist/a.js' as RelativePath]);
  deepStrictEqual(leads(modules, 'p/test/a.js'), ['../dist/a.js -> p/dist/a.js']);
});

test('what is built beside the folder of the sources, whether it is there or not', async (t) => {
  const { root, modules } = await open(t, {
    '.gitignore': 'p/*.js\np/directives/\n!p/own.js\n',
    'package.json': '{ "workspaces": ["p"] }',
    'p/package.json': '{ "name": "p", "main": "index.js" }',
    'p/tsconfig.json': '{ "compilerOptions": { "outDir": ".", "rootDir": "src/" } }',
    'p/src/index.ts': '',
    'p/src/directives/a.ts': '',
    'p/src/own.ts': '',
    'p/own.js': '',
    'a.ts': imports('p', 'p/directives/a.js', './p/index.js', './p/directives/a.js', './p/own.js'),
  });
  const expected = [
    'p -> p/src/index.ts',
    'p/directives/a.js -> p/src/directives/a.ts',
    './p/index.js -> p/src/index.ts',
    './p/directives/a.js -> p/src/directives/a.ts',
    './p/own.js -> p/own.js',
  ];
  deepStrictEqual(leads(modules, 'a.ts'), expected);
  write(root, { 'p/index.js': '', 'p/directives/a.js': '' });
  await modules.apply(['p/index.js', 'p/directives/a.js'] as RelativePath[]);
  deepStrictEqual(leads(modules, 'a.ts'), expected);
});

test('what svelte-package builds leads to its sources', async (t) => {
  const { modules } = await open(t, {
    '.gitignore': 'dist\n',
    'package.json':
      '{ "name": "lib", "exports": { ".": { "types": "./dist/index.d.ts", "svelte": "./dist/index.js" }, "./*": "./dist/*" } }',
    'src/lib/index.ts': '',
    'src/lib/A.svelte': '',
    'old/package.json': '{ "name": "old", "svelte": "./dist/main.js" }',
    'old/src/lib/main.js': imports('old'),
    'src/routes/+page.svelte': '<script>import { A } from "lib"; import "lib/A.svelte"</script>',
  });
  deepStrictEqual(leads(modules, 'src/routes/+page.svelte'), [
    'lib -> src/lib/index.ts',
    'lib/A.svelte -> src/lib/A.svelte',
  ]);
  deepStrictEqual(leads(modules, 'old/src/lib/main.js'), ['old -> old/src/lib/main.js']);
});

test('a library of Angular leads to its sources, whether it is built or not', async (t) => {
  const names = ['lib', 'lib/part', 'other', '@s/old'];
  const { root, modules } = await open(t, {
    '.gitignore': 'dist\n',
    'tsconfig.json':
      '{ "compilerOptions": { "paths": { "lib": ["./dist/lib"], "lib/*": ["./dist/lib/*"], "@s/old": ["./dist/old"] } } }',
    'projects/lib/package.json': '{ "name": "lib" }',
    'projects/lib/ng-package.json': '{ "lib": { "entryFile": "code/main.ts" } }',
    'projects/lib/code/main.ts': imports('lib/part'),
    'projects/lib/part/ng-package.json': '{}',
    'projects/lib/part/src/public-api.ts': imports('lib'),
    'projects/old/package.json': '{ "name": "@s/old" }',
    'projects/old/ng-package.json': '{ "dest": "../../dist/old" }',
    'projects/old/src/public_api.ts': '',
    'projects/other/package.json': '{ "name": "other" }',
    'projects/other/ng-package.json': '{}',
    'projects/other/src/public_api.ts': '',
    'app/a.ts': imports(...names),
  });
  const part = 'lib/part -> projects/lib/part/src/public-api.ts';
  const others = [
    'other -> (package other is not installed)',
    '@s/old -> projects/old/src/public_api.ts',
  ];
  const expected = ['lib -> projects/lib/code/main.ts', part, ...others];
  deepStrictEqual(leads(modules, 'app/a.ts'), expected);
  deepStrictEqual(leads(modules, 'projects/lib/code/main.ts'), [part]);
  deepStrictEqual(leads(modules, 'projects/lib/part/src/public-api.ts'), expected.slice(0, 1));
  const change = async (files: Files): Promise<void> => {
    write(root, files);
    await modules.apply(Object.keys(files) as RelativePath[]);
  };
  await change({ 'dist/lib/index.d.ts': '', 'dist/lib/package.json': '{ "types": "index.d.ts" }' });
  deepStrictEqual(leads(modules, 'app/a.ts'), expected);
  await change({ 'projects/lib/ng-package.json': '{ "lib": { "entryFile": "code/new.ts" } }' });
  deepStrictEqual(leads(modules, 'app/a.ts')[0], 'lib -> dist/lib/index.d.ts');
  await change({ 'projects/lib/code/new.ts': '' });
  deepStrictEqual(leads(modules, 'app/a.ts')[0], 'lib -> projects/lib/code/new.ts');
  await change({ 'projects/lib/package.json': '{ "name": "renamed" }' });
  deepStrictEqual(leads(modules, 'app/a.ts')[0], 'lib -> dist/lib/index.d.ts');
});

test('rootDirs: what is generated beside the sources', async (t) => {
  const { modules } = await open(t, {
    '.gitignore': 'gen\n',
    'tsconfig.json': '{ "compilerOptions": { "rootDirs": [".", "./gen/types"] } }',
    'src/a.ts': imports('./$types', './+types/a'),
    'gen/types/src/$types.d.ts': '',
    'gen/types/src/+types/a.ts': '',
  });
  deepStrictEqual(leads(modules, 'src/a.ts'), [
    './$types -> gen/types/src/$types.d.ts',
    './+types/a -> gen/types/src/+types/a.ts',
  ]);
});

test('an address of a folder leads to no index file, and is not missing', async (t) => {
  const { modules } = await open(t, {
    'a.ts': "new URL('./with', import.meta.url); new URL('./without', import.meta.url);",
    'with/index.ts': '',
    'without/a.txt': '',
  });
  for (const one of leads(modules, 'a.ts')) ok(!/index|\(/.test(one), one);
});

test('patterns of import.meta.glob may begin with an alias', async (t) => {
  const { modules } = await open(t, {
    'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
    'a.ts': "import.meta.glob('@/pages/*.ts');",
    'src/pages/b.ts': '',
  });
  deepStrictEqual(leads(modules, 'a.ts'), ['@/pages/*.ts -> [src/pages/b.ts]']);
});

test('a member of the workspace is not said to be not installed', async (t) => {
  const { modules } = await open(t, {
    'package.json': '{ "workspaces": ["packages/*"] }',
    'packages/ui/package.json': '{ "name": "@w/ui", "exports": { ".": "./a.ts" } }',
    'packages/ui/a.ts': '',
    'a.ts': imports('@w/ui', '@w/ui/none'),
  });
  const [found, missing = ''] = leads(modules, 'a.ts');
  deepStrictEqual(found, '@w/ui -> packages/ui/a.ts');
  ok(!missing.includes('not installed') && missing.includes('packages/ui'), missing);
});

test('a configuration that is not there is told of where an alias is not known', async (t) => {
  const { modules } = await open(t, {
    'tsconfig.json': '{ "extends": "./.nuxt/tsconfig.json" }',
    'a.ts': imports('#imports', '$app/navigation'),
  });
  for (const one of leads(modules, 'a.ts')) ok(one.includes('.nuxt/tsconfig.json'), one);
});

test('a long picture in a script is not nested', async (t) => {
  const path = 'm.4-1.5c.8-3.5-2.1z'.repeat(60_000);
  const { modules } = await open(t, {
    'a.tsx': `import './b';\nexport const A = () => <path d="${path}" />;`,
    'b.ts': '',
  });
  deepStrictEqual(leads(modules, 'a.tsx'), ['./b -> b.ts']);
});
