/** What every part of the page is drawn with. */
import type { MetricWindow } from '../../server/protocol/metrics.ts';
import type { RunSummary } from '../../server/protocol/tasks.ts';
import type { Drawing } from '../overview/context.ts';
import type { Figures } from './figures.ts';

/** Passed to all that draws. */
export interface Scene extends Drawing {
  readonly figures: Figures;
  /** The stretch of time that is looked at. */
  readonly window: MetricWindow;
  /** Of the history, newest first. */
  readonly runs: readonly RunSummary[];
}

/** A rate for people: a tenth where it is small. */
export function rateText(perSecond: number, { formats }: Pick<Scene, 'formats'>): string {
  const digits = perSecond < 10 ? 10 : 1;
  return formats.count(Math.round(perSecond * digits) / digits);
}

/** A time that may be far below a millisecond. */
export function timeText(ms: number, { formats }: Pick<Scene, 'formats'>): string {
  if (ms >= 10 || ms === 0) return formats.duration(ms);
  return ms < 0.1 ? `< ${formats.count(0.1)} ms` : `${formats.count(Math.round(ms * 10) / 10)} ms`;
}
