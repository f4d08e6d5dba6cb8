/**
 * The workspace's files, as the engine observes them. Calls are synchronous: the host keeps a table that is checked against the
 * disk once per epoch, and it never runs the engine on a thread that must stay responsive.
 */
import type { FilePatterns } from '../model/action.ts';
import type { ByteCount, FileDigest, RelativePath } from '../model/brand.ts';
import type { FileState } from '../model/trace.ts';
import type { CancelToken } from './cancel.ts';

/** A file that cannot be observed: no permission, a name that is not UTF-8, changing without end. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
  readonly path: RelativePath;
  /**
   * @param path the file, workspace-relative
   * @param message what is wrong and what to do next, a full sentence
   */
  constructor(path: RelativePath, message: string) {
    super(message);
    this.path = path;
  }
}

/** Details of one entry among an action's outputs. */
export interface OutputState {
  readonly path: RelativePath;
  readonly type: 'file' | 'symlink' | 'directory';
  readonly digest: FileDigest;
  readonly size: ByteCount;
  readonly executable: boolean;
  /** For symlinks. */
  readonly target?: string;
}

/** Observes files below the workspace root. Paths that leave the root are refused with `UnreadableFile`. */
export interface Files {
  /**
   * Reads and hashes ahead, in parallel, what the given patterns and paths need. Only a hint for speed: the other calls give the
   * same answers without it.
   */
  prepare(patterns: readonly FilePatterns[], cancel: CancelToken): Promise<void>;
  /**
   * The files that match, sorted by path, with digests.
   * @throws UnreadableFile
   */
  inputs(patterns: FilePatterns): readonly FileState[];
  /**
   * `digestFiles` of what `inputs` gives, without unpacking the list where it is known to be as before.
   * @throws UnreadableFile
   */
  inputsDigest(patterns: FilePatterns): string;
  /**
   * `digestFiles` of what `outputs` gives, likewise.
   * @throws UnreadableFile
   */
  outputsDigest(patterns: FilePatterns): string;
  /**
   * The paths that match, sorted; contents are not read.
   * @throws UnreadableFile
   */
  glob(patterns: FilePatterns): readonly RelativePath[];
  /**
   * The entries that match, sorted: files, links and *empty* folders.
   * @throws UnreadableFile
   */
  outputs(patterns: FilePatterns): readonly OutputState[];
  /**
   * Digest of what is at `path`; undefined where nothing is.
   * @throws UnreadableFile
   */
  digest(path: RelativePath): FileDigest | undefined;
  /**
   * Whether the file's last change (of its bytes, name or mode) is at this moment or later, by its change time.
   * @param sinceEpochMs compared as it is; the caller allows for the grain of file times
   */
  changedSince(path: RelativePath, sinceEpochMs: number): boolean;
  /**
   * Finds a program as `execvp` would, first in `binDirs`, then on the base PATH.
   * @returns its path (workspace-relative where it is inside) and the digest of its bytes; undefined when there is none
   */
  executable(
    name: string,
    binDirs: readonly RelativePath[],
    cwd: RelativePath,
  ): { readonly path: string; readonly digest: FileDigest } | undefined;
  /**
   * Reads a small text file and removes it, e.g. a compiler's dependency file; undefined where there is none.
   * @throws UnreadableFile
   */
  takeText(path: RelativePath): string | undefined;
  /** Of absolute paths or paths relative to `cwd`, those inside the workspace, workspace-relative, each once. */
  inside(cwd: RelativePath, paths: readonly string[]): readonly RelativePath[];
  /** Everything seen so far may have changed: later calls check against the disk again. Cheap. */
  newEpoch(): void;
  /**
   * Only these paths may have changed (a watcher said so); they are looked at again.
   * @param isWritten whether an action writes a file: of such, what was known is what its run left there
   * @returns those that differ from what was known, or were not known; and sources that differ from what they were when they were told the last
   *   time, or are told for the first time
   */
  invalidate(
    paths: readonly RelativePath[],
    isWritten: (path: RelativePath) => boolean,
  ): readonly RelativePath[];
  /** Keeps what was learned of files for the next process. */
  save(): void;
}

/** Changes files below the workspace root, safely: never through a symlink that leaves it. */
export interface OutputWriter {
  /**
   * Removes files, links and empty folders, then parents that became empty up to `keep`. What is absent already is fine.
   * @returns a message where something could not be removed
   */
  remove(paths: readonly RelativePath[], keep: RelativePath): string | undefined;
  /**
   * Makes the folders above these paths.
   * @returns a message where that failed
   */
  makeParents(paths: readonly RelativePath[]): string | undefined;
}
