/** Which files the patterns of `import.meta.glob` mean. */
import type { RelativePath } from '../../engine/model/brand.ts';
import { exactMatcherOf } from '../../engine/model/glob.ts';
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
  const include: string[] = [];
  const exclude: string[] = [];
  for (const pattern of specifier.split(globDivider)) {
    const isExcluded = pattern.startsWith('!');
    const anchored = anchoredPattern(importer, isExcluded ? pattern.slice(1) : pattern);
    if (anchored === undefined) return undefined;
    (isExcluded ? exclude : include).push(anchored);
  }
  const wanted = include.map(exactMatcherOf);
  const unwanted = exclude.map(exactMatcherOf);
  const found = new Set<RelativePath>();
  for (const [index, matches] of wanted.entries())
    for (const path of port(matches, fixedFolder(include[index] ?? '')))
      if (path !== importer && !unwanted.some((test) => test(path))) found.add(path);
  return [...found].sort();
}

function anchoredPattern(importer: string, pattern: string): string | undefined {
  if (pattern.startsWith('/')) return pattern.slice(1);
  if (pattern.startsWith('**')) return pattern;
  return /^\.{1,2}\//.test(pattern) ? joinRelative(folderOf(importer), pattern) : undefined;
}

/** The folder that everything that can match lies in. */
function fixedFolder(pattern: string): string {
  const magic = pattern.search(/[*?[\]{}()!+@\\]/);
  return folderOf(magic < 0 ? pattern : pattern.slice(0, magic));
}
