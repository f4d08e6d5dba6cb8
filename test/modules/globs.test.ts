// Which files patterns mean, among names.

import { deepStrictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import type { RelativePath } from '../../server/engine/model/brand.ts';
import { type GlobPort, globFiles } from '../../server/modules/resolve/globs.ts';
import { classify } from '../../server/modules/resolve/specifiers.ts';

const files = [
  'package.json',
  'src/top.ts',
  'packages/app/package.json',
  'packages/app/src/main.ts',
  'packages/app/src/pages/a.ts',
  'packages/app/src/pages/a.test.ts',
  'packages/app/src/pages/deep/b.ts',
  'packages/app/src/pages/.c.ts',
  'packages/app/src/pages/.d/e.ts',
  'packages/app/src/pages/f.md',
  'packages/app/.config/g.ts',
  'shared/h.ts',
  'app/(shop)/[id]/parts/i.ts',
] as RelativePath[];
const port: GlobPort = (matches, folder) =>
  files.filter((path) => (folder === '' || path.startsWith(`${folder}/`)) && matches(path));

function check(patterns: readonly string[], expected: readonly string[] | undefined): void {
  const specifier = patterns.join('\n');
  const found = globFiles('packages/app/src/main.ts', specifier, port);
  const short = found?.map((path) => path.replace('packages/app/', ''));
  deepStrictEqual(short, expected, specifier);
}

test('patterns', () => {
  check(['./pages/*.ts'], ['src/pages/a.test.ts', 'src/pages/a.ts']);
  check(['./pages/**/*.ts', '!**/*.test.ts'], ['src/pages/a.ts', 'src/pages/deep/b.ts']);
  check(['!./pages/a.ts', './pages/a*.ts'], ['src/pages/a.test.ts']);
  check(['./pages/{a,none}.ts', './pages/f.*'], ['src/pages/a.ts', 'src/pages/f.md']);
  check(['./*.ts'], []);
  check(['../../../shared/*.ts'], ['shared/h.ts']);
  check(['../../../../out/*.ts'], undefined);
  check(['@/pages/*.ts'], undefined);
});

test('what begins with a dot has to be named', () => {
  check(['./pages/.*.ts'], ['src/pages/.c.ts']);
  check(['./pages/.d/*.ts', './pages/.*/*.ts'], ['src/pages/.d/e.ts']);
  check(['../.config/*.ts'], ['.config/g.ts']);
});

test('from the root of the package, or of the workspace', () => {
  check(['/src/pages/a.*'], ['src/pages/a.test.ts', 'src/pages/a.ts']);
  check(['/src/pages/*.ts', '!/src/pages/*.test.ts'], ['src/pages/a.ts']);
  check(['/src/top.ts'], ['src/top.ts']);
  deepStrictEqual(globFiles('src/other.ts', '/src/*.ts', port), ['src/top.ts']);
});

test('brackets in the name of the own folder are part of it', () => {
  const from = (importer: string): readonly string[] | undefined =>
    globFiles(importer, './parts/*.ts', port);
  deepStrictEqual(from('app/(shop)/[id]/page.ts'), ['app/(shop)/[id]/parts/i.ts']);
  deepStrictEqual(from('app/(shop)/i/page.ts'), []);
});

test('what specifiers have before and behind the path', () => {
  const path = (specifier: string, kind: 'static' | 'url' | 'style' = 'static'): string => {
    const written = classify(specifier, kind);
    return 'path' in written ? written.path : 'name' in written ? written.name : written.type;
  };
  const cases: readonly (readonly [string, string, ('static' | 'url' | 'style')?])[] = [
    ['./a.txt?raw', './a.txt'],
    ['!!raw-loader!./a.txt?x', './a.txt'],
    ['./loader!', './loader'],
    ['style-loader!./loader!', './loader'],
    ['./a#b', './a#b'],
    ['./a.svg#b', './a.svg', 'url'],
    ['./a%20b.png', './a b.png', 'url'],
    ['./100%.png', './100%.png', 'url'],
    ['./a%20b.js', './a%20b.js'],
    ['~a/b.css', 'a/b.css', 'style'],
    ['~@/b.css', '@/b.css', 'style'],
    ['~/b.css', '~/b.css', 'style'],
    ['data:text/javascript,import"./a"', 'data:'],
    ['data:image/png;base64,AA==', 'data:', 'url'],
    ['npm:a', 'address'],
    ['virtual:a', 'virtual:a'],
  ];
  for (const [specifier, expected, kind] of cases)
    deepStrictEqual(path(specifier, kind), expected, specifier);
});
