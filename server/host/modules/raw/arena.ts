/**
 * Memory that the parser shares with JavaScript: a text lies at its end, and what the parser finds in it grows towards it from there. It takes 6 GB
 * of addresses, of which only what is written to becomes memory. One script at a time.
 *
 * @see https://github.com/oxc-project/oxc/blob/main/crates/oxc_allocator/src/pool/fixed_size.rs
 */
import { getBufferOffset, parseRawSync } from 'oxc-parser/src-js/bindings.js';
import {
  ACTIVE_SIZE,
  BLOCK_ALIGN,
  BLOCK_SIZE,
  BUFFER_SIZE,
  DATA_POINTER_POS_32,
} from 'oxc-parser/src-js/generated/constants.js';
import type { ScriptLanguage } from '../../../modules/kinds.ts';
import type { ScriptGoal } from '../../../modules/scriptParser.ts';

/** Views of the memory as the parser's own classes want them. */
export type ArenaBytes = Uint8Array & {
  readonly int32: Int32Array;
  readonly float64: Float64Array;
};

/** File names of the languages; what is said in options counts. */
const names: Readonly<Record<ScriptLanguage, string>> = {
  jsx: 'a.jsx',
  ts: 'a.ts',
  tsx: 'a.tsx',
  dts: 'a.d.ts',
};

/** See the file's comment. */
export class Arena {
  readonly bytes: ArenaBytes;
  readonly int32: Int32Array;
  readonly #block: Uint8Array;
  /** Where the text begins. */
  sourceStart = 0;

  /** @throws RangeError where there are not so many addresses */
  constructor() {
    // Shared, since V8 counts all addresses of others as memory in use, and collects garbage in vain.
    const memory = new SharedArrayBuffer(BLOCK_SIZE + BLOCK_ALIGN);
    const at = getBufferOffset(new Uint8Array(memory));
    this.int32 = new Int32Array(memory, at, BUFFER_SIZE / 4);
    const float64 = new Float64Array(memory, at, BUFFER_SIZE / 8);
    const bytes = new Uint8Array(memory, at, BUFFER_SIZE);
    this.bytes = Object.assign(bytes, { int32: this.int32, float64 });
    this.#block = new Uint8Array(memory, at, BLOCK_SIZE);
  }

  /** Where a text of so many bytes is to be written before it is parsed. */
  room(bytes: number): Buffer {
    // At an even place, for who looks at two bytes at a time.
    this.sourceStart = (ACTIVE_SIZE - bytes) & ~1;
    const { buffer, byteOffset } = this.bytes;
    return Buffer.from(buffer, byteOffset + this.sourceStart, bytes);
  }

  /**
   * Parses the text that was written last.
   * @param length in bytes
   * @returns where what was found begins
   */
  parse(length: number, lang: ScriptLanguage, sourceType: ScriptGoal): number {
    const options = { lang, sourceType };
    parseRawSync(names[lang], this.#block, this.sourceStart, length, options);
    return this.int32[DATA_POINTER_POS_32] as number;
  }
}
