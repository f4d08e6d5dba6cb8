// Where `/// <reference types>` leads, and what `typeRoots` of tsconfig.json have to do with it; TypeScript says the same.

import { deepStrictEqual } from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import { type Files, imports, leads, open, write } from './openedModules.ts';
import { type ResolvedFile, type TypeScript, typeScript5 } from './typescript5.ts';

/** A script that refers to the types of these. */
function references(...names: readonly string[]): string {
  return names.map((name) => `/// <reference types="${name}" />\n`).join('');
}

const typeNames = [
  ...['file', 'folder', 'main', 'script', 'typed', 'source', 'twice', 'deep/part', '@s/own'],
  ...['aliased', 'installed', '@s/installed', 'self', 'fs', 'none', '@s/none'],
];
const files: Files = {
  'types/file.d.ts': '',
  'types/folder/index.d.ts': '',
  'types/main/package.json': '{ "types": "./m.d.ts" }',
  'types/main/m.d.ts': '',
  'types/script/package.json': '{ "main": "./lib/s.js" }',
  'types/script/lib/s.js': '',
  'types/script/lib/s.d.ts': '',
  'types/typed/package.json': '{ "main": "./a.js", "typings": "b" }',
  'types/typed/a.d.ts': '',
  'types/typed/b.d.ts': '',
  'types/source.ts': '',
  'types/twice.d.ts': '',
  'types/deep/part.d.ts': '',
  'types/@s/own/index.d.ts': '',
  'more/source/index.d.ts': '',
  'more/twice/index.d.ts': '',
  'other/aliased.d.ts': '',
  'node_modules/@types/installed/index.d.ts': '',
  'node_modules/@types/s__installed/index.d.ts': '',
  'node_modules/self/package.json': '{ "types": "./self.d.ts" }',
  'node_modules/self/self.d.ts': '',
};
const paths = '"paths": { "*": ["./other/*"] }';
const inRoots = [
  'file -> types/file.d.ts',
  'folder -> types/folder/index.d.ts',
  'main -> types/main/m.d.ts',
  'script -> types/script/lib/s.d.ts',
  'typed -> types/typed/b.d.ts',
  'source -> more/source/index.d.ts',
  'twice -> types/twice.d.ts',
  'deep/part -> types/deep/part.d.ts',
  '@s/own -> types/@s/own/index.d.ts',
];
const installed = [
  'installed -> package @types/installed',
  '@s/installed -> package @types/s__installed',
  'self -> package self',
];
const roots = `"typeRoots": ["./types", "more/", "./nothing"]`;
const configurations: Readonly<Record<string, readonly [config: Files, expected: string[]]>> = {
  'no roots': [{ 'tsconfig.json': `{ "compilerOptions": { ${paths} } }` }, installed],
  'roots of its own': [
    { 'tsconfig.json': `{ "compilerOptions": { ${paths}, ${roots} } }` },
    [...inRoots, ...installed],
  ],
  'roots of what it extends': [
    {
      'config/base.json':
        '{ "compilerOptions": { "typeRoots": ["../types", "${configDir}/more", "../node_modules/@types"] } }',
      'tsconfig.json': '{ "extends": "./config/base" }',
    },
    [...inRoots, ...installed],
  ],
};

/** What TypeScript makes of a configuration, and how it tells what it finds. */
function asked(ts: TypeScript, root: string) {
  const file = join(root, 'tsconfig.json');
  const { config } = ts.readConfigFile(file, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root, undefined, file);
  const led = (
    names: readonly string[],
    find: (name: string) => ResolvedFile | undefined,
  ): string[] =>
    names.flatMap((name) => {
      const place = find(name)?.resolvedFileName?.slice(root.length + 1);
      if (place === undefined) return [];
      const [, inside] = place.split('node_modules/');
      const [, packageName] = /^((?:@[^/]+\/)?[^/]+)/.exec(inside ?? '') ?? [];
      return `${name} -> ${packageName === undefined ? place : `package ${packageName}`}`;
    });
  return { options: { ...options, module: 99, moduleResolution: 100 }, led };
}

for (const [what, [configuration, expected]] of Object.entries(configurations))
  test(`types that scripts refer to: ${what}`, async (t) => {
    const { root, modules } = await open(t, {
      ...files,
      ...configuration,
      'src/a.ts': references(...typeNames),
    });
    const found = leads(modules, 'src/a.ts').filter((one) => !one.includes('('));
    deepStrictEqual(found, expected);
    const ts = typeScript5();
    const { options, led } = asked(ts, root);
    const theirs = led(
      typeNames,
      (name) =>
        ts.resolveTypeReferenceDirective(name, join(root, 'src/a.ts'), options, ts.sys)
          .resolvedTypeReferenceDirective,
    );
    deepStrictEqual(theirs, expected, 'TypeScript');
  });

test('imports of what is typed by a root alone', async (t) => {
  const names = ['file', 'folder', 'main', 'script', 'source', 'deep/part', '@s/own', 'self'];
  const { root, modules } = await open(t, {
    ...files,
    'tsconfig.json': `{ "compilerOptions": { ${roots} } }`,
    'src/a.ts': imports(...names),
  });
  const expected = [
    ...inRoots.filter((one) => names.includes(one.slice(0, one.indexOf(' ')))),
    'self -> package self',
  ];
  deepStrictEqual(leads(modules, 'src/a.ts'), expected);
  const ts = typeScript5();
  const { options, led } = asked(ts, root);
  const find = (name: string): ResolvedFile | undefined =>
    ts.resolveModuleName(name, join(root, 'src/a.ts'), options, ts.sys).resolvedModule;
  deepStrictEqual(led(names, find), expected, 'TypeScript');
});

test('types of a root come and go', async (t) => {
  const { root, modules } = await open(t, {
    'tsconfig.json': '{ "compilerOptions": { "typeRoots": ["./types"] } }',
    'a.ts': `${references('x', '@s/x')}${imports('y')}`,
    'node_modules/@types/x/index.d.ts': '',
  });
  const before = [
    'x -> package @types/x',
    '@s/x -> (types of @s/x are not installed, nor at types/@s/x, a place of typeRoots in tsconfig.json: install @types/s__x, or @s/x if it has its own)',
    'y -> (package y is not installed)',
  ];
  deepStrictEqual(leads(modules, 'a.ts'), before);
  const added = ['types/x.d.ts', 'types/@s/x/index.d.ts', 'types/y/index.d.ts'] as RelativePath[];
  write(root, Object.fromEntries(added.map((path) => [path, ''])));
  await modules.apply(added);
  deepStrictEqual(leads(modules, 'a.ts'), [
    'x -> types/x.d.ts',
    '@s/x -> types/@s/x/index.d.ts',
    'y -> types/y/index.d.ts',
  ]);
  rmSync(join(root, 'types'), { recursive: true });
  await modules.apply(['types' as RelativePath]);
  deepStrictEqual(leads(modules, 'a.ts'), before);
});

test('types that are not installed: what to install', async (t) => {
  const { modules } = await open(t, {
    'a.ts': references('none', '@s/none', 'none/part', 'there/none'),
    'node_modules/there/package.json': '{}',
  });
  deepStrictEqual(leads(modules, 'a.ts'), [
    'none -> (types of none are not installed: install @types/none, or none if it has its own)',
    '@s/none -> (types of @s/none are not installed: install @types/s__none, or @s/none if it has its own)',
    'none/part -> (types of none are not installed: install @types/none, or none if it has its own)',
    'there/none -> (there has no file none, and @types/there is not installed)',
  ]);
});
