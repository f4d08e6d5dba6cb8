/**
 * All named caches of one engine: defined once each, listed with their figures, switched off one by one. A cache that is off keeps
 * nothing and counts nothing; it only computes.
 */
import type { ByteCount } from '../model/brand.ts';
import { jsonValue } from '../model/jsonValue.ts';
import type { Codec, OnEvicted, OpenDisk } from '../ports/cache.ts';
import type { CacheStatistics } from './counters.ts';
import { CacheCounters } from './counters.ts';
import type { MemoryLimits } from './memoryTier.ts';
import { MemoryTier } from './memoryTier.ts';
import type { CachePolicy } from './namedCache.ts';
import { NamedCache } from './namedCache.ts';
import type { CacheEvent } from './tier.ts';
import { TwoTier } from './twoTier.ts';

/** What users of a cache see. */
export type Cache<V> = Pick<
  NamedCache<V>,
  'name' | 'get' | 'getOrCompute' | 'set' | 'delete' | 'clear' | 'warm' | 'statistics'
>;

/** A cache to be. */
export interface CacheSpec<V> extends CachePolicy<V> {
  readonly name: string;
  /** Raised when the meaning or the shape of its values changes: older ones on disk then miss. */
  readonly schema: string;
  /** Default: 10,000 entries, 100 MB. */
  readonly memory?: MemoryLimits | undefined;
  /** Undefined: it lives in memory only. */
  readonly codec?: Codec<V>;
}

/** 10,000 entries, 100 MB. */
export const defaultMemoryLimits: MemoryLimits = { entries: 10_000, bytes: 100e6 as ByteCount };

/** The caches of one engine. */
export class CacheRegistry {
  readonly #caches = new Map<string, Cache<unknown>>();
  readonly #now: () => number;
  readonly #emit: ((event: CacheEvent) => void) | undefined;
  readonly #openDisk: OpenDisk | undefined;
  readonly #off: Set<string>;

  /**
   * @param options.now milliseconds since 1970
   * @param options.openDisk undefined: everything stays in memory
   * @param options.off names of caches that are switched off
   */
  constructor(options: {
    readonly now: () => number;
    readonly emit?: (event: CacheEvent) => void;
    readonly openDisk?: OpenDisk | undefined;
    readonly off?: Iterable<string>;
  }) {
    this.#now = options.now;
    this.#emit = options.emit;
    this.#openDisk = options.openDisk;
    this.#off = new Set(options.off);
  }

  /** Switches caches off that are defined from now on: which ones, is said in what the first cache keeps. */
  switchOff(names: Iterable<string>): void {
    for (const name of names) this.#off.add(name);
  }

  /** Makes a cache; a name is used once. */
  define<V>(spec: CacheSpec<V>): Cache<V> {
    const cache = this.#off.has(spec.name) ? offCache<V>(spec.name) : this.#open(spec);
    this.#caches.set(spec.name, cache as Cache<unknown>);
    return cache;
  }

  get(name: string): Cache<unknown> | undefined {
    return this.#caches.get(name);
  }

  /** Figures of all caches, by name. */
  statistics(): readonly CacheStatistics[] {
    const all = [...this.#caches.values()].map((cache) => cache.statistics());
    return all.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #open<V>(spec: CacheSpec<V>): NamedCache<V> {
    const { name, codec } = spec;
    const counters = new CacheCounters(name, this.#emit);
    const onEvicted: OnEvicted = (tier, bytes, why) => counters.evicted(tier, bytes, why);
    const limits = spec.memory ?? defaultMemoryLimits;
    // `lru-cache` takes a limit of 0 for none.
    const isKept = limits.entries > 0 && limits.bytes > 0;
    const memory = isKept ? new MemoryTier<V>(limits, { now: this.#now, onEvicted }) : undefined;
    const disk = codec && this.#openDisk?.({ ...spec, codec }, onEvicted);
    const bytesOf = (value: V | undefined): ByteCount =>
      (value === undefined ? 16 : spec.bytesOf(value)) as ByteCount;
    const tiers = new TwoTier<V>({ memory, disk, bytesOf });
    return new NamedCache({ name, policy: spec, tiers, now: this.#now, counters });
  }
}

/** A cache that is switched off. */
function offCache<V>(name: string): Cache<V> {
  const figures = new CacheCounters(name, undefined);
  return {
    name,
    get: () => undefined,
    getOrCompute: async (_key, compute) => compute(),
    set: () => {},
    delete: () => false,
    clear: () => {},
    warm: () => 0,
    statistics: () => ({
      ...figures.statistics({ memory: undefined, disk: undefined }),
      enabled: false,
    }),
  };
}

/** For values that are plain data: JSON. */
export function jsonCodec<V>(isShape: (value: unknown) => value is V): Codec<V> {
  return {
    encode: (value) => JSON.stringify(value),
    decode: (text) => {
      const value = jsonValue(text);
      return isShape(value) ? value : undefined;
    },
  };
}
