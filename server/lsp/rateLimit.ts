/** Keeps how often something is sent within bounds: what comes in between is sent together, a little later. */

/**
 * Calls `send` soon after the first wish and at most once in each interval.
 * @param intervalMs milliseconds
 */
export class RateLimit {
  readonly #send: () => void;
  readonly #intervalMs: number;
  #timer: NodeJS.Timeout | undefined;
  #sentAt = Number.NEGATIVE_INFINITY;

  constructor(intervalMs: number, send: () => void) {
    this.#intervalMs = intervalMs;
    this.#send = send;
  }

  /** Something is to be sent. */
  wish(): void {
    if (this.#timer !== undefined) return;
    const wait = Math.max(1, this.#sentAt + this.#intervalMs - performance.now());
    this.#timer = setTimeout(() => this.flush(), wait);
  }

  /** Sends now what is waiting, if something is. */
  flush(): void {
    if (this.#timer === undefined) return;
    this.stop();
    this.#sentAt = performance.now();
    this.#send();
  }

  /** Sends nothing more of what is waiting. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
