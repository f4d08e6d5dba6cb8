/**
 * What one `run` did, as it is stored in the history and printed by `--json`.
 */
import type { ActionId, DurationMs, EpochMs, KeyDigest } from './brand.ts';
import type { Reason } from './reason.ts';

/** How an action ended in one run. */
export type ActionState = 'fresh' | 'restored' | 'ran' | 'failed' | 'skipped';

/** The result of one action in one run. */
export interface ActionResult {
  readonly id: ActionId;
  readonly state: ActionState;
  /** Empty for `fresh`. The first is the one that decided. */
  readonly reasons: readonly Reason[];
  /** Time spent running or restoring; 0 for fresh and skipped. */
  readonly duration: DurationMs;
  /** For `fresh` and `restored`: how long the recorded run took, i.e. the time saved. */
  readonly saved: DurationMs;
  /** True when it ran and its outputs are byte-equal to those before, so what depends on it stays fresh. */
  readonly unchanged: boolean;
  /** Undefined where the key was never computed (skipped). */
  readonly key: KeyDigest | undefined;
  /** For `failed`: the exit code, or undefined when no process ended (could not start, killed, refused). */
  readonly exitCode?: number | undefined;
  /** For `failed`: one sentence that says what, where and what to do next. */
  readonly message?: string;
}

/** One run in the history. */
export interface RunRecord {
  /** Sortable and unique, e.g. `20261121-153012-7f3a`. */
  readonly id: string;
  readonly startedAt: EpochMs;
  readonly duration: DurationMs;
  /** What the user asked for. */
  readonly targets: readonly string[];
  readonly actions: readonly ActionResult[];
}
