/** Which folders the patterns of `workspaces` name. On the way of every run, so apart from the reading of files. */
import { matcherOf, normalizePattern } from '../model/glob.ts';

/**
 * Whether a folder is one that `workspaces` names. For implementations of `ConfigSource.packageFolders`.
 * @param patterns as written; a `!` takes folders away again
 */
export function workspaceMatcher(patterns: readonly string[]): (dir: string) => boolean {
  const matchers = patterns.map((pattern) => {
    const negated = pattern.startsWith('!');
    const text = normalizePattern(negated ? pattern.slice(1) : pattern);
    return { negated, matches: exactMatcher(text) };
  });
  return (dir) => {
    let result = false;
    for (const { negated, matches } of matchers)
      if (result === negated && matches(dir)) result = !negated;
    return result;
  };
}

/** As `matcherOf`, but what lies below a matching folder does not match with it. */
function exactMatcher(pattern: string): (dir: string) => boolean {
  const matches = matcherOf([pattern]);
  if (pattern.endsWith('**')) return matches;
  const depth = pattern.split('/').length;
  const deep = pattern.split('/').includes('**');
  return deep ? matches : (dir) => dir.split('/').length === depth && matches(dir);
}
