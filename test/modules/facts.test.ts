// What is read of one file. Each case is a text and the mentions in it, one a line: kind, what is written, names taken.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { decodeFacts, FactsWriter } from '../../server/modules/factsCodec.ts';
import type { ModuleFacts } from '../../server/modules/model.ts';
import { brokenText } from '../../server/modules/problems.ts';
import { check, exportsOf, read } from './readFacts.ts';

test('statements', () => {
  check('a.ts', "import a, { b as c, type D } from './x';", ['static ./x default,b,D']);
  check('a.ts', "import * as ns from './x'; import './run';", ['static ./x *', 'static ./run ']);
  check('a.ts', "import type { E } from './y'; import { type F } from './z';", [
    'type ./y E',
    'type ./z F',
  ]);
  check('a.ts', "import type {} from './y';", ['type ./y ']);
  check(
    'a.ts',
    "export * from './p'; export { q as r } from './q'; export type { T } from './t';",
    ['re-export ./p *', 're-export ./q q', 'type ./t T'],
  );
  check('a.mjs', "import x from './x.json' with { type: 'json' };", ['static ./x.json default']);
});

test('mentions that are no statements', () => {
  check('a.cjs', "const a = require('./a'); require.resolve('./b'); x.require('./no');", [
    'require ./a',
    'require ./b',
  ]);
  check('a.ts', "import fs = require('./fs'); export import b = require('./b');", [
    'require ./fs',
    'require ./b',
  ]);
  check('a.ts', "const m = await import('./m'); import(`./t`); import(`./${x}`);", [
    'dynamic ./m',
    'dynamic ./t',
  ]);
  check('a.ts', "let a: import('./a').B; type C = typeof import('./c');", [
    'type ./a B',
    'type ./c *',
  ]);
  check('a.ts', "new URL('./u.png', import.meta.url); new URL('./no', base);", ['url ./u.png']);
  check('a.ts', "import.meta.glob(['./*.ts', '!./b.ts']); import.meta.glob('./c/*')", [
    'glob ./*.ts\n!./b.ts',
    'glob ./c/*',
  ]);
});

test('mentions in odd places', () => {
  check('a.ts', "@A(require('./a')) export class B { @C(require('./c')) d = 1 }", [
    'require ./a',
    'require ./c',
  ]);
  check('a.d.ts', "declare const a: import('x').X<import('./a').A>;\ndeclare function g(): 1;", [
    'type x X',
    'type ./a A',
  ]);
  check('a.ts', "let a: `x${import('./u').X}`, c: 'import(\"./no\")' = require(/* . */ './y')", [
    'type ./u X',
    'require ./y',
  ]);
  check(
    'a.js',
    "[, require('./y'), , , , , , , , , require('./z')]; `${require('./t')}`; <A b={require('./j')}> require('./no') </A>",
    ['require ./y', 'require ./z', 'require ./t', 'require ./j'],
  );
  check(
    'a.js',
    "#!/usr/bin/env node require('./no')\nlabel: { require // c\n('./c') } new (require('./f'))(); require?.('./g'); [...require('./h')]",
    ['require ./c', 'require ./f', 'require ./g', 'require ./h'],
  );
  check(
    'a.ts',
    "import /* old */ React from 'react';\nlet a: import('./a').T;\nexport const b = /** cast */ (a);",
    ['static react default', 'type ./a T'],
  );
  check('a.ts', "// import/* is off\nlet a: import // x\n('./a').T; /** doc */ (a as any)();", [
    'type ./a T',
  ]);
  check('a.ts', `const a = '${'import/*'.repeat(20_000)}';`, []);
  check(
    'a.js',
    "$require('./no'); this.require('./no'); class A { #require; b = this.#require('./no') }",
    [],
  );
  check('a.ts', "import type T = require('./t'); a.b(require('./b').c.d())", [
    'type ./t',
    'require ./b',
  ]);
});

test('what only looks like a mention', () => {
  check(
    'a.ts',
    "// import './a'\n/* require('./b') */ const s = \"require('./c')\"; const r = /require\\('.\\/d'\\)/;",
    [],
  );
  check(
    'a.ts',
    "const t = `import './a' ${\"import('./b')\"} require('./c')`; const o = { require: 1 };",
    [],
  );
  check('a.jsx', "const a = <p>import x from './no'; require('./no')</p>;", []);
  check(
    'a.ts',
    'require(name); import(name); new URL(name, import.meta.url); require(); require("")',
    [],
  );
});

test('escapes and signs beyond ASCII', () => {
  check('a.js', "import './\\x61\\u{62}'; import('./d\\\n')", ['static ./ab ', 'dynamic ./d']);
  const { imports } = read('a.ts', "\uFEFFconst s = '🎉ä'; import './ö🎉';");
  deepStrictEqual(
    imports.map(({ start, end, specifier }) => [start, end, specifier]),
    [[24, 31, './ö🎉']],
  );
});

test('exports', () => {
  deepStrictEqual(
    exportsOf(
      'a.ts',
      'export const a = 1, { b, c: [d, ...e] } = x; export function f() {} export class G {}',
    ),
    ['a', 'b', 'd', 'e', 'f', 'G'],
  );
  deepStrictEqual(
    exportsOf(
      'a.ts',
      'export interface I {} export type T = 1; export enum E {} export namespace N.M {}',
    ),
    ['type I', 'type T', 'E', 'N'],
  );
  deepStrictEqual(exportsOf('a.ts', 'const k = 1; export { k as "a name", k as default }'), [
    'a name',
    'default',
  ]);
  deepStrictEqual(
    exportsOf(
      'a.ts',
      "export * from './p'; export * as q from './q'; export { r as s } from './r';",
    ),
    ['* = * of ./p', 'q = * of ./q', 's = r of ./r'],
  );
  deepStrictEqual(exportsOf('a.ts', "import { a as b } from './a'; export { b as c };"), [
    'c = a of ./a',
  ]);
  deepStrictEqual(exportsOf('a.ts', 'export default class Foo {}'), ['default']);
});

