/**
 * Everything that happens in the engine is one value of one closed union. Logs, metrics, profiles, the editor and the tests read the
 * same values; nothing in the engine calls any of them.
 */
import type { ActionId, ByteCount, DurationMs, Revision } from './model/brand.ts';
import type { CacheTier, EvictionReason } from './model/cache.ts';
import type { Reason } from './model/reason.ts';
import type { ActionResult, RunRecord } from './model/run.ts';
import type { LogChunk } from './ports/processes.ts';

/** One thing that happened; `at` is `Clock.elapsed()` when it did. */
export type EngineEvent = { readonly at: DurationMs } & EngineEventBody;

/** The parts of an event besides its time. */
export type EngineEventBody =
  | {
      readonly type: 'run-started';
      readonly targets: readonly string[];
      readonly actions: readonly ActionId[];
    }
  | { readonly type: 'run-ended'; readonly run: RunRecord }
  /** A stretch of the engine's own work. */
  | { readonly type: 'phase-started'; readonly phase: Phase; readonly action?: ActionId }
  | { readonly type: 'phase-ended'; readonly phase: Phase; readonly action?: ActionId }
  /** All its dependencies are up to date; it waits for a slot. */
  | { readonly type: 'action-queued'; readonly action: ActionId; readonly cause: string }
  | { readonly type: 'action-waiting'; readonly action: ActionId; readonly why: string }
  | {
      readonly type: 'action-started';
      readonly action: ActionId;
      readonly reasons: readonly Reason[];
      readonly slot: number;
    }
  | {
      readonly type: 'action-log';
      readonly action: ActionId;
      readonly chunk: LogChunk;
      readonly replayed: boolean;
    }
  | {
      readonly type: 'action-raced';
      readonly action: ActionId;
      readonly reason: Reason;
      readonly attempt: number;
    }
  | {
      readonly type: 'action-ended';
      readonly result: ActionResult;
      readonly slot: number | undefined;
    }
  /**
   * `key`: what was asked for, where the cache tells; for finding out what another size would bring. `bytes`: what the value weighs that
   * memory was given because of it, and `held` what memory holds then.
   */
  | {
      readonly type: 'cache-hit';
      readonly cache: string;
      readonly tier: CacheTier;
      readonly key?: string;
      readonly bytes?: ByteCount;
      readonly held?: ByteCount;
    }
  | { readonly type: 'cache-miss'; readonly cache: string; readonly key?: string }
  | {
      readonly type: 'cache-set';
      readonly cache: string;
      readonly tier: CacheTier;
      readonly bytes: ByteCount;
      readonly key?: string;
      readonly held?: ByteCount;
    }
  | {
      readonly type: 'cache-deleted';
      readonly cache: string;
      readonly tier: CacheTier;
      /** Of all of them; on disk not known, and 0. */
      readonly bytes: ByteCount;
      readonly entries: number;
    }
  | {
      readonly type: 'cache-evicted';
      readonly cache: string;
      readonly tier: CacheTier;
      readonly bytes: ByteCount;
      readonly why: EvictionReason;
    }
  | { readonly type: 'cache-trouble'; readonly cache: string; readonly message: string }
  | {
      readonly type: 'changes-applied';
      readonly revision: Revision;
      readonly dirty: readonly ActionId[];
      readonly cause: string;
    };

export type { CacheTier, EvictionReason };

/**
 * Stretches of engine work. Two more follow from the events: it decides from the end of `prepare` until something is found to do, or all is
 * decided, and a command runs from `action-started`, or `action-raced`, until `check`.
 */
export type Phase = 'prepare' | 'check' | 'store' | 'restore' | 'save';

/** Receives events. Must not throw and must be quick. */
export type EventListener = (event: EngineEvent) => void;
