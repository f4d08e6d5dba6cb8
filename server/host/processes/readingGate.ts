/**
 * Says whether commands' output is read at the moment. Closed, their pipes fill up and they wait at their next line, as they would behind
 * `| less`: whoever shows output closes it while its own reader takes nothing, so that nothing piles up in memory.
 */

/** See the file's comment. */
export class ReadingGate {
  readonly #listeners = new Set<() => void>();
  #isClosed = false;

  get isClosed(): boolean {
    return this.#isClosed;
  }

  close(): void {
    this.#set(true);
  }

  open(): void {
    this.#set(false);
  }

  /**
   * Tells each change.
   * @returns a function that ends the subscription
   */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Settles when it is open. */
  async opened(): Promise<void> {
    while (this.#isClosed)
      await new Promise<void>((resolve) => {
        const stop = this.onChange(() => {
          stop();
          resolve();
        });
      });
  }

  #set(isClosed: boolean): void {
    if (this.#isClosed === isClosed) return;
    this.#isClosed = isClosed;
    for (const listener of [...this.#listeners]) listener();
  }
}
