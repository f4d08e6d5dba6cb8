/**
 * What is asked of the engine, and what it answers besides a run.
 */
import type { ActionId, ByteCount, EpochMs, RelativePath } from './brand.ts';
import type { Reason } from './reason.ts';
import type { ActionState } from './run.ts';

/** One build. */
export interface BuildRequest {
  /** The actions asked for; their dependencies follow. */
  readonly actions: readonly ActionId[];
  /** What the user typed, for the history. */
  readonly targets: readonly string[];
  /** Run even what is fresh; results are recorded. */
  readonly force: 'none' | 'targets' | 'all';
  /** Decide, run nothing, record nothing. */
  readonly dryRun: boolean;
  /** Go on with independent actions after a failure. */
  readonly continueOnFailure: boolean;
  /** Neither take from nor put into the cache. */
  readonly noCache: boolean;
  /** Show again what fresh and restored actions printed when they ran. */
  readonly replayLogs: boolean;
  /** Actions executed at once, at least 1. */
  readonly concurrency: number;
  /** No new work starts while the engine and its children are above this; undefined: no ceiling. */
  readonly memoryLimit: ByteCount | undefined;
}

/** One step back from an action towards the file that a person changed. */
export interface ChainLink {
  readonly action: ActionId;
  readonly state: ActionState;
  /** The reason that leads to the next link, or, in the last one, to the file, variable or program. */
  readonly reason: Reason;
}

/** The answer to "why?". */
export interface Explanation {
  readonly action: ActionId;
  /** The run it speaks of; undefined where the answer is about what would happen now. */
  readonly run: string | undefined;
  readonly at: EpochMs | undefined;
  readonly state: ActionState;
  readonly reasons: readonly Reason[];
  /** From the action asked about, back to the first cause. Empty where there was nothing to do. */
  readonly chain: readonly ChainLink[];
  /** The file a person changed, where the chain ends in one. */
  readonly changedFile: RelativePath | undefined;
}
