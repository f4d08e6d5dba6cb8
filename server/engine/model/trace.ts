/**
 * A build trace is what is recorded of one execution: the key, the dependencies in the order observed, the outputs.
 * It is stored as JSON, so these types are plain data; `schemaVersion` is part of every key, and an older shape is never read.
 */

import type { FilePatterns } from './action.ts';
import type {
  ActionId,
  BlobDigest,
  ByteCount,
  DependencyDigest,
  DurationMs,
  EpochMs,
  FileDigest,
  KeyDigest,
  OutputDigest,
  RelativePath,
} from './brand.ts';
import type { ManifestEntry } from './manifest.ts';

/** Raised when the shape or the meaning of a key, trace or stored row changes: older entries then miss cleanly. */
export const schemaVersion = 1;

/** A file with the digest it had, as `[path, digest]`: traces hold thousands of these. */
export type FileState = readonly [path: RelativePath, digest: FileDigest];

/** One thing that an execution observed. */
export type Dependency =
  /** The outputs of another action. `closure` also covers the outputs of everything that action depends on. */
  | {
      readonly kind: 'output';
      readonly action: ActionId;
      readonly digest: OutputDigest;
      readonly closure: OutputDigest;
    }
  /** The files that match declared patterns, and the content of each: which files there are counts, too. */
  | {
      readonly kind: 'inputs';
      readonly patterns: FilePatterns;
      readonly files: readonly FileState[];
    }
  /** The content of one file. */
  | { readonly kind: 'file'; readonly path: RelativePath; readonly digest: FileDigest }
  /** Looked for and not found. */
  | { readonly kind: 'absent'; readonly path: RelativePath }
  /** The names that a pattern matched, sorted. */
  | {
      readonly kind: 'glob';
      readonly patterns: FilePatterns;
      readonly matches: readonly RelativePath[];
    }
  /** A program found on PATH; `path` is absolute or workspace-relative, undefined when there was none. */
  | {
      readonly kind: 'executable';
      readonly name: string;
      readonly path: string | undefined;
      readonly digest: FileDigest | undefined;
    };

/** One file that an action wrote. */
export type OutputEntry =
  | {
      readonly type: 'file';
      readonly path: RelativePath;
      readonly digest: FileDigest;
      readonly blob: BlobDigest;
      readonly size: ByteCount;
      /** The executable bit; other mode bits follow the umask of whoever restores. */
      readonly executable: boolean;
    }
  | {
      readonly type: 'symlink';
      readonly path: RelativePath;
      readonly digest: FileDigest;
      readonly target: string;
    }
  /** An empty folder. */
  | { readonly type: 'directory'; readonly path: RelativePath; readonly digest: FileDigest };

/** The record of one execution. */
export interface BuildTrace {
  readonly action: ActionId;
  readonly key: KeyDigest;
  /** The key's parts, kept so that a later miss can be explained. Secret values are in it only as keyed hashes. */
  readonly manifest: readonly ManifestEntry[];
  readonly dependencies: readonly Dependency[];
  /** Digest of `dependencies`: where all of them are known before a run, equal digests tell without comparing each. */
  readonly dependencyDigest: DependencyDigest;
  readonly outputs: readonly OutputEntry[];
  readonly outputDigest: OutputDigest;
  readonly closureDigest: OutputDigest;
  /** What the command printed, framed by stream; undefined when it printed nothing. */
  readonly log: BlobDigest | undefined;
  readonly startedAt: EpochMs;
  readonly duration: DurationMs;
}
