/** Reads what lies in the memory of the parser, see layout.ts. Positions are offsets in the arena. */
import type { Span } from '../../../modules/scriptParser.ts';
import type { Arena } from './arena.ts';

/** Texts longer than this are read by one call into the runtime. */
const shortText = 40;

/** Most lists are empty. */
const nothing: readonly never[] = [];

/** See the file's comment. */
export class RawMemory {
  readonly #arena: Arena;
  readonly #bytes: Uint8Array;
  readonly #int32: Int32Array;
  readonly #text: string;
  readonly #isAscii: boolean;

  /** @param text that was parsed */
  constructor(arena: Arena, text: string, isAscii: boolean) {
    this.#arena = arena;
    this.#bytes = arena.bytes;
    this.#int32 = arena.int32;
    this.#text = text;
    this.#isAscii = isAscii;
  }

  /** Calls back with the place of each item of a list. */
  each(list: number, size: number, visit: (at: number) => void): void {
    const end = this.first(list) + this.count(list) * size;
    for (let at = this.first(list); at < end; at += size) visit(at);
  }

  map<T>(list: number, size: number, read: (at: number) => T): readonly T[] {
    if (this.count(list) === 0) return nothing;
    const all: T[] = [];
    this.each(list, size, (at) => all.push(read(at)));
    return all;
  }

  /** Items of a list, none of one that is not there. */
  count(list: number): number {
    return this.number(list) === 0 ? 0 : this.number(list + 8);
  }

  /** Where the first item of a list is. */
  first(list: number): number {
    return this.number(list);
  }

  /** Where that is what a box points to; 0: nowhere. */
  box(at: number): number {
    return this.number(at);
  }

  choice(at: number): number {
    return this.#bytes[at] as number;
  }

  isSet(at: number): boolean {
    return this.#bytes[at] === 1;
  }

  span(at: number): Span {
    return { start: this.number(at), end: this.number(at + 4) };
  }

  string(at: number): string {
    const length = this.number(at + 8);
    const start = this.number(at);
    const inText = start - this.#arena.sourceStart;
    return this.#isAscii && inText >= 0
      ? this.#text.slice(inText, inText + length)
      : this.#decoded(start, length);
  }

  #decoded(start: number, length: number): string {
    let text = '';
    for (let index = start; index < start + length; index++) {
      const byte = this.#bytes[index] as number;
      if (byte >= 0x80 || length > shortText) {
        const { buffer, byteOffset } = this.#bytes;
        return Buffer.from(buffer, byteOffset + start, length).toString('utf8');
      }
      text += String.fromCharCode(byte);
    }
    return text;
  }

  number(at: number): number {
    return this.#int32[at >> 2] as number;
  }
}
