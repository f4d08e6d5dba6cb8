/**
 * Texts that the parser would take gigabytes for, and with them the whole process. What may begin as one thing and turn out to be another it reads
 * twice: parentheses as the parameters of an arrow function first, what follows `<` as types first; and it keeps an error for each word that is
 * out of place. All that grows with the square of how much of it stands together. No source that people write, and none that bundlers do, comes
 * near these bounds; at them, the parser was seen to take 500 MB.
 *
 * What cannot be told beforehand is a long line with thousands of errors: the parser repeats the line in the message of each, e.g. 128 kB of
 * `return;` become 2.4 GB. How many errors there are is known when it is parsed; what comes of it is for marks.ts.
 */
import { isAscii } from 'node:buffer';

/** Brackets within brackets. */
const depthMax = 2000;
/** Signs behind each `<` that is not closed, all together. */
const openSignsMax = 4_000_000;
/** Words in a row that say how something is declared or what type it has. */
const wordsMax = 2000;

/** Shorter texts cannot reach any of them. */
const shortLength = depthMax * 2;

/** What is wrong with a text that is not to be parsed, as the end of a sentence; undefined: nothing. @param text as UTF-8 */
export function whyTooHeavy(text: Buffer): string | undefined {
  if (text.length <= shortLength) return undefined;
  const { mayBeDeep, mayCompare } = glance(text);
  if (mayBeDeep || (mayCompare && isHeavy(openAngles(text)))) {
    const all = allBrackets(text);
    if (isHeavy(all)) return all.depth > depthMax ? deep : compares;
  }
  return hasManyWords(text) ? 'has too many modifiers in a row' : undefined;
}

const deep = 'is nested too deeply';
const compares = 'compares too much in one expression';

function isHeavy({ depth, openSigns }: Brackets): boolean {
  return depth > depthMax || openSigns > openSignsMax;
}

const code = (sign: string): number => sign.charCodeAt(0);
const less = code('<');
const equals = code('=');
const lineFeed = code('\n');
const brace = code('{');
const slash = code('/');
const star = code('*');

/** So many `<`, one after the other, are what it takes. */
const anglesMax = Math.floor(Math.sqrt(openSignsMax));

/** Texts are read by stretches, so that what does so soon is compiled, and stays as it is: what stands behind a long loop is not known when that is. */
const stretchBytes = 512;
/** Bits for how often something is in a stretch. */
const countBits = 10;
const countMask = 2 ** countBits - 1;

/** What is counted, each in bits of its own. */
const [opening, closing, angular] = [1, 1 << countBits, 1 << (2 * countBits)];
const weights: Readonly<Record<string, number>> = {
  ...{ '(': opening, '[': opening, '{': opening },
  ...{ ')': closing, ']': closing, '}': closing },
  '<': angular,
};
/** How much of it is in two bytes. */
const countsOfPairs = ofPairs((sign) => weights[sign] ?? 0);

/** The sum of what holds for each of two bytes; filled by the row, since each thread does it at its start. */
function ofPairs(numberOf: (sign: string) => number): Int32Array {
  const row = Int32Array.from({ length: 256 }, (_, byte) => numberOf(String.fromCharCode(byte)));
  const pairs = new Int32Array(0x1_0000);
  const rows = new Map([...new Set(row)].map((value) => [value, row.map((one) => one + value)]));
  for (const [byte, value] of row.entries()) pairs.set(rows.get(value) ?? row, byte * 256);
  return pairs;
}

/**
 * Every text is looked at by this, two bytes at a time and without a branch. Where in a stretch its brackets stand is not known, and those in strings
 * and comments count, too, so a text may be taken for more than it is, and for less where its strings are full of brackets that close.
 */
function glance(text: Buffer): { readonly mayBeDeep: boolean; readonly mayCompare: boolean } {
  // Views of two bytes begin at even places.
  const even = text.byteOffset % 2 === 0 ? text : Buffer.from(text);
  const pairs = new Uint16Array(even.buffer, even.byteOffset, even.length >> 1);
  let depth = 0;
  let deepest = 0;
  let angles = 0;
  for (let at = 0; at < pairs.length; at += stretchBytes / 2) {
    const counts = countsOf(pairs, at);
    const opened = counts & countMask;
    const closed = (counts >> countBits) & countMask;
    angles += counts >> (2 * countBits);
    deepest = Math.max(deepest, depth + opened);
    // Brackets that nothing opened close nothing: then all that is open was opened behind them.
    depth = Math.max(depth + opened - closed, opened);
  }
  // One less for the last byte, which is in no pair.
  return { mayBeDeep: deepest > depthMax - 1, mayCompare: angles > anglesMax - 1 };
}

