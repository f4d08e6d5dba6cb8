/** The profile of a run while it is under way, for a chart that grows with it. */
import type { InFolder } from './basics.ts';
import type { ProblemRow } from './tasks.ts';

/** Asks for what happened in a run since it was asked the last time. */
export interface RunProfileRequest extends InFolder {
  /** The run under way, as its client named it. */
  readonly run: string;
  /** `next` of the answer before; 0: from the run's start on. */
  readonly since: number;
}

/**
 * What happened in a run, as far as its profile is made of it: all steps behind each other make the whole profile, however often it was asked. Bounded; where
 * there is more, it can be asked for at once.
 */
export interface RunProfileDelta {
  readonly steps: readonly RunStep[];
  readonly next: number;
  readonly hasMore: boolean;
  /** Milliseconds on the clock of the steps: what has not ended lasts until then. */
  readonly now: number;
  /** Steps beyond what is kept of a run. */
  readonly left: number;
  /** Absent: it is under way. */
  readonly ended?: RunProfileEnd;
}

/** How a run ended. */
export interface RunProfileEnd {
  /** Its name in the history; absent where it did not get there. */
  readonly run?: string;
  /** True: its profile is a file now, with what the run was bound by. */
  readonly isKept: boolean;
  readonly isStopped: boolean;
  /** Why it did not start at all, and what to do. */
  readonly refused?: readonly ProblemRow[];
}

/** One thing that happened. `at` is milliseconds; the clock's zero means nothing. */
export type RunStep = { readonly at: number } & RunStepBody;

/** A step besides its time. Phases are stretches of the engine's work, with an action where it is for one. */
export type RunStepBody =
  | { readonly type: 'started'; readonly targets: readonly string[] }
  | { readonly type: 'ended'; readonly fresh: readonly string[] }
  | { readonly type: 'phase-started'; readonly phase: string; readonly action?: string }
  | { readonly type: 'phase-ended'; readonly phase: string; readonly action?: string }
  | { readonly type: 'action-queued'; readonly action: string; readonly cause: string }
  | {
      readonly type: 'action-started';
      readonly action: string;
      readonly reasons: readonly string[];
      readonly slot: number;
    }
  | {
      readonly type: 'action-ended';
      readonly action: string;
      readonly state: string;
      readonly reasons: readonly string[];
      readonly exitCode?: number;
      readonly message?: string;
    }
  /** A mark without length. */
  | {
      readonly type: 'moment';
      readonly name: string;
      readonly about: Readonly<Record<string, string>>;
    }
  /** Put into caches, or taken out of them where it is negative. */
  | { readonly type: 'stored'; readonly bytes: number }
  | { readonly type: 'memory'; readonly bytes: number };
