/**
 * What a thread that parses does with a batch. It is loaded after the thread has begun, since it loads the parser, which may not be there:
 * see modules.worker.ts.
 */
import { isWebAssembly } from '../nativeCode.ts';
import { RawParser } from '../raw/rawParser.ts';
import { PlainFileParser } from './fileParser.ts';
import {
  type ParseReply,
  type ParseRequest,
  type ParseThreadData,
  ReplyWriter,
} from './parseMessages.ts';
import { digestBytes, ModuleReader } from './readModule.ts';

/** It stays warm between batches: buffers and parser are used again. */
export class ParseThread {
  readonly #root: string;
  readonly #reader: ModuleReader;
  readonly #writer = new ReplyWriter();
  readonly #isSlow = isWebAssembly('oxc-parser');
  #known: Buffer | undefined;

  constructor({ root, bytesMax }: ParseThreadData) {
    this.#root = root;
    this.#reader = new ModuleReader({
      bytesMax,
      parser: RawParser.ifUsable() ?? new PlainFileParser(),
      isKnown: (digest) => this.#isKnown(digest),
      // What throws in WebAssembly leaves its memory as it was at that moment, and everything after that may be wrong: another thread goes on.
      onThrow: () => {
        if (this.#isSlow) process.exit(1);
      },
    });
  }

  answer({ paths, known }: ParseRequest): ParseReply {
    const takenAt = Date.now();
    this.#known = known && Buffer.from(known.buffer, known.byteOffset, known.length);
    for (const path of paths) this.#writer.add(this.#reader.read(`${this.#root}/${path}`, path));
    return { bytes: this.#writer.take(), takenAt, isSlow: this.#isSlow };
  }

  /** Whole digests lie at multiples of their length; what fits across two of them is chance. */
  #isKnown(digest: Uint8Array): boolean {
    const known = this.#known;
    for (let at = known?.indexOf(digest) ?? -1; at >= 0; at = known?.indexOf(digest, at + 1) ?? -1)
      if (at % digestBytes === 0) return true;
    return false;
  }
}
