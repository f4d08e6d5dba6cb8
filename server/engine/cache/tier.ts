/** The events of caches, and when an entry is over. */
import type { EngineEventBody } from '../events.ts';
import type { Stored } from '../ports/cache.ts';

/** The events of caches. */
export type CacheEvent = Extract<EngineEventBody, { readonly cache: string }>;

/** @param now milliseconds since 1970 */
export function isExpired(stored: Pick<Stored<unknown>, 'expiresAt'>, now: () => number): boolean {
  return stored.expiresAt !== undefined && now() >= stored.expiresAt;
}
