/** Work that is asked for more often than it can be done: never twice at once, and once more where it was asked for meanwhile. */

/** Such work, one for each key. */
export class LatestWork {
  readonly #work: (key: string) => Promise<void>;
  /** Keys under way; true: asked for again. */
  readonly #under = new Map<string, boolean>();

  constructor(work: (key: string) => Promise<void>) {
    this.#work = work;
  }

  /** Asks for it. */
  ask(key: string): void {
    if (this.#under.has(key)) {
      this.#under.set(key, true);
      return;
    }
    this.#under.set(key, false);
    void this.#work(key).finally(() => {
      const isAskedAgain = this.#under.get(key) === true;
      this.#under.delete(key);
      if (isAskedAgain) this.ask(key);
    });
  }
}
