// Tells a source text's code from its comments and strings, so that a rule about code does not trip
// over a comment that mentions it. The compiler has no interface for JavaScript any more, and the
// rules need only this much, so this is a scanner and not a parser.

/** A string literal without placeholders, and where its content starts in the text. */
export interface StringLiteral {
  readonly start: number;
  readonly value: string;
}

/** A text in which every character of the original keeps its place. */
export interface ScannedText {
  /** Comments, the contents of strings and regular expressions are spaces; quotes stay. */
  readonly code: string;
  readonly strings: readonly StringLiteral[];
}

const regexMayFollow =
  /(?:^|[=(,:;[!&|?{}+\-*%~^<>]|\b(?:return|typeof|case|in|of|do|else|void|yield|await|throw|new))\s*$/;
const regexLiteral = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y;
const blockComment = /\/\*[\s\S]*?(?:\*\/|$)/y;
const lineComment = /(?:\/\/|^#!)[^\n]*/y;
const quoted = /(['"])(?:\\[\s\S]|(?!\1)[^\\\n])*\1?/y;
const templatePart = /(?:\\[\s\S]|\$(?!\{)|[^`\\$])*/y;

/**
 * Scans TypeScript or JavaScript without JSX. A text that does not parse gives a result all the same.
 */
export function scanText(text: string): ScannedText {
  const scanner = new Scanner(text);
  return scanner.scan();
}

class Scanner {
  readonly #text: string;
  readonly #strings: StringLiteral[] = [];
  // One number a `${` that is open: how many braces are open inside it.
  readonly #placeholders: number[] = [];
  #code = '';

  constructor(text: string) {
    this.#text = text;
  }

  scan(): ScannedText {
    while (this.#code.length < this.#text.length) this.#step();
    return { code: this.#code, strings: this.#strings };
  }

  #step(): void {
    const char = this.#text[this.#code.length] ?? '';
    if (char === '/' || char === '#') this.#commentOrRegex(char);
    else if (char === "'" || char === '"') this.#quoted();
    else if (char === '`') this.#template();
    else if (char === '{' || char === '}') this.#brace(char);
    else this.#code += char;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#code.length;
    return pattern.exec(this.#text)?.[0];
  }

  #blank(text: string): void {
    this.#code += text.replace(/[^\n]/g, ' ');
  }

  #commentOrRegex(char: string): void {
    const comment = this.#match(lineComment) ?? this.#match(blockComment);
    if (comment !== undefined) {
      this.#blank(comment);
      return;
    }
    const before = this.#code.slice(-200);
    const regex = regexMayFollow.test(before) ? this.#match(regexLiteral) : undefined;
    if (regex === undefined) this.#code += char;
    else this.#blank(regex);
  }

  #quoted(): void {
    const literal = this.#match(quoted) ?? '';
    const quote = literal.slice(0, 1);
    const isClosed = literal.length > 1 && literal.endsWith(quote);
    const value = literal.slice(1, isClosed ? -1 : undefined);
    this.#strings.push({ start: this.#code.length + 1, value });
    this.#code += quote;
    this.#blank(value);
    if (isClosed) this.#code += quote;
  }

  // Called at the opening quote, and again at the `}` that ends a placeholder.
  #template(): void {
    this.#code += this.#text[this.#code.length] ?? '';
    const start = this.#code.length;
    const part = this.#match(templatePart) ?? '';
    this.#blank(part);
    const end = this.#text[this.#code.length];
    if (end === '`') {
      if (this.#text[start - 1] === '`') this.#strings.push({ start, value: part });
      this.#code += '`';
    } else if (end === '$') {
      this.#code += '${';
      this.#placeholders.push(0);
    }
  }

  #brace(char: string): void {
    const open = this.#placeholders.at(-1);
    if (open === undefined) {
      this.#code += char;
    } else if (char === '}' && open === 0) {
      this.#placeholders.pop();
      this.#template();
    } else {
      this.#placeholders[this.#placeholders.length - 1] = open + (char === '{' ? 1 : -1);
      this.#code += char;
    }
  }
}
