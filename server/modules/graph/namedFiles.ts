/**
 * Files that a text or a package.json names: the file itself, or where a built file is named (`dist/index.js`), the source of that name in `src` or beside it.
 */
import type { RelativePath } from '../../engine/model/brand.ts';
import { joinPath, matcherOf } from '../../engine/model/glob.ts';
import type { FilesBelow } from './filesBelow.ts';

const builtFolders =
  /^(?:\.\/)?(?:dist|lib|build|out|output|esm|cjs|es|umd|types|typings)(?:\/(?:esm|cjs|es|umd|types|src))?\//;
/** What is built comes from there; what svelte-package builds, from the second. */
const builtFrom = ['src/', 'src/lib/'];
const builtEnding = /(?:\.d)?\.[cm]?[jt]sx?$/;

/** Endings that a name may leave out. */
export const sourceEndings = [
  '.ts',
  '.tsx',
  '.mts',
  '.cts',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '.vue',
  '.svelte',
];
const indexEndings = sourceEndings.map((one) => `/index${one}`);

/** Gives the text of a file; undefined where there is none. */
export type TextReader = (path: RelativePath) => string | undefined;

/** What names are looked up in. */
export interface NamedIn {
  /** Seen from which names are meant, relative to the root. */
  readonly folder: string;
  readonly has: (path: string) => boolean;
  readonly files: FilesBelow;
}

/** The file that is named, or the source that it is probably built from. */
export function sourceOf(
  text: string,
  { folder, has }: NamedIn,
  endings: readonly string[] = ['', ...sourceEndings, ...indexEndings],
): string | undefined {
  const plain = text.replace(/^\.\//, '');
  if (plain === '' || !/^[\w@.][\w@./+-]*$/.test(plain)) return undefined;
  for (const stem of [plain, ...builtStems(plain)])
    for (const ending of endings) {
      const path = joinPath(folder, `${stem}${ending}`);
      if (path !== undefined && has(path)) return path;
    }
  return undefined;
}

/** Whether a name is that of a built script: where no source has it, it is built from one with another name. */
export function isBuilt(text: string): boolean {
  return builtFolders.test(text) && builtEnding.test(text);
}

/** `../dist/cli.js` is built from `../src/cli`. */
function* builtStems(path: string): Generator<string> {
  const stem = path.replace(builtEnding, '');
  if (stem !== path) yield stem;
  const [up = ''] = /^(?:\.\.\/)*/.exec(stem) ?? [];
  const inside = stem.slice(up.length);
  const below = inside.replace(builtFolders, '');
  if (below === inside) return;
  for (const folder of builtFrom) yield `${up}${folder}${below}`;
  yield `${up}${below}`;
}

/**
 * What a pattern of a package.json stands for: with an ending of scripts, every source below the folder that it is built from; with another one (`.css`), files that end so.
 * @param pattern with one star or more
 */
export function* matching(pattern: string, { folder, files }: NamedIn): Generator<string> {
  const [before = ''] = pattern.replace(/^\.\//, '').split('*');
  const ending = pattern.slice(pattern.lastIndexOf('*') + 1);
  const isAnySource = ending === '' || builtEnding.test(ending);
  const base = before.replace(/[^/]*$/, '');
  const sources = builtFrom.map((one) => base.replace(builtFolders, one));
  const places = [base, ...sources].map((one) => joinPath(folder, one));
  for (const place of new Set(places)) {
    if (place === undefined) continue;
    for (const path of files.below(place)) if (isAnySource || path.endsWith(ending)) yield path;
  }
}

/** Longer texts are generated, and not looked through. */
const textMax = 300_000;

/** Text of a file that names are looked for in; undefined where there is none, or one that was generated. */
export function searchedText(path: string, read: TextReader): string | undefined {
  const text = read(path as RelativePath);
  return text === undefined || text.length > textMax ? undefined : text;
}

/**
 * A text that may be a path, with what says "from the root of the package" in front, or "from the root of the sources": an alias, or a name (`${sources}/`)
 * that was given to some folder.
 */
const quoted =
  /["'`](?:\$\{(?:__|import\.meta\.)dirname\}\/|<rootDir>\/|\{(?:workspace|project)Root\}\/|\/|(?<alias>~~?|@@?|\$\{[\w.]*\})\/)?(?<name>\.{0,2}[\w@][\w@./+-]*|\.[\w./+-]+)["'`]/g;
/** Where the root of the sources is. */
const sourceFolders = ['', 'app/', 'src/'];
/** Values that are patterns of files to start from; elsewhere, patterns say what is checked, left out or removed. */
const patternLists =
  /\b(?:entry|entryPoints|input|testMatch|stories)\b["']?\s*[:=]\s*(\[[^\]]{0,1000}\]|\{[^}]{0,1000}\}|["'`][^"'`\n]{0,500}["'`])/g;
const patternInside = /["'`]((?!!)[^"'`\n]*\*[^"'`\n]*)["'`]/g;

/**
 * Files that a text of a tool's configuration or script names in quotes.
 * @yields paths relative to the root; of modules, and of further configuration that is no module
 */
export function* filesNamedIn(text: string, place: NamedIn): Generator<string> {
  for (const { groups } of text.matchAll(quoted)) {
    const { alias, name = '' } = groups ?? {};
    // A bare word is a name of something else.
    if (!name.includes('/') && !/\.\w+$/.test(name)) continue;
    for (const below of alias === undefined ? [''] : sourceFolders) {
      const path = sourceOf(`${below}${name}`, place, ['', ...sourceEndings]);
      if (path !== undefined) yield path;
    }
  }
  for (const [, list = ''] of text.matchAll(patternLists))
    for (const [, pattern = ''] of list.matchAll(patternInside)) yield* matchingAll(pattern, place);
}

/** `src/*.ts`, exactly. */
function* matchingAll(pattern: string, { folder, files }: NamedIn): Generator<string> {
  const plain = pattern.replace(/^(?:\$\{[\w.]*\}\/|<rootDir>\/)/, '').replace(/^\.?\//, '');
  // The folders before the first sign of a pattern: only what lies there can match.
  const [fixed = ''] = /^(?:[\w@.+-]+\/)*/.exec(plain) ?? [];
  const base = joinPath(folder, fixed);
  if (base === undefined) return;
  const matches = matcherOf([plain.slice(fixed.length)]);
  const start = base === '' ? 0 : base.length + 1;
  for (const path of files.below(base)) if (matches(path.slice(start))) yield path;
}
