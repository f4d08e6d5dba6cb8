/**
 * The sending side of a `CancelToken`: whoever starts long work makes a source, hands it on as a token and may cancel it later,
 * e.g. on Ctrl-C or when an edit makes the work pointless.
 */
import type { CancelToken } from '../../engine/ports/cancel.ts';

/** A token that can be cancelled, once. */
export class CancelSource implements CancelToken {
  #why: string | undefined;
  readonly #listeners = new Set<() => void>();

  get cancelled(): boolean {
    return this.#why !== undefined;
  }

  get why(): string | undefined {
    return this.#why;
  }

  /**
   * Cancels, and tells every listener. Later calls change nothing: the first reason stays.
   * @param why a sentence for people, e.g. `Stopped with Ctrl-C.`
   */
  cancel(why: string): void {
    if (this.#why !== undefined) return;
    this.#why = why;
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  }

  /** Calls `listener` once when cancelled, at once if that has happened. Returns the way to take it back. */
  onCancel(listener: () => void): () => void {
    if (this.#why !== undefined) {
      listener();
      return () => undefined;
    }
    // A listener given twice must be called twice, so each registration is a function of its own.
    const registration = (): void => listener();
    this.#listeners.add(registration);
    return () => void this.#listeners.delete(registration);
  }
}

/** A token that is never cancelled, for work that always runs to its end. */
export const neverCancelled: CancelToken = {
  cancelled: false,
  why: undefined,
  onCancel: () => () => undefined,
};
