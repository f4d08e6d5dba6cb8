/**
 * Facts as bytes, about 20 for an import and 10 for an export where objects take 200: those of all modules of a workspace are kept in memory
 * this way, on disk, and on their way between threads.
 *
 * What is written in them stands in front in one piece, which is written and read by one call into the runtime; a text is its length there.
 *
 *     texts    2 * bytes, then UTF-8; or 2 * bytes + 1, then two bytes a sign, where there is half a pair among them
 *     number   7 bits a byte, lowest first, the high bit says that more follow; what may be negative is folded
 *     facts    count and imports, count and exports, count and problems
 *     import   kind * 2 + (names are known), specifier, start - start of the one before, end - start, [count, names]
 *     export   flags, name, start, end - start, [from, source]
 *     problem  message, start, end - start
 */
import type {
  ExportFact,
  ImportFact,
  ImportKind,
  Mention,
  ModuleFacts,
  ModuleProblem,
} from './model.ts';

const kinds: readonly ImportKind[] = [
  'static',
  'type',
  're-export',
  'dynamic',
  'require',
  'url',
  'glob',
  'style',
  'reference',
];

const isTypeFlag = 1;
const fromFlag = 2;
const sourceFlag = 4;

/** No number takes more bytes. */
const numberBytes = 8;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Gathers what is to be written, which is most of the work, with as little code as may be: it is compiled in each thread that parses. */
export class FactsWriter {
  readonly #bytes = new ByteWriter();
  #numbers = new Float64Array(256);
  #count = 0;
  #texts = '';

  /** @returns the bytes, valid until the next call */
  encode({ imports, exports, problems }: ModuleFacts): Uint8Array {
    this.#count = 0;
    this.#texts = '';
    this.#number(imports.length);
    this.#imports(imports);
    this.#number(exports.length);
    this.#exports(exports);
    this.#number(problems.length);
    for (const { message, start, end } of problems) {
      this.#text(message);
      this.#number(start);
      this.#signed(end - start);
    }
    const bytes = this.#bytes;
    bytes.clear();
    bytes.texts(this.#texts);
    bytes.numbers(this.#numbers, this.#count);
    return bytes.written;
  }

  #imports(imports: readonly ImportFact[]): void {
    let before = 0;
    for (const { kind, specifier, start, end, names } of imports) {
      this.#number(kinds.indexOf(kind) * 2 + (names ? 1 : 0));
      this.#text(specifier);
      this.#signed(start - before);
      this.#signed(end - start);
      before = start;
      if (!names) continue;
      this.#number(names.length);
      for (const name of names) this.#text(name);
    }
  }

  #exports(exports: readonly ExportFact[]): void {
    let before = 0;
    for (const { name, isType, start, end, from, source } of exports) {
      const parts = (from === undefined ? 0 : fromFlag) | (source === undefined ? 0 : sourceFlag);
      this.#number((isType ? isTypeFlag : 0) | parts);
      this.#text(name);
      this.#signed(start - before);
      this.#signed(end - start);
      before = start;
      if (from !== undefined) this.#number(from);
      if (source !== undefined) this.#text(source);
    }
  }

  #signed(value: number): void {
    this.#number(value < 0 ? -2 * value - 1 : 2 * value);
  }

  #text(text: string): void {
    this.#number(text.length);
    this.#texts += text;
  }

  #number(value: number): void {
    if (this.#count === this.#numbers.length) this.#grow();
    this.#numbers[this.#count++] = value;
  }

  #grow(): void {
    const larger = new Float64Array(this.#numbers.length * 2);
    larger.set(this.#numbers);
    this.#numbers = larger;
  }
}

/** Writes into a buffer that grows and is used again. */
class ByteWriter {
  #bytes = new Uint8Array(4096);
  #at = 0;

  /** Valid until something is written. */
  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  clear(): void {
    this.#at = 0;
  }

  numbers(values: Float64Array, count: number): void {
    this.#room(count * numberBytes);
    for (let index = 0; index < count; index++) this.#number(values[index] as number);
  }

  texts(text: string): void {
    this.#room(numberBytes + text.length * 3);
    if (text.isWellFormed()) this.#utf8(text);
    else this.#pairs(text);
  }

