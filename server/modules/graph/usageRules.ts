/** What the configuration says about what is used: patterns of entry points, and of files of which nothing is said. */
import { matcherOf, type PathMatcher } from '../../engine/model/glob.ts';

/** As cachescope.json has it: patterns relative to the root, `!` in front takes away. */
export interface UsageRules {
  readonly entry: readonly string[];
  readonly ignore: readonly string[];
}

/** Nothing is configured. */
export const noRules: UsageRules = { entry: [], ignore: [] };

/** One list of patterns; an exclusion counts wherever it stands. */
export interface PatternRules {
  readonly includes: PathMatcher;
  readonly excludes: PathMatcher;
}

/** Sorts a list out. */
export function patternRules(patterns: readonly string[]): PatternRules {
  const isExclusion = (pattern: string): boolean => pattern.startsWith('!');
  const excludes = matcherOf(patterns.filter(isExclusion).map((pattern) => pattern.slice(1)));
  const included = matcherOf(patterns.filter((pattern) => !isExclusion(pattern)));
  return { includes: (path) => included(path) && !excludes(path), excludes };
}
