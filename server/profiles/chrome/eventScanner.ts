/**
 * One event of a Chrome trace, read from bytes into fields. The same object serves every event: a million of them leave no garbage.
 */
import { closeBrace, colon, comma, openBrace, quote } from '../json/jsonBytes.ts';
import { greatestNumber, type JsonCursor } from '../json/jsonCursor.ts';
import { hashOf, hashStart, type TextTable } from '../layout/textTable.ts';

/** Reads events. After `read`, its fields are those of the event. */
export class EventScanner {
  /** First byte of `ph`; 0 where there is none. */
  phase = 0;
  /** Microseconds; NaN where missing. */
  time = 0;
  duration = 0;
  /** Numbers of texts; 0 where missing. A number and a string of the same digits are the same. */
  name = 0;
  category = 0;
  process = 0;
  thread = 0;
  id = 0;
  scope = 0;
  frameId = 0;
  file = 0;
  /** Whether the event has the field at all; a name may be ''. */
  hasName = false;
  line = 0;
  column = 0;
  /** Where `id` is of one process alone. */
  isIdLocal = false;
  /** First byte of `s`, of an instant. */
  instantScope = 0;
  bindsEnclosing = false;
  /** Arrows of a span itself: what it is bound to, and whether one leads to it or from it. */
  bindId = 0;
  flowsIn = false;
  flowsOut = false;
  /** Where the JSON of `args` lies; equal where there is none. */
  argsStart = 0;
  argsEnd = 0;
  readonly #cursor: JsonCursor;
  readonly #texts: TextTable;
  #threadDuration = 0;

  constructor(cursor: JsonCursor, texts: TextTable) {
    this.#cursor = cursor;
    this.#texts = texts;
  }

  /** Reads an event whose brace is at the cursor. @returns false where it is cut off or wrong */
  read(): boolean {
    this.#reset();
    const cursor = this.#cursor;
    if (!cursor.accept(openBrace)) return false;
    if (cursor.accept(closeBrace)) return true;
    for (;;) {
      if (cursor.next() !== quote || !cursor.text()) return false;
      const start = cursor.textStart;
      const length = cursor.textEnd - start;
      if (!cursor.accept(colon)) return false;
      cursor.next();
      if (!this.#field(start, length)) return false;
      const byte = cursor.next();
      cursor.at++;
      if (byte === comma) continue;
      if (byte === closeBrace) break;
      cursor.at--;
      return false;
    }
    if (Number.isNaN(this.duration)) this.duration = this.#threadDuration;
    return true;
  }

  #reset(): void {
    this.phase = 0;
    this.time = Number.NaN;
    this.duration = Number.NaN;
    this.#threadDuration = Number.NaN;
    this.name = 0;
    this.category = 0;
    this.process = 0;
    this.thread = 0;
    this.id = 0;
    this.scope = 0;
    this.frameId = 0;
    this.file = 0;
    this.line = 0;
    this.column = 0;
    this.hasName = false;
    this.isIdLocal = false;
    this.instantScope = 0;
    this.bindsEnclosing = false;
    this.bindId = 0;
    this.flowsIn = false;
    this.flowsOut = false;
    this.argsStart = 0;
    this.argsEnd = 0;
  }

