/** When the page asks: at once for what the user does, with a pause between two answers where only files or actions changed; one request at a time. */

const pauseMs = 500;

/** See above. */
export class Asking {
  readonly #ask: () => Promise<void>;
  #isOutdated = false;
  #isAsking = false;
  #endPause: () => void = () => {};

  /** @param ask asks once; it tells of failures itself */
  constructor(ask: () => Promise<void>) {
    this.#ask = ask;
  }

  /** What is shown is out of date. @param isUrgent the user waits for it */
  wish(isUrgent: boolean): void {
    this.#isOutdated = true;
    if (isUrgent) this.#endPause();
    if (!this.#isAsking) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isAsking = true;
    while (this.#isOutdated) {
      this.#isOutdated = false;
      await this.#ask();
      await this.#pause();
    }
    this.#isAsking = false;
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = window.setTimeout(resolve, pauseMs);
      this.#endPause = () => {
        window.clearTimeout(timer);
        resolve();
      };
    });
  }
}
