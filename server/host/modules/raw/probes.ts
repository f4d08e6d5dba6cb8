/**
 * Short texts that have each thing in them whose place in memory is relied on, and what is to be found in them: where it is not, the parser is
 * another one than it is taken for.
 */
import type { ScriptParser } from '../../../modules/scriptParser.ts';
import { StatementFacts } from '../../../modules/statementFacts.ts';
import { nameOf, type SyntaxNode } from '../../../modules/syntax.ts';

/** What is found in a text, as one line. */
export function outline(parser: ScriptParser, text: string): string {
  const script = parser.parse(text, 'ts', 'module');
  const statements = new StatementFacts();
  script.readStatements(statements);
  return [
    ...statements.imports.map((one) => `${one.kind} ${one.specifier} ${one.start} ${one.names}`),
    ...statements.exports.map(({ name, isType, end }) => `${isType ? 'type ' : ''}${name} ${end}`),
    ...script.dynamicImports.map(({ moduleRequest: { start, end } }) => `import ${start} ${end}`),
    ...script.importMetas.map(({ start, end }) => `meta ${start} ${end}`),
    ...script.comments.map(({ start, end }) => `comment ${start} ${end}`),
    ...script.errors.map(({ message, labels }) => `${message} ${labels[0]?.start}`),
    ...script.declaredModules.map(
      ({ name, start, imports }) =>
        `module ${name} ${start} ${imports.map(({ specifier }) => specifier)}`,
    ),
    ...['require', 'import.meta'].map(
      (word) => `path ${pathText(script.pathTo(text.lastIndexOf(word)))}`,
    ),
    `${script.hasStatements} ${script.isEmpty} ${script.end}`,
  ].join('; ');
}

function pathText(path: readonly SyntaxNode[]): string {
  return (
    path
      // The words of `import.meta`, which are nodes in the plain tree.
      .filter(({ name }) => name !== 'import')
      .map((node) => `${node.start} ${nameOf(node) ?? nameOf(node.arguments?.[0]) ?? ''}`)
      .join(' ')
  );
}

/** Text, and what is found in it. */
export const probes: readonly (readonly [text: string, expected: string])[] = [
  [
    "/* é */ import './a'; import type { T } from './b'; import d, { a as b, type c, 'x y' as q } from './c'; import * as n from './d'; import('./e'); import.meta;",
    'static ./a 15 ; type ./b 45 T; static ./c 98 default,a,c,x y; static ./d 124 *; import 138 143; meta 146 157; comment 0 7; path ; path 146  146 ; true false 158',
  ],
  [
    "export { b as 'é', d }; export { x as y, default as z, type w } from './f'; export * from './g'; export * as 'h i' from './h'; export type * from './j';",
    're-export ./f 69 x,default,w; re-export ./g 90 *; re-export ./h 120 *; type ./j 146 *; é 17; d 20; y 39; z 53; type w 61; * 96; h i 114; type * 152; path ; path ; true false 152',
  ],
  [
    'export const { p, n: [, m = 1, ...l], ...r } = f(), u: T = 2; export function o() {} export class C {} export interface I {} export type A = 1; export {};',
    'p 16; m 25; l 35; r 42; u 53; o 79; C 99; type I 121; type A 138; path ; path ; true false 154',
  ],
  [
    "export enum E { A } export namespace N.M {} export import F = N.M; export default class D {} const e = f, g = require('./l').m;",
    'E 13; N 38; F 59; default 89; path 93  106  110  110 ./l 110 require; path ; true false 127',
  ],
  [
    "a.b = (0, c(await require('k')), new D('./m', import.meta.url), 1); declare module 'n' { import './o'; }",
    'meta 46 57; module n 83 ./o; path 0  0  6  7  10  12  18 k 18 require; path 0  0  6  7  33 ./m 46  46 ; true false 104',
  ],
  [
    'return 1;',
    "A 'return' statement can only be used within a function body. 0; path ; path ; false false 9",
  ],
  ['', 'path ; path ; false true 0'],
];
