// Aliases of a tsconfig.json that cannot be read wholly: what can be read counts, and TypeScript says where it leads.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import { type Files, imports, leads, open, write } from './openedModules.ts';
import { typeScript5 } from './typescript5.ts';

const names = ['@/b', '@/deep/c', '~exact', 'other/b', '@/none'];
const sources: Files = {
  'package.json': '{ "name": "root" }',
  'base/tsconfig.json':
    '{ "compilerOptions": { "baseUrl": "../src", "paths": { "@/deep/*": ["deep/*"] } } }',
  'src/a.ts': imports(...names),
  'src/b.ts': '',
  'src/deep/c.ts': '',
  'src/other/b.ts': '',
  'lib/deep/c.ts': '',
};
const paths =
  '"paths": { "@/*": ["./no/*", "./src/*"], "@/deep/*": ["./lib/deep/*"], "~exact": ["./src/b"] }';
const own = ['@/b -> src/b.ts', '@/deep/c -> lib/deep/c.ts', '~exact -> src/b.ts'];
const configurations: Readonly<
  Record<string, readonly [json: string, expected: readonly string[]]>
> = {
  'a package that is not installed': [
    `{ "extends": "@tsconfig/strictest/tsconfig.json", "compilerOptions": { ${paths} } }`,
    own,
  ],
  'a file that is not there': [
    `{ "extends": "./.svelte-kit/tsconfig.json", "compilerOptions": { ${paths} } }`,
    own,
  ],
  'a list, of which one is there': [
    `{ "extends": ["@tsconfig/none", "./base/tsconfig.json"] }`,
    ['@/deep/c -> src/deep/c.ts', 'other/b -> src/other/b.ts'],
  ],
  'a circle': [`{ "extends": "./tsconfig.json", "compilerOptions": { ${paths} } }`, own],
  'the folder of the configuration': [
    `{ "extends": "./none.json", "compilerOptions": { "paths": { "@/*": ["\${configDir}/src/*"] } } }`,
    ['@/b -> src/b.ts', '@/deep/c -> src/deep/c.ts'],
  ],
};

test('what a broken tsconfig.json says of names counts', async (t) => {
  const ts = typeScript5();
  for (const [name, [json, expected]] of Object.entries(configurations)) {
    const { root, modules } = await open(t, { ...sources, 'tsconfig.json': json });
    const found = leads(modules, 'src/a.ts').filter((one) => !one.includes('('));
    deepStrictEqual(found, expected, name);
    const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const theirs = names.flatMap((one) => {
      const given = { ...options, module: 99, moduleResolution: 100 };
      const { resolvedModule } = ts.resolveModuleName(one, join(root, 'src/a.ts'), given, ts.sys);
      const file = resolvedModule?.resolvedFileName.slice(root.length + 1);
      return file === undefined ? [] : `${one} -> ${file}`;
    });
    deepStrictEqual(theirs, expected, `TypeScript: ${name}`);
  }
});

test('references of which one is not there', async (t) => {
  const { modules } = await open(t, {
    ...sources,
    'tsconfig.json':
      '{ "files": [], "references": [{ "path": "./.nuxt/tsconfig.json" }, { "path": "./app" }] }',
    'app/tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["../src/*"] } } }',
  });
  deepStrictEqual(leads(modules, 'src/a.ts').slice(0, 2), [
    '@/b -> src/b.ts',
    '@/deep/c -> src/deep/c.ts',
  ]);
});

test('what was not there comes', async (t) => {
  const { root, modules } = await open(t, {
    ...sources,
    'tsconfig.json': '{ "extends": "./made/tsconfig.json" }',
  });
  strictEqual(
    leads(modules, 'src/a.ts')[0],
    '@/b -> (no paths of a tsconfig.json lead @/b to a file, and no package can have this name; tsconfig.json builds upon made/tsconfig.json, which is not there)',
  );
  write(root, {
    'made/tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["../src/*"] } } }',
  });
  await modules.apply(['made/tsconfig.json' as RelativePath]);
  strictEqual(leads(modules, 'src/a.ts')[0], '@/b -> src/b.ts');
});

