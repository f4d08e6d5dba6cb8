/**
 * `import('./a')` in the markup of components, where only some places are code: `{#await import('./A.svelte')}`,
 * `@click="() => import('./a.js')"`. What a text, a comment or a plain attribute says is none.
 */
import type { ComponentSyntax } from './kinds.ts';
import { literalText } from './literals.ts';
import type { ImportFact } from './model.ts';
import type { Span } from './syntaxPath.ts';

/**
 * Behind a letter there is an apostrophe, as in markup within braces. Longer ones are no text in quotes but what stands between two signs; a
 * limit, since each is tried.
 */
const quoted =
  /(?<!\w)(?:"(?:[^"\\\n]|\\.){0,300}"|'(?:[^'\\\n]|\\.){0,300}')|`(?:[^`\\]|\\[\s\S])*(?:`|$)/;
const comment = /\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$)/;
const mayImport = /\bimport\s*\(/;
const importCall = new RegExp(
  `(?<![\\w$.#@-])import\\s*\\(\\s*(?:${comment.source}\\s*)*(${quoted.source})\\s*[,)]`,
);
/** Words in quotes and comments are only text; an address is no comment. */
const inCode = new RegExp(
  `${importCall.source}|${quoted.source}|${comment.source}|(?<!:)//[^\\n]*`,
  'g',
);
const inBraces = new RegExp(`[{}]|${quoted.source}|${comment.source}`, 'g');
/** In Vue's markup: `{{ code }}`, `:name="code"`, `@name="code"`, `v-name="code"`. */
const inVue = /\{\{([\s\S]*?)(?:\}\}|$)|[\s(,](?:[:@#]|v-)[^\s=>"']*\s*=\s*("[^"]*"|'[^']*')/g;
/** What is taken for text as it stands, braces among it. */
const raw =
  /<!--[\s\S]*?(?:-->|$)|<([a-z][\w-]*)\b[^<>]*\s(?:is:raw|v-pre)\b[^<>]*>[\s\S]*?(?:<\/\1|$)/gi;

/** In MDX, text that is shown as it is. */
const inlineCode = /(`+)[^`\n]*\1/g;

/**
 * @param markup where it is, in the order of the text
 * @returns places are those in the text
 */
export function markupImports(
  text: string,
  markup: readonly Span[],
  syntax: ComponentSyntax,
): ImportFact[] {
  if (!markup.some(({ start, end }) => mayImport.test(text.slice(start, end)))) return [];
  const all = onlyMarkup(text, markup).replace(raw, blank);
  const only = syntax === 'mdx' ? all.replace(inlineCode, blank) : all;
  const found: ImportFact[] = [];
  for (const { start, end } of syntax === 'vue' ? vueCode(only) : bracedCode(only))
    found.push(...importsIn(only.slice(start, end), start));
  return found;
}

/** Everything else as blanks, so that places stay. */
function onlyMarkup(text: string, markup: readonly Span[]): string {
  let only = '';
  for (const { start, end } of markup)
    only += ' '.repeat(start - only.length) + text.slice(start, end);
  return only;
}

function blank(part: string): string {
  return ' '.repeat(part.length);
}

function* vueCode(markup: string): Generator<Span> {
  for (const { 0: all, 1: code, 2: value, index } of markup.matchAll(inVue)) {
    const end = index + all.length - (code === undefined ? 1 : 2);
    yield { start: end - (code?.length ?? (value?.length ?? 0) - 2), end };
  }
}

/** What stands between braces, those within it among it. */
function* bracedCode(markup: string): Generator<Span> {
  const search = new RegExp(inBraces);
  for (let start = markup.indexOf('{'); start >= 0; start = markup.indexOf('{', search.lastIndex)) {
    search.lastIndex = start;
    let depth = 0;
    do {
      const sign = search.exec(markup)?.[0];
      // A brace that is never closed is a mistake, and says nothing of what follows.
      if (sign === undefined) return;
      if (sign === '{') depth++;
      else if (sign === '}') depth--;
    } while (depth > 0);
    yield { start, end: search.lastIndex };
  }
}

function* importsIn(code: string, from: number): Generator<ImportFact> {
  for (const { 0: all, 1: literal, index } of code.matchAll(inCode)) {
    const specifier = literal === undefined ? undefined : literalText(literal);
    if (literal === undefined || !specifier) continue;
    const start = from + index + all.lastIndexOf(literal);
    yield { kind: 'dynamic', specifier, start, end: start + literal.length };
  }
}