function countsOf(pairs: Uint16Array, from: number): number {
  const end = Math.min(pairs.length, from + stretchBytes / 2);
  let counts = 0;
  for (let at = from; at < end; at++) counts += countsOfPairs[pairs[at] as number] as number;
  return counts;
}

/** What a byte is: up to `word` no sign, above `sign` one that changes what is known. */
const [blank, lineEnd, word, sign, opener, closer, angle, backAngle, statementEnd, inComment] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
] as const;
const kinds = new Uint8Array(256).fill(sign);
for (let byte = 0; byte < 256; byte++) {
  const text = String.fromCharCode(byte);
  if (/\s/.test(text)) kinds[byte] = blank;
  else if (/[\w$\x80-\xff]/.test(text)) kinds[byte] = word;
}
for (const [signs, kind] of [
  ['\n', lineEnd],
  ['([{', opener],
  [')]}', closer],
  ['<', angle],
  ['>', backAngle],
  [';', statementEnd],
  ['/*', inComment],
] as const)
  for (const one of signs) kinds[code(one)] = kind;

/** After these, an expression goes on in the next line. */
const goesOn = new Uint8Array(256);
for (const sign of ',<|&(') goesOn[code(sign)] = 1;

const paren = code('(');
const square = code('[');
const openers = new Uint8Array(256);
for (const pair of ['()', '[]', '{}']) openers[code(pair.charAt(1))] = code(pair.charAt(0));

/** Brackets and `<` that are open, and at each depth which bracket of a kind is the innermost: nothing is ever searched for. */
class Open {
  depth = 0;
  angles = 0;
  /** How many `<` were open before each bracket. */
  readonly #before = new Uint32Array(depthMax + 1);
  /** Plus one; 0: there is none. */
  readonly #parens = new Uint16Array(depthMax + 2);
  readonly #squares = new Uint16Array(depthMax + 2);
  readonly #braces = new Uint16Array(depthMax + 2);

  open(bracket: number): void {
    const { depth } = this;
    const next = depth + 1;
    this.#before[depth] = this.angles;
    this.#parens[next] = bracket === paren ? next : (this.#parens[depth] as number);
    this.#squares[next] = bracket === square ? next : (this.#squares[depth] as number);
    this.#braces[next] = bracket === brace ? next : (this.#braces[depth] as number);
    this.depth = next;
  }

