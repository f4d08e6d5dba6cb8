/**
 * Reads Chrome Trace Event JSON: what Chromium, Node.js, TypeScript, Turborepo, Nx and this project write.
 * https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
 *
 * Events are read one by one from a window of the file. Their order means nothing, fields may be missing, and the file may end anywhere.
 */

import { type FileToRead, noteBroken, noteLimit } from '../formats/fileReader.ts';
import type { ByteWindow } from '../json/byteWindow.ts';
import {
  closeBrace,
  closeBracket,
  colon,
  comma,
  openBrace,
  openBracket,
  quote,
} from '../json/jsonBytes.ts';
import type { JsonCursor } from '../json/jsonCursor.ts';
import { LongSkip } from '../json/longSkip.ts';
import type { ProfileBuilder } from '../layout/profileBuilder.ts';
import type { Profile } from '../profile.ts';
import { EventScanner } from './eventScanner.ts';
import { TraceCollector } from './traceCollector.ts';

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
  /** Whether what could not be read is beyond the limit. */
  #wasTooLong = false;
  /** Whether the events at hand are those of the list of samples. */
  #isInSamples = false;

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
    if (first === openBracket) return await this.#events();
    return await this.#members((key) => this.#member(key));
  }

  /** Says where reading stopped, and why. */
  noteEnd(): void {
    const file = { window: this.#window, builder: this.#builder };
    noteLimit(file);
    if (!this.#wasTooLong) noteBroken(file);
  }

  /** The next byte that is no white space; 0 at the end. */
  async #peek(): Promise<number> {
    const cursor = this.#cursor;
    let byte = cursor.next();
    while (byte === 0 && cursor.isCutOff && (await this.#window.more(cursor.at)))
      byte = cursor.next();
    return byte;
  }

  /** Calls `read` again with more bytes as long as what it reads is cut off. @returns false where it is wrong, or too long, and the cursor is where it starts */
  async #retry(read: () => boolean): Promise<boolean> {
    const cursor = this.#cursor;
    for (let from = cursor.at; ; from = 0) {
      if (read()) return true;
      if (!cursor.isCutOff) return false;
      if (cursor.end - from > this.#builder.limits.eventBytes) {
        this.#wasTooLong = true;
        cursor.at = from;
        return false;
      }
      if (await this.#window.more(from)) continue;
      cursor.at = cursor.end;
      return false;
    }
  }

  /** Skips a value of any length, and keeps nothing of it. */
  async #skip(): Promise<boolean> {
    const cursor = this.#cursor;
    const first = await this.#peek();
    if (first !== quote && first !== openBrace && first !== openBracket)
      return await this.#retry(() => cursor.skip());
    const value = new LongSkip();
    while (!value.skip(cursor))
      if (!cursor.isCutOff || !(await this.#window.more(cursor.end))) return false;
    return true;
  }

  /** A single event of hundreds of megabytes is no event; whoever kept it would take all memory. */
  async #skipTooLong(): Promise<boolean> {
    if (!this.#wasTooLong) return false;
    this.#wasTooLong = false;
    const limit = this.#builder.limits.eventBytes.toLocaleString('en-US');
    this.#builder.notes.add(
      `# events are left out: they are longer than the limit of ${limit} bytes.`,
    );
    return await this.#skip();
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
        if (!(await this.#retry(() => this.#event())) && !(await this.#skipTooLong())) return false;
      } else if (!(await this.#skip())) return false;
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
    if (this.#isInSamples) this.collector.takeSample();
    else this.collector.take();
    return true;
  }

  async #members(take: (key: string) => Promise<boolean>): Promise<boolean> {
    const cursor = this.#cursor;
    cursor.at++;
    for (;;) {
      const byte = await this.#peek();
      if (byte === comma || byte === closeBrace) cursor.at++;
      if (byte === comma) continue;
      if (byte === closeBrace) return true;
      if (byte !== quote || !(await this.#key()) || !(await take(cursor.decodeText())))
        return false;
    }
  }

  async #key(): Promise<boolean> {
    const cursor = this.#cursor;
    if (await this.#retry(() => cursor.text() && cursor.accept(colon))) return true;
    if (!this.#wasTooLong) return false;
    const limit = this.#builder.limits.eventBytes.toLocaleString('en-US');
    this.#builder.notes.add(
      `A key is longer than the limit of ${limit} bytes; the rest of the file was not read.`,
    );
    return false;
  }

  async #member(key: string): Promise<boolean> {
    const first = await this.#peek();
    const isList = first === openBracket;
    if (isList && (key === 'traceEvents' || key === 'samples')) {
      this.#isInSamples = key === 'samples';
      const isWhole = await this.#events();
      return isWhole && !this.#cursor.isCutOff;
    }
    if (first === openBrace && key === 'stackFrames')
      return await this.#members((id) => this.#stackFrame(id));
    if (first === openBrace && key === 'otherData')
      return await this.#members((name) => this.#otherData(name));
    return await this.#skip();
  }

  /** What the one who wrote a trace had to say of it. */
  async #otherData(name: string): Promise<boolean> {
    if (name !== 'notes') return await this.#skip();
    return await this.#value((json) => this.collector.takeNotes(json));
  }

  async #stackFrame(id: string): Promise<boolean> {
    return await this.#value((json) => this.collector.takeStackFrame(id, json));
  }

  async #value(take: (json: string) => void): Promise<boolean> {
    const cursor = this.#cursor;
    await this.#peek();
    let start = 0;
    const isRead = await this.#retry(() => {
      start = cursor.at;
      return cursor.skip();
    });
    if (isRead) take(cursor.decode(start, cursor.at));
    return isRead || (await this.#skipTooLong());
  }
}
