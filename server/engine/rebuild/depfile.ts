/**
 * Reads the dependency files that compilers write for `make`, e.g. with `cc -MD -MF main.d`:
 *
 *     build/main.o: native/main.c \
 *       native/my\ header.h
 *
 * Escapes as GCC and Clang write them and ninja reads them (depfile_parser.in.cc): `\ ` is a space, `\#` a `#`, `\:` a colon, `$$` a `$`;
 * any other backslash is one, so Windows paths pass. A `#` first on a line starts a comment (rustc writes such lines).
 */

/** What a dependency file says. */
export interface Depfile {
  /** In the order first seen, each once. */
  readonly targets: readonly string[];
  /** What the targets need, in the order first seen, each once. */
  readonly dependencies: readonly string[];
}

/** Text that is no dependency file, or only the first part of one. */
export interface DepfileFailure {
  /** Says what and where; without the name of the file, which the caller knows. */
  readonly problem: string;
}

/**
 * Parses the text of a dependency file in time linear in its length. An empty or cut-off file is a failure: taken as "no
 * dependencies" it would make a stale output look fresh.
 */
export function parseDepfile(text: string): Depfile | DepfileFailure {
  if (text.includes('\0')) return { problem: 'it holds a NUL character, so it is not a text' };
  const targets = new Set<string>();
  const dependencies = new Set<string>();
  const scanner = new Scanner(text);
  let inTargets = true;
  let pending = 0;
  for (let token = scanner.next(); token !== undefined; token = scanner.next()) {
    if (token === newline) {
      if (inTargets && pending > 0)
        return { problem: `line ${scanner.line - 1}: no colon after the target` };
      inTargets = true;
      pending = 0;
    } else if (inTargets) {
      pending++;
      if (token.name !== '') targets.add(token.name);
      if (token.colon) inTargets = false;
    } else {
      // Only a target's colon is special: `cc` does not escape the one in a header called `odd:`.
      dependencies.add(token.colon ? `${token.name}:` : token.name);
    }
  }
  if (scanner.cutOff) return { problem: `line ${scanner.line}: it ends in the middle of a list` };
  if (inTargets && pending > 0)
    return { problem: `line ${scanner.line}: no colon after the target` };
  if (targets.size === 0) return { problem: 'it names no target' };
  return { targets: [...targets], dependencies: [...dependencies] };
}

/** A name; `colon` where a colon that ends the targets follows directly. */
interface Name {
  readonly name: string;
  readonly colon: boolean;
}

const newline = 'newline';

class Scanner {
  readonly #text: string;
  #at = 0;
  #lineStart = true;
  /** 1-based. */
  line = 1;
  /** True where the last thing in the text says that more follows. */
  cutOff = false;

  constructor(text: string) {
    this.#text = text;
  }

  /** The next name or end of line; undefined at the end of the text. */
  next(): Name | typeof newline | undefined {
    this.#skipBlanks();
    const char = this.#text[this.#at];
    if (char === undefined) return undefined;
    if (char !== '\n') {
      this.#lineStart = false;
      return this.#name();
    }
    this.#at++;
    this.line++;
    this.#lineStart = true;
    return newline;
  }

  #skipBlanks(): void {
    for (;;) {
      const char = this.#text[this.#at];
      const continuation = this.#continuation(this.#at);
      if (continuation > 0) {
        this.#at += continuation;
        this.line++;
        this.cutOff = this.#at >= this.#text.length;
      } else if (char === ' ' || char === '\t' || char === '\r') {
        this.#at++;
      } else if (char === '#' && this.#lineStart) {
        const end = this.#text.indexOf('\n', this.#at);
        this.#at = end === -1 ? this.#text.length : end;
      } else {
        return;
      }
    }
  }

  /** Length of a backslash with the end of line after it; 0 where there is none here. */
  #continuation(at: number): number {
    if (this.#text[at] !== '\\') return 0;
    const next = this.#text[at + 1];
    if (next === undefined || next === '\n') return next === undefined ? 1 : 2;
    return next === '\r' && this.#text[at + 2] === '\n' ? 3 : 0;
  }

  #name(): Name {
    let name = '';
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined || isBlank(char) || this.#continuation(this.#at) > 0)
        return { name, colon: false };
      if (char === ':' && this.#endsTargets()) {
        this.#at++;
        return { name, colon: true };
      }
      name += char === '\\' ? this.#backslashes() : this.#plain(char);
    }
  }

  /** A colon with a name directly after it is a part of the name: `C:\src`, `C:/src`. */
  #endsTargets(): boolean {
    return this.#isEndAt(this.#at + 1) || this.#continuation(this.#at + 1) > 0;
  }

  #plain(char: string): string {
    this.#at += char === '$' && this.#text[this.#at + 1] === '$' ? 2 : 1;
    return char;
  }

  /**
   * A run of backslashes. Before a blank each pair of them is one, and an odd one makes the blank a part of the name; before a `#` or
   * a colon only the last one is an escape. So it is written by GCC (`munge` in mkdeps.cc).
   */
  #backslashes(): string {
    let end = this.#at;
    while (this.#text[end] === '\\') end++;
    const count = end - this.#at;
    const next = this.#text[end];
    if (next === ' ' || next === '\t') {
      this.#at = end + (count % 2);
      return '\\'.repeat(Math.floor(count / 2)) + (count % 2 === 0 ? '' : next);
    }
    if (next === '#' || (next === ':' && !this.#isEndAt(end + 1))) {
      this.#at = end + 1;
      return '\\'.repeat(count - 1) + next;
    }
    // The last one may continue the line instead.
    const kept = this.#continuation(end - 1) > 0 ? count - 1 : count;
    this.#at += kept;
    return '\\'.repeat(kept);
  }

  #isEndAt(at: number): boolean {
    const char = this.#text[at];
    return char === undefined || isBlank(char);
  }
}

function isBlank(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\n' || char === '\r';
}
