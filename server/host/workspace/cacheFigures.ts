/**
 * Hits and misses of named caches, added up over processes: a command lives for a tenth of a second, so the figures of one say nothing.
 * They are read, summed up and written in one transaction, so processes that end at the same moment lose nothing.
 */
import type { CacheStatistics } from '../../engine/cache/counters.ts';
import { jsonCodec } from '../../engine/cache/registry.ts';
import type { ByteCount } from '../../engine/model/brand.ts';
import type { Tier } from '../../engine/ports/cache.ts';
import type { Store } from '../store/openStore.ts';

/** The figures of one cache since the store was made. */
export interface CacheFigure {
  readonly memoryHits: number;
  readonly diskHits: number;
  readonly misses: number;
  readonly sets: number;
}

/** Where they are kept. */
export type FigureStore = Pick<Store, 'openDisk' | 'transaction'>;

type Figures = Readonly<Record<string, CacheFigure>>;

/** The name under which they are kept, as a cache of its own. */
export const figuresName = 'figures';
const key = 'all';

/** The figures of a store. */
export class CacheFigures {
  readonly #tier: Tier<Figures>;
  readonly #store: FigureStore;

  constructor(store: FigureStore) {
    this.#store = store;
    const codec = jsonCodec(isFigures);
    this.#tier = store.openDisk({ name: figuresName, schema: '1', codec }, () => undefined);
  }

  /** By the name of the cache. */
  read(): ReadonlyMap<string, CacheFigure> {
    return new Map(Object.entries(this.#tier.get(key)?.value ?? {}));
  }

  /** Adds what one process did. */
  add(statistics: readonly CacheStatistics[]): void {
    this.#store.transaction(() => this.#add(statistics));
  }

  #add(statistics: readonly CacheStatistics[]): void {
    const all = new Map(this.read());
    for (const { name, hits, misses, sets } of statistics) {
      const before = all.get(name);
      all.set(name, {
        memoryHits: (before?.memoryHits ?? 0) + hits.memory,
        diskHits: (before?.diskHits ?? 0) + hits.disk,
        misses: (before?.misses ?? 0) + misses,
        sets: (before?.sets ?? 0) + sets,
      });
    }
    const value = Object.fromEntries(all);
    // Only correct if read in the same transaction: figures that another process added since would be lost.
    this.#tier.set(key, { value, freshUntil: undefined, expiresAt: undefined }, 0 as ByteCount);
  }
}

function isFigures(value: unknown): value is Figures {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const names = ['memoryHits', 'diskHits', 'misses', 'sets'];
  return Object.values(value).every((figure: Record<string, unknown> | null) =>
    names.every((name) => typeof figure?.[name] === 'number'),
  );
}
