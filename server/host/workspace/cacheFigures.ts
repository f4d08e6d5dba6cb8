/**
 * Hits and misses of named caches, added up over processes: a command lives for a tenth of a second, so the figures of one say nothing.
 * Two processes that end at the same moment may lose the figures of one; they are for people, nothing is decided by them.
 */
import type { CacheStatistics } from '../../engine/cache/counters.ts';
import { jsonCodec } from '../../engine/cache/registry.ts';
import type { ByteCount } from '../../engine/model/brand.ts';
import type { OpenDisk, Tier } from '../../engine/ports/cache.ts';

/** The figures of one cache since the store was made. */
export interface CacheFigure {
  readonly memoryHits: number;
  readonly diskHits: number;
  readonly misses: number;
  readonly sets: number;
}

type Figures = Readonly<Record<string, CacheFigure>>;

/** The name under which they are kept, as a cache of its own. */
export const figuresName = 'figures';
const key = 'all';

/** The figures of a store. */
export class CacheFigures {
  readonly #tier: Tier<Figures>;

  constructor(openDisk: OpenDisk) {
    const codec = jsonCodec(isFigures);
    this.#tier = openDisk({ name: figuresName, schema: '1', codec }, () => undefined);
  }

  /** By the name of the cache. */
  read(): ReadonlyMap<string, CacheFigure> {
    return new Map(Object.entries(this.#tier.get(key)?.value ?? {}));
  }

  /** Adds what one process did. */
  add(statistics: readonly CacheStatistics[]): void {
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
    // Only correct if read just before: figures that another process added since would be lost.
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