test('what a framework has not written yet', async (t) => {
  const { root, modules } = await open(t, {
    '.gitignore': '.svelte-kit\n.nuxt\n',
    'kit/tsconfig.json': '{ "extends": "./.svelte-kit/tsconfig.json" }',
    'kit/src/routes/+page.svelte':
      '<script>import A from "$lib"; import "$lib/b"; import "$lib/C.svelte"; import "$lib/none"</script>',
    'kit/src/lib/index.ts': '',
    'kit/src/lib/b.ts': '',
    'kit/src/lib/C.svelte': '',
    'kit4/tsconfig.json': `{ "extends": "./.svelte-kit/tsconfig.json", "compilerOptions": { "paths": { "$lib/*": ["./lib/*"] } } }`,
    'kit4/a.ts': imports('$lib/b'),
    'kit4/lib/b.ts': '',
    'nuxt4/tsconfig.json':
      '{ "files": [], "references": [{ "path": "./.nuxt/tsconfig.app.json" }, { "path": "./.nuxt/tsconfig.server.json" }] }',
    'nuxt4/app/a.vue': '<script setup>import "~/b"; import "@@/c"; import "#shared/d"</script>',
    'nuxt4/app/b.ts': '',
    'nuxt4/c.ts': '',
    'nuxt4/shared/d.ts': '',
    'nuxt3/tsconfig.json': '{ "extends": "./.nuxt/tsconfig.json" }',
    'nuxt3/pages/a.vue': '<script setup>import "@/b"; import "~~/b"</script>',
    'nuxt3/b.ts': '',
    'nuxt3src/tsconfig.json': '{ "extends": "./.nuxt/tsconfig.json" }',
    'nuxt3src/src/pages/a.vue': '<script setup>import "@/b"; import "~/b"; import "~~/b"</script>',
    'nuxt3src/src/b.ts': '',
    'nuxt3src/b.ts': '',
  });
  const none =
    'no file kit/src/lib/none, where tsconfig.json leads $lib/none; tsconfig.json builds upon kit/.svelte-kit/tsconfig.json, which is not there';
  deepStrictEqual(leads(modules, 'kit/src/routes/+page.svelte'), [
    '$lib -> kit/src/lib/index.ts',
    '$lib/b -> kit/src/lib/b.ts',
    '$lib/C.svelte -> kit/src/lib/C.svelte',
    `$lib/none -> (${none})`,
  ]);
  deepStrictEqual(leads(modules, 'kit4/a.ts'), ['$lib/b -> kit4/lib/b.ts']);
  deepStrictEqual(leads(modules, 'nuxt4/app/a.vue'), [
    '~/b -> nuxt4/app/b.ts',
    '@@/c -> nuxt4/c.ts',
    '#shared/d -> nuxt4/shared/d.ts',
  ]);
  deepStrictEqual(leads(modules, 'nuxt3/pages/a.vue'), ['@/b -> nuxt3/b.ts', '~~/b -> nuxt3/b.ts']);
  deepStrictEqual(leads(modules, 'nuxt3src/src/pages/a.vue'), [
    '@/b -> nuxt3src/src/b.ts',
    '~/b -> nuxt3src/src/b.ts',
    '~~/b -> nuxt3src/b.ts',
  ]);
  write(root, { 'kit/src/lib/none.ts': '' });
  await modules.apply(['kit/src/lib/none.ts' as RelativePath]);
  deepStrictEqual(
    leads(modules, 'kit/src/routes/+page.svelte').at(-1),
    '$lib/none -> kit/src/lib/none.ts',
  );
});

test('a package whose name has the word in it is told like any other', async (t) => {
  const { modules } = await open(t, {
    'tsconfig.json': '{}',
    'a.ts': imports('vite-tsconfig-paths', 'tsconfig-circular', 'json5'),
  });
  deepStrictEqual(leads(modules, 'a.ts'), [
    'vite-tsconfig-paths -> (package vite-tsconfig-paths is not installed)',
    'tsconfig-circular -> (package tsconfig-circular is not installed)',
    'json5 -> (package json5 is not installed)',
  ]);
});
