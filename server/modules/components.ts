/**
 * The scripts and style sheets in Vue, Svelte and Astro files. Each block is read by itself, and its places are those of the whole file.
 *
 *     <script setup lang="ts"> import A from './A.vue' </script>
 */
import type { ComponentSyntax, ScriptLanguage, StyleSyntax } from './kinds.ts';
import { markupImports } from './markup.ts';
import type { ImportFact } from './model.ts';
import type { Span } from './syntaxPath.ts';

/** A part of a component file. */
export type ComponentBlock = { readonly start: number; readonly end: number } & (
  | { readonly type: 'script'; readonly language: ScriptLanguage }
  | { readonly type: 'style'; readonly syntax: StyleSyntax }
);

/** What a component file has in it. */
export interface ComponentParts {
  readonly blocks: readonly ComponentBlock[];
  /** Outside of the blocks: `<script src="./a.ts">`, which is a file of its own, and `import(...)` in markup. */
  readonly mentions: readonly ImportFact[];
}

const tag =
  /<!--[\s\S]*?(?:-->|$)|<(script|style|template)\b((?:"[^"]*"|'[^']*'|\{[^}]*\}|[^>"'{])*)>/gi;
const frontmatter = /^\s*---[^\S\n]*\n/;
const styleSyntaxes: ReadonlySet<string> = new Set(['css', 'scss', 'sass', 'less']);

/** Finds the blocks, in the order of the file. */
export function componentParts(
  text: string,
  syntax: Exclude<ComponentSyntax, 'mdx'>,
): ComponentParts {
  const blocks: ComponentBlock[] = [];
  const sources: ImportFact[] = [];
  const markup: Span[] = [];
  const search = new RegExp(tag);
  if (syntax === 'astro') search.lastIndex = addFrontmatter(text, blocks);
  let last = search.lastIndex;
  for (let found = search.exec(text); found; found = search.exec(text)) {
    const [all, name, attributes = ''] = found;
    const start = found.index + all.length;
    if (name === 'template' && !attributes.endsWith('/')) {
      // Only Vue's own are a block; elsewhere it is markup like any other, and scripts in it are scripts.
      if (syntax === 'vue') {
        search.lastIndex = templateEnd(text, start);
        markup.push({ start, end: search.lastIndex });
      }
      continue;
    }
    if (syntax !== 'vue') markup.push({ start: last, end: found.index });
    if (name !== undefined) addSource(found, name, sources, syntax);
    if (name !== undefined && !attributes.endsWith('/')) {
      search.lastIndex = closing(text, name, start);
      const block = blockOf(name.toLowerCase(), attributes, syntax);
      if (block) blocks.push({ ...block, start, end: search.lastIndex });
    }
    last = search.lastIndex;
  }
  if (syntax !== 'vue') markup.push({ start: last, end: text.length });
  return { blocks, mentions: [...sources, ...markupImports(text, markup, syntax)] };
}

/** Astro: what stands between two lines of dashes. @returns where the markup begins */
function addFrontmatter(text: string, blocks: ComponentBlock[]): number {
  const open = frontmatter.exec(text)?.[0].length;
  if (open === undefined) return 0;
  const close = /^---/m.exec(text.slice(open))?.index;
  const end = close === undefined ? text.length : open + close;
  blocks.push({ type: 'script', language: 'ts', start: open, end });
  return end;
}

function closing(text: string, name: string, from: number): number {
  const end = new RegExp(`</${name}\\s*>`, 'gi');
  end.lastIndex = from;
  return end.exec(text)?.index ?? text.length;
}

function templateEnd(text: string, from: number): number {
  const search = /<!--[\s\S]*?(?:-->|$)|<(\/?)template\b(?:"[^"]*"|'[^']*'|[^>"'])*>/gi;
  search.lastIndex = from;
  let depth = 1;
  for (let found = search.exec(text); found; found = search.exec(text)) {
    if (found[1] === '/') depth--;
    else if (found[1] === '' && !found[0].endsWith('/>')) depth++;
    if (depth === 0) return search.lastIndex;
  }
  return text.length;
}

function attribute(attributes: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'{>]+))`).exec(
    attributes,
  );
  return found?.[1] ?? found?.[2] ?? found?.[3];
}

type BlockKind =
  | { readonly type: 'script'; readonly language: ScriptLanguage }
  | { readonly type: 'style'; readonly syntax: StyleSyntax };

function blockOf(name: string, attributes: string, syntax: ComponentSyntax): BlockKind | undefined {
  const language = attribute(attributes, 'lang');
  if (name === 'style') {
    const style = language ?? 'css';
    return styleSyntaxes.has(style) ? { type: 'style', syntax: style as StyleSyntax } : undefined;
  }
  const type = attribute(attributes, 'type');
  if (type !== undefined && type !== 'module' && !type.includes('javascript')) return undefined;
  if (language === 'ts' || language === 'typescript') return { type: 'script', language: 'ts' };
  if (language === 'tsx') return { type: 'script', language: 'tsx' };
  return { type: 'script', language: syntax === 'astro' ? 'ts' : 'jsx' };
}

/** In Vue, a block may be elsewhere, also in a package or behind an alias; in markup, what is not relative is no file of ours. */
function addSource(
  found: RegExpExecArray,
  name: string,
  sources: ImportFact[],
  syntax: ComponentSyntax,
): void {
  const attributes = found[2] ?? '';
  const specifier = attribute(attributes, 'src');
  if (specifier === undefined || syntax === 'svelte') return;
  const isOurs = syntax === 'vue' ? /^(?![a-z][a-z\d+.-]*:|\/)./i : /^\.{1,2}\//;
  if (!isOurs.test(specifier)) return;
  const inAttributes = attributes.indexOf(specifier, attributes.search(/(?:^|\s)src\s*=/));
  const start = found.index + 1 + name.length + inAttributes - 1;
  const kind = name === 'style' ? ('style' as const) : ('static' as const);
  sources.push({ kind, specifier, start, end: start + specifier.length + 2, names: [] });
}
