/**
 * What style sheets import: `@import`; Sass's `@use`, `@forward` and `meta.load-css`; plugins and configurations of Less and Tailwind; and what
 * CSS modules take from others, `composes: a from "./b.css"` and its like. One pass over the text, see `styleText.ts`.
 *
 * @see https://www.w3.org/TR/css-cascade-5/#at-import
 * @see https://sass-lang.com/documentation/at-rules/
 * @see https://lesscss.org/features/#plugin-atrules-feature
 * @see https://tailwindcss.com/docs/functions-and-directives
 */
import type { StyleSyntax } from './kinds.ts';
import type { ImportFact } from './model.ts';
import { type StyleName, StyleText } from './styleText.ts';

/** Words after `@` that name another file in every syntax. Only `@import` may name several, divided by commas. */
const rules: ReadonlySet<string> = new Set(['import', 'plugin', 'config', 'reference']);
const sassRules: ReadonlySet<string> = new Set([...rules, 'use', 'forward']);
/** White space before a condition. */
const conditionMax = 200;
const loadArgument = /\(\s*(?:\$url\s*:\s*)?/y;

/**
 * @param text of the sheet, or of the block in a component
 * @param offset where the block begins in its file
 */
export function parseStyle(text: string, syntax: StyleSyntax, offset = 0): ImportFact[] {
  return new StyleReader(new StyleText(text, syntax), syntax, offset).read();
}

class StyleReader {
  readonly #sheet: StyleText;
  readonly #syntax: StyleSyntax;
  readonly #isSass: boolean;
  readonly #offset: number;
  readonly #imports: ImportFact[] = [];

  constructor(sheet: StyleText, syntax: StyleSyntax, offset: number) {
    this.#sheet = sheet;
    this.#syntax = syntax;
    this.#isSass = syntax === 'scss' || syntax === 'sass';
    this.#offset = offset;
  }

  read(): ImportFact[] {
    const sheet = this.#sheet;
    for (sheet.toNext(); !sheet.isAtEnd; sheet.toNext()) {
      if (sheet.skipped()) continue;
      if (sheet.sign === '@') this.#rule();
      else if (sheet.sign === '/') sheet.at++;
      else this.#word();
    }
    return this.#imports;
  }

  #word(): void {
    const sheet = this.#sheet;
    const before = sheet.text[sheet.at - 1] ?? '';
    const word = sheet.name();
    const isCalled = sheet.sign === '(';
    if (word === 'composes' && !/[\w$@-]/.test(before)) this.#composes();
    else if (!isCalled) return;
    else if (word.toLowerCase() === 'url') sheet.url();
    else if (word === 'load-css' && this.#isSass) this.#loaded();
    else if (word === 'import' && before === ':') this.#loaded();
  }

  #rule(): void {
    const sheet = this.#sheet;
    sheet.at++;
    const written = sheet.name();
    const name = this.#syntax === 'css' ? written.toLowerCase() : written;
    if (name === 'value') this.#from(/[;{}:"']/);
    if (!(this.#isSass ? sassRules : rules).has(name)) return;
    do {
      sheet.space();
      // Less: `@import (reference) "a"`.
      if (sheet.sign === '(') sheet.parenthesis();
      sheet.space();
      const isAddress = sheet.isAtAddress;
      const one = sheet.named();
      if (one === undefined) return;
      if (name !== 'import' || !this.#isLeftToCss(one, isAddress)) this.#add(one);
    } while (name === 'import' && this.#nextInList());
  }

  /** Sass leaves `@import url(a)` and `@import "a" print` as they are, so no other ending is looked for. */
  #isLeftToCss({ text }: StyleName, isAddress: boolean): boolean {
    if (!this.#isSass || /\.css(?:[?#]|$)|^(?:[a-z]+:)?\/\//i.test(text)) return false;
    const { at, text: sheet } = this.#sheet;
    return isAddress || /^[ \t]*[\w(]/.test(sheet.slice(at, at + conditionMax));
  }

  /** Goes on to the next name of a list. What follows a name (media, layers) is passed over. */
  #nextInList(): boolean {
    const sheet = this.#sheet;
    while (!sheet.isAtEnd) {
      if (sheet.skipped()) continue;
      const { sign } = sheet;
      if (sign === ',') {
        sheet.at++;
        return true;
      }
      if (/[;{}]/.test(sign) || (sign === '\n' && this.#syntax === 'sass')) return false;
      if (sign === '(') sheet.parenthesis();
      else sheet.at++;
    }
    return false;
  }

  /** Sass's `meta.load-css("a")`, and `:import("a")` of what CSS modules are compiled to. */
  #loaded(): void {
    const sheet = this.#sheet;
    loadArgument.lastIndex = sheet.at;
    const opening = loadArgument.exec(sheet.text)?.[0];
    const start = sheet.at + (opening?.length ?? 0);
    if (opening === undefined || !/["']/.test(sheet.text[start] ?? '')) return;
    sheet.at = start;
    const one = sheet.named();
    if (one) this.#add(one);
  }

  #composes(): void {
    this.#sheet.space();
    if (this.#sheet.sign === ':') this.#from(/[;{}"']/);
  }

  /** `a b from "./c.css"`. */
  #from(end: RegExp): void {
    const sheet = this.#sheet;
    while (!sheet.isAtEnd && !end.test(sheet.sign)) {
      const word = sheet.name();
      if (word === '') sheet.at++;
      else if (word === 'from') {
        sheet.space();
        const one = /["']/.test(sheet.sign) ? sheet.named() : undefined;
        if (one) this.#add(one);
        return;
      }
    }
  }

  /** A name that is computed when the sheet is compiled says nothing by itself. */
  #add({ text, start, end }: StyleName): void {
    if (text === '' || /#\{|@\{/.test(text)) return;
    const by = this.#offset;
    this.#imports.push({ kind: 'style', specifier: text, start: start + by, end: end + by });
  }
}
