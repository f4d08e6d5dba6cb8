/** The caches of the workspace as `stats`, `cache ls` and the editor's export show them. */
import type { CacheOverview } from '../../host/workspace/cacheOverview.ts';
import { tableText } from '../render/table.ts';
import { countText, shareText, sizeText } from '../render/units.ts';

/** For `--json`. */
export function jsonCaches(caches: readonly CacheOverview[]): readonly object[] {
  return caches.map(({ name, isEnabled, entries, bytes, lookUps }) => ({
    name,
    enabled: isEnabled,
    entries,
    bytes,
    hits: lookUps ? { memory: lookUps.memoryHits, disk: lookUps.diskHits } : null,
    misses: lookUps?.misses ?? null,
    hitRate: hitRateOf(lookUps) ?? null,
  }));
}

/** As lines. */
export function cachesText(caches: readonly CacheOverview[]): string {
  return tableText(caches.map(cacheRow));
}

function cacheRow(cache: CacheOverview): readonly string[] {
  const { name, isEnabled, entries, bytes, lookUps } = cache;
  if (!isEnabled) return [name, 'switched off'];
  const usage = [name, countText(entries, 'entry', 'entries'), sizeText(bytes)];
  const rate = hitRateOf(lookUps);
  if (!lookUps || rate === undefined) return usage;
  const { memoryHits, diskHits, misses } = lookUps;
  const hits = memoryHits + diskHits;
  const inMemory = memoryHits === 0 ? '' : ` (${memoryHits} in memory)`;
  return [...usage, `hit rate ${shareText(rate)}`, `${hits} of ${hits + misses}${inMemory}`];
}

function hitRateOf(lookUps: CacheOverview['lookUps']): number | undefined {
  if (!lookUps) return undefined;
  const hits = lookUps.memoryHits + lookUps.diskHits;
  return hits + lookUps.misses === 0 ? undefined : hits / (hits + lookUps.misses);
}
