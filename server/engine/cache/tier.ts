/**
 * What a cache tier does: memory, disk and both together keep to this one interface, and one contract suite tests them all.
 * Calls are synchronous, as the stores below are; only computing a value may take time.
 */

import type { CacheTier, EngineEventBody, EvictionReason } from '../events.ts';
import type { ByteCount, EpochMs } from '../model/brand.ts';

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

/** The events of caches. */
export type CacheEvent = Extract<EngineEventBody, { readonly cache: string }>;

/** @param now milliseconds since 1970 */
export function isExpired(stored: Pick<Stored<unknown>, 'expiresAt'>, now: () => number): boolean {
  return stored.expiresAt !== undefined && now() >= stored.expiresAt;
}
