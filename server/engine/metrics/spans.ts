/**
 * Timers with a place: a span knows what it is part of, also across `await`, can have checkpoints on its way, and many small things of
 * one kind are one batch.
 *
 *     await spans.time('save', async (span) => {
 *       await write();               // spans.time(...) in here is part of `save`
 *       span.checkpoint('written');  // the time since the start, or since the last checkpoint
 *     });
 *     const batch = spans.batch('stat');
 *     for (const file of files) batch.time(() => stat(file));
 *     batch.end();
 *
 * Which span is current across an `await` only the platform can know, so that is a port; without one, who starts a span names its parent.
 */
import { catalog } from './catalog.ts';
import { type Distribution, Histogram } from './histogram.ts';
import type { Timing } from './instruments.ts';
import type { Family, MetricsRegistry } from './registry.ts';

/** Keeps the current span across asynchronous work; `AsyncLocalStorage` in Node. */
export interface ScopeStore {
  current(): Span | undefined;
  run<R>(span: Span, work: () => R): R;
}

/** A point on the way of a span. */
export interface Checkpoint {
  readonly name: string;
  /** Since the start of the span or the checkpoint before, in milliseconds. */
  readonly tookMs: number;
}

/** A span that ended. */
export interface EndedSpan {
  readonly id: number;
  readonly name: string;
  /** Id of the span that it was part of. */
  readonly parent: number | undefined;
  /** Why it was started, for people. */
  readonly cause: string | undefined;
  readonly startMs: number;
  readonly endMs: number;
  readonly failed: boolean;
  readonly checkpoints: readonly Checkpoint[];
  /** For batches: the durations of the single things. */
  readonly batch?: Distribution;
}

/** More about a span. */
export interface SpanOptions {
  readonly parent?: Span | undefined;
  readonly cause?: string;
}

/** Starts spans. */
export class Spans {
  readonly #clock: { elapsed(): number };
  readonly #scopes: ScopeStore | undefined;
  readonly #onEnded: ((span: EndedSpan) => void) | undefined;
  readonly #durations: Family<Timing>;
  readonly #stages: Family<Timing>;
  #lastId = 0;

  /** @param options.onEnded told of each span, e.g. for a profile; must not throw */
  constructor(
    metrics: MetricsRegistry,
    options: {
      readonly clock: { elapsed(): number };
      readonly scopes?: ScopeStore;
      readonly onEnded?: (span: EndedSpan) => void;
    },
  ) {
    this.#clock = options.clock;
    this.#scopes = options.scopes;
    this.#onEnded = options.onEnded;
    this.#durations = metrics.timing(catalog.spanDuration);
    this.#stages = metrics.timing(catalog.stageDuration);
  }

  /** Starts a span that the caller ends. Its parent is, unless named, the one that is current. */
  start(name: string, { parent, cause }: SpanOptions = {}): Span {
    const above = parent ?? this.#scopes?.current();
    return new Span({ id: ++this.#lastId, name, above, cause }, this.#clock, (ended) => {
      this.#durations.with(name, above?.name ?? '').record(ended.endMs - ended.startMs);
      for (const { name: stage, tookMs } of ended.checkpoints)
        this.#stages.with(name, stage).record(tookMs);
      this.#onEnded?.(ended);
    });
  }

  /** Times work, also asynchronous work; the span ends with it, however it ends. */
  time<R>(name: string, work: (span: Span) => R, options: SpanOptions = {}): R {
    const span = this.start(name, options);
    const inside = (): R => endWith(span, () => work(span));
    return this.#scopes ? this.#scopes.run(span, inside) : inside();
  }

  /** Many small things that are one span. */
  batch(name: string, options: SpanOptions = {}): Batch {
    return new Batch(this.start(name, options), this.#clock);
  }
}

function endWith<R>(span: Span, work: () => R): R {
  try {
    const result = work();
    if (!(result instanceof Promise)) {
      span.end();
      return result;
    }
    const ended = result.then(
      (value: unknown) => {
        span.end();
        return value;
      },
      (error: unknown) => {
        span.end({ failed: true });
        throw error;
      },
    );
    return ended as R;
  } catch (error) {
    span.end({ failed: true });
    throw error;
  }
}

/** A stretch of work that has begun. */
export class Span {
  readonly id: number;
  readonly name: string;
  readonly parent: Span | undefined;
  readonly #cause: string | undefined;
  readonly #clock: { elapsed(): number };
  readonly #onEnded: (span: EndedSpan) => void;
  readonly #startMs: number;
  readonly #checkpoints: Checkpoint[] = [];
  #lastMs: number;
  #isOpen = true;

  constructor(
    about: {
      readonly id: number;
      readonly name: string;
      readonly above: Span | undefined;
      readonly cause: string | undefined;
    },
    clock: { elapsed(): number },
    onEnded: (span: EndedSpan) => void,
  ) {
    this.id = about.id;
    this.name = about.name;
    this.parent = about.above;
    this.#cause = about.cause;
    this.#clock = clock;
    this.#onEnded = onEnded;
    this.#startMs = clock.elapsed();
    this.#lastMs = this.#startMs;
  }

  /** A stage of it is done. */
  checkpoint(name: string): void {
    const now = this.#clock.elapsed();
    this.#checkpoints.push({ name, tookMs: now - this.#lastMs });
    this.#lastMs = now;
  }

  /** Ends it; a second time does nothing. */
  end({ failed = false, batch }: { failed?: boolean; batch?: Distribution } = {}): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#onEnded({
      id: this.id,
      name: this.name,
      parent: this.parent?.id,
      cause: this.#cause,
      startMs: this.#startMs,
      endMs: this.#clock.elapsed(),
      failed,
      checkpoints: this.#checkpoints,
      ...(batch && { batch }),
    });
  }
}

/** See `Spans.batch`. */
export class Batch {
  readonly #span: Span;
  readonly #clock: { elapsed(): number };
  readonly #durations = new Histogram(1000);

  constructor(span: Span, clock: { elapsed(): number }) {
    this.#span = span;
    this.#clock = clock;
  }

  /** Times one of the things. */
  time<R>(work: () => R): R {
    const start = this.#clock.elapsed();
    try {
      return work();
    } finally {
      this.add(this.#clock.elapsed() - start);
    }
  }

  /** Takes the duration of one of the things, in milliseconds. */
  add(durationMs: number): void {
    this.#durations.record(durationMs);
  }

  /** Ends the batch. @returns the durations of the single things */
  end(): Distribution {
    const batch = this.#durations.distribution();
    this.#span.end({ batch });
    return batch;
  }
}
