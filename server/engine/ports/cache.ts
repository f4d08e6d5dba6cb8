/**
 * What a cache tier does: memory, disk and both together keep to this one interface, and one contract suite tests them all.
 * Calls are synchronous, as the stores below are; only computing a value may take time.
 */
import type { ByteCount, EpochMs } from '../model/brand.ts';
import type { CacheTier, EvictionReason } from '../model/cache.ts';

/** A value with its times. `value` undefined says "known to have none", where the cache keeps that. */
export interface Stored<V> {
  readonly value: V | undefined;
  /** From here on it is stale: only to be shown while a new one is computed. Undefined: never. */
  readonly freshUntil: EpochMs | undefined;
  /** From here on it is gone. Undefined: never. */
  readonly expiresAt: EpochMs | undefined;
}

/** Where values are kept under text keys. */
export interface Tier<V> {
  /** The value, if it is there and has not expired; counts as a use. */
  get(key: string): Stored<V> | undefined;
  /** Whether `get` would find one; does not count as a use. */
  has(key: string): boolean;
  /**
   * @param bytes what the value weighs
   * @returns false where it is too large to keep; an older value of the key is gone then, too
   */
  set(key: string, stored: Stored<V>, bytes: ByteCount): boolean;
  /** @returns whether there was one */
  delete(key: string): boolean;
  clear(): void;
  /** Entries and bytes now. */
  usage(): TierUsage;
}

/** How full a tier is. */
export interface TierUsage {
  readonly entries: number;
  readonly bytes: ByteCount;
}

/** Told when an entry leaves without being asked to. */
export type OnEvicted = (tier: CacheTier, bytes: ByteCount, why: EvictionReason) => void;

/** Turns values into text and back, for the disk. */
export interface Codec<V> {
  encode(value: V): string;
  /** @returns undefined where the text is of another shape */
  decode(text: string): V | undefined;
}

/** What the disk needs to know of a cache. */
export interface DiskSpec<V> {
  readonly name: string;
  /** Entries of another schema version miss and go. */
  readonly schema: string;
  readonly codec: Codec<V>;
  /** Characters up to which a value lies in its row; for values that change often. Default: some thousand. */
  readonly inlineMax?: number;
}

/** Opens the disk tier of a cache. */
export type OpenDisk = <V>(spec: DiskSpec<V>, onEvicted: OnEvicted) => Tier<V>;
