// What style sheets import, form by form.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { check, read } from './readFacts.ts';

/** @param expected what is named, divided by spaces */
function names(path: string, text: string, expected: string): void {
  check(
    path,
    text,
    expected.split(' ').flatMap((one) => (one === '' ? [] : `style ${one}`)),
  );
}

test('@import in CSS: addresses, layers, conditions', () => {
  const css = (text: string, expected: string): void => names('a.css', text, expected);
  css('@import "a.css";@import\n\t\'b.css\'\n; @import"c.css";', 'a.css b.css c.css');
  css(
    '@import url("a.css") screen; @import url( b.css ); @import url( "c.css" );',
    'a.css b.css c.css',
  );
  css('@import "a.css" layer; @import url(b.css) layer(x.y);', 'a.css b.css');
  css(
    '@import "a.css" supports(not (display: inline-grid)) screen and (width > 1px), print;',
    'a.css',
  );
  css(
    '@import url(a.css) layer(x) supports(background: url("no.png")) print, "b.css";',
    'a.css b.css',
  );
  css('@import/**/"a.css"; @import /* "no" */ url(b.css);', 'a.css b.css');
  css('@IMPORT "a.css"; @Import URL(b.css);', 'a.css b.css');
  css('@charset "utf-8"; @layer a, b; @import "a.css"; @namespace url(http://x/y);', 'a.css');
  css(
    '@import url(//x.y/z.css); @import url(https://x/y?a:b,c;d);',
    '//x.y/z.css https://x/y?a:b,c;d',
  );
  css('@import ""; @import; @import url(); @importer "no";', '');
  css('.a { content: "@import \'no\'"; background: url(x;@import "no") } /* @import "no" */', '');
  css('@use "no"; @forward "no"; .a { b: load-css("no") }', '');
});

test('names in CSS may have escaped signs', () => {
  const specifiers = (text: string): readonly string[] =>
    read('a.css', text).imports.map(({ specifier }) => specifier);
  deepStrictEqual(
    specifiers('@import "t\\65 st.css"; @import url(a\\ b.css); @import "c\\\nd.css";'),
    ['test.css', 'a b.css', 'cd.css'],
  );
  const text = '@import "\\61.css";';
  const [fact] = read('a.css', text).imports;
  strictEqual(text.slice(fact?.start, fact?.end), '"\\61.css"');
});

test('CSS modules', () => {
  names(
    'a.module.css',
    '.a { composes: b c from "./b.css"; composes: d; } .composes { a: b }',
    './b.css',
  );
  names('a.module.css', ".a{composes:b from './b.css'} .c { composes: d from global }", './b.css');
  names('a.module.css', '.a { --composes: b from "no"; x-composes: c from "no" }', '');
  names(
    'a.module.css',
    '@value a, b as c from "./b.css"; @value d: "no"; @value e from f;',
    './b.css',
  );
  names(
    'a.module.css',
    ':import("./b.css") { a: b } :export { c: d } :is(import("no")) {}',
    './b.css',
  );
});

test('plugins and configurations', () => {
  names(
    'a.css',
    '@import "tailwindcss" source("../no"); @plugin "@x/y" { a: b } @plugin "./p.js"; @config "../t.js";',
    'tailwindcss @x/y ./p.js ../t.js',
  );
  names(
    'a.css',
    '@reference "../app.css"; @source "../no/**"; @tailwind base; .a { @apply b; }',
    '../app.css',
  );
  names('a.less', '@plugin "p"; @plugin (optional) "q"; @plugin: "no";', 'p q');
});

test('Sass', () => {
  const scss = (text: string, expected: string): void => names('a.scss', text, expected);
  scss('@import \'a\', "b" ; // @import "no"\n@use "sass:math";', 'a b sass:math');
  scss('@use "a" as b; @use "c" as *; @use "d" with ($e: "no", $f: url("no.png"));', 'a c d');
  scss(
    '@forward "a" show b, $c; @forward "d" hide e; @forward "f" as g-*; @forward "h" with ($i: "no" !default);',
    'a d f h',
  );
  scss('@use\n  "a";@use"b"; @import "c" /* , "no" */,\n "d";', 'a b c d');
  scss(
    '@import url(a.css), "http://x/y.css", "b.css" screen, "c";',
    'a.css http://x/y.css b.css c',
  );
  scss('@import url(no), "no" screen, "no"(width > 1px); @import "a" ; @import "b"}', 'a b');
  scss('.a { @import "b"; } @if $c == "@use" { @import "d"; }', 'b d');
  scss(
    '@import "#{$no}"; @use "pkg:a"; $b: "@use \'no\'"; a { b: url(//x/y.png) } @use "c";',
    'pkg:a c',
  );
  scss('@include meta.load-css("a"); @include load-css($url: "b", $with: ("c": "no"));', 'a b');
  scss('@include meta.load-css($no); @mixin load-css($no: "no") {} @include reload-css("no");', '');
});

test('Sass with indentation', () => {
  const sass = (text: string, expected: string): void => names('a.sass', text, expected);
  sass('@import foo, bar/baz\n@use "x"\n', 'foo bar/baz x');
  sass(
    '@import url(foo.css)\n@import "x.css" screen, y\n=mixin\n  color: red\n',
    'foo.css x.css y',
  );
  sass('.a\n  @import b\n  +meta.load-css("c")\n', 'b c');
  sass('// a\n   @use "no"\n\n   @use "no"\n@use "b"\n/* c\n   @use "no"\n@use "d"', 'b d');
  sass('@use "a" // b\n@use "c"\n.d\n  // e\n    @import no\n  @import f', 'a c f');
  sass('@use "a" with ($b: 1,\n  $c: 2)\n@use "d"', 'a d');
});

test('Less', () => {
  const less = (text: string, expected: string): void => names('a.less', text, expected);
  less(
    '@import (reference) "a"; @import (css) url("b.css"); @import (less, optional) "c";',
    'a b.css c',
  );
  less('@import (multiple) \'a\' screen; @import (css,less)\n"b",\n"c";', 'a b c');
  less('@import "@{theme}/no"; .a { .mixin(); @r: {}; } // @import "no"\n@import "b";', 'b');
  less(
    '@import: "no"; @imports: "no"; @use: "no"; a { b: ~"@import \'no\'"; c: data-uri("no.png") }',
    '',
  );
  less('.m() when (default()) { @import "a"; }', 'a');
});
