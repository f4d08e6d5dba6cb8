// How long a thread is held at a time. By its processor time: by the clock, a busy machine would hold it, too.

/** The most processor time that this thread used between two turns of its loop. */
export class HeldMeter {
  #last = process.threadCpuUsage();
  #mostMs = 0;
  readonly #timer = setInterval(() => this.#turn(), 1);

  /** Milliseconds. */
  get mostMs(): number {
    this.#turn();
    return this.#mostMs;
  }

  reset(): void {
    this.#turn();
    this.#mostMs = 0;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #turn(): void {
    const now = process.threadCpuUsage();
    const used = now.user - this.#last.user + (now.system - this.#last.system);
    this.#mostMs = Math.max(this.#mostMs, used / 1000);
    this.#last = now;
  }
}
