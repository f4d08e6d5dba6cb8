/**
 * Texts that the parser would take gigabytes for, and with them the whole process. What may begin as one thing and turn out to be another it reads
 * twice: parentheses as the parameters of an arrow function first, what follows `<` as types first; and it keeps an error for each word that is
 * out of place. All that grows with the square of how much of it stands together. No source that people write, and none that bundlers do, comes
 * near these bounds; at them, the parser was seen to take 500 MB.
 *
 * What cannot be told beforehand is a long line with thousands of errors: the parser repeats the line in the message of each, e.g. 128 kB of
 * `return;` become 2.4 GB. How many errors there are is known when it is parsed; what comes of it is for marks.ts.
 */

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
  if (mayBeHeavy(text)) {
    const { depth, openSigns } = bracketsOf(text);
    if (depth > depthMax) return 'is nested too deeply';
    if (openSigns > openSignsMax) return 'compares too much in one expression';
  }
  return hasManyWords(text) ? 'has too many modifiers in a row' : undefined;
}

const code = (sign: string): number => sign.charCodeAt(0);
const less = code('<');
const greater = code('>');
const equals = code('=');
const semicolon = code(';');
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
const [opening, closing, angle] = [1, 1 << countBits, 1 << (2 * countBits)];
const weights: Readonly<Record<string, number>> = {
  ...{ '(': opening, '[': opening, '{': opening },
  ...{ ')': closing, ']': closing, '}': closing },
  '<': angle,
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
 * and comments count, too, so a text may be taken for more than it is.
 */
function mayBeHeavy(text: Buffer): boolean {
  // Views of two bytes begin at even places.
  const even = text.byteOffset % 2 === 0 ? text : Buffer.from(text);
  const pairs = new Uint16Array(even.buffer, even.byteOffset, even.length >> 1);
  let depth = 0;
  let angles = 0;
  for (let at = 0; at < pairs.length; at += stretchBytes / 2) {
    const counts = countsOf(pairs, at);
    const opened = counts & countMask;
    const closed = (counts >> countBits) & countMask;
    angles += counts >> (2 * countBits);
    // One less for the last byte, which is in no pair.
    if (depth + opened > depthMax - 1 || angles > anglesMax - 1) return true;
    // Brackets that nothing opened close nothing: then all that is open was opened behind them.
    depth = Math.max(depth + opened - closed, opened);
  }
  return false;
}

function countsOf(pairs: Uint16Array, from: number): number {
  const end = Math.min(pairs.length, from + stretchBytes / 2);
  let counts = 0;
  for (let at = from; at < end; at++) counts += countsOfPairs[pairs[at] as number] as number;
  return counts;
}

/** What a byte is: white space, part of a word, an opening or a closing bracket, or another sign. */
const kinds = new Uint8Array(256).fill(4);
for (let byte = 0; byte < 256; byte++) {
  const sign = String.fromCharCode(byte);
  if (/\s/.test(sign)) kinds[byte] = 0;
  else if (/[\w$\x80-\xff]/.test(sign)) kinds[byte] = 1;
}
for (const sign of '([{') kinds[code(sign)] = 2;
for (const sign of ')]}') kinds[code(sign)] = 3;
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

function bracketsOf(text: Buffer): { readonly depth: number; readonly openSigns: number } {
  const seen = new Brackets();
  for (let at = 0; at < text.length && seen.open.depth <= depthMax; at += stretchBytes)
    seen.read(text, at);
  return { depth: seen.open.depth, openSigns: seen.openSigns };
}

/** What is known at a place of a text. */
class Brackets {
  readonly open = new Open();
  openSigns = 0;
  #last = 0;
  /** What stands last in such a line is not known. */
  #hasComment = false;

  /** @param from begin of a stretch */
  read(text: Buffer, from: number): void {
    const { open } = this;
    const end = Math.min(text.length, from + stretchBytes);
    for (let at = from; at < end; at++) {
      const byte = text[at] as number;
      const kind = kinds[byte] as number;
      if (kind === 0) {
        if (byte !== lineFeed) continue;
        if (!this.#hasComment && goesOn[this.#last] === 0) open.endLine();
        this.#hasComment = false;
        continue;
      }
      if (this.#last === slash && (byte === slash || byte === star)) this.#hasComment = true;
      if (kind > 1) this.openSigns += open.angles;
      if (kind === 2) open.open(byte);
      else if (kind === 3) open.close(byte);
      else if (byte === less) open.angles++;
      else if (byte === greater && this.#last !== equals) open.closeAngle();
      else if (byte === semicolon) open.endStatement();
      this.#last = byte;
      if (open.depth > depthMax) break;
    }
  }
}

/** No fewer bytes hold so many words. */
const bytesMin = wordsMax * 3;
/** One byte in so many is looked at first, then one in fewer: not what lines are a multiple of. */
const sampleBytes = [61, 7] as const;
const word =
  /\b(?:abstract|accessor|as|async|const|declare|default|export|in|out|override|private|protected|public|readonly|satisfies|static)\b/g;

/** What is nothing but words for so long is seen by a few bytes of it. */
function hasManyWords(text: Buffer): boolean {
  const [few, more] = sampleBytes;
  for (const stretch of stretchesOfWords(text, few))
    for (const part of stretchesOfWords(stretch, more)) if (isFullOfWords(part)) return true;
  return false;
}

/** Parts in which no sign was met. */
function* stretchesOfWords(text: Buffer, step: number): Generator<Buffer> {
  let from = 0;
  for (let at = 0; at < text.length; at += step) {
    const byte = text[at] as number;
    // Comments may stand between words.
    if ((kinds[byte] as number) < 2 || byte === slash || byte === star) continue;
    if (at - from > bytesMin) yield text.subarray(from, at);
    from = at;
  }
  if (text.length - from > bytesMin) yield text.subarray(from);
}

/** Comments count as nothing. */
function isFullOfWords(text: Buffer): boolean {
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const byte = text[at] as number;
    if ((kinds[byte] as number) < 2) continue;
    const end = byte === slash ? endOfComment(text, at) : at;
    if (end > at) {
      at = end;
      continue;
    }
    if (at - from > bytesMin && hasModifiers(text.subarray(from, at))) return true;
    from = at;
  }
  return text.length - from > bytesMin && hasModifiers(text.subarray(from));
}

/** @returns place of the comment's last byte; `at`: no comment begins there */
function endOfComment(text: Buffer, at: number): number {
  const next = text[at + 1];
  if (next !== slash && next !== star) return at;
  const end = next === slash ? text.indexOf(lineFeed, at) : text.indexOf('*/', at + 2) + 1;
  return end > at ? end : text.length;
}

function hasModifiers(text: Buffer): boolean {
  return (text.toString('latin1').match(word)?.length ?? 0) > wordsMax;
}
