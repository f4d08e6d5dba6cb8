/**
 * Advice on the size of a cache's memory, from a replay of what was asked of it: with twice the entries, 91 % of the look-ups in `validation`
 * would be hits instead of 74 %. Entries and bytes are two limits, of which the one that holds back is named, or both.
 */
import { type ReplayedHits, type ReplayedLimits, replayFactors } from './memoryReplay.ts';

/** What to change, and what that would bring. */
export interface SizeAdvice {
  readonly cache: string;
  /** As it is. */
  readonly limits: ReplayedLimits;
  /** What to set the limits to; one of them may be as it is. */
  readonly to: ReplayedLimits;
  /** Hit rates of the memory, 0 to 1. */
  readonly now: number;
  readonly after: number;
  /** Look-ups that this was found from. */
  readonly lookUps: number;
}

/** With fewer look-ups nothing is said. */
export const lookUpsMin = 500;
/** A larger memory must bring so much more of all look-ups. */
const gainMin = 0.05;
/** Of all there is to gain. */
const enough = 0.8;

/**
 * What to change.
 * @returns undefined where the size is fine, or too little was asked for to know
 */
export function sizeAdvice(cache: string, replayed: ReplayedHits): SizeAdvice | undefined {
  const { lookUps, limits, rate } = replayed;
  if (lookUps < lookUpsMin) return undefined;
  const now = rate(1, 1);
  const most = Math.max(...replayFactors);
  const gain = rate(most, most) - now;
  if (gain < gainMin) return undefined;
  // The smallest factor that brings nearly all there is to gain, and of those one limit rather than both.
  const wanted = replayFactors
    .flatMap((f) => [[f, 1] as const, [1, f] as const, [f, f] as const])
    .find(([e, b]) => rate(e, b) - now >= enough * gain);
  if (wanted === undefined) return undefined;
  const [e, b] = wanted;
  const to = { entries: e * limits.entries, bytes: b * limits.bytes };
  return { cache, limits, to, now, after: rate(e, b), lookUps };
}
