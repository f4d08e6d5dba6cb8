/** One digest for a list of files, so that two lists are compared at once. */
import type { FileState } from './trace.ts';

/**
 * Digest of paths and digests in their order. A path with a line break is quoted, so that no two lists look alike.
 * @param hasher any sha256
 */
export function digestFiles(
  hasher: { digest(text: string): string },
  files: readonly FileState[],
): string {
  const parts: string[] = [];
  for (const [path, digest] of files)
    parts.push(path.includes('\n') ? JSON.stringify(path) : path, digest);
  return hasher.digest(parts.join('\n'));
}
