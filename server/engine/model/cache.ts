/** Words of caches that events, tiers and statistics share. */

/** Where a cached value lies. */
export type CacheTier = 'memory' | 'disk';

/** Why an entry left a cache without being asked to. */
export type EvictionReason =
  | 'entries-limit'
  | 'size-limit'
  | 'expired'
  | 'too-large'
  | 'schema'
  | 'damaged';
