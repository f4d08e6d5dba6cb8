/**
 * Walks over objects and arrays of JSON that lie in memory as a whole, one level at a time; what nobody wants is skipped unread.
 */

import { hashOf, TextTable } from '../layout/textTable.ts';
import {
  closeBrace,
  closeBracket,
  colon,
  comma,
  openBrace,
  openBracket,
  quote,
} from './jsonBytes.ts';
import type { JsonCursor } from './jsonCursor.ts';

/** A cursor that knows objects and arrays. Every method returns false where the bytes end or are wrong. */
export class JsonWalk {
  readonly cursor: JsonCursor;
  readonly #keys = new TextTable();
  readonly #keyTexts: string[] = [''];

  constructor(cursor: JsonCursor) {
    this.cursor = cursor;
  }

  /** Calls back for each member, with the cursor at the value; what is no object is skipped. */
  members(read: (key: string) => boolean): boolean {
    const { cursor } = this;
    if (cursor.next() !== openBrace) return cursor.skip();
    cursor.at++;
    for (;;) {
      const byte = cursor.next();
      if (byte === comma) cursor.at++;
      else if (byte === closeBrace) break;
      else if (byte !== quote || !cursor.text()) return false;
      else {
        const key = this.#key();
        if (!cursor.accept(colon)) return false;
        cursor.next();
        if (!read(key)) return false;
      }
    }
    cursor.at++;
    return true;
  }

  /** Calls back for each element, with the cursor at it; what is no array is skipped. */
  elements(read: () => boolean): boolean {
    const { cursor } = this;
    if (cursor.next() !== openBracket) return cursor.skip();
    cursor.at++;
    for (;;) {
      const byte = cursor.next();
      if (byte === comma) cursor.at++;
      else if (byte === closeBracket) break;
      else if (!read()) return false;
    }
    cursor.at++;
    return true;
  }

  /** A number; anything else is skipped and NaN. @returns whether there was a whole value */
  number(take: (value: number) => void): boolean {
    const { cursor } = this;
    const byte = cursor.next();
    if (byte === 0x2d || (byte >= 0x30 && byte <= 0x39)) {
      const start = cursor.at;
      const value = cursor.number();
      if (!Number.isNaN(value)) {
        take(value);
        return true;
      }
      cursor.at = start;
    }
    if (!cursor.skip()) return false;
    take(Number.NaN);
    return true;
  }

  /** A string; anything else is skipped and ''. */
  text(take: (value: string) => void): boolean {
    const { cursor } = this;
    if (cursor.next() !== quote) {
      if (!cursor.skip()) return false;
      take('');
      return true;
    }
    if (!cursor.text()) return false;
    take(cursor.decodeText());
    return true;
  }

  /** The number of a string in a table of texts; 0 for anything else. */
  interned(texts: TextTable, take: (text: number) => void): boolean {
    const { cursor } = this;
    if (cursor.next() !== quote) {
      if (!cursor.skip()) return false;
      take(0);
      return true;
    }
    if (!cursor.hashText()) return false;
    const { bytes, textStart, textEnd, textHash, isEscaped } = cursor;
    take(
      isEscaped
        ? texts.add(cursor.decodeText())
        : texts.intern(bytes, textStart, textEnd, textHash),
    );
    return true;
  }

  /** Skips a value, and tells where it starts, to come back later. */
  remember(take: (at: number) => void): boolean {
    this.cursor.next();
    take(this.cursor.at);
    return this.cursor.skip();
  }

  /** The key that was read last; a file has few, so each is decoded once. */
  #key(): string {
    const { bytes, textStart, textEnd, isEscaped } = this.cursor;
    if (isEscaped || textEnd - textStart > 32) return this.cursor.decodeText();
    const key = this.#keys.intern(bytes, textStart, textEnd, hashOf(bytes, textStart, textEnd));
    const known = this.#keyTexts[key] ?? this.#keys.text(key);
    this.#keyTexts[key] = known;
    return known;
  }
}
