// Texts that would take the parser, and the process with it, more memory than there is. The real parser is given them in a process of its own.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { whyTooHeavy } from '../../../server/host/modules/reading/heavyText.ts';
import { type Files, imports, leads, open } from './openedModules.ts';

const deep = 'is nested too deeply';
const compared = 'compares too much in one expression';
const many = 'has too many modifiers in a row';

/** What is repeated, and what is said of it. */
const heavy: Readonly<Record<string, string>> = {
  'a<b,': compared,
  'a < b,\n': compared,
  'a< //\n': compared,
  'a< /* */\n': compared,
  'a<(b),': compared,
  'a<b[0],': compared,
  'a<{b:1},': compared,
  'a<b<': compared,
  'a<b=>c,': compared,
  '(a=': deep,
  '({a=': deep,
  'x=(': deep,
  'a<(': deep,
  'readonly ': many,
  'readonly\n': many,
  'public /* */ ': many,
  'abstract async ': many,
  'x as any as ': many,
  'satisfies any ': many,
};

test('what grows with the square of its length is not parsed', () => {
  for (const [unit, why] of Object.entries(heavy))
    strictEqual(whyTooHeavy(Buffer.from(unit.repeat(5000))), why, unit);
});

const light: Readonly<Record<string, string>> = {
  comparisons: 'if (a < b) c();\n',
  'comparisons with comments': 'if (a < b) c(); // d < e\n',
  'comparisons without semicolons': 'const c = a < b\n',
  loops: 'for (let i = 0; i < n; i++) { a(i) }',
  types: 'let a: Map<string, Set<number>>;\n',
  'elements side by side': '<a b="c">d</a>',
  'functions that take functions': 'a((b) => { c(b) });',
  'brackets in strings': "lex('(');\n",
  'open brackets in strings': "const b = '(' + '[' + '<';\n",
  'open brackets in a function': "function f() { lex('('); lex('[')\n lex('<'); }\n",
  words: 'const a = `one two three four five six seven`\n',
  'a list of words': 'one two three four five ',
  'a table of numbers': '0,1,2,3,\n',
  'fields of a class': 'private static readonly a: number = 1;\n',
};

test('what is compared in a condition around a large part of a bundle is parsed', () => {
  const body = 'function(e){if(e<t){n(e)}else{r(e)};return e}'.repeat(40_000);
  for (const guards of [1, 4, 12]) {
    const condition = Array(guards).fill('typeof a<"u"').join('&&');
    strictEqual(whyTooHeavy(Buffer.from(`if(${condition}){${body}}`)), undefined, `${guards}`);
  }
});

test('what only looks alike is parsed', () => {
  for (const [what, unit] of Object.entries(light))
    strictEqual(whyTooHeavy(Buffer.from(unit.repeat(20_000))), undefined, what);
});

test('such files are problems of their own, and all others are read', async (t) => {
  const units = Object.entries(heavy);
  const files: Files = Object.fromEntries(
    units.flatMap(([unit], index) =>
      ['ts', 'tsx', 'js'].map((ending) => [`a${index}.${ending}`, unit.repeat(20_000)]),
    ),
  );
  const { modules } = await open(t, { ...files, 'good.ts': imports('./a0') });
  const told = Object.keys(files).map((path) => {
    const record = [...modules.records().values()].find((one) => one.path === path);
    return record?.facts.problems.map(({ message }) => message);
  });
  const expected = units.flatMap(([, why], index) =>
    ['ts', 'tsx', 'js'].map((ending) => [
      `a${index}.${ending} ${why} to be read. Its imports are not known.`,
    ]),
  );
  deepStrictEqual(told, expected);
  deepStrictEqual(leads(modules, 'good.ts'), ['./a0 -> a0.ts']);
});
