/** What the recorded runs say together: hit rate, time saved, slowest actions, most frequent reasons. Pure. */
import { type RunTrend, runTrends } from '../../engine/metrics/runTrends.ts';
import type { ActionId } from '../../engine/model/brand.ts';
import type { Reason, ReasonKind } from '../../engine/model/reason.ts';
import type { ActionResult, RunRecord } from '../../engine/model/run.ts';
import { totalsOf } from './runTotals.ts';

/** How long an action took when it ran. */
export interface ActionTiming {
  readonly id: ActionId;
  readonly ran: number;
  readonly meanMs: number;
  readonly totalMs: number;
}

/** Facts over several runs. */
export interface HistoryFacts {
  /** Newest first. */
  readonly runs: readonly RunRecord[];
  /** 0 to 1; undefined where nothing was decided. */
  readonly hitRate: number | undefined;
  readonly savedMs: number;
  /** By mean run time, slowest first. */
  readonly slowest: readonly ActionTiming[];
  /** Deciding reasons of what ran, most frequent first, each with its newest example. */
  readonly reasons: readonly {
    readonly kind: ReasonKind;
    readonly count: number;
    readonly example: Reason;
  }[];
}

/** @param runs newest first */
export function runFacts(runs: readonly RunRecord[]): HistoryFacts {
  const all = runs.flatMap(({ actions }) => actions);
  const { hitRate, savedMs } = totalsOf(all);
  const ran = all.filter(({ state }) => state === 'ran' || state === 'failed');
  return { runs, hitRate, savedMs, slowest: timings(ran), reasons: reasonCounts(ran) };
}

function timings(ran: readonly ActionResult[]): readonly ActionTiming[] {
  const sums = new Map<ActionId, { ran: number; totalMs: number }>();
  for (const { id, duration } of ran) {
    const sum = sums.get(id) ?? { ran: 0, totalMs: 0 };
    sums.set(id, { ran: sum.ran + 1, totalMs: sum.totalMs + duration });
  }
  return [...sums]
    .map(([id, sum]) => ({ id, ...sum, meanMs: sum.totalMs / sum.ran }))
    .sort((a, b) => b.meanMs - a.meanMs);
}

function reasonCounts(ran: readonly ActionResult[]): HistoryFacts['reasons'] {
  const counts = new Map<ReasonKind, { count: number; example: Reason }>();
  for (const { reasons } of ran) {
    const [first] = reasons;
    if (!first) continue;
    const known = counts.get(first.kind);
    if (known) known.count++;
    else counts.set(first.kind, { count: 1, example: first });
  }
  return [...counts]
    .map(([kind, { count, example }]) => ({ kind, count, example }))
    .sort((a, b) => b.count - a.count);
}

/** What got worse. @param runs all that are kept, newest first */
export function trendsOf(runs: readonly RunRecord[]): readonly RunTrend[] {
  return runTrends(runs, hitRateOf);
}

/** Runs of a few actions jump between nothing and all: they say nothing of a trend. */
function hitRateOf({ actions }: RunRecord): number | undefined {
  const { hitRate, actions: counted, ran } = totalsOf(actions);
  // A run with nothing to do says that nobody edited anything, not that the cache is good.
  return counted < 5 || ran === 0 ? undefined : hitRate;
}
