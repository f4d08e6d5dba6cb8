/** The page's state, and that it is kept: soon after each change, not at each. */
import type { Bridge } from '../../bridge/bridge.ts';
import type { Look } from '../model/camera.ts';
import { memoryWithin } from '../model/layout.ts';
import { type PageState, readState } from './state.ts';

const savePauseMs = 200;
/** Names that the layout's memory may have to be kept while the page is away. */
const keptNamesMax = 4000;

/** Holds it. */
export class Store {
  readonly #bridge: Bridge;
  readonly #folder: string;
  readonly #look: () => Look | undefined;
  #state: PageState;
  #timer = 0;

  /** @param look where one looks now; undefined: nothing is shown yet */
  constructor(bridge: Bridge, folder: string, look: () => Look | undefined) {
    this.#bridge = bridge;
    this.#folder = folder;
    this.#look = look;
    this.#state = readState(bridge.state());
  }

  get state(): PageState {
    return this.#state;
  }

  set(change: Partial<PageState>): void {
    this.#state = { ...this.#state, ...change };
    this.saveSoon();
  }

  saveSoon(): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      const look = this.#look() ?? this.#state.look;
      const memory = memoryWithin(this.#state.memory, keptNamesMax);
      // With its folder: by that a panel finds its way back.
      this.#bridge.saveState({ ...this.#state, folder: this.#folder, look, memory });
    }, savePauseMs);
  }
}
