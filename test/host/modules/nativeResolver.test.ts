// What the native resolver answers of packages: a part that is not there is not the package's main file.

import { deepStrictEqual } from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeTempDir } from '../../support/tempDir.ts';
import { imports, leads, open, write } from './openedModules.ts';

test('a part of a package that is not there leads nowhere', async (t) => {
  const root = await makeTempDir(t);
  write(root, {
    'node_modules/dep/package.json': '{ "name": "dep", "main": "./a.js", "types": "./a.d.ts" }',
    'node_modules/dep/a.js': '',
    'node_modules/dep/a.d.ts': '',
    'node_modules/@types/typed/package.json': '{ "name": "@types/typed", "types": "index.d.ts" }',
    'node_modules/@types/typed/index.d.ts': '',
    'node_modules/@types/typed/part.d.ts': '',
    'node_modules/@types/s__typed/index.d.ts': '',
    'node_modules/@types/s__typed/part.d.ts': '',
    'node_modules/@w/x.txt': '',
    'packages/ui/package.json': '{ "name": "@w/ui", "main": "./index.ts", "types": "./index.ts" }',
    'packages/ui/index.ts': '',
    'packages/ui/part.ts': '',
  });
  symlinkSync('../../packages/ui', join(root, 'node_modules/@w/ui'));
  const given = [
    ...['dep', 'dep/a', 'dep/none', 'typed', 'typed/part', 'typed/none'],
    ...[
      '@s/typed',
      '@s/typed/part',
      '@s/typed/none',
      '@w/ui',
      '@w/ui/part',
      '@w/ui/generated/types',
    ],
  ];
  const { modules } = await open(
    t,
    { 'a.ts': imports(...given), 'a.js': imports(...given) },
    { root },
  );
  const expected = [
    'dep -> package dep',
    'dep/a -> package dep',
    'dep/none -> (dep has no file none)',
    'typed -> package @types/typed',
    'typed/part -> package @types/typed',
    'typed/none -> (package typed is not installed)',
    '@s/typed -> package @types/s__typed',
    '@s/typed/part -> package @types/s__typed',
    '@s/typed/none -> (package @s/typed is not installed)',
    '@w/ui -> packages/ui/index.ts',
    '@w/ui/part -> packages/ui/part.ts',
    '@w/ui/generated/types -> (@w/ui has no file generated/types)',
  ];
  deepStrictEqual(leads(modules, 'a.ts'), expected);
  deepStrictEqual(leads(modules, 'a.js'), expected);
});
