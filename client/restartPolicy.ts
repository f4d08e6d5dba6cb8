/**
 * How often a server that died is started again: a few times at once, and not for ever. One that dies seldom is started every time.
 */

/** Restarts within `windowMs` before we give up. */
const restartsMax = 3;
const windowMs = 180_000;

/** Remembers when the server died. */
export class RestartPolicy {
  #deaths: number[] = [];

  /**
   * Tells that the server died.
   *
   * @param now milliseconds of any clock that only rises
   * @returns whether to start it again
   */
  shallRestart(now: number): boolean {
    this.#deaths = [...this.#deaths.filter((death) => now - death < windowMs), now];
    return this.#deaths.length <= restartsMax;
  }

  /** Forgets all, because a person asked for a new start. */
  reset(): void {
    this.#deaths = [];
  }
}
