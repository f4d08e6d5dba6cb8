/**
 * Skips a value of JSON that may be longer than the memory that anyone wants to spend on it, e.g. the source maps that DevTools puts before the
 * events of a trace: it goes on in the next part of the file where it stopped in this one, so nothing of the value has to be kept.
 */
import { backslash, closeBrace, closeBracket, openBrace, openBracket, quote } from './jsonBytes.ts';
import type { JsonCursor } from './jsonCursor.ts';

/** One value, a text, a list or an object, whose first byte is at the cursor when it is skipped first. */
export class LongSkip {
  #depth = 0;
  #isInText = false;
  #isEscaped = false;

  /** Skips what the window has of the value. @returns whether that was its end; if not, the cursor is at the end, or at a byte that no JSON has */
  skip(cursor: JsonCursor): boolean {
    while (cursor.at < cursor.end && cursor.bytes[cursor.at] !== 0)
      if (this.#isInText ? this.#endsInText(cursor) : this.#endsOutside(cursor)) return true;
    return false;
  }

  /** Goes on in a text. The byte behind the last one of the window is 0. @returns whether the value ends with it */
  #endsInText(cursor: JsonCursor): boolean {
    const { bytes } = cursor;
    let { at } = cursor;
    if (this.#isEscaped) at++;
    this.#isEscaped = false;
    let byte = bytes[at] as number;
    while (byte !== quote && byte !== backslash && byte !== 0) byte = bytes[++at] as number;
    cursor.at = byte === 0 ? at : at + 1;
    this.#isEscaped = byte === backslash;
    this.#isInText = byte !== quote;
    return byte === quote && this.#depth === 0;
  }

  /** Goes on outside of texts. */
  #endsOutside(cursor: JsonCursor): boolean {
    const { bytes } = cursor;
    let { at } = cursor;
    let byte = bytes[at] as number;
    let depth = this.#depth;
    for (; byte !== quote && byte !== 0; byte = bytes[++at] as number) {
      if (byte === openBrace || byte === openBracket) depth++;
      else if ((byte === closeBrace || byte === closeBracket) && --depth <= 0) break;
    }
    this.#depth = depth;
    cursor.at = byte === 0 ? at : at + 1;
    this.#isInText = byte === quote;
    return byte !== quote && byte !== 0;
  }
}
