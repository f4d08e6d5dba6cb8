/** A style sheet's text with a place in it: goes over comments, strings, parentheses and `url(...)`, so that what is in them is not read as rules. */
import type { StyleSyntax } from './kinds.ts';

/** What a sheet names, with its place in the text, quotes included. */
export interface StyleName {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** See the file's comment. */
export class StyleText {
  readonly text: string;
  readonly #syntax: StyleSyntax;
  readonly #name = /[\w-]+/y;
  readonly #next = /[@"'\\/\w-]/g;
  at = 0;

  constructor(text: string, syntax: StyleSyntax) {
    this.text = text;
    this.#syntax = syntax;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** The sign here; empty at the end. */
  get sign(): string {
    return this.text[this.at] ?? '';
  }

  /** Whether `url(` begins here. */
  get isAtAddress(): boolean {
    return /^url\($/i.test(this.text.slice(this.at, this.at + 'url('.length));
  }

  /** Goes over a comment, a string or an escaped sign. */
  skipped(): boolean {
    const { text, sign } = this;
    if (sign === '"' || sign === "'") this.string();
    else if (sign === '\\') this.at += 2;
    else if (sign === '/' && text[this.at + 1] === '*') this.#comment('*/', 2);
    else if (sign === '/' && text[this.at + 1] === '/' && this.#syntax !== 'css')
      this.#comment('\n', 0);
    else return false;
    return true;
  }

  #comment(end: string, length: number): void {
    const { text, at } = this;
    const found = text.indexOf(end, at + 2);
    if (this.#syntax === 'sass' && (length === 0 || found < 0)) this.at = indentedEnd(text, at);
    else this.at = found < 0 ? text.length : found + length;
  }

  /** @returns the text between the quotes; undefined for one without an end */
  string(): string | undefined {
    const { text, sign: quote } = this;
    const start = this.at + 1;
    for (this.at = start; !this.isAtEnd; this.at++) {
      const sign = text[this.at];
      if (sign === '\\') this.at++;
      else if (sign === quote) return text.slice(start, this.at++);
      else if (sign === '\n') return undefined;
    }
    return undefined;
  }

  /** The name that begins here; empty where none does. */
  name(): string {
    this.#name.lastIndex = this.at;
    const name = this.#name.exec(this.text)?.[0] ?? '';
    this.at += name.length;
    return name;
  }

  /** Goes to the next sign with which something begins that is looked at. */
  toNext(): void {
    this.#next.lastIndex = this.at;
    this.at = this.#next.exec(this.text)?.index ?? this.text.length;
  }

  /** White space and comments. */
  space(): void {
    for (;;) {
      if (/\s/.test(this.sign)) this.at++;
      else if (this.sign !== '/' || !this.skipped()) return;
    }
  }

  /** From one parenthesis to the other; to the end of the statement where that one is missing. */
  parenthesis(): void {
    let depth = 0;
    while (!this.isAtEnd) {
      if (this.skipped()) continue;
      const sign = this.text[this.at++];
      if (sign === '(') depth++;
      else if (sign === ')' && --depth === 0) return;
      else if (sign === ';' || sign === '{' || sign === '}') return;
    }
  }

  /** A string, `url(...)`, or in the indented syntax plain text, that begins here. */
  named(): StyleName | undefined {
    const { sign } = this;
    if (sign === '"' || sign === "'") return this.#quoted();
    if (this.isAtAddress) {
      this.at += 3;
      return this.url();
    }
    return this.#syntax === 'sass' ? this.#bare() : undefined;
  }

  #quoted(): StyleName | undefined {
    const start = this.at;
    const text = this.string();
    return text === undefined ? undefined : { text: unescaped(text), start, end: this.at };
  }

  #bare(): StyleName | undefined {
    const start = this.at;
    while (/[^\s,;"']/.test(this.sign || ' ')) this.at++;
    const text = this.text.slice(start, this.at);
    return text === '' ? undefined : { text, start, end: this.at };
  }

  /** From the parenthesis of `url(` on. */
  url(): StyleName | undefined {
    this.at++;
    // No comments in here: `url(//site/a.css)` is an address.
    while (/\s/.test(this.sign)) this.at++;
    const start = this.at;
    if (this.sign === '"' || this.sign === "'") {
      const name = this.#quoted();
      this.#urlEnd();
      return name;
    }
    this.#urlEnd();
    const raw = this.text.slice(start, this.at - 1).trimEnd();
    return { text: unescaped(raw), start, end: start + raw.length };
  }

  #urlEnd(): void {
    while (!this.isAtEnd && this.sign !== ')') this.at += this.sign === '\\' ? 2 : 1;
    this.at++;
  }
}

/** Signs may be written by their number: `\65` is `e`. A space after the number belongs to it. */
function unescaped(text: string): string {
  if (!text.includes('\\')) return text.trim();
  const plain = text.replace(
    /\\(?:([\da-f]{1,6})\s?|(\r\n|[\s\S]))/gi,
    (_all, code: string | undefined, one: string | undefined) => {
      if (code === undefined) return one === undefined || /[\r\n]/.test(one) ? '' : one;
      const point = Number.parseInt(code, 16);
      return point === 0 || point > 0x10ffff ? '\uFFFD' : String.fromCodePoint(point);
    },
  );
  return plain.trim();
}

/** The end of a comment of the indented syntax: all lines below that are indented more belong to it. */
function indentedEnd(text: string, at: number): number {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const before = text.slice(lineStart, at);
  let end = lineEnd(text, at);
  // Behind something else it ends with its line.
  if (before.trim() !== '') return end;
  while (end < text.length) {
    const next = lineEnd(text, end + 1);
    const line = text.slice(end + 1, next);
    const indent = line.length - line.trimStart().length;
    if (line.trim() !== '' && indent <= before.length) break;
    end = next;
  }
  return end;
}

function lineEnd(text: string, from: number): number {
  const found = text.indexOf('\n', from);
  return found < 0 ? text.length : found;
}
