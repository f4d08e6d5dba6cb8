// What is read outside of the scripts of components, and in MDX, most of which is text.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { isEntryByName } from '../../server/modules/graph/entryNames.ts';
import { check, exportsOf, read } from './readFacts.ts';

test('import() in the markup of Svelte', () => {
  check(
    'a.svelte',
    `<script>import './s'</script>
{#await import('./A.svelte') then X}<X.default/>{/await}
<button onclick={() => import("./b.js")} a="{import(/* @vite-ignore */ \`./c.js\`, {})}">don't</button>
{@const d = import("./d.js")}
<style>a { color: red }</style>
{import('./e.js')}`,
    [
      'dynamic ./A.svelte',
      'dynamic ./b.js',
      'dynamic ./c.js',
      'dynamic ./d.js',
      'dynamic ./e.js',
      'static ./s ',
    ],
  );
  check(
    'a.svelte',
    `import('./no') <pre>import('./no')</pre> <code title="import('./no')">import('./no')</code> <!-- {import('./no')} -->
{"import('./no')"} {/* import('./no') */ 1} {\`import('./no')\`} {a.import('./no')} {reimport('./no')} {import(no)} {'{'} import('./no')
{// import('./no')
b}`,
    [],
  );
});

test('import() in the markup of Vue', () => {
  check(
    'a.vue',
    `<template><component :is="() => import(\`./A.vue\`)"/><template #b><b @click='import("./b.js")'/></template>
<p v-if="a" v-bind:c="import('./c.js')">{{ import('./d.js') }}</p></template>
<script>import('./s')</script>`,
    ['dynamic ./A.vue', 'dynamic ./b.js', 'dynamic ./c.js', 'dynamic ./d.js', 'dynamic ./s'],
  );
  check(
    'a.vue',
    `<template><p title="import('./no')">import('./no')</p><!-- {{ import('./no') }} --><pre v-pre>{{ import('./no') }}</pre></template>
<docs>{{ import('./no') }} <a :b="import('./no')"/></docs>`,
    [],
  );
});

test('import() in the markup of Astro', () => {
  check(
    'a.astro',
    `---
const a = '<b>{import("./no")}</b>';
---
<img src={import('../a.ts')} />{a && <p>don't { b }<!-- { --></p>}{import('./b.ts')}
<code is:raw>f() { import('./no') }</code> import('./no')
<script>import('./s')</script>{c && <style>a { }</style>}{import('./d.ts')}`,
    ['dynamic ../a.ts', 'dynamic ./b.ts', 'dynamic ./d.ts', 'dynamic ./s'],
  );
});

test('exports of components keep what they come from', () => {
  deepStrictEqual(
    exportsOf('a.svelte', "<p a={import('./a')} /><script module>export { b } from './b'</script>"),
    ['default', 'b = b of ./b'],
  );
});

const mdx = `---
title: import './no'

import './no'
---
import A, { b } from './A.astro';
import './c.css'
export { d } from './d'

# Title
import E from './E'

export const f = {

  g: import('./g'),

};

<img src={import("./h.png")} /> don't

export default ({ children }) => <A>{children}</A>

export function I() {

  return <p>

  don't</p>
}

import './last'`;

test('MDX: statements at the start of a line, up to a blank line', () => {
  const expected = [
    ...['dynamic ./h.png', 'static ./A.astro default,b', 'static ./c.css ', 're-export ./d d'],
    ...['static ./E default', 'dynamic ./g', 'static ./last '],
  ];
  for (const text of [mdx, mdx.replaceAll('\n', '\r\n')]) {
    check('a.mdx', text, expected);
    deepStrictEqual(exportsOf('a.mdx', text), ['default', 'd = d of ./d', 'f', 'I']);
    deepStrictEqual(read('a.mdx', text).problems, []);
  }
});

test('MDX: text, code and comments are none', () => {
  const none = (text: string): void =>
    deepStrictEqual(read('a.mdx', text), {
      imports: [],
      exports: [{ name: 'default', isType: false, start: 0, end: 0 }],
      problems: [],
    });
  none('');
  none('import things are good\n\nexport of goods, {\n\nimport');
  none(
    "Text\nimport a from './no'\n\n import a from './no'\n\n- import a from './no'\n\n> import './no'",
  );
  none("```js\nimport './no'\n\nimport './no'\n```\n");
  none("1. a\n   ~~~~ts\nimport './no'\n~~~\n\nimport './no'\n   ~~~~\n");
  none("- ```js {1}\n\nimport './no'\n");
  none("{/*\n\nimport './no'\n\n*/}\n\n<!--\n\nimport './no'\n-->\n");
  none("`import './no'` `{import('./no')}` import('./no')\n\n```\n{import('./no')}\n```");
  none("+++\nimport './no'\n\nimport './no'\n+++");
});

test('MDX: a document needs nobody who imports it', () => {
  strictEqual(isEntryByName('src/content/docs/a.mdx'), true);
});

test('MDX: what follows code and comments is read', () => {
  check(
    'a.mdx',
    "```js\na\n```\nimport './a'\n\n{/* b */}\nimport './b'\n\n~~~\n```\n~~~\n\nimport './c'",
    ['static ./a ', 'static ./b ', 'static ./c '],
  );
});
