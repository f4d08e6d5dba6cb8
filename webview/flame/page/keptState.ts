/** What is kept of a page for the next time. Its parts change one by one; it is saved a moment after the last change. */
import type { PageState } from './state.ts';

const savePauseMs = 200;

/** The state, and when it is saved. */
export class KeptState {
  readonly #save: (state: PageState) => void;
  #state: PageState;
  #timer = 0;

  /** @param save puts it away, with what only the one who knows the chart can add */
  constructor(state: PageState, save: (state: PageState) => void) {
    this.#state = state;
    this.#save = save;
  }

  get now(): PageState {
    return this.#state;
  }

  change(parts: Partial<PageState>): void {
    this.#state = { ...this.#state, ...parts };
    this.saveSoon();
  }

  /** Where one looks is another place, perhaps. */
  saveSoon(): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#save(this.#state), savePauseMs);
  }
}
