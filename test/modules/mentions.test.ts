// Mentions with options and in comments: what they say, and what they do not.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { check, read } from './readFacts.ts';

test('what is imported within declare module is imported for types', () => {
  check(
    'shim.d.ts',
    `declare module '*.vue' {
  import type { DefineComponent } from 'vue';
  export { a as b } from './a';
  export * from './all';
}
declare global {}`,
    ['type vue DefineComponent', 'type ./a a', 'type ./all *'],
  );
  check(
    'plugin.ts',
    "import './run';\ndeclare module 'router' { import x, { y } from './types'; interface Meta { x: x } }",
    ['static ./run ', 'type router ', 'type ./types default,y'],
  );
  check('a.d.ts', "declare module 'a'; declare module b { export { c } }", []);
  check('a.ts', "const text = `declare module 'x' { import './no' }`;", []);
});

test('import.meta.glob: options that say which files, and those that do not', () => {
  const glob = (given: string, expected: string): void =>
    check('a.ts', `const m = import.meta.glob(${given});`, [`glob ${expected}`]);
  glob("'./*.ts', { eager: true }", './*.ts');
  glob("'./*.md', { query: '?raw', import: 'default' }", './*.md');
  glob("'./*.md', { query: { inline: true } }", './*.md');
  glob("['./a/*.ts', '!**/*.test.ts', `/b/*.ts`]", './a/*.ts\n!**/*.test.ts\n/b/*.ts');
  glob("'./*.ts', { base: './pages' }", './pages/*.ts');
  glob(
    "['./*.ts', '!./no.ts', '../*.ts', '/c/*.ts', '**/d.ts'], { base: '../lib/' }",
    [...['../lib/*.ts', '!../lib/no.ts', '../lib/../*.ts', '/c/*.ts', '**/d.ts']].join('\n'),
  );
  glob("'./*.ts', { 'base': '/src', eager: true }", '/src/*.ts');
  glob("'./*.ts', { base: name }", './*.ts');
  glob("'./*.ts', { ...options }", './*.ts');
  check('a.ts', "import.meta.glob<T>('./t.ts'); import.meta.glob?.('./u.ts');", [
    'glob ./t.ts',
    'glob ./u.ts',
  ]);
  check('a.ts', "import.meta.glob('./' + a); import.meta.glob(a); import.meta.glob([])", []);
});

test('addresses of folders are no files', () => {
  check(
    'a.mjs',
    `for (const one of ['.', './', '..', '../', './x/', '../..', './?q', './x/#h', '/'])
  new URL(one, import.meta.url);
new URL('.', import.meta.url); new URL('./', import.meta.url); new URL('..', import.meta.url);
new URL('../', import.meta.url); new URL('./x/', import.meta.url); new URL('../..', import.meta.url);
new URL('./?q', import.meta.url); new URL('./x/#h', import.meta.url); new URL('/', import.meta.url);
import.meta.resolve('./'); import.meta.resolve('..');
new URL('./x/a.js?y=/', import.meta.url); new URL('./b..', import.meta.url); import.meta.resolve('./c');
require.resolve('./');`,
    ['url ./x/a.js?y=/', 'url ./b..', 'dynamic ./c', 'require ./'],
  );
});

test('the runtime of elements that a comment names', () => {
  const runtime = (path: string, text: string): readonly string[] =>
    read(path, text).imports.map(({ kind, specifier, start, end }) =>
      [kind, specifier, text.slice(start, end)].join(' '),
    );
  const preact = ['static preact/jsx-runtime preact'];
  deepStrictEqual(
    runtime('a.tsx', '/** @jsxImportSource preact */\nexport const a = <p/>;'),
    preact,
  );
  deepStrictEqual(
    runtime(
      'a.jsx',
      '// first\n/*\n * @jsxRuntime automatic\n * @jsxImportSource preact\n */\nx = <p></p>;',
    ),
    preact,
  );
  deepStrictEqual(runtime('a.js', '/* @jsxImportSource ../lib */ x = <p/>;'), [
    'static ../lib/jsx-runtime ../lib',
  ]);
  for (const [path, text] of [
    ['a.ts', '/** @jsxImportSource preact */\nexport const a = 1 </b/>/1;'],
    ['a.tsx', '/** @jsxImportSource preact */\nexport const a = 1;'],
    ['a.tsx', 'export const a = <p/>;\n/** @jsxImportSource preact */'],
    ['a.tsx', '/** says more of @jsxImportSource preact and others */\nexport const a = <p/>;'],
    ['a.tsx', '/** @jsxImportSource preact and others */\nexport const a = <p/>;'],
    ['a.tsx', '/** @jsxRuntime classic */\n/** @jsxImportSource preact */\nexport const a = <p/>;'],
    ['a.tsx', 'const a = <p>{"/** @jsxImportSource preact */"}</p>;'],
  ] as const)
    strictEqual(runtime(path, text).length, 0, text);
});

test('lists of what is required', () => {
  check('a.js', "require(['./a', , './b', c, ...d], (a, b) => { require('./c') });", [
    'require ./a',
    'require ./b',
    'require ./c',
  ]);
  check(
    'a.js',
    "require.ensure(['./a'], (require) => { require('./b') }); require.ensure([], f);",
    ['require ./a', 'require ./b'],
  );
  check('a.ts', "require.ensure; a.require(['./no']); require([]); require.ensured(['./no'])", []);
});

test('templates and style sheets of components', () => {
  check(
    'a.ts',
    `import { Component } from 'lib';
@Component({ selector: 'a', templateUrl: './a.html', styleUrls: ['./a.scss', \`b.css\`, name] })
export class A {}
@Component({ 'styleUrl': "c.css" }) class C { @Component({ templateUrl: './d.html' }) d = 1 }`,
    [
      'static lib Component',
      'url ./a.html ',
      'url ./a.scss ',
      'url b.css ',
      'url c.css ',
      'url ./d.html ',
    ],
  );
  check(
    'a.ts',
    "@Other({ templateUrl: './no.html' }) class A {} const a = { templateUrl: './no.html' }; // @Component(\nComponent({ styleUrl: './no.css' });",
    [],
  );
  check('a.ts', "const a = `@Component({ templateUrl: './no.html' })`;", []);
});
