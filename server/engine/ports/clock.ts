/** Time, as the engine sees it: it never reads a clock itself, so tests can make time stand still. */
import type { DurationMs, EpochMs } from '../model/brand.ts';

/** Source of time. */
export interface Clock {
  /** Wall time; may jump. Only for showing and for comparing with file times. */
  now(): EpochMs;
  /** Time since an arbitrary start; never goes back. For durations. */
  elapsed(): DurationMs;
  /** Waits; only for polling what other processes do. */
  sleep(duration: DurationMs): Promise<void>;
}
