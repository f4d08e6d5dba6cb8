/**
 * What got worse over the recorded runs: how long each action takes when it runs, and how often results are found. Said with when and by
 * how much: "build of web: 40 % slower since Tue 17 Nov".
 */
import type { ActionId, DurationMs, EpochMs } from '../model/brand.ts';
import type { RunRecord } from '../model/run.ts';
import { type TrendRules, type TrendSample, type TrendStep, worseSince } from './trend.ts';

/** Something that got worse. */
export interface RunTrend {
  readonly kind: 'duration' | 'hit-rate';
  /** For durations. */
  readonly action?: ActionId;
  readonly since: EpochMs;
  /** The first run of which it is true. */
  readonly run: string | undefined;
  /** Medians: milliseconds, or shares of 0 to 1. */
  readonly before: number;
  readonly after: number;
  readonly samplesBefore: number;
  readonly samplesAfter: number;
  /** Time that it costs in each run now. */
  readonly lost: DurationMs;
}

const durations: TrendRules = {
  worse: 'higher',
  leastChange: (before) => Math.max(0.15 * before, 20),
  grain: 5,
};
const hitRates: TrendRules = { worse: 'lower', leastChange: () => 0.1, grain: 0.02 };

/**
 * Everything that got worse, the costliest first; a hit rate before all.
 * @param runs newest first, as the store gives them
 * @param hitRateOf share of found results of one run; undefined where nothing was decided
 */
export function runTrends(
  runs: readonly RunRecord[],
  hitRateOf: (run: RunRecord) => number | undefined,
): readonly RunTrend[] {
  const oldestFirst = runs.toReversed();
  const rates = oldestFirst.flatMap((run) => {
    const value = hitRateOf(run);
    return value === undefined ? [] : [{ at: run.startedAt, value }];
  });
  const rate = worseSince(rates, hitRates);
  const runAt = new Map(runs.map(({ id, startedAt }) => [startedAt, id]));
  const trendOf = (kind: RunTrend['kind'], step: TrendStep, action?: ActionId): RunTrend => ({
    ...plainTrend(kind, step, action),
    run: runAt.get(step.since as EpochMs),
  });
  const slower = [...durationsOf(oldestFirst)].flatMap(([action, samples]) => {
    const step = worseSince(samples, durations);
    return step ? [trendOf('duration', step, action)] : [];
  });
  slower.sort((a, b) => b.lost - a.lost);
  return [...(rate ? [trendOf('hit-rate', rate)] : []), ...slower];
}

function plainTrend(
  kind: RunTrend['kind'],
  step: TrendStep,
  action?: ActionId,
): Omit<RunTrend, 'run'> {
  const lost = kind === 'duration' ? step.after - step.before : 0;
  const { since, ...rest } = step;
  return {
    kind,
    ...(action !== undefined && { action }),
    ...rest,
    since: since as EpochMs,
    lost: lost as DurationMs,
  };
}

/** Failures are left out: how far a command came before it failed says nothing of its speed. */
function durationsOf(runs: readonly RunRecord[]): ReadonlyMap<ActionId, TrendSample[]> {
  const all = new Map<ActionId, TrendSample[]>();
  for (const { startedAt, actions } of runs)
    for (const { id, state, duration } of actions) {
      if (state !== 'ran') continue;
      const samples = all.get(id) ?? [];
      if (samples.length === 0) all.set(id, samples);
      samples.push({ at: startedAt, value: duration });
    }
  return all;
}

/**
 * One sentence for people.
 * @param dayText names the day of a moment, e.g. `Tue 17 Nov`
 */
export function trendText(trend: RunTrend, dayText: (at: EpochMs) => string): string {
  const { kind, action, before, after, since } = trend;
  if (kind === 'hit-rate')
    return `Hit rate: ${percent(after)} % instead of ${percent(before)} % since ${dayText(since)}`;
  const slower = percent(after / before - 1);
  return `${action}: ${slower} % slower since ${dayText(since)}`;
}

function percent(share: number): number {
  return Math.round(share * 100);
}
