/**
 * What happens to commands' output while whoever reads ours takes nothing, e.g. `cachescope run build | less`. Without a bound, all of it
 * would pile up in this process.
 */
import type { CancelToken } from '../engine/ports/cancel.ts';
import type { ReadingGate } from '../host/processes/readingGate.ts';
import type { TextStream } from './output.ts';
import { sizeText } from './render/units.ts';

/** `wait`: commands wait, too. `buffer`: all is held in memory. `drop`: output is left out and counted; lines of our own are not. */
export type SlowReaderPolicy = 'wait' | 'buffer' | 'drop';

/** Bytes that may wait for the reader. */
export const heldBytesMax = 1 << 20;

/** What a reader is made for. */
export interface SlowReaderOptions {
  readonly stream: TextStream;
  readonly policy: SlowReaderPolicy;
  /** Closed while commands have to wait. */
  readonly gate: ReadingGate;
  /** Once cancelled, nothing waits: commands have to come to their end. */
  readonly cancel: CancelToken;
}

/** Watches over what is written to one stream. */
export class SlowReader {
  readonly #options: SlowReaderOptions;
  readonly #stopListening: () => void;
  #droppedBytes = 0;

  constructor(options: SlowReaderOptions) {
    this.#options = options;
    this.#stopListening = options.cancel.onCancel(() => options.gate.open());
  }

  end(): void {
    this.#stopListening();
    this.#options.gate.open();
  }

  /** To be called after each write. */
  afterWrite(): void {
    const { stream, policy, gate, cancel } = this.#options;
    if (policy !== 'wait' || gate.isClosed || cancel.cancelled) return;
    if (stream.waitingBytes() <= heldBytesMax) return;
    gate.close();
    void stream.drained().then(() => gate.open());
  }

  /** @returns whether output of a command has to be left out; then it is counted */
  drops(bytes: number): boolean {
    const { stream, policy } = this.#options;
    if (policy !== 'drop' || stream.waitingBytes() <= heldBytesMax) return false;
    this.#droppedBytes += bytes;
    return true;
  }

  /** What to say at the end; undefined where nothing was left out. */
  summary(): string | undefined {
    if (this.#droppedBytes === 0) return undefined;
    return `${sizeText(this.#droppedBytes)} of output were left out, since nobody read them in time. With --slow-reader=wait, commands wait.`;
  }
}
