/**
 * Has something got worse, beyond its noise, and since when? Looks for the one step in a series that splits it best into "before" and
 * "after", by ranks alone, so that neither outliers nor the shape of the noise matter: the largest standardized Mann-Whitney
 * statistic over all splits (Pettitt, Applied Statistics 28, 1979; Hawkins and Deng, J. Quality Technology 42, 2010).
 *
 * A step is told if it is sure, and worth a word. Sure: z of 4 and a shift of 0.8 deviations; or, which is how a step of few runs shows,
 * z of 3, a shift of 2.5 deviations, and three quarters of what came after beyond nine tenths of what was before. Deviations are robust:
 * 1.4826 times the median distance from the median of the own side. Worth a word: the least change that the caller names. On mere
 * noise of six kinds that tells a step in less than one of 2,000 series.
 */

/** One observation. */
export interface TrendSample {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly value: number;
}

/** A change that lasts. */
export interface TrendStep {
  /** The first observation after it. */
  readonly since: number;
  /** Medians. */
  readonly before: number;
  readonly after: number;
  readonly samplesBefore: number;
  readonly samplesAfter: number;
}

/** What counts as worse. */
export interface TrendRules {
  readonly worse: 'higher' | 'lower';
  /** Smaller changes of the median are not told. */
  readonly leastChange: (before: number) => number;
  /** Differences below this are no noise worth measuring: the grain of the clock. */
  readonly grain: number;
}

const minBefore = 8;
const minAfter = 5;

/**
 * The newest step to the worse that still holds.
 * @param samples oldest first
 */
export function worseSince(
  samples: readonly TrendSample[],
  rules: TrendRules,
): TrendStep | undefined {
  const values = samples.map(({ value }) => (rules.worse === 'higher' ? value : -value));
  const at = bestSplit(values);
  if (at === undefined) return undefined;
  const later = worseSince(samples.slice(at.index), rules);
  if (later) return later;
  const [before, after] = [values.slice(0, at.index), values.slice(at.index)];
  const sides = [median(before), median(after)] as const;
  const shift = sides[1] - sides[0];
  const spread =
    before.length * deviation(before, sides[0]) + after.length * deviation(after, sides[1]);
  const noise = Math.max(spread / values.length, rules.grain);
  const isSure =
    (at.z >= 4 && shift >= 0.8 * noise) ||
    (at.z >= 3 && shift >= 2.5 * noise && isApart(before, after));
  const hasStayed = median(after.slice(-minAfter)) - sides[0] >= shift / 2;
  const [first] = samples.slice(at.index);
  if (!isSure || !hasStayed || !first) return undefined;
  if (shift < rules.leastChange(Math.abs(sides[0]))) return undefined;
  return {
    since: first.at,
    before: Math.abs(sides[0]),
    after: Math.abs(sides[1]),
    samplesBefore: before.length,
    samplesAfter: after.length,
  };
}

function isApart(before: readonly number[], after: readonly number[]): boolean {
  return quantile(after, 0.25) > quantile(before, 0.9);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))] ?? 0;
}

/** Where the values after are most surely larger than those before. */
function bestSplit(
  values: readonly number[],
): { readonly index: number; readonly z: number } | undefined {
  const n = values.length;
  const { ranks, tied } = ranksOf(values);
  let best: { index: number; z: number } | undefined;
  let rankSum = 0;
  for (let index = n - 1; index >= minBefore; index--) {
    rankSum += ranks[index] ?? 0;
    const after = n - index;
    if (after < minAfter) continue;
    const excess = rankSum - (after * (n + 1)) / 2;
    const variance = ((after * index) / 12) * (n + 1 - tied / (n * (n - 1)));
    const z = variance > 0 ? excess / Math.sqrt(variance) : 0;
    if (!best || z > best.z) best = { index, z };
  }
  return best;
}

/** Ranks from 1, equal values sharing the mean of theirs, and the sum of t^3 - t over groups of t equal ones. */
function ranksOf(values: readonly number[]): {
  readonly ranks: Float64Array;
  readonly tied: number;
} {
  const order = [...values.keys()].sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranks = new Float64Array(values.length);
  let tied = 0;
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end] ?? 0] === values[order[start] ?? 0]) end++;
    for (const index of order.slice(start, end)) ranks[index] = (start + end + 1) / 2;
    tied += (end - start) ** 3 - (end - start);
    start = end;
  }
  return { ranks, tied };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? upper)) / 2;
}

function deviation(values: readonly number[], middle: number): number {
  return 1.4826 * median(values.map((value) => Math.abs(value - middle)));
}