  /** What was opened within ends, too, so that a bracket in a string does no harm for long. */
  close(bracket: number): void {
    const opener = openers[bracket];
    const inner =
      opener === paren ? this.#parens : opener === square ? this.#squares : this.#braces;
    const found = inner[this.depth] as number;
    // No `)` closes what is outside of the nearest `{`.
    if (found > 0 && found >= (this.#braces[this.depth] as number)) this.#cut(found - 1);
  }

  endStatement(): void {
    const from = this.#braces[this.depth] as number;
    if (from < this.depth) this.#cut(from);
    this.endLine();
  }

  closeAngle(): void {
    this.angles = Math.max(this.#anglesBefore, this.angles - 1);
  }

  endLine(): void {
    this.angles = this.#anglesBefore;
  }

  get #anglesBefore(): number {
    return this.depth === 0 ? 0 : (this.#before[this.depth - 1] as number);
  }

  #cut(from: number): void {
    this.angles = this.#before[from] as number;
    this.depth = from;
  }
}

function allBrackets(text: Buffer): Brackets {
  const seen = new Brackets();
  for (let at = 0; at < text.length && seen.depth <= depthMax; ) at = seen.read(text, at);
  return seen;
}

/**
 * From each `<` to where none is open: what stands between counts for nothing, and it is most of a text. Brackets that were opened there are not
 * known, so that more may be counted than there is.
 */
function openAngles(text: Buffer): Brackets {
  const seen = new Brackets();
  for (let at = 0; at < text.length && seen.depth <= depthMax; at = seen.read(text, at)) {
    if (seen.open.angles > 0) continue;
    at = text.indexOf(less, at);
    if (at < 0) break;
    seen.begin();
  }
  return seen;
}

/** What a byte does, by its kind. Called through a list, so that they are not compiled into the loop. */
const changes: Readonly<Record<number, (seen: Brackets, byte: number) => void>> = {
  [lineEnd]: (seen) => {
    if (!seen.hasComment && goesOn[seen.last] === 0) seen.open.endLine();
    seen.hasComment = false;
  },
  [opener]: ({ open }, byte) => open.open(byte),
  [closer]: ({ open }, byte) => open.close(byte),
  [angle]: ({ open }) => open.angles++,
  [backAngle]: ({ open, last }) => {
    if (last !== equals) open.closeAngle();
  },
  [statementEnd]: ({ open }) => open.endStatement(),
  [inComment]: (seen) => {
    if (seen.last === slash) seen.hasComment = true;
  },
};

/** What is known at a place of a text. */
class Brackets {
  readonly open = new Open();
  openSigns = 0;
  last = 0;
  /** What stands last in such a line is not known. */
  hasComment = false;

  get depth(): number {
    return this.open.depth;
  }

  /** Somewhere in the text, where no `<` is open. */
  begin(): void {
    this.open.depth = 0;
    this.last = 0;
    this.hasComment = true;
  }

  /**
   * Reads no more than a stretch, and not beyond the first sign behind which no `<` is open.
   * @returns where it stopped
   */
  read(text: Buffer, from: number): number {
    const { open } = this;
    const end = Math.min(text.length, from + stretchBytes);
    for (let at = from; at < end; at++) {
      const byte = text[at] as number;
      const kind = kinds[byte] as number;
      if (kind === blank) continue;
      if (kind > word) this.openSigns += open.angles;
      changes[kind]?.(this, byte);
      if (kind !== lineEnd) this.last = byte;
      if (kind > sign && (open.angles === 0 || open.depth > depthMax)) return at + 1;
    }
    return end;
  }
}

/** No fewer bytes hold so many words. */
const bytesMin = wordsMax * 3;
/** One byte in so many is looked at first, then one in fewer: not what lines are a multiple of. */
const sampleBytes = [61, 7] as const;
const modifier =
  /\b(?:abstract|accessor|as|async|const|declare|default|export|in|out|override|private|protected|public|readonly|satisfies|static)\b/g;

/** What is nothing but words for so long is seen by a few bytes of it. */
function hasManyWords(text: Buffer): boolean {
  const [few, more] = sampleBytes;
  return hasStretch(text, few, (part) => hasStretch(part, more, isFullOfWords));
}

/** What is no part of a word: 1. Comments may stand between words, so here they count as such a part. */
const signs = kinds.map((kind) => (kind > word ? 1 : 0));
const certainSigns = signs.map((is, byte) => (byte === slash || byte === star ? 0 : is));

/** Whether there is a part, in which no sign is met by looking at one byte in so many, of a kind. */
function hasStretch(text: Buffer, step: number, isWanted: (part: Buffer) => boolean): boolean {
  let from = 0;
  for (let at = nextIn(certainSigns, text, 0, step); ; ) {
    if (at - from > bytesMin && isWanted(text.subarray(from, at))) return true;
    if (at === text.length) return false;
    from = at;
    at = nextIn(certainSigns, text, at + step, step);
  }
}

/** What stands between words. */
const separators = [...' \n\t\r\v\f', '/*', '//'];

/** What is one long word, as an embedded file is, has none of them. @param text part of a text */
function hasSeparators(text: Buffer): boolean {
  if (!isAscii(text)) return true;
  let count = 0;
  for (const one of separators)
    for (let at = text.indexOf(one); at >= 0; at = text.indexOf(one, at + 1))
      if (++count >= wordsMax) return true;
  return false;
}

/** Comments count as nothing. */
function isFullOfWords(text: Buffer): boolean {
  if (!hasSeparators(text)) return false;
  let from = 0;
  for (let at = nextIn(signs, text, 0, 1); ; at = nextIn(signs, text, at + 1, 1)) {
    const end = text[at] === slash ? endOfComment(text, at) : at;
    if (end > at) {
      at = end;
      continue;
    }
    if (at - from > bytesMin && hasModifiers(text.subarray(from, at))) return true;
    if (at === text.length) return false;
    from = at;
  }
}

/** The next place, in steps, of a byte that a table has; the end of the text: none. */
function nextIn(table: Uint8Array, text: Buffer, from: number, step: number): number {
  for (let at = from; at < text.length; at += step) if (table[text[at] as number] === 1) return at;
  return text.length;
}

/** @returns place of the comment's last byte; `at`: no comment begins there */
function endOfComment(text: Buffer, at: number): number {
  const next = text[at + 1];
  if (next !== slash && next !== star) return at;
  const end = next === slash ? text.indexOf(lineFeed, at) : text.indexOf('*/', at + 2) + 1;
  return end > at ? end : text.length;
}

function hasModifiers(text: Buffer): boolean {
  return (text.toString('latin1').match(modifier)?.length ?? 0) > wordsMax;
}