test('JavaScript that is not quite: return outside of functions, types, JSX', () => {
  check('a.js', "const a = require('./a'); return a;", ['require ./a']);
  check('a.js', "import type { T } from './t'; const x: T = 1;", ['type ./t T']);
  check('a.js', "import A from './a'; export const b = <A />;", ['static ./a default']);
});

test('a broken file gives what stands before the error, and the error', () => {
  const { imports, problems } = read(
    'a.ts',
    "import a from './ok';\nimport b from './too';\nconst x = ;;; {{{\nimport c from './lost';",
  );
  deepStrictEqual(
    imports.map(({ specifier }) => specifier),
    ['./ok', './too'],
  );
  strictEqual(problems.length, 1);
  strictEqual(problems[0]?.start, 55);
});

test('what breaks a rule where nothing is lost is no problem', () => {
  const whole = (path: string, text: string, ...expected: readonly string[]): void => {
    check(path, text, expected);
    deepStrictEqual(read(path, text).problems, [], text);
  };
  whole(
    'a.d.ts',
    "declare global { declare module 'a' { const a: 1 } }\nexport * from './a';",
    're-export ./a *',
  );
  whole(
    'a.ts',
    "abstract class A { abstract b() {} }\nimport './a'; // end\n/* . */",
    'static ./a ',
  );
  whole('a.ts', "return 1;\nimport './a';", 'static ./a ');
  whole('a.js', "class A { private declare a; }\ndeclare;\nimport './a';", 'static ./a ');
});

test('where the parser takes what it cannot read for the end, something is lost', () => {
  for (const end of ['\0', '`${a}', '"a', '/* a', '1a', '#!a', '@', '}'])
    for (const path of ['a.ts', 'a.js', 'a.d.ts']) {
      const { imports, problems } = read(
        path,
        `import './a';\nconst b = 1;\n${end}\nimport './c';`,
      );
      deepStrictEqual(
        [imports.map(({ specifier }) => specifier), problems.length > 0],
        [['./a'], true],
        end,
      );
    }
});

test('an error without a place is one of the whole text', () => {
  const text = Buffer.from(Buffer.from("\uFEFFimport './a';", 'utf16le')).toString('utf8');
  const { problems } = read('a.js', text);
  deepStrictEqual(problems, [
    { message: 'File appears to be binary.', start: 0, end: text.length },
  ]);
  const [problem] = problems;
  strictEqual(
    problem && brokenText('a.js:1', problem, 'More.'),
    'a.js:1 could not be parsed as a whole: File appears to be binary. More.',
  );
});

test('components', () => {
  const vue = `<!-- <script>import './no'</script> -->
<template><div><template #a></template><script>import './no'</script></div></template>
<script setup lang="ts" src="./q.ts">
import A from './A.vue';
export const z = 1;
</script>
<style lang="scss">@use "./v" as *; /* @import "no" */</style>`;
  check('a.vue', vue, ['static ./q.ts ', 'static ./A.vue default', 'style ./v']);
  deepStrictEqual(exportsOf('a.vue', vue), ['default', 'z']);
  check(
    'a.vue',
    '<script src="@/q.ts"></script><style src="lib/a.css"></style><template src="~/t.html" /><script src="https://no/a.js"></script><script src="/no.js"></script>',
    ['static @/q.ts ', 'style lib/a.css ', 'static ~/t.html '],
  );
  check(
    'a.svelte',
    "<script module>import './m'</script><script lang='ts'>import type { T } from './t'</script><p>{@html '<b>'}</p>",
    ['static ./m ', 'type ./t T'],
  );
  check(
    'a.astro',
    "---\nimport X from './x.astro';\nif (a) return 5;\n---\n<script>import './client'</script>",
    ['static ./x.astro default', 'static ./client '],
  );
  check('a.astro', '<script src="./a.ts"></script><script src="no/a.js"></script>', [
    'static ./a.ts ',
  ]);
  deepStrictEqual(read('a.astro', '---\nif (a) return 5;\n---\n').problems, []);
});

test('files that refer to nothing', () => {
  for (const path of ['a.json', 'a.txt'])
    deepStrictEqual(read(path, "import './no'"), { imports: [], exports: [], problems: [] });
});

test('names of patterns are exports, what is left over among them', () => {
  for (const path of ['a.js', 'a.ts', 'a.tsx'])
    deepStrictEqual(
      exportsOf(path, 'export const { a, b: [c, ...d], e = 1, ...f } = g, [, h, ...[i]] = j;'),
      ['a', 'c', 'd', 'e', 'f', 'h', 'i'],
    );
});

test('facts come out as they went in, whatever signs are in them', () => {
  const fact = { kind: 'static', start: 3, end: 5, names: ['default', 'ö'] } as const;
  for (const sign of ['', 'é', '\uFEFF', '漢', '🎉', '\uD83C', '\uDF89\uD83C'])
    for (const specifier of [sign, `${sign}./a`, `./a${sign}`.repeat(3000)]) {
      const facts: ModuleFacts = { imports: [{ ...fact, specifier }], exports: [], problems: [] };
      const bytes = new FactsWriter().encode(facts);
      deepStrictEqual(decodeFacts(Buffer.concat([Buffer.from('before'), bytes]), 6), facts);
    }
});
