/**
 * Spans from samples: a frame that is at the same place of the stack in neighbouring samples is one span. What a sampling profiler, a list
 * of collapsed stacks and a list of allocations have in common.
 */
import type { ProfileBuilder } from './profileBuilder.ts';

/** Turns samples of one lane, in order of time, into spans. */
export class StackSpans {
  readonly #builder: ProfileBuilder;
  readonly #lane: number;
  /** Spans that are open, outermost first, and their frames. */
  readonly #spans: number[] = [];
  readonly #frames: number[] = [];

  constructor(builder: ProfileBuilder, lane: number) {
    this.#builder = builder;
    this.#lane = lane;
  }

  /** From this moment on the stack is this one. @param stack frames, outermost first */
  sample(time: number, stack: readonly number[]): void {
    let shared = 0;
    const most = Math.min(stack.length, this.#frames.length);
    while (shared < most && stack[shared] === this.#frames[shared]) shared++;
    this.#closeTo(shared, time);
    for (let depth = shared; depth < stack.length; depth++) this.open(time, stack[depth] ?? 0);
  }

  /** Opens a span inside of the innermost. @param detail number of its arguments */
  open(time: number, frame: number, detail = 0): void {
    const isOver = this.#spans.length >= this.#builder.limits.depth;
    if (isOver) {
      const limit = this.#builder.limits.depth.toLocaleString('en-US');
      this.#builder.notes.add(
        `# spans are left out: they lie deeper than the limit of ${limit} levels.`,
      );
    }
    this.#spans.push(isOver ? -1 : this.#builder.span(this.#lane, time, 0, frame, detail));
    this.#frames.push(frame);
  }

  /** Closes the innermost span. @returns its frame, -1 where none is open */
  close(time: number): number {
    const frame = this.#frames.at(-1) ?? -1;
    if (frame >= 0) this.#closeTo(this.#frames.length - 1, time);
    return frame;
  }

  /** How many spans are open. */
  get depth(): number {
    return this.#frames.length;
  }

  /** The frame of the innermost open span, -1 for none. */
  get top(): number {
    return this.#frames.at(-1) ?? -1;
  }

  /** Closes all. */
  end(time: number): void {
    this.#closeTo(0, time);
  }

  #closeTo(depth: number, time: number): void {
    const { starts, durations } = this.#builder.store;
    while (this.#spans.length > depth) {
      const span = this.#spans.pop() ?? -1;
      this.#frames.pop();
      if (span >= 0) durations.values[span] = Math.max(0, time - (starts.values[span] as number));
    }
  }
}
