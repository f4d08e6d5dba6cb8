/**
 * Reads JSON from bytes, one token after the other, without making strings or objects. `JSON.parse` needs the file as one string, which
 * takes several times its size and cannot be longer than 512 MB; this takes nothing beyond the bytes that lie in the window.
 *
 * The byte behind the last is 0, which no JSON has, so that no loop has to compare positions. A method that meets what does not belong
 * returns false (or NaN) and leaves the place in `at`; `isCutOff` says whether the bytes ended there or are wrong.
 */

import { hashStart } from '../layout/textTable.ts';
import { backslash, closeBrace, closeBracket, openBrace, openBracket, quote } from './jsonBytes.ts';

const space = 0x20;
const minus = 0x2d;
const point = 0x2e;
const zero = 0x30;
const hashPrime = 0x01000193;

/** Powers of ten that a double holds exactly. */
const powers = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const exactInteger = 2 ** 53;
/** Nothing that a program counts is greater; sums of millions of such numbers are still numbers. */
export const greatestNumber = 2 ** 63;
const decoder = new TextDecoder();

/** A place in some bytes of JSON. */
export class JsonCursor {
  /** With a 0 at `end`. */
  bytes: Uint8Array = new Uint8Array(1);
  end = 0;
  at = 0;
  /** Of the string that was read last, without quotes. */
  textStart = 0;
  textEnd = 0;
  /** Of the string that `hashText` read last. */
  textHash = 0;
  /** Whether the string that was read last holds a backslash. */
  isEscaped = false;

  /** Whether reading stopped because the bytes ended, and more of them could mend it. */
  get isCutOff(): boolean {
    return this.at >= this.end;
  }

  /** Skips white space. @returns the byte that follows */
  next(): number {
    const bytes = this.bytes;
    let at = this.at;
    let byte = bytes[at] as number;
    while (byte <= space && byte !== 0) byte = bytes[++at] as number;
    this.at = at;
    return byte;
  }

  /** Skips white space and one byte, if it is this one. */
  accept(wanted: number): boolean {
    if (this.next() !== wanted) return false;
    this.at++;
    return true;
  }

  /** Reads a string whose quote is at `at`. */
  text(): boolean {
    const bytes = this.bytes;
    let at = this.at + 1;
    this.textStart = at;
    this.isEscaped = false;
    for (;;) {
      const byte = bytes[at] as number;
      if (byte === quote) break;
      if (byte === backslash) {
        this.isEscaped = true;
        at++;
        if (bytes[at] === 0) return this.#failAt(at);
      } else if (byte === 0) return this.#failAt(at);
      at++;
    }
    this.textEnd = at;
    this.at = at + 1;
    return true;
  }

  /** As `text`, and hashes its bytes. */
  hashText(): boolean {
    const bytes = this.bytes;
    let at = this.at + 1;
    let hash = hashStart;
    this.textStart = at;
    for (;;) {
      const byte = bytes[at] as number;
      if (byte === quote) break;
      if (byte === backslash || byte === 0) return this.text();
      hash = Math.imul(hash ^ byte, hashPrime);
      at++;
    }
    this.isEscaped = false;
    this.textHash = hash;
    this.textEnd = at;
    this.at = at + 1;
    return true;
  }

  /** Reads a number. @returns NaN where there is none, or one beyond all sense */
  number(): number {
    const bytes = this.bytes;
    const start = this.at;
    let at = start;
    let value = 0;
    let decimals = 0;
    if (bytes[at] === minus) at++;
    const firstDigit = at;
    let digit = (bytes[at] as number) - zero;
    while (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digit = (bytes[++at] as number) - zero;
    }
    if (at === firstDigit) return this.#noNumber(at);
    if (bytes[at] === point) {
      const firstDecimal = ++at;
      digit = (bytes[at] as number) - zero;
      while (digit >= 0 && digit <= 9) {
        value = value * 10 + digit;
        digit = (bytes[++at] as number) - zero;
      }
      decimals = at - firstDecimal;
      if (decimals === 0) return this.#noNumber(at);
    }
    this.at = at;
    // Only correct if both are exact: then the quotient is the nearest double, by one rounding.
    if (value >= exactInteger || decimals > 22 || ((bytes[at] as number) | 32) === 0x65)
      return this.#slowNumber(start);
    if (decimals > 0) value /= powers[decimals] as number;
    return firstDigit > start ? -value : value;
  }

  /** Skips a value of any kind, however deep; inside of it only strings and brackets are looked at. */
  skip(): boolean {
    const bytes = this.bytes;
    const first = this.next();
    if (first === quote) return this.text();
    if (first !== openBrace && first !== openBracket) return this.#skipPlain();
    let depth = 0;
    for (;;) {
      const byte = bytes[this.at] as number;
      if (byte === quote) {
        if (!this.text()) return false;
        continue;
      }
      if (byte === 0) return false;
      this.at++;
      if (byte === openBrace || byte === openBracket) depth++;
      else if ((byte === closeBrace || byte === closeBracket) && --depth === 0) return true;
    }
  }

  /** The string that was read last, decoded. Wrong escapes stay as they are. */
  decodeText(): string {
    const raw = decoder.decode(this.bytes.subarray(this.textStart, this.textEnd));
    if (!this.isEscaped) return raw;
    try {
      const value: unknown = JSON.parse(`"${raw.replace(/\p{Cc}/gu, ' ')}"`);
      return typeof value === 'string' ? value : raw;
    } catch {
      // Shown as it is: a name with a broken escape is still a name.
      return raw;
    }
  }

  /** Some bytes as text. */
  decode(start: number, end: number): string {
    return decoder.decode(this.bytes.subarray(start, end));
  }

  /** `true`, `null`, numbers. */
  #skipPlain(): boolean {
    const bytes = this.bytes;
    const start = this.at;
    let byte = bytes[this.at] as number;
    while ((byte | 32) >= 0x61 ? (byte | 32) <= 0x7a : isNumberByte(byte))
      byte = bytes[++this.at] as number;
    return this.at > start && byte !== 0;
  }

  #slowNumber(start: number): number {
    const bytes = this.bytes;
    while (isNumberByte(bytes[this.at] as number)) this.at++;
    const value = Number(decoder.decode(bytes.subarray(start, this.at)));
    return Math.abs(value) <= greatestNumber ? value : Number.NaN;
  }

  #noNumber(at: number): number {
    this.at = at;
    return Number.NaN;
  }

  #failAt(at: number): boolean {
    this.at = at;
    return false;
  }
}

/** `+-.`, digits, and `eE`. */
function isNumberByte(byte: number): boolean {
  return (
    (byte >= zero && byte <= 0x39) ||
    byte === minus ||
    byte === point ||
    byte === 0x2b ||
    (byte | 32) === 0x65
  );
}
