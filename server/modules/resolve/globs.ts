/**
 * Which files the patterns of `import.meta.glob` and its like mean: relative ones from the script on, those with a slash in front from the
 * root of its package, where bundlers are started. What begins with a dot is only meant where the pattern says so.
 *
 * @see https://vite.dev/guide/features#glob-import
 */
import type { RelativePath } from '../../engine/model/brand.ts';
import { exactMatcherOf, literalPattern } from '../../engine/model/glob.ts';
import { globDivider } from '../scriptCalls.ts';
import { folderOf, joinRelative } from './names.ts';

/** Finds files by pattern among those that are known. */
export type GlobPort = (
  matches: (path: string) => boolean,
  folder: string,
) => readonly RelativePath[];

/**
 * @param specifier patterns as the fact has them, those with `!` left out of the others' files
 * @returns sorted; without the importer itself. Undefined: some pattern is no path
 */
export function globFiles(
  importer: string,
  specifier: string,
  port: GlobPort,
): readonly RelativePath[] | undefined {
  const patterns = specifier.split(globDivider);
  const isRooted = patterns.some((pattern) => /^!?\//.test(pattern));
  const root = isRooted ? packageRoot(importer, port) : '';
  const found = matchingFiles(importer, patterns, root, port);
  // A tool that is started at the root of the workspace means that.
  return found?.length === 0 && root !== '' ? matchingFiles(importer, patterns, '', port) : found;
}

function matchingFiles(
  importer: string,
  patterns: readonly string[],
  root: string,
  port: GlobPort,
): readonly RelativePath[] | undefined {
  const include: string[] = [];
  const exclude: string[] = [];
  for (const pattern of patterns) {
    const isExcluded = pattern.startsWith('!');
    const anchored = anchoredPattern(importer, isExcluded ? pattern.slice(1) : pattern, root);
    if (anchored === undefined) return undefined;
    (isExcluded ? exclude : include).push(anchored);
  }
  const unwanted = exclude.map(exactMatcherOf);
  const found = new Set<RelativePath>();
  for (const pattern of include) {
    const folder = fixedFolder(pattern);
    for (const path of port(exactMatcherOf(pattern), folder))
      if (path !== importer && !isHidden(path, pattern, folder)) found.add(path);
  }
  return [...found].filter((path) => !unwanted.some((test) => test(path))).sort();
}

/** The nearest folder with a package.json. */
function packageRoot(importer: string, port: GlobPort): string {
  let folder = folderOf(importer);
  for (; folder !== ''; folder = folderOf(folder)) {
    const file = `${folder}/package.json`;
    if (port((path) => path === file, folder).length > 0) break;
  }
  return folder;
}

/** Whether a star would have to stand for a name with a dot in front. */
function isHidden(path: string, pattern: string, folder: string): boolean {
  const dotted = /(?:^|\/)\./;
  return dotted.test(path.slice(folder.length)) && !dotted.test(pattern.slice(folder.length));
}

function anchoredPattern(importer: string, pattern: string, root: string): string | undefined {
  if (pattern.startsWith('/')) return root === '' ? pattern.slice(1) : root + pattern;
  if (pattern.startsWith('**')) return pattern;
  return /^\.{1,2}\//.test(pattern) ? joinRelative(ownFolder(importer), pattern) : undefined;
}

/** Names like `[id]` are no pattern. */
function ownFolder(importer: string): string {
  const folder = folderOf(importer);
  return /[*?[\]{}()\\]/.test(folder) ? literalPattern(folder) : folder;
}

/** The folder that everything that can match lies in. */
function fixedFolder(pattern: string): string {
  const magic = pattern.search(/[*?[\]{}()!+@\\]/);
  return folderOf(magic < 0 ? pattern : pattern.slice(0, magic));
}
