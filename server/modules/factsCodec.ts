/**
 * Facts as bytes, about 20 for an import and 10 for an export where objects take 200: those of all modules of a workspace are kept in memory
 * this way, on disk, and on their way between threads.
 *
 *     number   7 bits a byte, lowest first, the high bit says that more follow; what may be negative is folded
 *     text     2 * length + (1 where a sign is beyond 255), then one or two bytes a sign
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

/** Of a text that are read at once; even, since some signs take two. */
const partBytes = 1024;

/** Writes into a buffer that grows and is used again. */
export class FactsWriter {
  #bytes = new Uint8Array(4096);
  #at = 0;

  /** @returns the bytes, valid until the next call */
  encode({ imports, exports, problems }: ModuleFacts): Uint8Array {
    this.#at = 0;
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
    return this.#bytes.subarray(0, this.#at);
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

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + bytes));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }

  #number(value: number): void {
    this.#room(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#at++] = (rest % 0x80) + 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#at++] = rest;
  }

  #signed(value: number): void {
    this.#number(value < 0 ? -2 * value - 1 : 2 * value);
  }

  #text(text: string): void {
    const { length } = text;
    const headAt = this.#at;
    this.#number(length * 2);
    this.#room(length * 2);
    const bytes = this.#bytes;
    const at = this.#at;
    let all = 0;
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index);
      bytes[at + index] = code;
      all |= code;
    }
    if (all <= 0xff) this.#at = at + length;
    else this.#wideText(text, headAt);
  }

  #wideText(text: string, at: number): void {
    this.#at = at;
    this.#number(text.length * 2 + 1);
    this.#room(text.length * 2);
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      this.#bytes[this.#at++] = code & 0xff;
      this.#bytes[this.#at++] = code >> 8;
    }
  }
}

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

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
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
    for (let left = this.#number(); left > 0; left--) {
      const head = this.#number();
      this.#at += head % 2 === 1 ? head - 1 : head / 2;
    }
  }

  #text(): string {
    const head = this.#number();
    const bytes = this.#bytes;
    const isWide = head % 2 === 1;
    const end = this.#at + (isWide ? head - 1 : head / 2);
    let text = '';
    while (this.#at < end) {
      // By parts, since arguments lie on the stack.
      const codes: number[] = [];
      const partEnd = Math.min(end, this.#at + partBytes);
      for (; this.#at < partEnd; this.#at++) {
        const low = bytes[this.#at] ?? 0;
        codes.push(isWide ? low + ((bytes[++this.#at] ?? 0) << 8) : low);
      }
      text += String.fromCharCode(...codes);
    }
    return text;
  }
}
