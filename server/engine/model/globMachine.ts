/**
 * A path pattern as a small machine that reads a path letter by letter. Two machines walked side by side answer whether some path
 * matches both, without listing what `{a,b}{c,d}{e,f}` stands for. After Thompson, "Regular expression search algorithm" (1968).
 * Negated groups and the classes of POSIX are taken for "any name", so the answer errs towards true for them.
 */

/** The letters of one step: those of the set, or all others. */
export interface Letters {
  readonly negated: boolean;
  readonly set: ReadonlySet<string>;
}

/** What a slash stands for: nothing special; after a name that is clearly a folder's; what lies below a name that is clearly a file's. */
export type SlashKind = 'plain' | 'named' | 'below';

/** From one state to another, over a letter of a name or over a slash. */
export type Step =
  | { readonly to: number; readonly letters: Letters }
  | { readonly to: number; readonly slash: SlashKind };

/** States are numbers; a path matches where it leads from 0 to the end. */
export interface GlobMachine {
  readonly steps: readonly (readonly Step[])[];
  /** Steps that read nothing. */
  readonly jumps: readonly (readonly number[])[];
  readonly end: number;
}

const anyLetter: Letters = { negated: true, set: new Set('/') };

/**
 * Builds the machine of a pattern, and of all that lies below what it names.
 * @param pattern normalized, relative
 */
export function globMachine(pattern: string): GlobMachine {
  const builder = new Builder(pattern);
  const named = builder.sequence(0, '');
  const end = builder.state();
  builder.jump(named, end);
  const last = pattern.slice(pattern.lastIndexOf('/') + 1);
  builder.anythingBelow(named, end, namesFile(last) ? 'below' : 'plain');
  return { steps: builder.steps, jumps: builder.jumps, end };
}

/** Whether the last part of a pattern has an extension, as `*.html`, `lit.{js,d.ts}{,.map}` and `index{.js,.d.ts}` have. */
function namesFile(segment: string): boolean {
  return (
    /^.+\.(?:[a-zA-Z]\w*|\{[\w.,]+\})(?:\{[\w.,]*\})?$/.test(segment) ||
    /^.+\{(?:\.[\w.]+,?)+\}$/.test(segment)
  );
}

