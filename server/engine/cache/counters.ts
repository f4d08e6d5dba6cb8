/** Counts what a cache does, and announces it to whoever listens. Nothing is built where nobody does. */

import type { ByteCount } from '../model/brand.ts';
import type { CacheTier, EvictionReason } from '../model/cache.ts';
import type { TierUsage } from '../ports/cache.ts';
import type { CacheEvent } from './tier.ts';

/** The figures of one cache since it was opened. */
export interface CacheStatistics {
  readonly name: string;
  readonly enabled: boolean;
  readonly hits: Readonly<Record<CacheTier, number>>;
  readonly misses: number;
  /** Hits by all look-ups, 0 to 1; undefined before the first. */
  readonly hitRate: number | undefined;
  /** Hits that were stale and led to a computation in the background. */
  readonly stale: number;
  readonly sets: number;
  readonly deletes: number;
  readonly evictions: Readonly<Record<EvictionReason, number>>;
  readonly usage: { readonly memory: TierUsage | undefined; readonly disk: TierUsage | undefined };
}

/** A value that memory was given, and what it holds then, where that is known. */
export interface PutInMemory {
  readonly bytes: ByteCount;
  readonly held?: ByteCount;
}

/** Counts for one cache. */
export class CacheCounters {
  readonly #cache: string;
  readonly #emit: ((event: CacheEvent) => void) | undefined;
  readonly #hits = { memory: 0, disk: 0 };
  readonly #evictions: Record<EvictionReason, number> = {
    'entries-limit': 0,
    'size-limit': 0,
    expired: 0,
    'too-large': 0,
    schema: 0,
    damaged: 0,
  };
  #misses = 0;
  #stale = 0;
  #sets = 0;
  #deletes = 0;

  /** @param emit undefined where nobody listens */
  constructor(cache: string, emit: ((event: CacheEvent) => void) | undefined) {
    this.#cache = cache;
    this.#emit = emit;
  }

  /**
   * @param key what was asked for, for who wants to know what another size would bring
   * @param put what went into memory because of it
   */
  hit(tier: CacheTier, key?: string, put?: PutInMemory): void {
    this.#hits[tier]++;
    this.#emit?.({
      type: 'cache-hit',
      cache: this.#cache,
      tier,
      ...(key !== undefined && { key }),
      ...put,
    });
  }

  miss(key?: string): void {
    this.#misses++;
    this.#emit?.({ type: 'cache-miss', cache: this.#cache, ...(key !== undefined && { key }) });
  }

  stale(): void {
    this.#stale++;
  }

  /** @param more what was put, and what memory holds then; where the cache tells */
  set(bytes: ByteCount, more?: { readonly key: string; readonly held: ByteCount }): void {
    this.#sets++;
    this.#emit?.({ type: 'cache-set', cache: this.#cache, tier: 'memory', bytes, ...more });
  }

  /** @param bytes of all of them, as far as they lay in memory */
  deleted(tier: CacheTier, entries: number, bytes: ByteCount): void {
    this.#deletes += entries;
    this.#emit?.({ type: 'cache-deleted', cache: this.#cache, tier, bytes, entries });
  }

  evicted(tier: CacheTier, bytes: ByteCount, why: EvictionReason): void {
    this.#evictions[why]++;
    this.#emit?.({ type: 'cache-evicted', cache: this.#cache, tier, bytes, why });
  }

  trouble(message: string): void {
    this.#emit?.({ type: 'cache-trouble', cache: this.#cache, message });
  }

  statistics(usage: CacheStatistics['usage']): CacheStatistics {
    const hits = this.#hits.memory + this.#hits.disk;
    const lookUps = hits + this.#misses;
    return {
      name: this.#cache,
      enabled: true,
      hits: { ...this.#hits },
      misses: this.#misses,
      hitRate: lookUps === 0 ? undefined : hits / lookUps,
      stale: this.#stale,
      sets: this.#sets,
      deletes: this.#deletes,
      evictions: { ...this.#evictions },
      usage,
    };
  }
}
