/** Which files an import of a style sheet stands for: Sass has partials (`_a.scss` for `a`) and index files, and the ending may be left out. */
import type { StyleSyntax } from '../kinds.ts';

const sassExtensions = ['.scss', '.sass', '.css'];

/**
 * The paths to look for, in order.
 * @param target without query
 */
export function styleCandidates(target: string, syntax: StyleSyntax): readonly string[] {
  switch (syntax) {
    case 'css':
      return [target, `${target}.css`];
    case 'less':
      // The last one is of `@plugin`.
      return [target, `${target}.less`, `${target}.css`, `${target}.js`];
    case 'scss':
    case 'sass':
      return sassCandidates(target);
  }
}

/** The same where the syntax is not known, of a path within a package. */
export function packageStyleCandidates(target: string): readonly string[] {
  return [...sassCandidates(target), `${target}.less`, `${target}.js`];
}

/** What a folder stands for. */
export function styleIndexes(folder: string): readonly string[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  return [...sassExtensions, '.less'].flatMap((extension) => [
    `${prefix}_index${extension}`,
    `${prefix}index${extension}`,
  ]);
}

function sassCandidates(target: string): readonly string[] {
  if (sassExtensions.some((extension) => target.endsWith(extension)))
    return [target, partial(target)];
  const files = sassExtensions.flatMap((extension) => [
    target + extension,
    partial(target + extension),
  ]);
  // What is written as the name of a file of another kind is that file, e.g. `a.less` through a loader.
  return [...files, ...styleIndexes(target), target];
}

function partial(path: string): string {
  const at = path.lastIndexOf('/') + 1;
  return `${path.slice(0, at)}_${path.slice(at)}`;
}