  /** The value of a key that lies at `start`. */
  #field(start: number, length: number): boolean {
    const bytes = this.#cursor.bytes;
    const first = bytes[start] as number;
    const second = bytes[start + 1] as number;
    switch (length) {
      case 1:
        return first === 0x73 /* s */ ? this.#readInstantScope() : this.#cursor.skip();
      case 2:
        return this.#shortField(first, second);
      case 3:
        return this.#midField(first, second, bytes[start + 2] as number);
      case 4:
        return this.#longField(first, second, start);
      case 5:
      case 7:
      case 8:
        return this.#otherField(this.#cursor.decode(start, start + length));
      default:
        return this.#cursor.skip();
    }
  }

  #shortField(first: number, second: number): boolean {
    const cursor = this.#cursor;
    if (first === 0x70 && second === 0x68 /* ph */) {
      if (!this.#text()) return false;
      this.phase = cursor.textEnd > cursor.textStart ? (cursor.bytes[cursor.textStart] ?? 0) : 0;
      return true;
    }
    if (first === 0x74 && second === 0x73 /* ts */) {
      this.time = this.#number();
      return cursor.bytes[cursor.at] !== 0;
    }
    if (first === 0x69 && second === 0x64 /* id */) return this.#readId();
    if (first === 0x62 && second === 0x70 /* bp */) {
      if (!cursor.text()) return false;
      this.bindsEnclosing = cursor.bytes[cursor.textStart] === 0x65;
      return true;
    }
    if (first === 0x73 && second === 0x66 /* sf */) return this.#readNumbered('frameId');
    return cursor.skip();
  }

  #midField(first: number, second: number, third: number): boolean {
    if (third === 0x64 && second === 0x69) {
      if (first === 0x70 /* pid */) return this.#readNumbered('process');
      if (first === 0x74 /* tid */) return this.#readNumbered('thread');
    }
    if (first === 0x64 && second === 0x75 && third === 0x72 /* dur */) {
      this.duration = this.#number();
      return this.#cursor.bytes[this.#cursor.at] !== 0;
    }
    if (first === 0x63 && second === 0x61 && third === 0x74 /* cat */) {
      if (!this.#text()) return false;
      this.category = this.#lastText();
      return true;
    }
    if (first === 0x69 && second === 0x64 && third === 0x32 /* id2 */) return this.#readId2();
    return this.#cursor.skip();
  }

  #longField(first: number, second: number, start: number): boolean {
    const cursor = this.#cursor;
    if (first === 0x6e && second === 0x61 /* name */) {
      if (!this.#text()) return false;
      this.name = this.#lastText();
      this.hasName = true;
      return true;
    }
    if (first === 0x61 && second === 0x72 /* args */) {
      this.argsStart = cursor.at;
      if (!cursor.skip()) return false;
      this.argsEnd = cursor.at;
      return true;
    }
    if (cursor.decode(start, start + 4) !== 'tdur') return cursor.skip();
    this.#threadDuration = this.#number();
    return cursor.bytes[cursor.at] !== 0;
  }

  /** Rare ones: places, as Turborepo and we write them, the scope of an id, and arrows of a span itself. */
  #otherField(key: string): boolean {
    if (key === '.file') return this.#readNumbered('file');
    if (key === 'scope') return this.#readNumbered('scope');
    if (key === 'bind_id') return this.#readNumbered('bindId');
    if (key === 'flow_in' || key === 'flow_out') return this.#readFlow(key);
    if (key !== '.line' && key !== '.column') return this.#cursor.skip();
    const value = this.#number();
    const number = value >= 1 && value < 2 ** 31 ? Math.trunc(value) : 0;
    if (key === '.line') this.line = number;
    else this.column = number;
    return this.#cursor.bytes[this.#cursor.at] !== 0;
  }

  #readFlow(key: 'flow_in' | 'flow_out'): boolean {
    const cursor = this.#cursor;
    const isTrue = cursor.bytes[cursor.at] === 0x74;
    if (key === 'flow_in') this.flowsIn = isTrue;
    else this.flowsOut = isTrue;
    return cursor.skip();
  }

  #readInstantScope(): boolean {
    const cursor = this.#cursor;
    if (cursor.next() !== quote) return cursor.skip();
    if (!cursor.text()) return false;
    this.instantScope = cursor.bytes[cursor.textStart] ?? 0;
    return true;
  }

  #readId(): boolean {
    this.isIdLocal = false;
    return this.#readNumbered('id');
  }

  /** `{"local": "0x1"}` or `{"global": "0x1"}`. */
  #readId2(): boolean {
    const cursor = this.#cursor;
    if (!cursor.accept(openBrace)) return cursor.skip();
    if (cursor.next() !== quote || !cursor.text()) return cursor.bytes[cursor.at] === closeBrace;
    this.isIdLocal = cursor.bytes[cursor.textStart] === 0x6c;
    if (!cursor.accept(colon)) return false;
    cursor.next();
    if (!this.#readNumbered('id')) return false;
    return cursor.accept(closeBrace);
  }

  /** A number or a string as the number of its text. */
  #readNumbered(
    field: 'id' | 'process' | 'thread' | 'scope' | 'frameId' | 'file' | 'bindId',
  ): boolean {
    const cursor = this.#cursor;
    const start = cursor.at;
    if (cursor.bytes[start] === quote) {
      if (!this.#text()) return false;
      this[field] = this.#lastText();
      return true;
    }
    if (!cursor.skip()) return false;
    const hash = hashOf(cursor.bytes, start, cursor.at);
    this[field] = this.#texts.intern(cursor.bytes, start, cursor.at, hash);
    return true;
  }

  /** A string, or any other value, which counts as ''. */
  #text(): boolean {
    const cursor = this.#cursor;
    if (cursor.bytes[cursor.at] === quote) return cursor.hashText();
    if (!cursor.skip()) return false;
    cursor.textStart = cursor.at;
    cursor.textEnd = cursor.at;
    cursor.textHash = hashStart;
    cursor.isEscaped = false;
    return true;
  }

  #lastText(): number {
    const { bytes, textStart, textEnd, textHash, isEscaped } = this.#cursor;
    if (isEscaped) return this.#texts.add(this.#cursor.decodeText());
    return this.#texts.intern(bytes, textStart, textEnd, textHash);
  }

  /** A number, also where it is written as a string; NaN for anything else. */
  #number(): number {
    const cursor = this.#cursor;
    if (cursor.bytes[cursor.at] !== quote) {
      const value = cursor.number();
      if (!Number.isNaN(value) || cursor.isCutOff) return value;
      cursor.skip();
      return Number.NaN;
    }
    if (!cursor.text()) return Number.NaN;
    const text = cursor.decodeText();
    const value = text.trim() === '' ? Number.NaN : Number(text);
    return Math.abs(value) <= greatestNumber ? value : Number.NaN;
  }
}
