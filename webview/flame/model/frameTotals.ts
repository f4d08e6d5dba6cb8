/** What each frame took in all: the table, and the statistics of a stretch that was selected. */
import type { Profile } from '../../../server/profiles/profile.ts';
import type { Stretch } from './viewport.ts';

/** Columns by the number of the frame, in the profile's unit. */
export interface FrameTotals {
  /** Without what is called from it. */
  readonly self: Float64Array<ArrayBuffer>;
  /** With it; a recursive call counts once. */
  readonly total: Float64Array<ArrayBuffer>;
  readonly count: Uint32Array<ArrayBuffer>;
  /** Spans looked at. */
  readonly spanCount: number;
}

/**
 * Sums up.
 *
 * @param stretch only what lies in it, a span that reaches out by its part; undefined: all
 */
export function frameTotals({ spans, frames, lanes }: Profile, stretch?: Stretch): FrameTotals {
  const count = frames.names.length;
  const totals = {
    self: new Float64Array(count),
    total: new Float64Array(count),
    count: new Uint32Array(count),
  };
  const { from, to } = stretch ?? {
    from: Number.NEGATIVE_INFINITY,
    to: Number.POSITIVE_INFINITY,
  };
  let spanCount = 0;
  const open = new OpenFrames(count);
  for (const lane of lanes) {
    const end = lane.first + lane.count;
    for (let span = lane.first; span < end; span++) {
      const start = spans.starts[span] ?? 0;
      if (start > to) break;
      const length = spans.durations[span] ?? 0;
      const part = Math.min(start + length, to) - Math.max(start, from);
      if (part < 0) continue;
      spanCount++;
      const frame = spans.frames[span] ?? 0;
      const parent = spans.parents[span] ?? -1;
      const isOutermost = open.enter(spans.depths[span] ?? 0, frame);
      add(totals.self, frame, part);
      if (isOutermost) add(totals.total, frame, part);
      totals.count[frame] = (totals.count[frame] ?? 0) + 1;
      if (parent >= 0) add(totals.self, spans.frames[parent] ?? 0, -part);
    }
  }
  return { ...totals, spanCount };
}

function add(column: Float64Array, at: number, value: number): void {
  column[at] = (column[at] ?? 0) + value;
}

// Which frames are on the stack, while lanes are walked from the outside in. A lane begins at depth 0, which clears the stack.
class OpenFrames {
  readonly #stack: number[] = [];
  readonly #openTimes: Uint32Array;

  constructor(frameCount: number) {
    this.#openTimes = new Uint32Array(frameCount);
  }

  /** @returns whether the frame was not on the stack already */
  enter(depth: number, frame: number): boolean {
    while (this.#stack.length > depth) this.#change(this.#stack.pop() ?? 0, -1);
    // A span that was left out leaves a gap: its depth counts, and it is no frame.
    while (this.#stack.length < depth) this.#stack.push(-1);
    const isOutermost = this.#openTimes[frame] === 0;
    this.#push(frame);
    return isOutermost;
  }

  #push(frame: number): void {
    this.#stack.push(frame);
    this.#change(frame, 1);
  }

  #change(frame: number, by: number): void {
    if (frame < 0) return;
    this.#openTimes[frame] = (this.#openTimes[frame] ?? 0) + by;
  }
}
