/**
 * Blobs in memory, for a process that lives long enough to ask for one twice: a restore then waits for no disk. A command that ends at
 * once has none of this.
 */
import type { CacheStatistics } from '../../engine/cache/counters.ts';
import { CacheCounters } from '../../engine/cache/counters.ts';
import type { MemoryLimits } from '../../engine/cache/memoryTier.ts';
import { MemoryTier } from '../../engine/cache/memoryTier.ts';
import type { CacheEvent } from '../../engine/cache/tier.ts';
import type { BlobDigest, ByteCount } from '../../engine/model/brand.ts';

/** The memory tier of the store of blobs. */
export class BlobMemory {
  readonly #tier: MemoryTier<Uint8Array>;
  readonly #counters: CacheCounters;

  /**
   * @param now milliseconds since 1970
   * @param emit told of each hit, miss, write and eviction
   */
  constructor(
    limits: MemoryLimits,
    { now, emit }: { readonly now: () => number; readonly emit?: (event: CacheEvent) => void },
  ) {
    this.#counters = new CacheCounters('blobs', emit);
    this.#tier = new MemoryTier(limits, {
      now,
      onEvicted: (tier, bytes, why) => this.#counters.evicted(tier, bytes, why),
    });
  }

  /** Bytes that must not be changed. A use of memory where they are there; `missed` says that they were not. */
  get(digest: BlobDigest): Uint8Array | undefined {
    const bytes = this.#tier.get(digest)?.value;
    if (bytes) this.#counters.hit('memory', digest);
    return bytes;
  }

  has(digest: BlobDigest): boolean {
    return this.#tier.has(digest);
  }

  /**
   * What was not in memory was looked for on disk.
   * @param whole what `keep` will be given; it tells what a larger memory would have taken
   */
  missed(digest: BlobDigest, isOnDisk: boolean, whole: Uint8Array | undefined): void {
    const put = whole && { bytes: whole.byteLength as ByteCount };
    if (isOnDisk) this.#counters.hit('disk', digest, put);
    else this.#counters.miss(digest);
  }

  /** Only correct if the bytes were verified against the digest: what is in memory is never looked at again. */
  keep(digest: BlobDigest, bytes: Uint8Array): void {
    // A small buffer of Node's is a piece of a larger one, which it would hold on to.
    const own = bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
    const stored = { value: own, freshUntil: undefined, expiresAt: undefined };
    const size = own.byteLength as ByteCount;
    if (this.#tier.set(digest, stored, size))
      this.#counters.set(size, { key: digest, held: this.#tier.usage().bytes });
  }

  statistics(): CacheStatistics {
    return this.#counters.statistics({ memory: this.#tier.usage(), disk: undefined });
  }
}
