/**
 * Keeps the number of processes at or below a limit. Who asks first is served first; nothing else decides the order here, because
 * the scheduler has ranked the work before it arrives.
 */
import type { DurationMs } from '../../engine/model/brand.ts';
import type { CancelToken } from '../../engine/ports/cancel.ts';
import type { Clock } from '../../engine/ports/clock.ts';

/** What the throttle did so far. */
export interface ThrottleStatistics {
  readonly limit: number;
  readonly running: number;
  readonly waiting: number;
  /** Longest time that a request had to wait for its turn, those still waiting included. */
  readonly longestWait: DurationMs;
  /** Most that ran at one time. */
  readonly peak: number;
}

/** A turn: to be given back exactly once; giving it back again does nothing. */
export type Turn = () => void;

interface Waiter {
  readonly since: DurationMs;
  readonly start: (turn: Turn) => void;
}

/** Hands out at most `limit` turns at a time. */
export class Throttle {
  readonly #limit: number;
  readonly #clock: Clock;
  readonly #queue = new Set<Waiter>();
  #running = 0;
  #peak = 0;
  #longestWait = 0;

  /** @param limit at least 1 */
  constructor(limit: number, clock: Clock) {
    this.#limit = Math.max(1, Math.floor(limit));
    this.#clock = clock;
  }

  /** Waits for a turn. Undefined when cancelled first. */
  async acquire(cancel: CancelToken): Promise<Turn | undefined> {
    if (cancel.cancelled) return undefined;
    if (this.#running < this.#limit && this.#queue.size === 0) return this.#take();
    return await new Promise((resolve) => {
      const waiter: Waiter = {
        since: this.#clock.elapsed(),
        start: (turn) => {
          stopListening();
          resolve(turn);
        },
      };
      this.#queue.add(waiter);
      const stopListening = cancel.onCancel(() => {
        if (this.#queue.delete(waiter)) this.#noteWait(waiter);
        resolve(undefined);
      });
    });
  }

  /** Figures up to now. */
  statistics(): ThrottleStatistics {
    const oldest = this.#queue.values().next().value;
    const current = oldest === undefined ? 0 : this.#clock.elapsed() - oldest.since;
    return {
      limit: this.#limit,
      running: this.#running,
      waiting: this.#queue.size,
      longestWait: Math.max(this.#longestWait, current) as DurationMs,
      peak: this.#peak,
    };
  }

  #take(): Turn {
    this.#running++;
    this.#peak = Math.max(this.#peak, this.#running);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#running--;
      this.#startNext();
    };
  }

  #startNext(): void {
    const next = this.#queue.values().next().value;
    if (next === undefined || this.#running >= this.#limit) return;
    this.#queue.delete(next);
    this.#noteWait(next);
    next.start(this.#take());
  }

  #noteWait(waiter: Waiter): void {
    this.#longestWait = Math.max(this.#longestWait, this.#clock.elapsed() - waiter.since);
  }
}

/**
 * The limit that holds: the smaller of the setting and `CACHESCOPE_MAX_PROCESSES`.
 * @param setting `concurrency` of the configuration or the command line
 * @param environment e.g. `process.env`
 * @returns the limit, and a message where the variable holds no number of 1 or more (it is then left out)
 */
export function processLimit(
  setting: number,
  environment: Readonly<Record<string, string | undefined>>,
): { readonly limit: number; readonly problem?: string } {
  const text = environment.CACHESCOPE_MAX_PROCESSES;
  if (text === undefined || text === '') return { limit: setting };
  const most = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (most >= 1) return { limit: Math.min(setting, most) };
  const problem = `CACHESCOPE_MAX_PROCESSES is "${text}", which is not a whole number of 1 or more, so it is not used. Set it to e.g. 4, or unset it.`;
  return { limit: setting, problem };
}
