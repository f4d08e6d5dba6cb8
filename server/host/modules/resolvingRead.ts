/**
 * Resolves the imports of modules while others are read still. How many were read when that may begin depends on how long the walk took: it may be thousands, so it is
 * done in turns with all that is asked meanwhile, and with handing out what is to be read next.
 */
import { setImmediate } from 'node:timers/promises';
import type { CancelToken } from '../../engine/ports/cancel.ts';
import { inTurns, Turns } from '../platform/turns.ts';
import { checkCancelled } from './reading/pipeline.ts';
import type { AnalysisState } from './state.ts';

/** See above. */
export class ResolvingRead {
  readonly #state: AnalysisState;
  readonly #cancel: CancelToken | undefined;
  readonly #read: number[] = [];
  #resolved = 0;
  #last: Promise<void> = Promise.resolve();
  #isResolving = false;
  #isStopped = false;

  constructor(state: AnalysisState, cancel: CancelToken | undefined) {
    this.#state = state;
    this.#cancel = cancel;
  }

  /** This one was read. */
  add(id: number): void {
    this.#read.push(id);
  }

  /** All names are known: resolves what was read until now. */
  begin(): void {
    if (this.#isResolving) return;
    this.#isResolving = true;
    this.#last = this.#last.then(() => this.#resolve());
    // Told to who waits for the end.
    this.#last.catch(() => this.stop());
  }

  /**
   * Nothing more is read: waits until all is resolved.
   * @throws Cancelled; Error with a sentence for people where the resolver cannot be loaded
   */
  async end(): Promise<void> {
    await this.#last;
    await this.#resolve();
    checkCancelled(this.#cancel);
  }

  /** Nobody waits for it any more. */
  stop(): void {
    this.#isStopped = true;
  }

  async #resolve(): Promise<void> {
    // What is to be read next is handed out first.
    await setImmediate();
    const turns = new Turns();
    const { resolver } = this.#state;
    if (this.#resolved < this.#read.length) await inTurns(resolver.readAhead(), turns);
    while (this.#resolved < this.#read.length && !this.#isStopped && !this.#cancel?.cancelled) {
      this.#state.resolve(this.#read[this.#resolved++] ?? 0);
      if (turns.isOver) await turns.next();
    }
    this.#isResolving = false;
  }
}
