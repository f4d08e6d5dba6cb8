/** Figures of a workspace: history, status bar, overview page. */
import type { FolderUri, InFolder, Page, PageRequest } from './basics.ts';
import type { CacheOverview, EntryRow } from './cache.ts';
import type { ProblemRow, ResultRow, RunSummary } from './tasks.ts';

/**
 * State of the engine of one folder. `restricted`: the workspace is not trusted, so nothing may run. `empty`: there is nothing to build.
 * `failed`: see `message`.
 */
export type FolderState = 'starting' | 'ready' | 'restricted' | 'empty' | 'failed';

/** One folder. */
export interface FolderStatus {
  readonly folder: FolderUri;
  /** Name for people. */
  readonly name: string;
  readonly state: FolderState;
  /** One sentence that says what is wrong and what to do, for `failed`. */
  readonly message?: string;
  readonly actions: number;
  readonly packages: number;
  readonly errors: number;
  readonly warnings: number;
  /** Ids of runs under way, chosen by clients. */
  readonly running: readonly string[];
  readonly lastRun?: RunSummary;
  /** Counted since the server started. */
  readonly evictions: number;
  /** Seconds of work that hits saved, over the history that is kept. */
  readonly savedMs: number;
  /** Bytes on disk. */
  readonly storeBytes: number;
}

/** Asks for the history, newest first. */
export interface RunListRequest extends InFolder, PageRequest {}

/** Answer to `RunListRequest`. */
export type RunPage = Page<RunSummary>;

/** Asks for one run. */
export interface RunDetailsRequest extends InFolder {
  readonly run: string;
}

/** One run with all its results, slowest first. */
export interface RunDetails {
  readonly summary: RunSummary;
  readonly results: readonly ResultRow[];
}

/** An action that takes long. */
export interface SlowAction {
  readonly id: string;
  readonly runs: number;
  readonly meanMs: number;
  readonly totalMs: number;
}

/** What the overview page shows. */
export interface OverviewView {
  readonly status: FolderStatus;
  /** Of the runs looked at, 0 to 1; absent where nothing could be a hit. */
  readonly hitRate?: number;
  readonly savedMs: number;
  /** Newest last, for a small chart. */
  readonly runs: readonly RunSummary[];
  readonly slowest: readonly SlowAction[];
  readonly largest: readonly EntryRow[];
  readonly reasons: readonly { readonly text: string; readonly count: number }[];
  readonly caches: CacheOverview;
}

/** What `doctor` finds. */
export interface DoctorResult {
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly problems: readonly ProblemRow[];
}
