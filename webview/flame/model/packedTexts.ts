/**
 * Texts as bytes, so that a hundred thousand names travel from the worker to the page without a copy and without an object each. A text is made
 * when it is asked for, and kept: a page shows few of them.
 */

/** Texts of one list, packed. */
export interface PackedTexts {
  /** All texts behind each other, UTF-8. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where each text ends in `bytes`. */
  readonly ends: Uint32Array<ArrayBuffer>;
}

const bytesAtFirst = 1 << 16;
/** UTF-8 needs no more than that for one UTF-16 unit. */
const bytesPerUnitMax = 3;
const shortTextMax = 100;

/** Packs a list of texts. */
export function packTexts(texts: readonly string[]): PackedTexts {
  const encoder = new TextEncoder();
  const ends = new Uint32Array(texts.length);
  let bytes = new Uint8Array(bytesAtFirst);
  let end = 0;
  for (const [at, text] of texts.entries()) {
    const needed = end + text.length * bytesPerUnitMax;
    if (needed > bytes.length) bytes = grown(bytes, needed);
    const behind = putAscii(text, bytes, end);
    end = behind >= 0 ? behind : end + encoder.encodeInto(text, bytes.subarray(end)).written;
    ends[at] = end;
  }
  return { bytes: bytes.slice(0, end), ends };
}

// The encoder costs more to call than most names have letters. @returns where it ends; -1 where it is no short text of ASCII
function putAscii(text: string, bytes: Uint8Array, from: number): number {
  const { length } = text;
  if (length > shortTextMax) return -1;
  for (let at = 0; at < length; at++) {
    const unit = text.charCodeAt(at);
    if (unit > 127) return -1;
    bytes[from + at] = unit;
  }
  return from + length;
}

function grown(bytes: Uint8Array, needed: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(needed, bytes.length * 2));
  larger.set(bytes);
  return larger;
}

/** Gives texts of a packed list. */
export class TextList {
  readonly #packed: PackedTexts;
  readonly #decoder = new TextDecoder();
  readonly #made = new Map<number, string>();

  constructor(packed: PackedTexts) {
    this.#packed = packed;
  }

  get length(): number {
    return this.#packed.ends.length;
  }

  /** The text of that number; '' for a number that there is not. */
  at(index: number): string {
    const known = this.#made.get(index);
    if (known !== undefined) return known;
    const { bytes, ends } = this.#packed;
    const end = ends[index];
    if (end === undefined) return '';
    const text = this.#decoder.decode(bytes.subarray(index > 0 ? ends[index - 1] : 0, end));
    this.#made.set(index, text);
    return text;
  }
}
