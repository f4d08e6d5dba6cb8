/**
 * Splits a shell script into its simple commands, each a list of words, e.g. `A=1 tsc -b && node x.js > log` into `A=1 tsc -b` and
 * `node x.js`. It reads the POSIX grammar (IEEE 1003.1, 2.10) as far as needed to find the words: quotes, expansions, redirections,
 * comments, here-documents. It runs nothing and expands nothing; what it cannot know is marked.
 */

/** One word after quote removal. */
export interface ShellWord {
  readonly text: string;
  /** False where the word's value is only known when the script runs: it holds `$x`, `$(...)` or the like. */
  readonly literal: boolean;
}

/** Deeper nesting is not followed: no script by people has it, and the stack has an end. */
const maxDepth = 50;

/** All simple commands in the order in which they begin; those inside `$(...)`, backticks and parentheses, too. */
export function simpleCommands(script: string): readonly (readonly ShellWord[])[] {
  const splitter = new Splitter(script);
  splitter.list('', 0);
  return splitter.commands;
}

class Splitter {
  readonly #text: string;
  readonly commands: ShellWord[][] = [];
  readonly #hereEnds: string[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Reads commands up to `end`, one character, or to the end of the text where it is empty. */
  list(end: string, depth: number): void {
    let words: ShellWord[] = [];
    const finish = (): void => {
      if (words.length > 0) this.commands.push(words);
      words = [];
    };
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined || (end !== '' && char === end)) break;
      if (char === ' ' || char === '\t' || char === '\r') this.#at++;
      else if (char === '#') this.#skipTo('\n');
      else if (char === '\n') this.#newline(finish);
      else if (char === '(') this.#group(finish, depth);
      else if (';|)'.includes(char) || (char === '&' && this.#text[this.#at + 1] !== '>')) {
        finish();
        this.#at++;
      } else if (/^(?:\d*[<>]|&>)/.test(this.#text.slice(this.#at, this.#at + 8))) {
        this.#redirection(depth, end);
      } else words.push(this.#word(depth, end));
    }
    finish();
    this.#at++;
  }

  #newline(finish: () => void): void {
    finish();
    this.#at++;
    for (let end = this.#hereEnds.shift(); end !== undefined; end = this.#hereEnds.shift())
      this.#skipHere(end);
  }

  #skipHere(end: string): void {
    while (this.#at < this.#text.length) {
      const start = this.#at;
      this.#skipTo('\n');
      const line = this.#text.slice(start, this.#at++);
      if (line.trim() === end) return;
    }
  }

  #group(finish: () => void, depth: number): void {
    finish();
    this.#at++;
    if (depth < maxDepth) this.list(')', depth + 1);
  }

  /** `2>&1`, `> file`, `<<EOF`, `<(command)`: taken out, with the word that belongs to it. */
  #redirection(depth: number, end: string): void {
    const operator = /^(?:\d*(?:<<<|<<-?|<>|<&|<|>>|>&|>\||>)|&>>?)/.exec(
      this.#text.slice(this.#at, this.#at + 12),
    );
    this.#at += Math.max(1, operator?.[0].length ?? 1);
    if (this.#text[this.#at] === '(') return;
    while (this.#text[this.#at] === ' ' || this.#text[this.#at] === '\t') this.#at++;
    const target = this.#word(depth, end);
    if (operator !== null && /<<-?$/.test(operator[0])) this.#hereEnds.push(target.text);
  }

  #word(depth: number, end: string): ShellWord {
    let text = '';
    let literal = true;
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined || ' \t\r\n;|&()<>'.includes(char) || char === end) break;
      if (char === "'") text += this.#singleQuoted();
      else if (char === '"') {
        const part = this.#doubleQuoted(depth);
        text += part.text;
        literal &&= part.literal;
      } else if (char === '\\') text += this.#escaped();
      else if (char === '$' || char === '`') {
        const expansion = this.#expansion(depth);
        text += expansion;
        literal &&= expansion === '$';
      } else {
        text += char;
        this.#at++;
      }
    }
    return { text, literal };
  }

  #singleQuoted(): string {
    const start = this.#at + 1;
    const end = this.#text.indexOf("'", start);
    this.#at = end === -1 ? this.#text.length : end + 1;
    return this.#text.slice(start, end === -1 ? undefined : end);
  }

  #doubleQuoted(depth: number): ShellWord {
    let text = '';
    let literal = true;
    this.#at++;
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined || char === '"') break;
      if (char === '$' || char === '`') {
        const expansion = this.#expansion(depth);
        text += expansion;
        literal &&= expansion === '$';
      } else if (char === '\\' && '$`"\\\n'.includes(this.#text[this.#at + 1] ?? ' '))
        text += this.#escaped();
      else {
        text += char;
        this.#at++;
      }
    }
    this.#at++;
    return { text, literal };
  }

  #escaped(): string {
    const next = this.#text[this.#at + 1] ?? '';
    this.#at += 2;
    return next === '\n' ? '' : next;
  }

  /** Passes over an expansion, following the commands in it. The result stands for it: `$` alone is only a dollar sign. */
  #expansion(depth: number): string {
    const start = this.#at;
    const rest = this.#text.slice(start, start + 3);
    this.#at++;
    if (rest.startsWith('`')) this.#nested('`', depth);
    else if (rest.startsWith('$((')) this.#skipPast('))');
    else if (rest.startsWith('$(')) {
      this.#at++;
      this.#nested(')', depth);
    } else if (rest.startsWith('${')) this.#skipPast('}');
    else
      this.#at +=
        /^(?:\w+|[@*#?$!-])?/.exec(this.#text.slice(this.#at, this.#at + 256))?.[0].length ?? 0;
    return this.#text.slice(start, this.#at);
  }

  #nested(end: string, depth: number): void {
    if (depth < maxDepth) this.list(end, depth + 1);
  }

  #skipTo(end: string): void {
    const found = this.#text.indexOf(end, this.#at);
    this.#at = found === -1 ? this.#text.length : found;
  }

  #skipPast(end: string): void {
    this.#skipTo(end);
    this.#at += end.length;
  }
}
