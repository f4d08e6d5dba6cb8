// Why an import leads nowhere: where git ignores the place, a program would have written it.

import { deepStrictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import { type Files, imports, leads, open, write } from './openedModules.ts';

const build = (part: string): string =>
  `; ${part} is ignored by git, so it is probably generated: build it`;
const files: Files = {
  '.gitignore': 'node_modules\ndist\ngen/\n*.gen.ts\nbuilt.scss\n',
  'package.json':
    '{ "name": "root", "workspaces": ["packages/*"], "imports": { "#gen/*": "./gen/*.ts" } }',
  'tsconfig.json':
    '{ "compilerOptions": { "paths": { "@/*": ["./gen/*"], "made/*": ["./gen/*"], "~/*": ["./src/*"] } } }',
  'packages/w/package.json': '{ "name": "w", "main": "./dist/index.js" }',
  'src/a.ts': imports(
    ...['./dist/a', '../gen/x', './no', './no/x', './api.gen', './api.gen.js', '/gen/x'],
    ...['@/x', 'made/x', '~/x', '~/b.gen', '#gen/x', 'w', 'w/part', '../node_modules/dep/x'],
  ),
  'src/a.scss': "@use './built'; @use './dist/b'; @use './no';",
  'gen/other.ts': '',
  'node_modules/dep/package.json': '{}',
};

test('what git ignores is probably generated', async (t) => {
  const { root, modules } = await open(t, files);
  const looked = (stem: string): string =>
    `no file src/${stem}, looked for ${stem}, ${stem}.ts, ${stem}.tsx, ${stem}.mts, ... and ${stem}/index.ts, ...`;
  const noScript =
    'no file src/api.gen.js, looked for api.gen.ts, api.gen.tsx, api.gen.js, api.gen.jsx, ... and api.gen.js/index.ts, ...';
  const inGen = 'no file gen/x, where tsconfig.json leads';
  const member = 'w is the package in packages/w, which has no file for';
  const expected: readonly (readonly [name: string, reason: string, part?: string])[] = [
    ['./dist/a', 'there is no folder src/dist', 'src/dist'],
    ['../gen/x', 'no file ../gen/x, nor one with another ending', 'gen'],
    ['./no', looked('no')],
    ['./no/x', 'there is no folder src/no'],
    ['./api.gen', looked('api.gen'), 'src/api.gen.ts'],
    ['./api.gen.js', noScript, 'src/api.gen.ts'],
    ['/gen/x', 'no file gen/x at the root of the package or of the workspace', 'gen'],
    ['@/x', `${inGen} @/x`, 'gen'],
    [
      'made/x',
      'package made is not installed, nor is there a file gen/x, where tsconfig.json leads made/x',
      'gen',
    ],
    ['~/x', 'no file src/x, where tsconfig.json leads ~/x'],
    ['~/b.gen', 'no file src/b.gen, where tsconfig.json leads ~/b.gen', 'src/b.gen.ts'],
    [
      '#gen/x',
      'the imports of package.json have no #gen/x, or the file that they name is not there',
      'gen',
    ],
    ['w', `${member} its name`, 'packages/w/dist'],
    ['w/part', `${member} ./part`],
    ['../node_modules/dep/x', 'no file ../node_modules/dep/x, nor one with another ending'],
  ];
  const lines = (isTold: boolean): readonly string[] =>
    expected.map(
      ([name, reason, part]) =>
        `${name} -> (${reason}${isTold && part !== undefined ? build(part) : ''})`,
    );
  deepStrictEqual(leads(modules, 'src/a.ts'), lines(true));
  const style = (name: string): string =>
    `no file src/${name}, looked for src/${name}.scss, src/${name.replace(/(\w+)$/, '_$1')}.scss, src/${name}.sass, src/${name.replace(/(\w+)$/, '_$1')}.sass`;
  deepStrictEqual(leads(modules, 'src/a.scss'), [
    `./built -> (${style('built')}${build('src/built.scss')})`,
    `./dist/b -> (${style('dist/b')}${build('src/dist')})`,
    `./no -> (${style('no')})`,
  ]);
  write(root, { '.gitignore': 'node_modules\n' });
  await modules.apply(['.gitignore' as RelativePath]);
  deepStrictEqual(
    leads(modules, 'src/a.ts').map((line) => line.includes('ignored by git')),
    expected.map(() => false),
  );
});

test('what stands in for it among rootDirs is probably generated, too', async (t) => {
  const { modules } = await open(t, {
    '.gitignore': '.kit\n',
    'tsconfig.json': '{ "compilerOptions": { "rootDirs": [".", "./.kit/types"] } }',
    'src/a.ts': imports('./$types'),
  });
  deepStrictEqual(leads(modules, 'src/a.ts'), [
    `./$types -> (no file src/$types, looked for $types, $types.ts, $types.tsx, $types.mts, ... and $types/index.ts, ..., nor among rootDirs at .kit/types/src/$types${build('.kit')})`,
  ]);
});

test('what is to be installed is not said to be generated', async (t) => {
  const { modules } = await open(t, {
    '.gitignore': 'dist\nmade\nlib\n',
    'tsconfig.json':
      '{ "compilerOptions": { "baseUrl": ".", "paths": { "made/*": ["./made/*"], "lib": ["./lib"] } } }',
    'package.json': '{ "peerDependencies": { "lib": "1" } }',
    'packages/x/package.json': '{}',
    'packages/x/a.ts': imports('dist/a', 'made/a', 'lib', 'next/dist/a'),
  });
  const none = (name: string): string => `package ${name} is not installed`;
  deepStrictEqual(leads(modules, 'packages/x/a.ts'), [
    `dist/a -> (${none('dist')})`,
    `made/a -> (${none('made')}, nor is there a file made/a, where tsconfig.json leads made/a${build('made')})`,
    `lib -> (${none('lib')})`,
    `next/dist/a -> (${none('next')})`,
  ]);
});

test('a place is named once, however many configurations lead there', async (t) => {
  const paths = '"compilerOptions": { "paths": { "@/*": ["./src/*", "./src/*"] } }';
  const { modules } = await open(t, {
    'tsconfig.json': `{ "files": [], "references": [{ "path": "a.json" }, { "path": "b.json" }], ${paths} }`,
    'a.json': `{ ${paths} }`,
    'b.json': `{ ${paths} }`,
    'src/a.ts': imports('@/none'),
  });
  deepStrictEqual(leads(modules, 'src/a.ts'), [
    '@/none -> (no file src/none, where tsconfig.json leads @/none)',
  ]);
});

test('what SvelteKit writes or makes', async (t) => {
  const names = ['./$types', '$app/navigation', '$env/static/private', '$service-worker', '$app'];
  const typed = ['./no', './$types.js', '../+types/root'];
  const { root, modules } = await open(t, {
    '.gitignore': '.svelte-kit\n',
    'web/package.json': '{ "devDependencies": { "@sveltejs/kit": "2" } }',
    'web/tsconfig.json': '{ "extends": "./.svelte-kit/tsconfig.json" }',
    'web/src/routes/+page.ts': imports(...names),
    'web/src/routes/a.ts': imports(...typed),
    'other/a.ts': imports('$app/navigation'),
  });
  // Of its own it writes nothing but types of routes.
  deepStrictEqual(
    leads(modules, 'web/src/routes/a.ts').map((line) => line.includes('probably generated')),
    [false, true, true],
  );
  const none = (name: string): string =>
    `no paths of a tsconfig.json lead ${name} to a file, and no package can have this name`;
  const path = 'web/src/routes/+page.ts';
  const made = names.slice(1, -1).map((name) => `${name} -> package @sveltejs/kit`);
  deepStrictEqual(leads(modules, path), [
    `./$types -> (no file web/src/routes/$types, looked for $types, $types.ts, $types.tsx, $types.mts, ... and $types/index.ts, ..., nor among rootDirs at web/.svelte-kit/types/src/routes/$types${build('web/.svelte-kit')})`,
    ...made,
    `$app -> (${none('$app')}; tsconfig.json builds upon web/.svelte-kit/tsconfig.json, which is not there)`,
  ]);
  deepStrictEqual(leads(modules, 'other/a.ts'), [
    `$app/navigation -> (${none('$app/navigation')})`,
  ]);
  write(root, { 'web/.svelte-kit/types/src/routes/$types.d.ts': '' });
  await modules.apply(['web/.svelte-kit' as RelativePath]);
  const types = './$types -> web/.svelte-kit/types/src/routes/$types.d.ts';
  deepStrictEqual(leads(modules, path).slice(0, -1), [types, ...made]);
  write(root, {
    'web/tsconfig.json': '{ "compilerOptions": { "paths": { "$app/*": ["./src/app/*"] } } }',
  });
  await modules.apply(['web/tsconfig.json' as RelativePath]);
  deepStrictEqual(leads(modules, path)[1], made[0]);
  write(root, { 'web/src/app/navigation.ts': '' });
  await modules.apply(['web/src/app/navigation.ts' as RelativePath]);
  deepStrictEqual(leads(modules, path)[1], '$app/navigation -> web/src/app/navigation.ts');
});

test('names with a scheme that a tool has for what it makes, and of packages', async (t) => {
  const made = ['virtual:x', 'astro:content', 'bun:test', 'cloudflare:workers'];
  const fetched = ['npm:a@1/b', 'jsr:@a/b'];
  const { modules } = await open(t, { 'a.ts': imports(...made, ...fetched, 'C:/a.js', 'uno.css') });
  deepStrictEqual(leads(modules, 'a.ts'), [
    ...made.map((name) => `${name} -> builtin ${name}`),
    ...fetched.map((name) => `${name} -> package ${name}`),
    'C:/a.js -> (package C: is not installed)',
    'uno.css -> (package uno.css is not installed)',
  ]);
});
