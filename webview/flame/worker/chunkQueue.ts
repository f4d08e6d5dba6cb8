/** Bytes that arrive as messages, read as a stream. */

/** Takes chunks on one side and gives them on the other, once. */
export class ChunkQueue implements AsyncIterable<Uint8Array> {
  readonly #chunks: Uint8Array[] = [];
  readonly #onTaken: (bytes: number) => void;
  #hasEnded = false;
  #wake: () => void = () => {};

  /** @param onTaken told of each chunk that was read, in bytes */
  constructor(onTaken: (bytes: number) => void) {
    this.#onTaken = onTaken;
  }

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#wake();
  }

  end(): void {
    this.#hasEnded = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, void> {
    while (true) {
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) {
        const { length } = chunk;
        yield chunk;
        this.#onTaken(length);
      } else if (this.#hasEnded) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}
