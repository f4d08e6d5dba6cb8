/**
 * What style sheets import: `@import`, `@use`, `@forward`, and `composes: a from "./b.css"` of CSS modules. One pass over the text that
 * knows comments, strings and `url(...)`, so none of these ever looks like an import.
 */
import type { StyleSyntax } from './kinds.ts';
import type { ImportFact } from './model.ts';

/** Words after `@` that name other files; the ones that name several divide them by commas. */
const rules: ReadonlySet<string> = new Set(['import', 'use', 'forward']);

/**
 * @param text of the sheet, or of the block in a component
 * @param offset where the block begins in its file
 */
export function parseStyle(text: string, syntax: StyleSyntax, offset = 0): ImportFact[] {
  return new StyleScanner(text, syntax, offset).scan();
}

class StyleScanner {
  readonly #text: string;
  readonly #syntax: StyleSyntax;
  readonly #offset: number;
  readonly #imports: ImportFact[] = [];
  #at = 0;

  constructor(text: string, syntax: StyleSyntax, offset: number) {
    this.#text = text;
    this.#syntax = syntax;
    this.#offset = offset;
  }

  scan(): ImportFact[] {
    while (this.#at < this.#text.length) {
      if (this.#skipped()) continue;
      const sign = this.#text[this.#at] ?? '';
      if (sign === '@') this.#rule();
      else if (/[\w-]/.test(sign)) this.#word();
      else this.#at++;
    }
    return this.#imports;
  }

  /** Goes over a comment or a string. */
  #skipped(): boolean {
    const text = this.#text;
    const sign = text[this.#at];
    if (sign === '"' || sign === "'") {
      this.#string();
      return true;
    }
    if (sign === '\\') {
      this.#at += 2;
      return true;
    }
    if (sign !== '/') return false;
    if (text[this.#at + 1] === '*') this.#skipTo('*/', 2);
    else if (text[this.#at + 1] === '/' && this.#syntax !== 'css') this.#skipTo('\n', 0);
    else return false;
    return true;
  }

  #skipTo(end: string, length: number): void {
    const found = this.#text.indexOf(end, this.#at + 2);
    this.#at = found < 0 ? this.#text.length : found + length;
  }

  /** @returns the text between the quotes; undefined for one without an end */
  #string(): string | undefined {
    const quote = this.#text[this.#at];
    const start = this.#at + 1;
    for (this.#at = start; this.#at < this.#text.length; this.#at++) {
      const sign = this.#text[this.#at];
      if (sign === '\\') this.#at++;
      else if (sign === quote) return this.#text.slice(start, this.#at++);
      else if (sign === '\n') return undefined;
    }
    return undefined;
  }

  #word(): void {
    const start = this.#at;
    const word = this.#name();
    if (word === '') this.#at++;
    else if (word === 'url' && this.#text[this.#at] === '(') this.#url();
    else if (word === 'composes' && !/[\w$@-]/.test(this.#text[start - 1] ?? '')) this.#composes();
  }

  #name(): string {
    const start = this.#at;
    while (/[\w-]/.test(this.#text[this.#at] ?? '')) this.#at++;
    return this.#text.slice(start, this.#at);
  }

  /** From the parenthesis on. @returns what is named, with its place */
  #url(): ImportFact | undefined {
    this.#at++;
    // No comments in here: `url(//site/a.css)` is an address.
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
    const start = this.#at;
    const sign = this.#text[start];
    if (sign === '"' || sign === "'") {
      const text = this.#string();
      const end = this.#at;
      this.#skipUrlEnd();
      return text === undefined ? undefined : this.#fact(text, start, end);
    }
    this.#skipUrlEnd();
    const raw = this.#text.slice(start, this.#at - 1);
    return this.#fact(raw.trimEnd(), start, start + raw.trimEnd().length);
  }

  #skipUrlEnd(): void {
    while (this.#at < this.#text.length && this.#text[this.#at] !== ')')
      this.#at += this.#text[this.#at] === '\\' ? 2 : 1;
    this.#at++;
  }

  #space(): void {
    for (;;) {
      if (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
      else if (this.#text[this.#at] !== '/' || !this.#skipped()) return;
    }
  }

  #rule(): void {
    this.#at++;
    const name = this.#name();
    if (!rules.has(name)) return;
    const isList = name === 'import';
    for (;;) {
      this.#space();
      // Less: `@import (reference) "a"`.
      if (this.#text[this.#at] === '(') this.#parenthesis();
      this.#space();
      const one = this.#named();
      if (one === undefined) return;
      this.#add(one);
      if (!isList || !this.#nextInList()) return;
    }
  }

  #named(): ImportFact | undefined {
    const start = this.#at;
    const sign = this.#text[start];
    if (sign === '"' || sign === "'") {
      const text = this.#string();
      return text === undefined ? undefined : this.#fact(text, start, this.#at);
    }
    if (/^url\(/i.test(this.#text.slice(start, start + 4))) {
      this.#at += 3;
      return this.#url();
    }
    return this.#syntax === 'sass' ? this.#bare() : undefined;
  }

  /** The indented syntax needs no quotes. */
  #bare(): ImportFact | undefined {
    const start = this.#at;
    while (/[^\s,;"']/.test(this.#text[this.#at] ?? ' ')) this.#at++;
    const text = this.#text.slice(start, this.#at);
    return text === '' ? undefined : this.#fact(text, start, this.#at);
  }

  /** Goes on to the next name of a list. What follows a name (media, layers) is passed over. */
  #nextInList(): boolean {
    while (this.#at < this.#text.length) {
      if (this.#skipped()) continue;
      const sign = this.#text[this.#at];
      if (sign === ',') {
        this.#at++;
        return true;
      }
      if (
        sign === ';' ||
        sign === '{' ||
        sign === '}' ||
        (sign === '\n' && this.#syntax === 'sass')
      )
        return false;
      if (sign === '(') this.#parenthesis();
      else this.#at++;
    }
    return false;
  }

  #parenthesis(): void {
    let depth = 0;
    while (this.#at < this.#text.length) {
      if (this.#skipped()) continue;
      const sign = this.#text[this.#at++];
      if (sign === '(') depth++;
      else if (sign === ')' && --depth === 0) return;
      else if (sign === ';' || sign === '{' || sign === '}') return;
    }
  }

  #composes(): void {
    this.#space();
    if (this.#text[this.#at] !== ':') return;
    while (this.#at < this.#text.length && !/[;{}"']/.test(this.#text[this.#at] ?? '')) {
      const word = this.#name();
      if (word === '') this.#at++;
      else if (word === 'from') {
        this.#space();
        const one = this.#named();
        if (one) this.#add(one);
        return;
      }
    }
  }

  #fact(specifier: string, start: number, end: number): ImportFact {
    const { start: from, end: to } = { start: start + this.#offset, end: end + this.#offset };
    return { kind: 'style', specifier, start: from, end: to };
  }

  /** A name that is computed when the sheet is compiled says nothing by itself. */
  #add(fact: ImportFact): void {
    const isComputed = /#\{|@\{/.test(fact.specifier);
    if (fact.specifier !== '' && !isComputed) this.#imports.push(fact);
  }
}
