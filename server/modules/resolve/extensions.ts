/**
 * Which files an import without an ending stands for, and which ones one that ends with `.js`.
 *
 * Of files that differ only in their ending, the one is taken that the importer means: TypeScript prefers sources to what was compiled of
 * them, a declaration and an import of types want a declaration before the script beside it, and JavaScript wants JavaScript.
 */
import { kindOf } from '../kinds.ts';
import type { ImportKind } from '../model.ts';

/** How an importer looks for files. */
export type Flavour = 'ts' | 'types' | 'js' | 'style';

/** See the file's comment. Components are read as TypeScript, which has all endings of JavaScript, too. */
export function flavourOf(importer: string, kind: ImportKind): Flavour {
  if (kind === 'style') return 'style';
  if (kind === 'reference') return 'types';
  const module = kindOf(importer);
  const language = module?.type === 'script' ? module.language : undefined;
  if (language === 'jsx') return 'js';
  return kind === 'type' || language === 'dts' ? 'types' : 'ts';
}

const components = ['.vue', '.svelte', '.astro'];

/** Endings that may be left out, in the order in which they are looked for. */
export const extensions: Readonly<Record<Flavour, readonly string[]>> = {
  ts: [
    ...['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'],
    ...['.d.ts', '.d.mts', '.d.cts', '.json', '.node', ...components],
  ],
  types: [
    ...['.ts', '.tsx', '.d.ts', '.mts', '.d.mts', '.cts', '.d.cts'],
    ...['.js', '.jsx', '.mjs', '.cjs', '.json', '.node', ...components],
  ],
  js: [
    ...['.js', '.jsx', '.mjs', '.cjs', '.json', '.node'],
    ...['.ts', '.tsx', '.mts', '.cts', '.d.ts', '.d.mts', '.d.cts', ...components],
  ],
  // The last one is of plugins.
  style: ['.scss', '.sass', '.css', '.less', '.js'],
};

/** What an ending may stand for, itself among it. */
export const aliases: Readonly<Record<Flavour, Readonly<Record<string, readonly string[]>>>> = {
  ts: {
    '.js': ['.ts', '.tsx', '.js', '.jsx', '.d.ts'],
    '.jsx': ['.tsx', '.ts', '.jsx', '.d.ts'],
    '.mjs': ['.mts', '.mjs', '.d.mts'],
    '.cjs': ['.cts', '.cjs', '.d.cts'],
  },
  types: {
    '.js': ['.ts', '.tsx', '.d.ts', '.js', '.jsx'],
    '.jsx': ['.tsx', '.d.ts', '.jsx'],
    '.mjs': ['.mts', '.d.mts', '.mjs'],
    '.cjs': ['.cts', '.d.cts', '.cjs'],
  },
  js: {
    '.js': ['.js', '.ts', '.tsx', '.jsx'],
    '.jsx': ['.jsx', '.tsx'],
    '.mjs': ['.mjs', '.mts'],
    '.cjs': ['.cjs', '.cts'],
  },
  style: {},
};

const scriptExtension = /\.(?:js|jsx|mjs|cjs)$/;

/** The ending for which others may stand in; undefined: none may. */
export function aliasedExtension(path: string): string | undefined {
  return scriptExtension.exec(path)?.[0];
}
