/**
 * What a script takes from other files without an import: `/// <reference path="./a.d.ts" />`, `/// <reference types="node" />`, and
 * `declare module './a' { ... }` in a module, which adds to what that file offers.
 *
 * @see https://www.typescriptlang.org/docs/handbook/triple-slash-directives.html
 */
import type { ScriptLanguage } from './kinds.ts';
import type { ImportFact } from './model.ts';
import type { ParsedScript } from './scriptParser.ts';
import { nameOf } from './syntax.ts';

/** @returns in no order */
export function referenceImports(
  script: ParsedScript,
  text: string,
  language: ScriptLanguage,
): readonly ImportFact[] {
  const found = text.includes('///') ? directives(text) : [];
  // Outside of a module it declares one: then it leads nowhere, others lead to it.
  if (language !== 'jsx' && script.hasStatements && augmenting.test(text))
    found.push(...augmented(script));
  return found;
}

/** The parser's two trees differ in this name. */
const declarations: ReadonlySet<string> = new Set([
  'TSModuleDeclaration',
  'TSExternalModuleDeclaration',
]);
const augmenting = /\bdeclare\s+module\s*['"]/;
/** What may stand above the first statement: white space, the line of a script's program, comments. */
const trivia = /\s+|#!.*|\/\/.*|\/\*[\s\S]*?\*\//y;
const directive = /^\/\/\/\s*<reference\s[^>]*?\b(path|types)\s*=\s*("[^"]*"|'[^']*')/;

/** They count only above everything else. */
function directives(text: string): ImportFact[] {
  const found: ImportFact[] = [];
  const search = new RegExp(trivia);
  for (let at = 0; at < text.length; at = search.lastIndex) {
    const part = search.exec(text)?.[0];
    if (part === undefined) break;
    const [all, attribute, quoted] = directive.exec(part) ?? [];
    if (all === undefined || quoted === undefined || quoted.length <= 2) continue;
    const end = at + all.length;
    const written = quoted.slice(1, -1);
    const specifier = attribute === 'path' ? asPath(written) : written;
    found.push({ kind: 'reference', specifier, start: end - quoted.length, end, names: [] });
  }
  return found;
}

/** A path is one without a dot at its start, too. */
function asPath(written: string): string {
  return /^(?:\.{1,2}\/|\/)/.test(written) ? written : `./${written}`;
}

function augmented({ body }: ParsedScript): ImportFact[] {
  return body.flatMap(({ type, id }): ImportFact[] => {
    const specifier = declarations.has(type) && id?.name === undefined ? nameOf(id) : undefined;
    if (!id || specifier === undefined || specifier === '') return [];
    return [{ kind: 'type', specifier, start: id.start, end: id.end, names: [] }];
  });
}
