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
  #frames: Readonly<Record<string, TraceFrame>> = {};

  constructor(builder: ProfileBuilder) {
    this.#builder = builder;
  }

  /** @param stack id in `stackFrames` of the innermost frame */
  push(lane: number, time: number, stack: string): void {
    if (this.#samples.length < this.#builder.limits.instants)
      this.#samples.push({ lane, time, stack });
    else this.#builder.notes.add('# samples are left out: there are too many.');
  }

  /** Takes the object `stackFrames`. */
  setFrames(frames: unknown): void {
    if (typeof frames === 'object' && frames !== null)
      this.#frames = frames as Readonly<Record<string, TraceFrame>>;
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
      const frame: TraceFrame | undefined = Object.hasOwn(this.#frames, at)
        ? this.#frames[at]
        : undefined;
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
