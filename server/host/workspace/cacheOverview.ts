/** All caches of a workspace side by side, whether rows of the store's own tables or named caches: how full, how often of use. */
import type { CacheName } from '../../engine/config/model.ts';
import { cacheNames } from '../../engine/config/model.ts';
import type { RunRecord } from '../../engine/model/run.ts';
import { metricsName } from '../metrics/history.ts';
import type { KeptItem } from '../store/inventory.ts';
import type { Store } from '../store/openStore.ts';
import type { CacheFigure } from './cacheFigures.ts';
import { CacheFigures, figuresName } from './cacheFigures.ts';

/** One cache. */
export interface CacheOverview {
  readonly name: CacheName;
  /** What it keeps, in a few words. */
  readonly keeps: string;
  readonly isEnabled: boolean;
  readonly entries: number;
  readonly bytes: number;
  /** Look-ups over all processes; undefined where they are not counted. */
  readonly lookUps: Pick<CacheFigure, 'memoryHits' | 'diskHits' | 'misses'> | undefined;
}

/**
 * The overview.
 * @param options.disabled names of caches that the configuration switches off
 * @param options.runs the runs whose hits of results are counted
 */
export function cacheOverview(
  store: Pick<Store, 'maintenance' | 'openDisk' | 'transaction'>,
  options: { readonly disabled: readonly CacheName[]; readonly runs: readonly RunRecord[] },
): readonly CacheOverview[] {
  const items = store.maintenance.list();
  const figures = new CacheFigures(store).read();
  const names = Object.keys(cacheNames) as CacheName[];
  return names.map((name) => ({
    name,
    keeps: cacheNames[name],
    isEnabled: !options.disabled.includes(name),
    ...usageOf(items, name),
    lookUps: name === 'traces' ? traceLookUps(options.runs) : figures.get(name),
  }));
}

/** The cache that a kept thing belongs to; undefined for our own bookkeeping. */
export function cacheOf({ kind, name }: KeptItem): CacheName | undefined {
  if (kind === 'result') return 'traces';
  if (kind !== 'cache-entry') return kind;
  return name === figuresName || name === metricsName ? undefined : (name as CacheName);
}

function usageOf(
  items: readonly KeptItem[],
  name: CacheName,
): Pick<CacheOverview, 'entries' | 'bytes'> {
  const own = items.filter((item) => cacheOf(item) === name);
  return { entries: own.length, bytes: own.reduce((total, { size }) => total + size, 0) };
}

/** A result that is taken is a hit on disk; one that had to be made is a miss. */
function traceLookUps(runs: readonly RunRecord[]): CacheOverview['lookUps'] {
  const figure = { memoryHits: 0, diskHits: 0, misses: 0 };
  for (const { state } of runs.flatMap(({ actions }) => actions)) {
    if (state === 'fresh' || state === 'restored') figure.diskHits++;
    else if (state !== 'skipped') figure.misses++;
  }
  return figure;
}
