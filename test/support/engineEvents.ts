// A simulated workspace that emits events as an engine does.

import type { EngineEvent, EngineEventBody } from '../../server/engine/events.ts';
import type {
  ActionId,
  ByteCount,
  DurationMs,
  EpochMs,
  KeyDigest,
} from '../../server/engine/model/brand.ts';
import type { ActionResult, ActionState } from '../../server/engine/model/run.ts';

/** A result of an action. */
export function resultOf(
  id: string,
  state: ActionState,
  more: Partial<ActionResult> = {},
): ActionResult {
  return {
    id: id as ActionId,
    state,
    reasons: [],
    duration: (state === 'fresh' ? 0 : 10) as DurationMs,
    saved: (state === 'fresh' || state === 'restored' ? 100 : 0) as DurationMs,
    unchanged: false,
    key: 'sha256:1' as KeyDigest,
    ...more,
  };
}

/** Tells events at times of its own. */
export class EventMaker {
  readonly #listener: (event: EngineEvent) => void;
  /** Milliseconds since the start. */
  atMs = 0;

  constructor(listener: (event: EngineEvent) => void) {
    this.#listener = listener;
  }

  emit(event: EngineEventBody): void {
    this.#listener({ at: this.atMs as DurationMs, ...event });
  }

  /** A run in which each action waits, runs for its duration, and ends. */
  run(results: readonly ActionResult[], waitMs = 1, id = 'r'): void {
    const started = this.atMs;
    const ids = results.map(({ id }) => id);
    this.emit({ type: 'run-started', targets: ['build'], actions: ids });
    for (const result of results) this.#action(result, waitMs);
    const duration = (this.atMs - started) as DurationMs;
    const run = {
      id,
      startedAt: 0 as EpochMs,
      duration,
      targets: ['build'],
      actions: results,
    };
    this.emit({ type: 'run-ended', run });
  }

  /** What a cache does all day. */
  cache(cache: string, bytes: number): void {
    const sized = { cache, tier: 'memory', bytes: bytes as ByteCount } as const;
    this.emit({ type: 'cache-miss', cache });
    this.emit({ type: 'cache-set', ...sized });
    this.emit({ type: 'cache-hit', cache, tier: 'memory' });
    this.emit({ type: 'cache-evicted', ...sized, why: 'size-limit' });
  }

  #action(result: ActionResult, waitMs: number): void {
    const { id: action, state, duration } = result;
    if (state === 'ran' || state === 'failed') {
      this.emit({ type: 'action-queued', action, cause: 'asked for' });
      this.atMs += waitMs;
      this.emit({ type: 'action-started', action, reasons: [], slot: 0 });
      this.atMs += duration;
      this.emit({ type: 'phase-started', phase: 'check', action });
      this.emit({ type: 'phase-ended', phase: 'check', action });
      this.emit({ type: 'action-ended', result, slot: 0 });
    } else this.emit({ type: 'action-ended', result, slot: undefined });
  }
}
