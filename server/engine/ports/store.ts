/**
 * The stores below `.cachescope/`: build traces, run history and blobs. Reads verify checksums: a damaged row or blob is a miss that
 * is announced, never data. Any number of processes may use one store at once.
 */
import type {
  ActionId,
  BlobDigest,
  ByteCount,
  DurationMs,
  EpochMs,
  KeyDigest,
  OutputDigest,
  RelativePath,
} from '../model/brand.ts';
import type { RunRecord } from '../model/run.ts';
import type { BuildTrace, FileState, OutputEntry } from '../model/trace.ts';

/** A trace with the name of its row. */
export interface StoredTrace extends BuildTrace {
  readonly row: number;
  readonly lastUsedAt: EpochMs;
}

/** The last failure of an action. */
export interface FailureRecord {
  readonly action: ActionId;
  readonly key: KeyDigest;
  readonly at: EpochMs;
  readonly exitCode: number | undefined;
  readonly message: string;
  readonly log: BlobDigest | undefined;
}

/** What is known of an action's past, for scheduling. */
export interface ActionHistory {
  readonly lastDuration: DurationMs;
}

/** Traces, failures, history. */
export interface TraceStore {
  /** The newest trace of each action, whatever its key, in one query. Actions without one are absent. */
  latest(actions: readonly ActionId[]): ReadonlyMap<ActionId, StoredTrace>;
  /** Up to 64 traces of this action with this key, last used first. */
  candidates(action: ActionId, key: KeyDigest): readonly StoredTrace[];
  /** The newest trace of `action` whose closure digest was this; for explanations. */
  byClosure(action: ActionId, closure: OutputDigest): StoredTrace | undefined;
  /**
   * Records a trace; durable against the death of this process once it returns. Only correct if every blob it names was put before.
   * Clears the action's failure.
   */
  record(trace: BuildTrace): void;
  /** This trace was used now: it becomes the action's newest, and an earlier failure is over. */
  touch(trace: StoredTrace): void;
  /** The remembered failures of these actions. */
  failures(actions: readonly ActionId[]): ReadonlyMap<ActionId, FailureRecord>;
  recordFailure(failure: FailureRecord): void;
  /** The action succeeded, though no trace of that is kept: an earlier failure is over. */
  forgetFailure(action: ActionId): void;
  history(actions: readonly ActionId[]): ReadonlyMap<ActionId, ActionHistory>;
  recordRun(run: RunRecord): void;
  /** Newest first. */
  runs(limit: number): readonly RunRecord[];
  run(id: string): RunRecord | undefined;
  /**
   * Takes the right to execute or restore an action, shared by all processes on the store. A holder that died is replaced.
   * @returns undefined when taken, else who holds it
   */
  lock(action: ActionId): { readonly pid: number; readonly since: EpochMs } | undefined;
  unlock(action: ActionId): void;
  /** Changes whenever another process writes to the store; equal values mean that nobody else did anything in between. */
  foreignActivity(): number;
  /** Whether another process executes or restores anything now. */
  othersAtWork(): boolean;
  /** Who else holds this action now; undefined when nobody or this process. */
  lockHolder(action: ActionId): { readonly pid: number; readonly since: EpochMs } | undefined;
}

/** Why a blob could not be had. */
export type BlobFailure =
  | { readonly type: 'absent' }
  | { readonly type: 'damaged'; readonly message: string }
  /** The disk, not the cache: full, read-only, no permission. */
  | { readonly type: 'io'; readonly message: string };

/** Result of storing or restoring: undefined is success. */
export type BlobOutcome =
  | { readonly failure: BlobFailure; readonly path?: RelativePath }
  | undefined;

/** The content-addressed store. */
export interface BlobStore {
  /**
   * Stores the bytes of a workspace file, verified against what was observed.
   * @returns a failure where the file changed meanwhile or the disk refused
   */
  putFile(entry: Extract<OutputEntry, { type: 'file' }>): BlobOutcome;
  putBytes(bytes: Uint8Array): { readonly digest: BlobDigest } | { readonly failure: BlobFailure };
  /** Reads and verifies. */
  read(digest: BlobDigest): { readonly bytes: Uint8Array } | { readonly failure: BlobFailure };
  /**
   * Brings these outputs to disk: every blob is fetched and verified before the first visible file changes; files are written
   * aside and renamed; links last; never through a link that leaves the workspace, never outside `allowed`.
   */
  restore(entries: readonly OutputEntry[]): BlobOutcome;
  /**
   * Keeps small text inputs so that their difference can be shown later. Best effort, in the background. Passing `[path, digest]`
   * spares reading what is kept already.
   */
  keepTexts(files: readonly (RelativePath | FileState)[]): void;
  /** Waits for work in the background. */
  flush(): Promise<void>;
}

/** Size of stored things, for `stats`. */
export interface StoreSize {
  readonly entries: number;
  readonly bytes: ByteCount;
}
