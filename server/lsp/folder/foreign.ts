/**
 * Notices what other processes do with the store, e.g. a build in a terminal: asked once a second while somebody looks at the window, which
 * costs one look at a number, and when files change.
 * While something goes on, lists are told to be asked anew at each look; what costs more is done when it has ended, or every few seconds.
 */
import type { TraceStore } from '../../engine/ports/store.ts';

const lookMs = 1000;
/** Looks in a row with activity after which it is not waited for its end any longer. */
const looksMax = 4;

/** See above. */
export class ForeignActivity {
  readonly #traces: TraceStore;
  readonly #onActivity: () => void;
  readonly #onQuiet: () => void;
  #timer: NodeJS.Timeout | undefined;
  #seen: number;
  #active = 0;

  /** @param options.onQuiet called after `onActivity`, when it is over for now */
  constructor(
    traces: TraceStore,
    options: { readonly onActivity: () => void; readonly onQuiet: () => void },
  ) {
    this.#traces = traces;
    this.#onActivity = options.onActivity;
    this.#onQuiet = options.onQuiet;
    this.#seen = traces.foreignActivity();
    this.#timer = setInterval(() => this.look(), lookMs);
  }

  /** Looks at once, and from then on regularly. */
  start(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => this.look(), lookMs);
    this.look();
  }

  /** Looks no more by itself. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  look(): void {
    const now = this.#traces.foreignActivity();
    const isActive = now !== this.#seen;
    this.#seen = now;
    if (isActive) {
      this.#active++;
      this.#onActivity();
    }
    const isOver = !isActive && this.#active > 0;
    if (!isOver && this.#active < looksMax) return;
    this.#active = 0;
    this.#onQuiet();
  }
}
