/** Where configuration comes from: the port that hosts and tests implement. */
import type { FilePatterns } from '../model/action.ts';
import type { RelativePath } from '../model/brand.ts';
import type { JsonDocument } from './jsonc.ts';

/** A file that is there but cannot be read. */
export class ConfigUnreadable extends Error {
  override readonly name = 'ConfigUnreadable';
}

/** Where configuration comes from. */
export interface ConfigSource {
  /**
   * The text of a file; undefined where there is none.
   * @throws ConfigUnreadable with a full sentence: no permission, a folder in its place, not UTF-8
   */
  read(path: RelativePath): string | undefined;
  /** A file that was parsed before, where it had this text; who reads a workspace again and again has it. */
  parsed?(path: RelativePath, text: string): JsonDocument | undefined;
  /**
   * Folders below the root that hold a package.json and match; never within node_modules, .git or .cachescope. Sorted.
   * @param patterns as in `workspaces`: `packages/*`, `!packages/old`
   */
  packageFolders(patterns: readonly string[]): readonly RelativePath[];
  /** The files that match, sorted. */
  glob(patterns: FilePatterns): readonly RelativePath[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}
