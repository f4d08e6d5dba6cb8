/** How much the store keeps, for how long. Apart, because opening and maintenance both need it. */

/** How much is kept, for how long. */
export interface StoreLimits {
  /** Bytes on disk, as compressed. */
  readonly diskSize: number;
  /** Milliseconds since the last use. */
  readonly ttlMs: number;
}

/** 5 GB, 7 days. */
export const defaultLimits: StoreLimits = { diskSize: 5e9, ttlMs: 7 * 24 * 3600 * 1000 };
