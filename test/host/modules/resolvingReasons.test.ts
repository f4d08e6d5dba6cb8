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