function isNamed(segment: string): boolean {
  return !/[*?[]|[+!]\(/.test(segment) || namesFile(segment);
}

class Builder {
  readonly steps: Step[][] = [[]];
  readonly jumps: number[][] = [[]];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  state(): number {
    this.jumps.push([]);
    return this.steps.push([]) - 1;
  }

  jump(from: number, to: number): void {
    this.jumps[from]?.push(to);
  }

  /** A slash and whatever follows it. */
  anythingBelow(from: number, to: number, kind: SlashKind): void {
    const below = this.#slash(from, kind);
    this.#anything(below);
    this.jump(below, to);
  }

  /** Reads on up to one of the letters, or to the end. */
  sequence(from: number, stop: string): number {
    let state = from;
    while (this.#at < this.#text.length && !stop.includes(this.#text.charAt(this.#at)))
      state = this.#part(state, stop);
    return state;
  }

  #part(from: number, stop: string): number {
    const letter = this.#text.charAt(this.#at);
    const next = this.#text.charAt(this.#at + 1);
    if (letter === '/') return this.#separator(from, stop);
    if (letter === '(' || (next === '(' && '@?*+!'.includes(letter))) return this.#group(from);
    if (letter === '*') return this.#stars(from, stop);
    if (letter === '{') return this.#braces(from);
    if (letter === '[') return this.#class(from);
    this.#at++;
    if (letter === '?') return this.#letter(from, anyLetter);
    return letter === '\\' && next !== '' ? this.#escaped(from) : this.#literal(from, letter);
  }

  #escaped(from: number): number {
    return this.#literal(from, this.#text.charAt(this.#at++));
  }

  #literal(from: number, letter: string): number {
    if (letter === '/') return this.#slash(from, 'plain');
    return this.#letter(from, { negated: false, set: new Set(letter) });
  }

  #letter(from: number, letters: Letters): number {
    const to = this.state();
    this.steps[from]?.push({ to, letters });
    return to;
  }

  #slash(from: number, slash: SlashKind): number {
    const to = this.state();
    this.steps[from]?.push({ to, slash });
    return to;
  }

  #anything(state: number): void {
    this.steps[state]?.push({ to: state, letters: anyLetter }, { to: state, slash: 'plain' });
  }

  #isEnd(at: number, stop: string): boolean {
    return at >= this.#text.length || stop.includes(this.#text.charAt(at));
  }

  /** `/`, or `/**` at the end, which stands for the folder itself, too. */
  #separator(from: number, stop: string): number {
    const length = /^(?:\/\*\*)+/.exec(this.#text.slice(this.#at))?.[0].length ?? 0;
    if (length > 0 && this.#isEnd(this.#at + length, stop)) {
      this.#at += length;
      const end = this.state();
      this.jump(from, end);
      this.anythingBelow(from, end, 'plain');
      return end;
    }
    const segment = this.#text.slice(this.#text.lastIndexOf('/', this.#at - 1) + 1, this.#at);
    this.#at++;
    return this.#slash(from, isNamed(segment) ? 'named' : 'plain');
  }

  #stars(from: number, stop: string): number {
    const start = this.#at;
    while (this.#text.charAt(this.#at) === '*') this.#at++;
    const isWhole = start === 0 || '/{,(|'.includes(this.#text.charAt(start - 1));
    const state = this.state();
    this.jump(from, state);
    if (isWhole && this.#at === start + 2) {
      if (this.#isEnd(this.#at, stop)) {
        this.#anything(state);
        return state;
      }
      if (this.#text.charAt(this.#at) === '/') return this.#folders(state);
    }
    this.steps[state]?.push({ to: state, letters: anyLetter });
    return state;
  }

  /** Any number of whole folders, each with its slash. */
  #folders(state: number): number {
    this.#at++;
    const inside = this.#letter(state, anyLetter);
    this.steps[inside]?.push({ to: inside, letters: anyLetter }, { to: state, slash: 'plain' });
    return state;
  }

  /** `{a,b}`, `{a..c}`; without comma or dots the braces are part of the name. */
  #braces(from: number): number {
    const inside = insideOf(this.#text, this.#at, '{', '}');
    this.#at++;
    if (inside === undefined) return this.#literal(from, '{');
    if (hasOutside(inside, ',')) return this.#alternatives(from, ',', '}');
    const range = /^(.)\.\.(.)$/s.exec(inside);
    if (range) {
      this.#at += inside.length + 1;
      return this.#letter(from, classLetters(`${range[1]}-${range[2]}`));
    }
    if (inside.includes('..')) {
      this.#at += inside.length + 1;
      return this.#anyName(from);
    }
    const end = this.sequence(this.#literal(from, '{'), '}');
    this.#at++;
    return this.#literal(end, '}');
  }

  #anyName(from: number): number {
    const state = this.state();
    this.jump(from, state);
    this.steps[state]?.push({ to: state, letters: anyLetter });
    return state;
  }

  /** From behind the opening sign to behind the closing one. */
  #alternatives(from: number, separator: string, close: string): number {
    const end = this.state();
    for (;;) {
      this.jump(this.sequence(from, separator + close), end);
      if (this.#text.charAt(this.#at++) !== separator) return end;
    }
  }

  /** `(a|b)`, with a sign before it that says how often. */
  #group(from: number): number {
    const sign = this.#text.charAt(this.#at);
    if (sign !== '(') this.#at++;
    const inside = insideOf(this.#text, this.#at, '(', ')');
    this.#at++;
    if (inside === undefined) return this.#anyName(from);
    if (sign === '!') {
      this.#at += inside.length + 1;
      return this.#anyName(from);
    }
    const start = this.state();
    this.jump(from, start);
    const end = this.#alternatives(start, '|', ')');
    if (sign === '+' || sign === '*') this.jump(end, start);
    if (sign === '?' || sign === '*') this.jump(start, end);
    return end;
  }

  #class(from: number): number {
    const found = /^\[[!^]?\]?(?:\[:\w+:\]|\\.|[^\]])*\]/s.exec(this.#text.slice(this.#at))?.[0];
    if (found === undefined) {
      this.#at++;
      return this.#literal(from, '[');
    }
    this.#at += found.length;
    return this.#letter(from, classLetters(found.slice(1, -1)));
  }
}

/** What stands between a sign and the one that closes it. */
function insideOf(text: string, at: number, open: string, close: string): string | undefined {
  let depth = 0;
  for (let end = at; end < text.length; end++) {
    const letter = text.charAt(end);
    if (letter === '\\') end++;
    else if (letter === open) depth++;
    else if (letter === close && --depth === 0) return text.slice(at + 1, end);
  }
  return undefined;
}

function hasOutside(text: string, wanted: string): boolean {
  let depth = 0;
  for (const letter of text.replace(/\\./gs, '')) {
    if (letter === '{') depth++;
    else if (letter === '}') depth--;
    else if (letter === wanted && depth === 0) return true;
  }
  return false;
}

/** More letters than this in one range are taken for all. */
const rangeLimit = 256;

function classLetters(text: string): Letters {
  if (text.includes('[:')) return anyLetter;
  const negated = /^[!^]/.test(text);
  const set = new Set<string>();
  for (const [, from = '', to = from] of text
    .slice(negated ? 1 : 0)
    .matchAll(/\\?(.)(?:-\\?(.))?/gs)) {
    const [first, last] = [from.charCodeAt(0), to.charCodeAt(0)];
    if (last - first > rangeLimit) return anyLetter;
    for (let code = first; code <= last; code++) set.add(String.fromCharCode(code));
  }
  if (negated) set.add('/');
  else set.delete('/');
  return { negated, set };
}
