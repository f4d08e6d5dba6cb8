/** Actions as the editor shows them. */
import type { ActionName, FolderPath, InFolder, Page, PageRequest, Place } from './basics.ts';

/**
 * How an action stands. `unknown`: not looked at since the server started. `dirty`: something it reads may have changed, not checked
 * yet. `stale`: checked, it would run. `restorable`: checked, its outputs would be taken from the cache.
 */
export type ActionStatus =
  | 'unknown'
  | 'dirty'
  | 'stale'
  | 'restorable'
  | 'fresh'
  | 'queued'
  | 'running'
  | 'failed'
  | 'uncached';

/** One reason, ready to be shown. */
export interface ReasonRow {
  /** A kind of reason, e.g. `input-changed`. */
  readonly kind: string;
  /** One line for people. */
  readonly text: string;
  /** The file, where it is about one. */
  readonly path?: FolderPath;
  /** The other action, where it is about one. */
  readonly action?: ActionName;
}

/** One action. */
export interface ActionRow {
  readonly id: ActionName;
  /** Its task or rule, e.g. `build`. */
  readonly name: string;
  /** Package name, or the rule's name for actions of rules. */
  readonly group: string;
  readonly kind: 'task' | 'rule';
  readonly status: ActionStatus;
  /** Why it is not fresh, or why it ran the last time. The first decided. */
  readonly reasons: readonly ReasonRow[];
  /** Of its last execution; absent where it never ran. */
  readonly lastDurationMs?: number;
  /** Shares of its last runs that were hits, 0 to 1; absent where there were none. */
  readonly hitRate?: number;
  /** What became of its last execution, as far as that is kept; absent where it never ran. */
  readonly lastOutcome?: 'succeeded' | 'failed';
  /** What it runs, for people. */
  readonly command: string;
  /** Where it is declared. */
  readonly declared?: Place;
  /** False: it never ends by itself, e.g. a development server. */
  readonly ends: boolean;
}

/** How actions are grouped in a list. */
export type ActionGrouping = 'task' | 'package';

/** One group of actions, with what its members add up to. */
export interface ActionGroup {
  readonly name: string;
  readonly actions: number;
  /** Members by status; absent statuses have none. */
  readonly byStatus: Readonly<Partial<Record<ActionStatus, number>>>;
}

/** Asks for actions: of one group, or all. */
export interface ActionListRequest extends InFolder, PageRequest {
  readonly grouping: ActionGrouping;
  readonly group?: string;
  /** Part of an id, in any case. */
  readonly filter?: string;
}

/** Answer to `ActionListRequest`. */
export type ActionPage = Page<ActionRow>;

/** What to build. */
export interface RunRequest extends InFolder {
  /** Chosen by the client; names the run in `stop` and in notifications until it has ended. */
  readonly run: string;
  /** Targets as on the command line (`build`, `web#build`); all default targets where empty. */
  readonly targets: readonly string[];
  readonly force: 'none' | 'targets' | 'all';
  readonly dryRun: boolean;
  /** Go on with independent actions after a failure. */
  readonly continueOnFailure: boolean;
}

/** How a run ended. */
export interface RunSummary {
  /** Id in the history. */
  readonly id: string;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly targets: readonly string[];
  readonly fresh: number;
  readonly restored: number;
  readonly ran: number;
  readonly failed: number;
  readonly skipped: number;
  /** 0 to 1; absent where nothing could be a hit. */
  readonly hitRate?: number;
  readonly savedMs: number;
}

/** What became of a request to run. */
export type RunOutcome =
  | { readonly type: 'ended'; readonly summary: RunSummary; readonly results: readonly ResultRow[] }
  /** Nothing was started; `problems` say why and what to do. */
  | { readonly type: 'refused'; readonly problems: readonly ProblemRow[] };

/** The result of one action in one run. */
export interface ResultRow {
  readonly id: ActionName;
  readonly state: 'fresh' | 'restored' | 'ran' | 'failed' | 'skipped';
  readonly reasons: readonly ReasonRow[];
  readonly durationMs: number;
  readonly savedMs: number;
  /** For a failed one: one sentence. */
  readonly message?: string;
}

/** Something wrong with what a person wrote. */
export interface ProblemRow {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
  readonly suggestion?: string;
  readonly place?: Place;
}
