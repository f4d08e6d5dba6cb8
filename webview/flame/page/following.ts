/** Whether the chart keeps the end of a run in sight. The profile of a file has no bar that says so, and nothing to follow. */
import type { ValueFormat } from '../model/ticks.ts';
import type { FlameChart } from './chart.ts';
import type { KeptState } from './keptState.ts';
import type { LiveBar } from './liveBar.ts';
import type { Shown } from './shown.ts';

/** What it works with. */
export interface FollowingParts {
  /** Undefined: the profile is a file. */
  readonly bar: LiveBar | undefined;
  readonly chart: FlameChart;
  readonly shown: Shown;
  readonly kept: KeptState;
  readonly format: ValueFormat;
}

/** See above. */
export class Following {
  readonly #parts: FollowingParts;

  constructor(parts: FollowingParts) {
    this.#parts = parts;
  }

  /** Whether a chart that grows now shall keep its end in sight. */
  get isOn(): boolean {
    const { bar, kept } = this.#parts;
    return bar?.isFollowing ?? kept.now.follow;
  }

  /** A page is there: it begins where it was told to. */
  begin(): void {
    this.showGrowth();
    if (this.#parts.bar?.isFollowing) this.#toEnd();
  }

  /** Says how far the run is. */
  showGrowth(): void {
    const { bar, chart, shown, kept, format } = this.#parts;
    bar?.show(shown.head.spanCount, format);
    if (kept.now.view === 'time') bar?.follow(chart.view);
  }

  /** Somebody wants the chart to follow, or not to. */
  toggled(): void {
    if (this.isOn) this.#toEnd();
    this.#parts.kept.saveSoon();
  }

  /** One looks somewhere else. */
  moved(): void {
    const { bar, chart, kept } = this.#parts;
    if (kept.now.view === 'time') bar?.moved(chart.view);
    kept.saveSoon();
  }

  /** The run is over. @param why a sentence, where there is more to say than that */
  end(why: string | undefined): void {
    this.#parts.bar?.end(why);
  }

  #toEnd(): void {
    const { bar, chart, kept } = this.#parts;
    if (kept.now.view !== 'time') return;
    chart.toEnd();
    bar?.follow(chart.view);
  }
}
