/**
 * What the recorded runs say, worked out when somebody asks and forgotten when a run was added: a record of 10,000 actions is too large
 * to be held, what it comes to is not.
 */
import type { RunTrend } from '../../engine/metrics/runTrends.ts';
import type { ActionId } from '../../engine/model/brand.ts';
import type { RunRecord } from '../../engine/model/run.ts';
import type { TraceStore } from '../../engine/ports/store.ts';
import { type HistoryFacts, runFacts, trendsOf } from '../../host/workspace/history.ts';
import type { RunSummary } from '../../protocol/tasks.ts';
import { runSummary } from './rows.ts';

/** Runs that figures are about, as `cachescope stats` counts them. */
export const runsCounted = 20;
/** More than the store keeps. */
const allRuns = 1000;
const trendsAgeMaxMs = 60_000;

/** Shares of one action's last runs. */
interface Hits {
  hits: number;
  decided: number;
}

/** Facts over the last runs, without the runs. */
export interface RecentRuns extends Omit<HistoryFacts, 'runs'> {
  /** Newest first. */
  readonly summaries: readonly RunSummary[];
  /** Look-ups of results. */
  readonly lookUps: { readonly hits: number; readonly misses: number };
  /** Share of an action's last runs that were hits, 0 to 1; undefined where there were none. */
  hitRateOf(id: ActionId): number | undefined;
}

/** See above. */
export class RunHistoryView {
  readonly #traces: TraceStore;
  #recent: RecentRuns | undefined;
  #all: readonly RunSummary[] | undefined;
  #trends: readonly RunTrend[] = [];
  #trendsAt = Number.NEGATIVE_INFINITY;
  #areTrendsOld = true;

  constructor(traces: TraceStore) {
    this.#traces = traces;
  }

  /** A run was recorded, by whomever. */
  invalidate(): void {
    this.#recent = undefined;
    this.#all = undefined;
    this.#areTrendsOld = true;
  }

  get recent(): RecentRuns {
    this.#recent ??= recentRuns(this.#traces.runs(runsCounted));
    return this.#recent;
  }

  /** All runs that are kept, newest first. */
  get all(): readonly RunSummary[] {
    this.#all ??= this.#traces.runs(allRuns).map(runSummary);
    return this.#all;
  }

  /** What got worse over these, as it was a minute ago at most: it is a matter of days, and finding it takes a while. */
  get trends(): readonly RunTrend[] {
    const isOld = performance.now() - this.#trendsAt > trendsAgeMaxMs;
    if (isOld && this.#areTrendsOld) {
      this.#trends = trendsOf(this.#traces.runs(allRuns));
      this.#trendsAt = performance.now();
      this.#areTrendsOld = false;
    }
    return this.#trends;
  }
}

function recentRuns(runs: readonly RunRecord[]): RecentRuns {
  const { hitRate, savedMs, slowest, reasons } = runFacts(runs);
  const byAction = new Map<ActionId, Hits>();
  const lookUps = { hits: 0, misses: 0 };
  for (const { id, state } of runs.flatMap(({ actions }) => actions)) {
    if (state === 'skipped') continue;
    const known = byAction.get(id) ?? { hits: 0, decided: 0 };
    const isHit = state === 'fresh' || state === 'restored';
    byAction.set(id, known);
    known.decided++;
    if (isHit) known.hits++;
    lookUps[isHit ? 'hits' : 'misses']++;
  }
  return {
    hitRate,
    savedMs,
    slowest,
    reasons,
    lookUps,
    summaries: runs.map(runSummary),
    hitRateOf(id) {
      const known = byAction.get(id);
      return known === undefined ? undefined : known.hits / known.decided;
    },
  };
}