  #utf8(text: string): void {
    const begin = this.#at;
    this.#number(text.length * 2);
    const { written } = encoder.encodeInto(text, this.#bytes.subarray(this.#at));
    if (written !== text.length) {
      this.#at = begin;
      this.#number(written * 2);
      encoder.encodeInto(text, this.#bytes.subarray(this.#at));
    }
    this.#at += written;
  }

  #pairs(text: string): void {
    this.#number(text.length * 4 + 1);
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      this.#bytes[this.#at++] = code & 0xff;
      this.#bytes[this.#at++] = code >> 8;
    }
  }

  #number(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#at++] = (rest % 0x80) + 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#at++] = rest;
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + bytes));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** What is written where nothing is known. */
export const noFacts: Uint8Array = new FactsWriter()
  .encode({ imports: [], exports: [], problems: [] })
  .slice();

/**
 * Reads what a `FactsWriter` wrote.
 * @param at where the facts begin
 */
export function decodeFacts(bytes: Uint8Array, at = 0): ModuleFacts {
  const reader = new FactsReader(bytes, at);
  return { imports: reader.imports(), exports: reader.exports(), problems: reader.problems() };
}

/** Of the imports what resolving needs. */
export function decodeMentions(bytes: Uint8Array, at = 0): Mention[] {
  return new FactsReader(bytes, at).mentions();
}

class FactsReader {
  readonly #bytes: Uint8Array;
  #at: number;
  readonly #written: string;
  #writtenAt = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
    const head = this.#number();
    const from = this.#at;
    this.#at += head >> 1;
    const texts = bytes.subarray(from, this.#at);
    this.#written = head % 2 === 1 ? textOfPairs(texts) : decoder.decode(texts);
  }

  imports(): ImportFact[] {
    const all: ImportFact[] = [];
    let before = 0;
    for (let left = this.#number(); left > 0; left--) {
      const head = this.#number();
      const kind = kinds[head >> 1] ?? 'static';
      const specifier = this.#text();
      const start = before + this.#signed();
      const end = start + this.#signed();
      before = start;
      if (head % 2 === 0) all.push({ kind, specifier, start, end });
      else all.push({ kind, specifier, start, end, names: this.#texts() });
    }
    return all;
  }

  mentions(): Mention[] {
    const all: Mention[] = [];
    for (let left = this.#number(); left > 0; left--) {
      const head = this.#number();
      all.push({ kind: kinds[head >> 1] ?? 'static', specifier: this.#text() });
      this.#number();
      this.#number();
      if (head % 2 === 1) this.#skipTexts();
    }
    return all;
  }

  exports(): ExportFact[] {
    const all: ExportFact[] = [];
    let before = 0;
    for (let left = this.#number(); left > 0; left--) {
      const flags = this.#number();
      const name = this.#text();
      const start = before + this.#signed();
      const end = start + this.#signed();
      before = start;
      const fact = { name, isType: (flags & isTypeFlag) !== 0, start, end };
      const from = (flags & fromFlag) === 0 ? {} : { from: this.#number() };
      const source = (flags & sourceFlag) === 0 ? {} : { source: this.#text() };
      all.push(flags <= isTypeFlag ? fact : { ...fact, ...from, ...source });
    }
    return all;
  }

  problems(): ModuleProblem[] {
    const all: ModuleProblem[] = [];
    for (let left = this.#number(); left > 0; left--) {
      const message = this.#text();
      const start = this.#number();
      all.push({ message, start, end: start + this.#signed() });
    }
    return all;
  }

  #number(): number {
    let value = 0;
    for (let unit = 1; ; unit *= 0x80) {
      const byte = this.#bytes[this.#at++] ?? 0;
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) return value;
    }
  }

  #signed(): number {
    const folded = this.#number();
    return folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
  }

  #texts(): string[] {
    const all: string[] = [];
    for (let left = this.#number(); left > 0; left--) all.push(this.#text());
    return all;
  }

  #skipTexts(): void {
    for (let left = this.#number(); left > 0; left--) this.#writtenAt += this.#number();
  }

  #text(): string {
    const from = this.#writtenAt;
    this.#writtenAt += this.#number();
    return this.#written.slice(from, this.#writtenAt);
  }
}

/** Not by a decoder, which would take half a pair for an error. */
function textOfPairs(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 2)
    text += String.fromCharCode((bytes[at] as number) + ((bytes[at + 1] as number) << 8));
  return text;
}
