/** What entry points are looked up in: a port, since some of it is not known of modules alone. */
import type { RelativePath } from '../../engine/model/brand.ts';
import type { FilesBelow } from './filesBelow.ts';
import type { TextReader } from './namedFiles.ts';
import type { Packages } from './packages.ts';
import type { PatternRules } from './usageRules.ts';

/** What the files are looked up in. */
export interface EntrySource {
  readonly paths: Iterable<RelativePath>;
  readonly has: (path: string) => boolean;
  /** Files that a file imports itself. */
  readonly importedBy: (path: RelativePath) => ReadonlySet<string>;
  /** Whether the name of a file alone makes it one. */
  readonly isByName: (path: RelativePath) => boolean;
  readonly packages: Packages;
  /** Of files that are modules or not. */
  readonly read: TextReader;
  /** Names in a folder that are wanted, of modules or not; none where it cannot be read. */
  readonly list: (folder: RelativePath, wanted: RegExp) => readonly string[];
  /** Files that actions name themselves. */
  readonly ofActions: Iterable<RelativePath>;
  /** What the configuration says. */
  readonly rules: PatternRules;
}

/** The same once it is known where all files are. */
export interface EntryLookup extends EntrySource {
  readonly files: FilesBelow;
}
