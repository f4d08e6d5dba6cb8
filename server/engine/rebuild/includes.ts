/**
 * Headers that would have been found instead, had they existed. A compiler's dependency file names what it read, not where it looked
 * before; with `-I a -I b`, a new `a/x.h` takes the place of `b/x.h` without any recorded file having changed.
 */
import type { RelativePath } from '../model/brand.ts';
import { isBelow, joinPath } from '../model/glob.ts';

/**
 * @param read the files that the compiler read
 * @param searched the include folders in search order
 * @returns the paths in earlier folders under which each would have been found first
 */
export function shadowingPaths(
  read: readonly RelativePath[],
  searched: readonly RelativePath[],
): RelativePath[] {
  const result = new Set<RelativePath>();
  for (const path of read) {
    const found = searched.findIndex((folder) => isBelow(path, folder) && path !== folder);
    for (const [index, folder] of searched.entries()) {
      if (!isBelow(path, folder)) continue;
      const name = folder === '' ? path : path.slice(folder.length + 1);
      for (const earlier of searched.slice(0, Math.max(index, found))) {
        const shadow = joinPath(earlier, name);
        if (shadow !== undefined && shadow !== path) result.add(shadow);
      }
    }
  }
  return [...result].sort();
}
