/** What `stats` tells, gathered once, for all its forms. */

import type { Settings } from '../../engine/config/model.ts';
import type { SizeAdvice } from '../../engine/metrics/advice.ts';
import type { MetricsRecord } from '../../engine/metrics/record.ts';
import type { RunTrend } from '../../engine/metrics/runTrends.ts';
import {
  type HistoryPart,
  MetricsHistory,
  type MetricsStore,
  totalOf,
} from '../../host/metrics/history.ts';
import type { StoreUsage } from '../../host/store/maintenance.ts';
import type { Store } from '../../host/store/openStore.ts';
import { type CacheOverview, cacheOverview } from '../../host/workspace/cacheOverview.ts';
import { type HistoryFacts, runFacts, trendsOf } from '../../host/workspace/history.ts';

/** As many as are kept: trends need the past. */
const allRuns = 1000;

/** Everything that `stats` says. */
export interface StatsFacts extends MetricsFacts {
  readonly history: HistoryFacts;
  readonly size: StoreUsage;
  readonly caches: readonly CacheOverview[];
  readonly trends: readonly RunTrend[];
  readonly advice: readonly SizeAdvice[];
}

/** Metrics over all processes. */
export interface MetricsFacts {
  readonly total: MetricsRecord;
  readonly parts: readonly HistoryPart[];
  /** Milliseconds since 1970; undefined where nothing was counted yet. */
  readonly sinceMs: number | undefined;
}

/** What replays found longer ago may be of another way to work. */
const adviceAgeMaxMs = 30 * 24 * 3600_000;

/** What the statistics are made of. */
export type StatsStore = MetricsStore &
  Pick<Store, 'maintenance'> & {
    readonly traces: Pick<Store['traces'], 'runs'>;
  };

/**
 * Gathers them.
 * @param options.cache as configured
 * @param options.limit runs that count
 */
export function statsFacts(
  store: StatsStore,
  { cache, limit }: { readonly cache: Settings['cache']; readonly limit: number },
): StatsFacts {
  const runs = store.traces.runs(allRuns);
  const history = runFacts(runs.slice(0, limit));
  return {
    history,
    size: store.maintenance.usage(),
    caches: cacheOverview(store, { disabled: cache.disable, runs: history.runs }),
    trends: trendsOf(runs),
    advice: adviceFor(cache, store),
    ...metricsFacts(store),
  };
}

/** Advice on limits that are still the ones that it was found with. */
function adviceFor({ memory, disable }: Settings['cache'], store: MetricsStore): SizeAdvice[] {
  const known = new MetricsHistory(store).replays();
  const recent = known.filter(({ atMs }) => atMs > Date.now() - adviceAgeMaxMs);
  return recent.flatMap(({ advice, limits }) => {
    const isOf = limits.entries === memory.entries && limits.bytes === memory.size;
    const isOff = disable.some((name) => name === advice?.cache);
    return advice && isOf && !isOff ? [advice] : [];
  });
}

/** The metrics alone. */
export function metricsFacts(store: MetricsStore): MetricsFacts {
  const history = new MetricsHistory(store);
  history.catchUp();
  const parts = history.parts();
  return { total: totalOf(parts), parts, sinceMs: parts[0]?.startMs };
}
