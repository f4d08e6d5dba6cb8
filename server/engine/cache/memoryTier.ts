/**
 * The memory tier: `lru-cache` with limits by entries and bytes, and a reason announced for everything that it drops.
 */
import { LRUCache } from 'lru-cache';
import type { ByteCount } from '../model/brand.ts';
import type { EvictionReason } from '../model/cache.ts';
import type { OnEvicted, Stored, Tier, TierUsage } from '../ports/cache.ts';
import { isExpired } from './tier.ts';

/** How much may be kept. */
export interface MemoryLimits {
  readonly entries: number;
  readonly bytes: ByteCount;
}

/** A value with its weight. */
interface Slot<V> {
  readonly stored: Stored<V>;
  readonly bytes: ByteCount;
}

/** Keeps values as they are: callers must not change what they put in or get out. */
export class MemoryTier<V> implements Tier<V> {
  readonly #slots: LRUCache<string, Slot<V>>;
  readonly #limits: MemoryLimits;
  readonly #now: () => number;
  readonly #onEvicted: OnEvicted;
  /** Whether the first eviction of the `set` under way is owed to the limit of entries. */
  #isFull = false;

  constructor(
    limits: MemoryLimits,
    options: { readonly now: () => number; readonly onEvicted: OnEvicted },
  ) {
    this.#limits = limits;
    this.#now = options.now;
    this.#onEvicted = options.onEvicted;
    this.#slots = new LRUCache({
      max: limits.entries,
      maxSize: limits.bytes,
      dispose: (slot, _key, reason) => this.#disposed(slot, reason),
    });
  }

  get(key: string): Stored<V> | undefined {
    const stored = this.#slots.get(key)?.stored;
    if (stored === undefined || !isExpired(stored, this.#now)) return stored;
    this.#drop(key, 'expired');
    return undefined;
  }

  has(key: string): boolean {
    const slot = this.#slots.peek(key);
    return slot !== undefined && !isExpired(slot.stored, this.#now);
  }

  set(key: string, stored: Stored<V>, bytes: ByteCount): boolean {
    if (bytes > this.#limits.bytes) return this.#refuse(key, bytes);
    this.#isFull = this.#slots.size >= this.#limits.entries && !this.#slots.has(key);
    this.#slots.set(key, { stored, bytes }, { size: Math.max(1, bytes) });
    return true;
  }

  delete(key: string): boolean {
    return this.#slots.delete(key);
  }

  clear(): void {
    this.#slots.clear();
  }

  usage(): TierUsage {
    return { entries: this.#slots.size, bytes: this.#slots.calculatedSize as ByteCount };
  }

  /** `lru-cache` deletes the old value without a word when the new one is too large; here both are announced. */
  #refuse(key: string, bytes: ByteCount): boolean {
    this.#drop(key, 'too-large');
    this.#onEvicted('memory', bytes, 'too-large');
    return false;
  }

  #drop(key: string, why: EvictionReason): void {
    const slot = this.#slots.peek(key);
    if (slot && this.#slots.delete(key)) this.#onEvicted('memory', slot.bytes, why);
  }

  #disposed(slot: Slot<V>, reason: LRUCache.DisposeReason): void {
    if (reason !== 'evict') return;
    this.#onEvicted('memory', slot.bytes, this.#isFull ? 'entries-limit' : 'size-limit');
    this.#isFull = false;
  }
}
