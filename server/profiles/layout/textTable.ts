/**
 * Each text of a file once, found by its bytes. A million spans have a thousand names: decoding each into a string to look it up would cost
 * more than all the rest of reading, so bytes are hashed and compared as they lie in the file, and decoded once at the end.
 */
import { Uint32Column } from './columns.ts';

/** Start of the hash that `hashByte` goes on with: FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/. */
export const hashStart = 0x811c9dc5;
const hashPrime = 0x01000193;

/** Hash of some bytes, as `TextTable.intern` wants it. */
export function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = hashStart;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), hashPrime);
  return hash;
}

/** Texts by number; number 0 is ''. */
export class TextTable {
  #arena = new Uint8Array(1 << 14);
  #used = 0;
  /** Text N lies from `#ends[N - 1]` to `#ends[N]`. */
  readonly #ends = new Uint32Column();
  readonly #hashes = new Uint32Column();
  /** Number of the text plus one, by hash; 0 is free. The length is a power of two. */
  #slots = new Uint32Array(1 << 11);
  readonly #decoded = new Map<number, string>();
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder();

  constructor() {
    this.add('');
  }

  /** How many there are. */
  get size(): number {
    return this.#ends.length;
  }

  /** Bytes of all texts together. */
  get byteLength(): number {
    return this.#used;
  }

  /** The number of a text that lies in a buffer. @param hash `hashOf` the same bytes */
  intern(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const found = this.find(bytes, start, end, hash);
    return found >= 0 ? found : this.#append(bytes, start, end, hash);
  }

  /** The number of a known text; -1 where it is new. */
  find(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = (hash ^ (hash >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      const number = (slots[slot] as number) - 1;
      if (number < 0) return -1;
      if (this.#hashes.values[number] === hash >>> 0 && this.#isAt(number, bytes, start, end))
        return number;
    }
  }

  /** The number of a text. */
  add(text: string): number {
    const bytes = this.#encoder.encode(text);
    return this.intern(bytes, 0, bytes.length, hashOf(bytes, 0, bytes.length));
  }

  /** A text. Bytes that are no UTF-8 become U+FFFD. */
  text(number: number): string {
    const known = this.#decoded.get(number);
    if (known !== undefined) return known;
    const bytes = this.#arena.subarray(this.#startOf(number), this.#endOf(number));
    const text = this.#decoder.decode(bytes);
    this.#decoded.set(number, text);
    return text;
  }

  #startOf(number: number): number {
    return number === 0 ? 0 : (this.#ends.values[number - 1] as number);
  }

  #endOf(number: number): number {
    return this.#ends.values[number] as number;
  }

  #isAt(number: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = this.#startOf(number);
    if (this.#endOf(number) - from !== end - start) return false;
    const arena = this.#arena;
    const shift = from - start;
    for (let at = start; at < end; at++) if (bytes[at] !== arena[at + shift]) return false;
    return true;
  }

  #append(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const number = this.#ends.length;
    const length = end - start;
    if (this.#used + length > this.#arena.length) this.#growArena(this.#used + length);
    this.#arena.set(bytes.subarray(start, end), this.#used);
    this.#used += length;
    this.#ends.push(this.#used);
    this.#hashes.push(hash >>> 0);
    if (this.#ends.length * 2 > this.#slots.length) this.#rehash();
    else this.#place(number, hash);
    return number;
  }

  #growArena(needed: number): void {
    const wider = new Uint8Array(Math.max(needed, this.#arena.length * 2));
    wider.set(this.#arena);
    this.#arena = wider;
  }

  #rehash(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2);
    for (let number = 0; number < this.#ends.length; number++)
      this.#place(number, this.#hashes.values[number] as number);
  }

  #place(number: number, hash: number): void {
    const mask = this.#slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = number + 1;
  }
}
