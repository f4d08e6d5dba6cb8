/**
 * Reads Chrome Trace Event JSON: what Chromium, Node.js, TypeScript, Turborepo, Nx and this project write.
 * https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
 *
 * Events are read one by one from a window of the file. Their order means nothing, fields may be missing, and the file may end anywhere.
 */
import { type FileToRead, noteBroken, noteLimit } from '../formats/fileReader.ts';
import type { ByteWindow } from '../json/byteWindow.ts';
import type { JsonCursor } from '../json/jsonCursor.ts';
import type { ProfileBuilder } from '../layout/profileBuilder.ts';
import type { Profile } from '../profile.ts';
import { EventScanner } from './eventScanner.ts';
import { TraceCollector } from './traceCollector.ts';

const comma = 0x2c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const quote = 0x22;
const colon = 0x3a;

/** Reads a trace, an array of events or an object that holds one. */
export async function readTrace({ window, builder, name }: FileToRead): Promise<Profile> {
  const reader = new TraceReader(window, builder);
  const isWhole = await reader.read();
  if (!isWhole) reader.noteEnd();
  reader.collector.finish();
  return builder.finish({ name, format: 'chrome-trace', unit: 'time' });
}

class TraceReader {
  readonly collector: TraceCollector;
  readonly #window: ByteWindow;
  readonly #cursor: JsonCursor;
  readonly #scanner: EventScanner;
  readonly #builder: ProfileBuilder;

  constructor(window: ByteWindow, builder: ProfileBuilder) {
    this.#window = window;
    this.#cursor = window.cursor;
    this.#builder = builder;
    this.#scanner = new EventScanner(window.cursor, builder.texts);
    this.collector = new TraceCollector(builder, this.#scanner, window.cursor);
  }

  /** @returns whether the file was read to its end, and ends as it should (the closing bracket of an array may be missing) */
  async read(): Promise<boolean> {
    const first = await this.#peek();
    return first === openBracket ? await this.#events() : await this.#members();
  }

  /** Says where reading stopped, and why. */
  noteEnd(): void {
    const file = { window: this.#window, builder: this.#builder };
    noteLimit(file);
    noteBroken(file);
  }

  /** The next byte that is no white space; 0 at the end. */
  async #peek(): Promise<number> {
    const cursor = this.#cursor;
    let byte = cursor.next();
    while (byte === 0 && cursor.isCutOff && (await this.#window.more(cursor.at)))
      byte = cursor.next();
    return byte;
  }

  /** Calls `read` again with more bytes as long as what it reads is cut off. */
  async #retry(read: () => boolean): Promise<boolean> {
    const cursor = this.#cursor;
    for (let from = cursor.at; ; from = 0) {
      if (read()) return true;
      if (!cursor.isCutOff || this.#isTooLong(cursor.end - from)) return false;
      if (await this.#window.more(from)) continue;
      cursor.at = cursor.end;
      return false;
    }
  }

  /** A single event of many megabytes is no event; whoever reads on would take all memory. */
  #isTooLong(bytes: number): boolean {
    const limit = this.#builder.limits.eventBytes;
    if (bytes <= limit) return false;
    this.#window.limitMet = limit;
    return true;
  }

  /** The array of events. A comma too many and a missing bracket are common, and mean nothing. */
  async #events(): Promise<boolean> {
    const cursor = this.#cursor;
    cursor.at++;
    for (;;) {
      const from = this.#batch();
      if (from < 0) return true;
      cursor.at = from;
      const byte = await this.#peek();
      if (byte === 0) return cursor.isCutOff && this.#window.limitMet === 0;
      if (byte === closeBracket || byte === comma) continue;
      if (byte === openBrace) {
        if (!(await this.#retry(() => this.#event()))) return false;
      } else if (!(await this.#retry(() => cursor.skip()))) return false;
    }
  }

  /** Events as far as the window goes. @returns where the next one starts, -1 behind the array's end */
  #batch(): number {
    const cursor = this.#cursor;
    for (;;) {
      const byte = cursor.next();
      const from = cursor.at;
      if (byte === comma) {
        cursor.at++;
        continue;
      }
      if (byte === closeBracket) {
        cursor.at++;
        return -1;
      }
      if (byte !== openBrace || !this.#event()) return from;
    }
  }

  #event(): boolean {
    if (!this.#scanner.read()) return false;
    this.collector.take();
    return true;
  }

  async #members(): Promise<boolean> {
    const cursor = this.#cursor;
    cursor.at++;
    for (;;) {
      const byte = await this.#peek();
      if (byte === comma) {
        cursor.at++;
        continue;
      }
      if (byte === closeBrace) return true;
      if (byte !== quote || !(await this.#retry(() => cursor.text() && cursor.accept(colon))))
        return false;
      if (!(await this.#member(cursor.decodeText()))) return false;
    }
  }

  async #member(key: string): Promise<boolean> {
    const cursor = this.#cursor;
    const first = await this.#peek();
    if (key === 'traceEvents' && first === openBracket) {
      const isWhole = await this.#events();
      return isWhole && !cursor.isCutOff;
    }
    let start = 0;
    const isRead = await this.#retry(() => {
      start = cursor.at;
      return cursor.skip();
    });
    if (isRead && (key === 'stackFrames' || key === 'samples' || key === 'otherData'))
      this.collector.takeMember(key, cursor.decode(start, cursor.at));
    return isRead;
  }
}
