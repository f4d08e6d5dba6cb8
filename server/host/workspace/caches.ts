/**
 * The named caches of a workspace, apart from those that the store has tables of its own for (traces, texts, file digests): what each
 * keeps, for how long, and its figures over all processes.
 */
import type { CacheStatistics } from '../../engine/cache/counters.ts';
import type { Cache } from '../../engine/cache/registry.ts';
import { CacheRegistry } from '../../engine/cache/registry.ts';
import type { CacheEvent } from '../../engine/cache/tier.ts';
import type { Settings } from '../../engine/config/model.ts';
import type { ByteCount } from '../../engine/model/brand.ts';
import type { Codec } from '../../engine/ports/cache.ts';
import { CacheFigures, type FigureStore } from './cacheFigures.ts';

const hourMs = 3600_000;

/** Text as it is. */
const textCodec: Codec<string> = { encode: (text) => text, decode: (text) => text };
const lengthOf = (text: string): number => text.length;

/** The caches of one workspace; each is made when it is first needed. */
export class WorkspaceCaches {
  readonly #registry: CacheRegistry;
  readonly #figures: CacheFigures | undefined;
  readonly #defined = new Map<string, Cache<string>>();
  readonly #counted: CacheStatistics[] = [];
  #memory: Settings['cache']['memory'] | undefined;

  /**
   * @param store with no disk, nothing outlives the process
   * @param emit told of each hit, miss, write and eviction
   */
  constructor(
    { openDisk, transaction }: Partial<FigureStore>,
    { now = Date.now, emit }: { now?: () => number; emit?: (event: CacheEvent) => void } = {},
  ) {
    this.#registry = new CacheRegistry({ now, openDisk, ...(emit && { emit }) });
    this.#figures = openDisk && transaction && new CacheFigures({ openDisk, transaction });
  }

  /** Takes the limits, and switches caches off. The one for the configuration, which says so, cannot know before it was read. */
  configure({ cache }: Settings): void {
    this.#memory = cache.memory;
    this.#registry.switchOff(cache.disable);
  }

  /** The configuration as read: holds while the files it came from are as they were. */
  get configuration(): Cache<string> {
    return this.#open('configuration', undefined);
  }

  /** The files that each builder module was loaded from. */
  get builders(): Cache<string> {
    return this.#open('builders', undefined);
  }

  /** What checks of the graph found, by the digest of all that they look at. */
  get validation(): Cache<string> {
    return this.#open('validation', hourMs);
  }

  /** Takes the figures of a cache that others keep, at its end. */
  count(statistics: CacheStatistics): void {
    this.#counted.push(statistics);
  }

  /** Writes down what this process added to the figures. */
  close(): void {
    const used = [...this.#registry.statistics(), ...this.#counted].filter(isUsed);
    if (used.length > 0) this.#figures?.add(used);
  }

  /**
   * @param lifetimeMs undefined: an entry's key or the entry itself tells whether it still holds
   */
  #open(name: string, lifetimeMs: number | undefined): Cache<string> {
    const known = this.#defined.get(name);
    if (known) return known;
    const { entries, size } = this.#memory ?? {};
    const cache = this.#registry.define<string>({
      name,
      schema: '1',
      codec: textCodec,
      bytesOf: lengthOf,
      ...(lifetimeMs === undefined ? {} : { lifetimeMs }),
      ...(entries === undefined ? {} : { memory: { entries, bytes: size as ByteCount } }),
    });
    this.#defined.set(name, cache);
    return cache;
  }
}

function isUsed({ hits, misses, sets }: CacheStatistics): boolean {
  return hits.memory + hits.disk + misses + sets > 0;
}
