// Parses thousands of broken sources of every kind: none may crash the parser, hang it, or come out with places outside of the text. Prints the
// seed of what fails, which then fails again:
//
//   npm run trial:sources                             100,000 sources
//   npm run trial:sources -- --count 1 --seed 12345   one of them

import { deepStrictEqual, ok } from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { decodeFacts, FactsWriter } from '../../server/modules/factsCodec.ts';
import { Random } from '../oracle/random.ts';
import { readRaw } from './readFacts.ts';

const script = `import a, { b as c, type D } from './x';\nimport type { E } from "./y";\nexport * from './z';
export { q as r } from \`no\`; // import './no'\nconst m = await import('./m'); /* require('./no') */
const w = require('./w'); new URL('./u.png', import.meta.url); import.meta.glob(['./*.ts', '!./b.ts']);
let t: import('./t').T; import fs = require('fs'); export default class Foo<T> extends Bar { #p = /re[/]/g; }
export const { k, l: [n, ...o] } = \`\${{ a: '}' }} \\\` é🎉\`; namespace N.M { export type X = 1 }\n`;
const seeds: readonly (readonly [path: string, text: string])[] = [
  ['a.ts', script],
  ['a.mts', script],
  ['a.js', script.replace(/import type.*\n|let t:.*\n/g, '')],
  [
    'b.ts',
    "@Component({ templateUrl: './a.html', styleUrls: ['./b.css'] })\nexport class A { @C() d = 1; }",
  ],
  ['a.tsx', `${script}const j = <A.B {...c} d="e">{f}</A.B>;`],
  [
    'a.d.ts',
    "declare module 'x' { import a from './a'; }\nexport declare const b: import('./b').C;\nexport = b;",
  ],
  [
    'a.vue',
    `<template><p :b="() => import('./d')">{{ a }}</p></template>\n<script setup lang="ts">${script}</script><style lang="scss">@use './s';</style>`,
  ],
  [
    'a.svelte',
    `<script module>${script}</script>{#if a}<script src="./b.js"></script>{/if}{#await import('./c') then d}{/await}`,
  ],
  ['a.astro', `---\n${script}---\n<div><script>import './c'</script></div>{import('./d')}`],
  [
    'a.mdx',
    `---\na: b\n---\n${script}\n\n# A\n\n\`\`\`js\nimport './no'\n\`\`\`\n\n{/* a */}<B c={import('./d')} />`,
  ],
  [
    'a.scss',
    "@use 'sass:math'; @import 'a', url(\"b.css\") screen; @forward './c' hide d; .e { composes: f from './g'; &:hover { a: url(h) } } // @import 'no'",
  ],
  ['a.less', "@import (reference, optional) './a'; @b: ~'c'; .d { .e(); } /* @import 'no' */"],
  [
    'a.sass',
    "// a\n   @use 'no'\n@use b\n@import c, url(d.css) print\n+meta.load-css('e')\n/* f\n   g\n",
  ],
  [
    'a.module.css',
    "@value a, b from './a'; @plugin '@b/c' { d: e } :import('./f') {} .g { composes: h from './i' } @import '\\6a \\\n.css' layer(k);",
  ],
  [
    'a.jsx',
    "/** @jsxRuntime automatic */\n/* @jsxImportSource ./a */\n<A b={require(['./c', './d'])} />; import.meta.glob(['./*', '!./e'], { base: './f' }); new URL('..', import.meta.url); import(`./g/${h}.js`); require('./i/' + j); require.context('./k', true, /\\.tsx?$/)",
  ],
];
const scraps = [
  'import ',
  "'",
  '"',
  '`',
  '${',
  '}',
  '{',
  '(',
  ')',
  '/*',
  '*/',
  '//',
  '<script>',
  '</script>',
  '<!--',
  '---\n',
  '@import ',
  '\\',
  ' from ',
  '@jsxImportSource ',
  'declare module ',
  'require(',
  'export ',
  '\0',
  '\uFEFF',
  '\uD83C',
  '\\',
  '\n',
  'url(',
  '=>',
  '<',
  '🎉',
  '#',
];
/** A source of this length takes about a tenth of a millisecond. */
const slowMs = 2000;

function mutate(random: Random, text: string): string {
  let result = text;
  for (let count = random.integer(1, 6); count > 0; count--) {
    const at = random.integer(0, result.length);
    const length = random.integer(0, random.chance(20) ? result.length : 12);
    const kind = random.integer(0, 4);
    const part = result.slice(at, at + length);
    if (kind === 0) result = result.slice(0, at) + result.slice(at + length);
    else if (kind === 1) result = result.slice(0, at) + random.pick(scraps) + result.slice(at);
    else if (kind === 2) result = result.slice(0, at);
    else if (kind === 3)
      result = result.slice(0, at) + part.repeat(random.integer(1, 30)) + result.slice(at);
    else
      result =
        result.slice(0, at) + String.fromCharCode(random.integer(0, 0xffff)) + result.slice(at + 1);
  }
  return result;
}

/** @returns what failed, with its seed */
export function parseMutated({
  count,
  seed,
}: {
  readonly count: number;
  readonly seed: number;
}): readonly string[] {
  const failures: string[] = [];
  const writer = new FactsWriter();
  for (let at = 0; at < count; at++) {
    const random = new Random(seed + at);
    const [path, text] = random.pick(seeds);
    const source = mutate(random, text);
    const started = performance.now();
    try {
      const facts = readRaw(path, source);
      for (const { start, end } of [...facts.imports, ...facts.exports, ...facts.problems])
        ok(
          0 <= start && start <= end && end <= source.length,
          `place ${start} to ${end} of ${source.length}`,
        );
      deepStrictEqual(decodeFacts(writer.encode(facts)), facts);
      for (const { from } of facts.exports) ok(from === undefined || facts.imports[from]);
      ok(performance.now() - started < slowMs, `took ${performance.now() - started} ms`);
    } catch (error) {
      failures.push(
        `seed ${seed + at}, ${path}: ${error instanceof Error ? error.stack : String(error)}\n${source}`,
      );
    }
  }
  return failures;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { count: { type: 'string', default: '100000' }, seed: { type: 'string' } },
  });
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
  const started = performance.now();
  const failures = parseMutated({ count: Number(values.count), seed });
  for (const failure of failures.slice(0, 5)) console.error(failure);
  console.log(
    `${values.count} sources from seed ${seed}: ${failures.length} failed, ${Math.round(performance.now() - started)} ms`,
  );
  if (failures.length > 0) process.exitCode = 1;
}
