// Mentions with options and in comments: what they say, and what they do not.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { parseFacts } from '../../server/modules/facts.ts';
import { check, read, readRaw } from './readFacts.ts';

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

test('paths that are put together are patterns', () => {
  const pattern = (code: string, ...expected: readonly string[]): void => {
    for (const path of ['a.js', 'a.tsx'])
      check(
        path,
        code,
        expected.map((one) => `glob ${one}`),
      );
  };
  pattern("import(`./l/${x}.vue`); import('./p/' + x + '.vue')", './l/*.vue', './p/*.vue');
  pattern("require(`./r/${x}`); require.resolve('./s/' + x)", './r/*', './s/*');
  pattern(
    "const { a } = f(require('./t-' + (b ? 'c' : 'd'))), e = [require(`./u${x}`)]",
    './t-*',
    './u*',
  );
  pattern("require(['./a/' + b])", './a/*');
  pattern('import(/* webpackChunkName: "x" */ `../${x}/${y}${z}/i.json`, {})', '../*/*/i.json');
  pattern("import(('./p/' + x) + `/${a[`}`]}.vue`)", './p/*/*.vue');
  pattern("import('@/l/' + x); import('#l/' + x); import(`~/l/${x}`)", '@/l/*', '#l/*', '~/l/*');
  pattern(
    "import(`./a.css?t=${Date.now()}`); import('./[b]/' + 'c.css')",
    './a.css',
    './\\[b\\]/c.css',
  );
  pattern(
    "import(`./${x}`); import('./' + x + '/' + y); import(x + '/a.js'); import(`/a/${x}.js`); import(`a/${x}`); import(`@a/b/${x}`); import(`@/${x}`)",
  );
  pattern(
    "import(`https://a/${x}.js`); import('./a/' - x); import(x ? './a/' : './b/'); import(`./a\\n${x}`)",
  );
  pattern(
    "import.meta.resolve('./a/' + x); new URL(`./a/${x}`, import.meta.url); x.require('./a/' + y)",
  );
  pattern("// import('./a/' + x)\nconst a = \"require('./a/' + x)\", b = '`./a/${x}`'");
});

test('scripts that are put together may be built from others', () => {
  const code = 'import(`./a/${x}.js`); require(`./b/${x}.mjs`); import(`./c/${x}.ts`)';
  check('a.js', code, ['glob ./a/*.js', 'glob ./b/*.mjs', 'glob ./c/*.ts']);
  check('a.ts', code, ['glob ./a/*.{js,ts,tsx,jsx}', 'glob ./b/*.{mjs,mts}', 'glob ./c/*.ts']);
});

test('require.context: a folder, how deep, and endings', () => {
  const context = (given: string, ...expected: readonly string[]): void => {
    for (const path of ['a.js', 'a.ts'])
      check(
        path,
        `f(require.context(${given}))`,
        expected.map((one) => `glob ${one}`),
      );
  };
  const scripts = '.{js,jsx,mjs,cjs,ts,tsx,mts,cts}';
  context("'./a'", './a/**/*');
  context("'../a/', false", '../a/*');
  context("'.', true, /\\.ts$/", './**/*.ts');
  context("'./a', deep, /\\.tsx?$/i", './a/**/*.ts{x,}');
  context("'./a', true, /^\\.\\/.*\\.js$/", './a/**/*.js');
  context("'./a', true, /\\.stories\\.(?:ts|tsx)$/", './a/**/*.stories.{ts,tsx}');
  context("'./a', true, /\\.[jt]s$/", './a/**/*.[jt]s');
  context("'@/a', false, /^.+\\.vue$/", '@/a/*.vue');
  context("'./a', true, /\\.js$|^b/", `./a/**/*${scripts}`);
  context("'./a', true, test", `./a/**/*${scripts}`);
  context("'a'");
  context('a');
  context('');
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

test('deep in statements that are nothing by themselves', () => {
  check('a.js', "import './x'; const y = await g({ c: () => require('./b') });", [
    'static ./x ',
    'require ./b',
  ]);
  for (const value of [
    "await /r/.test(f(() => require('./a')))",
    "g(() => require('./a')), c = await /x/",
  ])
    check('a.js', `import './m'; const x = ${value};`, ['static ./m ', 'require ./a']);
  check('a.js', "for await (const a of b) { c(() => require('./a')) } export {}", ['require ./a']);
  for (const text of [
    "if (x) { return f(() => require('./a')); }",
    "with (x) { f(() => require('./a')); }",
    "var await = 1; f(() => { await; require('./a') })",
    "const a: string = f(() => require('./a'))",
  ])
    check('a.js', text, ['require ./a']);
});

test('beside what the parser gives no whole tree of', () => {
  for (const text of ["<A b={require('./c')}\\ />;", "<A b={require('./c')}\\u />;"]) {
    const { imports } = readRaw('a.jsx', text);
    deepStrictEqual(
      imports.map(({ specifier }) => specifier),
      ['./c'],
    );
    // The plain way gets no tree at all, and says so.
    strictEqual(parseFacts('a.jsx', text).problems.length, 2);
  }
});

test("files in the lists of AMD's define", () => {
  const long = 'a.b("c");\n'.repeat(2000);
  for (const body of ['', long]) {
    const factory = `function (require, exports, a) { require('./z'); ${body} }`;
    check('a.js', `define(["require", "exports", "react", "./a", '../b/c'], ${factory});`, [
      'require ./a',
      'require ../b/c',
      'require ./z',
    ]);
    check('a.js', `define([\n  \`./a\`, // './no'\n  , b], ${factory})`, [
      'require ./a',
      'require ./z',
    ]);
    const universal = `(function (f) {
      if (typeof module === 'object') module.exports = f(require, require('./a'));
      else if (typeof define === 'function' && define.amd) define(['require', './b'], f);
    })(${factory});`;
    check('a.js', universal, ['require ./a', 'require ./b', 'require ./z']);
    // With a name it is part of a bundle; elsewhere the word means something else.
    for (const call of [
      "define('name', ['./no'], ",
      "define(name, ['./no'], ",
      "x.define(['./no'], ",
      "redefine(['./no'], ",
      "define({ a: ['./no'] }, ",
      "define('./no', ",
    ])
      check('a.js', `${call}${factory});`, ['require ./z']);
    check('a.ts', `define(['./no'], ${factory});`, ['require ./z']);
  }
  check('a.js', "const a = \"define(['./no'])\"; // define(['./no'])", []);
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
