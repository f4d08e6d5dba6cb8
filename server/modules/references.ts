/**
 * What a script takes from other files without an import of its own: `/// <reference path="./a.d.ts" />`, `/// <reference types="node" />`,
 * `@jsxImportSource preact` in a comment, `declare module './a' { ... }` in a module, which adds to what that file offers, and what is
 * imported within `declare module`.
 *
 * @see https://www.typescriptlang.org/docs/handbook/triple-slash-directives.html
 * @see https://www.typescriptlang.org/tsconfig/#jsxImportSource
 */
import type { ScriptLanguage } from './kinds.ts';
import type { ImportFact } from './model.ts';
import type { ParsedScript } from './scriptParser.ts';

/** @returns in no order */
export function referenceImports(
  script: ParsedScript,
  text: string,
  language: ScriptLanguage,
): readonly ImportFact[] {
  const found = isAbove('///', script, text) ? directives(text) : [];
  if (isAbove('@jsxImportSource', script, text)) found.push(...jsxRuntime(text, language));
  if (language !== 'jsx') found.push(...declared(script));
  return found;
}

/** Whether something stands above the first statement. */
function isAbove(wanted: string, { start }: ParsedScript, text: string): boolean {
  return text.lastIndexOf(wanted, start) >= 0;
}

const commentsMax = 20;
/** What may stand above the first statement: white space, the line of a script's program, comments. */
const trivia = /\s+|#!.*|\/\/.*|\/\*[\s\S]*?\*\//y;
const directive = /^\/\/\/\s*<reference\s[^>]*?\b(path|types)\s*=\s*("[^"]*"|'[^']*')/;

/** White space and comments above everything else. */
function* partsAbove(text: string): Generator<{ readonly part: string; readonly at: number }> {
  const search = new RegExp(trivia);
  for (let at = 0; at < text.length; at = search.lastIndex) {
    const part = search.exec(text)?.[0];
    if (part === undefined) return;
    yield { part, at };
  }
}

/** They count only above everything else. */
function directives(text: string): ImportFact[] {
  const found: ImportFact[] = [];
  for (const { part, at } of partsAbove(text)) {
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

const jsxSource = /^\s*(?:\/\*+|\*)?\s*@jsxImportSource\s+([^\s*]+)\s*(?:\*\/|$)/m;
const isClassic = /@jsxRuntime\s+classic\b/;

/** Elements become calls of functions in the runtime that a comment at the top names; a script without elements calls none. */
function jsxRuntime(text: string, language: ScriptLanguage): ImportFact[] {
  if ((language !== 'jsx' && language !== 'tsx') || !/<\/|\/>/.test(text)) return [];
  const comments = [...partsAbove(text)].filter(({ part }) => part.startsWith('/*'));
  if (comments.some(({ part }) => isClassic.test(part))) return [];
  return comments.slice(0, commentsMax).flatMap(({ part, at }): ImportFact[] => {
    const found = jsxSource.exec(part);
    const source = found?.[1];
    if (!found || source === undefined) return [];
    const start = at + found.index + found[0].lastIndexOf(source);
    const specifier = `${source}/jsx-runtime`;
    return [{ kind: 'static', specifier, start, end: start + source.length }];
  });
}

/** Outside of a module it declares one, which leads nowhere: others lead to it. What is imported within is of types alone. */
function declared({ declaredModules, hasStatements }: ParsedScript): ImportFact[] {
  if (declaredModules.length === 0) return [];
  return declaredModules.flatMap(({ name: specifier, start, end, imports }): ImportFact[] => {
    if (specifier === '') return [];
    const own: ImportFact = { kind: 'type', specifier, start, end, names: [] };
    return [
      ...(hasStatements ? [own] : []),
      ...imports.map((one) => ({ ...one, kind: 'type' as const })),
    ];
  });
}
