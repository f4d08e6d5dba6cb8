/** A workspace in memory, for tests of the configuration: what `ConfigSource` promises, over a fixture. */

import { type ConfigSource, ConfigUnreadable } from '../../../server/engine/config/source.ts';
import { workspaceMatcher } from '../../../server/engine/config/workspaceMatcher.ts';
import type { FilePatterns } from '../../../server/engine/model/action.ts';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import { isBelow, joinPath, matcherOf } from '../../../server/engine/model/glob.ts';
import { parseFixture } from '../../support/fixture.ts';

/** A source whose reads can be looked at. */
export interface MemorySource extends ConfigSource {
  readonly files: Map<string, string>;
  /** Every path that was read, in order. */
  readonly reads: string[];
}

/**
 * A source over files.
 * @param files a fixture, or path to text
 * @param environment the variables there are
 */
export function memorySource(
  files: string | ReadonlyMap<string, string>,
  environment: Readonly<Record<string, string>> = {},
): MemorySource {
  const all = new Map(typeof files === 'string' ? parseFixture(files) : files);
  const reads: string[] = [];
  return {
    files: all,
    reads,
    environment,
    read(path) {
      reads.push(path);
      const text = all.get(path);
      if (text?.startsWith('UNREADABLE'))
        throw new ConfigUnreadable(`${path} cannot be read: permission denied. Check its mode.`);
      return text;
    },
    packageFolders(patterns) {
      const matches = workspaceMatcher(patterns);
      return [...all.keys()]
        .filter((path) => path.endsWith('/package.json') && !path.includes('node_modules/'))
        .map((path) => path.slice(0, -'/package.json'.length) as RelativePath)
        .filter(matches)
        .sort();
    },
    glob: (patterns) =>
      ([...all.keys()] as RelativePath[]).filter((path) => isMatch(patterns, path)).sort(),
  };
}

function isMatch(patterns: FilePatterns, path: RelativePath): boolean {
  const placed = (list: readonly string[]): string[] =>
    list
      .map((pattern) => joinPath(patterns.base, pattern))
      .filter((pattern) => pattern !== undefined);
  if (matcherOf(placed(patterns.exclude))(path)) return false;
  if (matcherOf(placed(patterns.includeAlways ?? []))(path)) return true;
  if (patterns.boundaries.some((dir) => isBelow(path, dir))) return false;
  return patterns.include.includes('**')
    ? isBelow(path, patterns.base)
    : matcherOf(placed(patterns.include))(path);
}
