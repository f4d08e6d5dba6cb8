/** Replays what each cache is asked for, as its events tell; see `memoryReplay.ts`. */
import { lookUpsMin, type SizeAdvice, sizeAdvice } from './advice.ts';
import { MemoryReplay, type ReplayedLimits } from './memoryReplay.ts';

/** What a replay of a cache's look-ups found. */
export interface ReplayedCache {
  readonly cache: string;
  readonly limits: ReplayedLimits;
  readonly lookUps: number;
  /** Hit rate of the memory as it is, 0 to 1. */
  readonly now: number;
  /** None: its size is fine. */
  readonly advice?: SizeAdvice;
}

/** An event of a cache that tells of which key it is. */
interface Keyed {
  readonly cache: string;
  readonly key?: string;
  /** What memory was given. */
  readonly bytes?: number;
}

/** Caches that are replayed, at most. */
const replaysMax = 16;

/** See above. */
export class CacheReplays {
  readonly #limitsOf: ((cache: string) => ReplayedLimits | undefined) | undefined;
  readonly #replays = new Map<string, MemoryReplay>();

  /** @param limitsOf how much the memory of a cache may hold; undefined: nothing is replayed */
  constructor(limitsOf: ((cache: string) => ReplayedLimits | undefined) | undefined) {
    this.#limitsOf = limitsOf;
  }

  /** A cache was asked for a key. */
  onAsked({ cache, key }: Keyed, isInMemory: boolean): void {
    if (key !== undefined) this.#of(cache)?.ask(key, isInMemory);
  }

  /** The memory of a cache was given a value. */
  onPut({ cache, key, bytes }: Keyed): void {
    if (key !== undefined && bytes !== undefined) this.#of(cache)?.put(key, bytes);
  }

  /** Of the caches that were asked for enough to say something. */
  results(): readonly ReplayedCache[] {
    return [...this.#replays].flatMap(([cache, replay]) => {
      const result = replay.result();
      const { limits, lookUps } = result;
      if (lookUps < lookUpsMin) return [];
      const advice = sizeAdvice(cache, result);
      return { cache, limits, lookUps, now: result.rate(1, 1), ...(advice && { advice }) };
    });
  }

  #of(cache: string): MemoryReplay | undefined {
    if (this.#limitsOf === undefined) return undefined;
    const known = this.#replays.get(cache);
    if (known || this.#replays.size >= replaysMax) return known;
    const limits = this.#limitsOf(cache);
    // A memory that is switched off has no size to be a part of.
    if (limits === undefined || limits.entries <= 0 || limits.bytes <= 0) return undefined;
    const made = new MemoryReplay(limits);
    this.#replays.set(cache, made);
    return made;
  }
}
