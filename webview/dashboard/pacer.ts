/**
 * When the page asks: at once after a change, once a second while something goes on, less often while nothing does, never more than ten times a
 * second, one request at a time, and not at all while nobody sees it.
 */

const restMs = 100;
const busyMs = 1000;
/** Memory alone changes then. What happens is told, so nobody waits for it. Each time, the browser may have to paint. */
export const idleMs = 15_000;

/** See above. */
export class Pacer {
  readonly #ask: () => Promise<boolean>;
  #timer: number | undefined;
  #isBusy = false;
  #isWanted = false;

  /** @param ask asks once, and says whether something goes on; it tells of failures itself */
  constructor(ask: () => Promise<boolean>) {
    this.#ask = ask;
  }

  /** Begins, for as long as the page lives. */
  start(): void {
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.wish();
      else this.#pause();
    });
    this.wish();
  }

  /** Something changed: asks as soon as it may. */
  wish(): void {
    this.#isWanted = true;
    if (!this.#isBusy) void this.#run();
  }

  #pause(): void {
    window.clearTimeout(this.#timer);
    // What rests is woken when the page is seen again.
    if (this.#timer !== undefined) this.#isBusy = false;
    this.#timer = undefined;
  }

  async #run(): Promise<void> {
    if (document.visibilityState !== 'visible') return;
    window.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isBusy = true;
    this.#isWanted = false;
    const isBusy = await this.#ask();
    this.#after(restMs, () => {
      this.#isBusy = false;
      if (this.#isWanted) void this.#run();
      else this.#after((isBusy ? busyMs : idleMs) - restMs, () => void this.#run());
    });
  }

  #after(ms: number, then: () => void): void {
    this.#timer = window.setTimeout(then, ms);
  }
}
