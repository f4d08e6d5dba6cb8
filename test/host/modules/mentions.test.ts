// Where less usual mentions lead: those in markup and in MDX, and paths that are put together.

import { deepStrictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { leads, open } from './openedModules.ts';

test('to and from MDX, and from markup', async (t) => {
  const { modules } = await open(t, {
    'a.ts': "import A from './a.mdx'; import('./b/' + c + '.mdx');",
    'a.mdx': "import B from './B.svelte'\nimport './a.css'\n\n# A\n",
    'b/b.mdx': '',
    'B.svelte': "{#await import('./c.ts') then c}{c.d}{/await}",
    'a.css': '',
    'c.ts': '',
  });
  deepStrictEqual(leads(modules, 'a.ts'), ['./a.mdx -> a.mdx', './b/*.mdx -> [b/b.mdx]']);
  deepStrictEqual(leads(modules, 'a.mdx'), ['./B.svelte -> B.svelte', './a.css -> a.css']);
  deepStrictEqual(leads(modules, 'B.svelte'), ['./c.ts -> c.ts']);
});

test('paths that are put together lead to each file that they may mean', async (t) => {
  const { modules } = await open(t, {
    'package.json': '{"name":"a"}',
    'tsconfig.json': '{"compilerOptions":{"paths":{"@/*":["./src/*"]}}}',
    'src/[a]/main.ts':
      "import(`./l/${x}.js`); require('../r/' + x); import(`@/r/${x}.ts`); require.context('..', true, /\\.tsx?$/);",
    'src/[a]/l/a.ts': '',
    'src/[a]/l/b.js': '',
    'src/[a]/l/deep/c.ts': '',
    'src/r/d.ts': '',
    'src/r/e.tsx': '',
    'src/a/l/f.ts': '',
  });
  deepStrictEqual(leads(modules, 'src/[a]/main.ts'), [
    './l/*.{js,ts,tsx,jsx} -> [src/[a]/l/a.ts src/[a]/l/b.js]',
    '../r/* -> [src/r/d.ts src/r/e.tsx]',
    '@/r/*.ts -> [src/r/d.ts]',
    '../**/*.ts{x,} -> [src/[a]/l/a.ts src/[a]/l/deep/c.ts src/a/l/f.ts src/r/d.ts src/r/e.tsx]',
  ]);
});
