/** Samples in a Chrome trace: P events and `samples`, which name a stack of `stackFrames`; equal neighbours become spans. */
import type { ProfileBuilder } from '../layout/profileBuilder.ts';
import { StackSpans } from '../layout/stackSpans.ts';

interface Sample {
  readonly lane: number;
  readonly time: number;
  readonly stack: string;
}

interface TraceFrame {
  readonly name?: unknown;
  readonly category?: unknown;
  readonly parent?: unknown;
}

/** Collects samples. */
export class SampledStacks {
  readonly #builder: ProfileBuilder;
  readonly #samples: Sample[] = [];
  readonly #stacks = new Map<string, readonly number[]>();
  readonly #frames = new Map<string, TraceFrame>();

  constructor(builder: ProfileBuilder) {
    this.#builder = builder;
  }

  /** @param stack id in `stackFrames` of the innermost frame */
  push(lane: number, time: number, stack: string): void {
    const { instants } = this.#builder.limits;
    if (this.#samples.length < instants) this.#samples.push({ lane, time, stack });
    else this.#noteLimit('samples', instants);
  }

  /** Takes a member of the object `stackFrames`. */
  setFrame(id: string, frame: unknown): void {
    if (typeof frame !== 'object' || frame === null) return;
    const { instants } = this.#builder.limits;
    if (this.#frames.size < instants) this.#frames.set(id, frame);
    else this.#noteLimit('frames of stacks', instants);
  }

  #noteLimit(what: string, limit: number): void {
    const most = limit.toLocaleString('en-US');
    this.#builder.notes.add(`# ${what} are left out: a trace shows at most ${most}.`);
  }

  /** The latest moment of all. */
  latest(): number {
    return this.#samples.reduce((latest, { time }) => Math.max(latest, time), -Infinity);
  }

  /** Makes spans of the samples; each holds until the next of its lane. */
  finish(end: number): void {
    const byLane = Map.groupBy(this.#samples, ({ lane }) => lane);
    for (const [lane, samples] of byLane) {
      const spans = new StackSpans(this.#builder, lane);
      for (const { time, stack } of samples.sort((a, b) => a.time - b.time))
        spans.sample(time, this.#stackOf(stack));
      spans.end(end);
    }
  }

  /** Frames of a stack, outermost first. */
  #stackOf(id: string): readonly number[] {
    const known = this.#stacks.get(id);
    if (known !== undefined) return known;
    const stack: number[] = [];
    const seen = new Set<string>();
    for (let at: string | undefined = id; at !== undefined && !seen.has(at); ) {
      seen.add(at);
      const frame = this.#frames.get(at);
      if (frame === undefined) break;
      stack.push(this.#frameNumber(frame));
      at = frame.parent === undefined || frame.parent === null ? undefined : String(frame.parent);
    }
    if (stack.length === 0)
      this.#builder.notes.add('# stacks of samples are not in "stackFrames".');
    stack.reverse();
    this.#stacks.set(id, stack);
    return stack;
  }

  #frameNumber({ name, category }: TraceFrame): number {
    const { texts, frames } = this.#builder;
    return frames.number(texts.add(String(name ?? '')), texts.add(String(category ?? '')));
  }
}
