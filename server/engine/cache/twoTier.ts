/** Memory before disk: what is found on disk is promoted, what is put goes to both. Either may be missing. */

import type { ByteCount } from '../model/brand.ts';
import type { CacheTier } from '../model/cache.ts';
import type { Stored, Tier, TierUsage } from '../ports/cache.ts';

/** A value and the tier that had it. */
export interface Located<V> {
  readonly stored: Stored<V>;
  readonly tier: CacheTier;
  /** What it weighs, where it was put into memory. */
  readonly bytes?: ByteCount;
}

/** Both tiers as one. */
export class TwoTier<V> implements Tier<V> {
  readonly memory: Tier<V> | undefined;
  readonly disk: Tier<V> | undefined;
  readonly #bytesOf: (value: V | undefined) => ByteCount;

  /** @param bytesOf weighs a value that is promoted */
  constructor(tiers: {
    readonly memory: Tier<V> | undefined;
    readonly disk: Tier<V> | undefined;
    readonly bytesOf: (value: V | undefined) => ByteCount;
  }) {
    this.memory = tiers.memory;
    this.disk = tiers.disk;
    this.#bytesOf = tiers.bytesOf;
  }

  get(key: string): Stored<V> | undefined {
    return this.locate(key)?.stored;
  }

  /** `get`, saying where it was. */
  locate(key: string): Located<V> | undefined {
    const quick = this.memory?.get(key);
    if (quick) return { stored: quick, tier: 'memory' };
    const stored = this.disk?.get(key);
    if (!stored) return undefined;
    // Only correct if the disk tier verified the value: what is in memory is never looked at again.
    if (!this.memory) return { stored, tier: 'disk' };
    const bytes = this.#bytesOf(stored.value);
    this.memory.set(key, stored, bytes);
    return { stored, tier: 'disk', bytes };
  }

  has(key: string): boolean {
    return this.memory?.has(key) || this.disk?.has(key) || false;
  }

  /** Disk first: whoever sees the value in memory may rely on the next process finding it. */
  set(key: string, stored: Stored<V>, bytes: ByteCount): boolean {
    const onDisk = this.disk?.set(key, stored, bytes) ?? false;
    const inMemory = this.memory?.set(key, stored, bytes) ?? false;
    return onDisk || inMemory;
  }

  delete(key: string): boolean {
    const inMemory = this.memory?.delete(key) ?? false;
    const onDisk = this.disk?.delete(key) ?? false;
    return inMemory || onDisk;
  }

  clear(): void {
    this.memory?.clear();
    this.disk?.clear();
  }

  /** The disk has everything that the memory has, where there is a disk. */
  usage(): TierUsage {
    return (this.disk ?? this.memory)?.usage() ?? { entries: 0, bytes: 0 as ByteCount };
  }
}
