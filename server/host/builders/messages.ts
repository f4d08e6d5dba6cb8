/**
 * What the pool and its workers tell each other. Plain data, one job at a time for each worker.
 */
import type { FilePatterns } from '../../engine/model/action.ts';
import type { FileDigest, RelativePath } from '../../engine/model/brand.ts';

/** Handed to a worker when it starts. */
export interface WorkerSetup {
  /** Absolute path of the workspace root. */
  readonly root: string;
  /** Absolute path of the folder in which outputs are written before they are renamed. */
  readonly asideFolder: string;
}

/** One item to build. */
export interface BuildJob {
  readonly type: 'build';
  readonly module: RelativePath;
  readonly input: RelativePath;
  readonly outputs: readonly RelativePath[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Pool to worker. */
export type ToWorker =
  | { readonly type: 'load'; readonly module: RelativePath }
  | BuildJob
  | { readonly type: 'matches'; readonly matches: readonly RelativePath[] }
  | { readonly type: 'no-matches'; readonly problem: string };

/**
 * A file that code was loaded from: its path below the root where it is inside, else absolute, and what counts of it. That is the
 * digest of its bytes; of a package.json that only says how modules are found, `fields:<hex>` of those fields; null for a file that
 * was looked for and is not there.
 */
export type LoadedFile = readonly [path: string, digest: string | null];

/** One thing that a builder observed. */
export type Observation =
  | { readonly kind: 'file'; readonly path: RelativePath; readonly digest: FileDigest }
  /** A symbolic link on the way; what it counts for is known to the pool's side. */
  | { readonly kind: 'link'; readonly path: RelativePath }
  | { readonly kind: 'present'; readonly path: RelativePath }
  | { readonly kind: 'absent'; readonly path: RelativePath }
  | {
      readonly kind: 'glob';
      readonly patterns: FilePatterns;
      readonly matches: readonly RelativePath[];
    }
  /** A file outside of the workspace, by its absolute path. */
  | { readonly kind: 'outside'; readonly path: string };

/** Worker to pool. */
export type FromWorker =
  | { readonly type: 'log'; readonly stream: 'stdout' | 'stderr'; readonly bytes: Uint8Array }
  | { readonly type: 'glob'; readonly patterns: FilePatterns }
  | { readonly type: 'loaded'; readonly files: readonly LoadedFile[] }
  /** Files changed while they were loaded. */
  | { readonly type: 'torn' }
  | {
      readonly type: 'built';
      readonly observations: readonly Observation[];
      /** What the module and its imports were loaded from. */
      readonly files: readonly LoadedFile[];
      /** What this worker loaded during builds, up to now: imports that are not known from the start. */
      readonly lateFiles: readonly LoadedFile[];
    }
  | { readonly type: 'failed'; readonly message: string };
