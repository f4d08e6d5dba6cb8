/**
 * Time as Node tells it: `Date.now` for showing, `process.uptime` for durations: as fine as `performance.now`, which
 * would load a dozen of Node's files.
 */
import type { DurationMs, EpochMs } from '../../engine/model/brand.ts';
import type { Clock } from '../../engine/ports/clock.ts';

/** The machine's clocks. */
export class NodeClock implements Clock {
  /** Milliseconds since 1970; may jump when the machine's time is set. */
  now(): EpochMs {
    return Date.now() as EpochMs;
  }

  /** Milliseconds since this process started; never goes back. */
  elapsed(): DurationMs {
    return (process.uptime() * 1000) as DurationMs;
  }

  /** Waits, without keeping anything else from running. */
  async sleep(duration: DurationMs): Promise<void> {
    await new Promise<void>((resolve) => void setTimeout(resolve, duration));
  }
}
