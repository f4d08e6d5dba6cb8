/**
 * A named cache: one table of entries with its own limits, lifetime, schema version and statistics. Reads go memory, disk, compute;
 * callers that ask for one key at the same time share one computation.
 *
 *     const imports = registry.define<Facts>({ name: 'imports', schema: '3', lifetimeMs: week });
 *     const facts = await imports.getOrCompute(digest, () => parse(file));
 */
import type { ByteCount, EpochMs } from '../model/brand.ts';
import type { Stored } from '../ports/cache.ts';
import type { CacheCounters, CacheStatistics, PutInMemory } from './counters.ts';
import type { TwoTier } from './twoTier.ts';

/** How a cache behaves. */
export interface CachePolicy<V> {
  /** Milliseconds until a value is stale; undefined: it never is, because its key says all about it. */
  readonly lifetimeMs?: number;
  /** For how long a stale value is still given out while a new one is computed, in milliseconds; undefined: not at all. */
  readonly staleMs?: number;
  /** Milliseconds for which "there is none" is remembered; undefined: not at all. */
  readonly negativeMs?: number;
  /** What a value weighs in memory. */
  readonly bytesOf: (value: V) => number;
}

/** A computation that callers share. */
interface Flight<V> {
  readonly promise: Promise<V | undefined>;
  /** True once the key was deleted or set meanwhile: the result is for those who wait and is not kept. */
  isOutdated: boolean;
}

/** What an entry without a value weighs. */
const negativeBytes = 16;

/** One cache. */
export class NamedCache<V> {
  readonly name: string;
  readonly #policy: CachePolicy<V>;
  readonly #tiers: TwoTier<V>;
  readonly #now: () => number;
  readonly #counters: CacheCounters;
  readonly #flights = new Map<string, Flight<V>>();

  constructor(options: {
    readonly name: string;
    readonly policy: CachePolicy<V>;
    readonly tiers: TwoTier<V>;
    readonly now: () => number;
    readonly counters: CacheCounters;
  }) {
    this.name = options.name;
    this.#policy = options.policy;
    this.#tiers = options.tiers;
    this.#now = options.now;
    this.#counters = options.counters;
  }

  /** A fresh value; undefined where there is none or it is known that there is none. */
  get(key: string): V | undefined {
    return this.#lookUp(key, false)?.value;
  }

  /**
   * The value, computed where it is not there.
   * @param compute undefined says "there is none". Errors reach all who wait and are never kept.
   */
  async getOrCompute(
    key: string,
    compute: () => V | undefined | Promise<V | undefined>,
  ): Promise<V | undefined> {
    const found = this.#lookUp(key, true);
    if (!found) return this.#computeOnce(key, compute);
    if (this.#isStale(found)) {
      this.#counters.stale();
      // Nobody waits for it; a failure leaves the stale value until it expires, and the next caller tries again.
      this.#computeOnce(key, compute).catch((error: unknown) =>
        this.#counters.trouble(String(error)),
      );
    }
    return found.value;
  }

  /** Puts a value; a computation of the key that is under way is not kept. */
  set(key: string, value: V): void {
    this.#outdate(key);
    this.#store(key, value);
  }

  /** Forgets the key in all tiers. @returns whether there was one */
  delete(key: string): boolean {
    this.#outdate(key);
    const before = this.#memoryBytes();
    const existed = this.#tiers.delete(key);
    if (existed) this.#tellDeleted(1, before);
    return existed;
  }

  /** Forgets everything. */
  clear(): void {
    for (const key of this.#flights.keys()) this.#outdate(key);
    const { entries } = this.#tiers.usage();
    const before = this.#memoryBytes();
    this.#tiers.clear();
    if (entries > 0) this.#tellDeleted(entries, before);
  }

  #tellDeleted(entries: number, bytesBefore: number): void {
    const bytes = (bytesBefore - this.#memoryBytes()) as ByteCount;
    this.#counters.deleted(this.#tiers.memory ? 'memory' : 'disk', entries, bytes);
  }

  #memoryBytes(): ByteCount {
    return this.#tiers.memory?.usage().bytes ?? (0 as ByteCount);
  }

  #promoted(bytes: ByteCount | undefined): PutInMemory | undefined {
    return bytes === undefined ? undefined : { bytes, held: this.#memoryBytes() };
  }

  /** Reads keys into memory ahead of their use. @returns how many were found */
  warm(keys: Iterable<string>): number {
    let found = 0;
    for (const key of keys) if (this.#tiers.get(key)) found++;
    return found;
  }

  statistics(): CacheStatistics {
    const { memory, disk } = this.#tiers;
    return this.#counters.statistics({ memory: memory?.usage(), disk: disk?.usage() });
  }

  #lookUp(key: string, orStale: boolean): Stored<V> | undefined {
    const located = this.#tiers.locate(key);
    if (located && (orStale || !this.#isStale(located.stored))) {
      this.#counters.hit(located.tier, key, this.#promoted(located.bytes));
      return located.stored;
    }
    this.#counters.miss(key);
    return undefined;
  }

  #isStale(stored: Stored<V>): boolean {
    return stored.freshUntil !== undefined && this.#now() >= stored.freshUntil;
  }

  #computeOnce(
    key: string,
    compute: () => V | undefined | Promise<V | undefined>,
  ): Promise<V | undefined> {
    const flying = this.#flights.get(key);
    if (flying && !flying.isOutdated) return flying.promise;
    // The call is made inside the promise, so that an error thrown at once reaches all who wait as well.
    const promise = Promise.resolve().then(compute);
    const flight: Flight<V> = { promise, isOutdated: false };
    this.#flights.set(key, flight);
    return promise.then(
      (value) => this.#land(key, flight, value),
      (error: unknown) => {
        this.#end(key, flight);
        throw error;
      },
    );
  }

  /**
   * Keeps what was computed. Only correct if the key was not deleted or set while it was computed: a file edited meanwhile has
   * deleted the key, and the value computed from its old content would stay for ever.
   */
  #land(key: string, flight: Flight<V>, value: V | undefined): V | undefined {
    const isFirst = this.#flights.get(key) === flight;
    if (isFirst && !flight.isOutdated) this.#store(key, value);
    this.#end(key, flight);
    return value;
  }

  #end(key: string, flight: Flight<V>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }

  #outdate(key: string): void {
    const flight = this.#flights.get(key);
    if (flight) flight.isOutdated = true;
  }

  #store(key: string, value: V | undefined): void {
    const { lifetimeMs, staleMs, negativeMs, bytesOf } = this.#policy;
    if (value === undefined && negativeMs === undefined) return;
    const life = value === undefined ? negativeMs : lifetimeMs;
    const now = this.#now();
    const freshUntil = life === undefined ? undefined : ((now + life) as EpochMs);
    const expiresAt =
      freshUntil === undefined ? undefined : ((freshUntil + (staleMs ?? 0)) as EpochMs);
    const bytes = (value === undefined ? negativeBytes : bytesOf(value)) as ByteCount;
    if (!this.#tiers.set(key, { value, freshUntil, expiresAt }, bytes)) return;
    this.#counters.set(bytes, { key, held: this.#memoryBytes() });
  }
}
