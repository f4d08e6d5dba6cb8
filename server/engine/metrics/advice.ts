/**
 * Advice on the size of a cache's memory, from a replay of what was asked of it: with twice the entries, 91 % of the look-ups in `validation`
 * would be hits instead of 74 %.
 */
import type { ReplayedHits } from './stackDistance.ts';

/** Sizes that are replayed, as factors of the one that is configured. */
export const adviceFactors: readonly number[] = [1, 2, 4, 8];

/** What to change, and what that would bring. */
export interface SizeAdvice {
  readonly cache: string;
  readonly limit: 'entries' | 'bytes';
  readonly factor: number;
  /** What to set the limit to. */
  readonly size: number;
  /** Hit rates, 0 to 1. */
  readonly now: number;
  readonly withMore: number;
  /** Look-ups that this was found from. */
  readonly lookUps: number;
}

/** With fewer look-ups nothing is said. */
const lookUpsMin = 500;
/** A larger memory must bring so much more of all look-ups. */
const gainMin = 0.05;

/**
 * What to change.
 * @param replayed of a cache, at `adviceFactors` of its size
 * @returns undefined where the size is fine, or too little was asked for to know
 */
export function sizeAdvice(
  cache: string,
  limit: SizeAdvice['limit'],
  { accesses, bySize }: ReplayedHits,
): SizeAdvice | undefined {
  if (accesses < lookUpsMin) return undefined;
  const rates = bySize.map(({ hits }) => hits / accesses);
  const rateAt = (factor: number): number => rates[adviceFactors.indexOf(factor)] ?? 0;
  const now = rateAt(1);
  const common = { cache, limit, now, lookUps: accesses };
  const best = rateAt(Math.max(...adviceFactors));
  if (best - now < gainMin) return undefined;
  // The smallest one that brings nearly all there is to gain.
  const enough = (factor: number): boolean => rateAt(factor) - now >= 0.8 * (best - now);
  const factor = adviceFactors.find(enough) ?? 1;
  const size = bySize[adviceFactors.indexOf(factor)]?.size ?? 0;
  return { ...common, factor, size, withMore: rateAt(factor) };
}
