/** What `stats` tells, gathered once, for all its forms. */
import { addRecords, type MetricsRecord } from '../../engine/metrics/record.ts';
import { type RunTrend, runTrends } from '../../engine/metrics/runTrends.ts';
import type { RunRecord } from '../../engine/model/run.ts';
import { type HistoryPart, MetricsHistory } from '../../host/metrics/history.ts';
import type { StoreUsage } from '../../host/store/maintenance.ts';
import type { CacheOverview } from '../../host/workspace/cacheOverview.ts';
import { type HistoryFacts, runFacts } from '../../host/workspace/history.ts';
import { totalsOf } from '../../host/workspace/runTotals.ts';
import { cachesOf } from '../cacheFigures.ts';
import type { CommandContext } from '../command.ts';
import type { OpenStores } from '../session.ts';

/** As many as are kept: trends need the past. */
const allRuns = 1000;

/** Everything that `stats` says. */
export interface StatsFacts extends MetricsFacts {
  readonly history: HistoryFacts;
  readonly size: StoreUsage;
  readonly caches: readonly CacheOverview[];
  readonly trends: readonly RunTrend[];
}

/** Metrics over all processes. */
export interface MetricsFacts {
  readonly total: MetricsRecord;
  readonly parts: readonly HistoryPart[];
  /** Milliseconds since 1970; undefined where nothing was counted yet. */
  readonly sinceMs: number | undefined;
}

/** @param limit runs that count */
export async function statsFacts(
  context: CommandContext,
  stores: OpenStores,
  limit: number,
): Promise<StatsFacts> {
  const runs = stores.store.traces.runs(allRuns);
  const history = runFacts(runs.slice(0, limit));
  return {
    history,
    size: stores.store.maintenance.usage(),
    caches: await cachesOf(context, stores, history.runs),
    trends: runTrends(runs, hitRateOf),
    ...metricsFacts(stores),
  };
}

/** The metrics alone. */
export function metricsFacts({ store }: OpenStores): MetricsFacts {
  const history = new MetricsHistory(store);
  history.catchUp();
  const parts = history.parts();
  const total = parts.reduce<MetricsRecord>((sum, { metrics }) => addRecords(sum, metrics), []);
  return { total, parts, sinceMs: parts[0]?.startMs };
}

/** Runs of a few actions jump between nothing and all: they say nothing of a trend. */
function hitRateOf({ actions }: RunRecord): number | undefined {
  const { hitRate, actions: counted, ran } = totalsOf(actions);
  // A run with nothing to do says that nobody edited anything, not that the cache is good.
  return counted < 5 || ran === 0 ? undefined : hitRate;
}
