/**
 * Texts that the parser would take gigabytes for, and with them the whole process. What may begin as one thing and turn out to be another it reads
 * twice: parentheses as the parameters of an arrow function first, what follows `<` as types first; and it keeps an error for each word that is
 * out of place. All that grows with the square of how much of it stands together. No source that people write, and none that bundlers do, comes
 * near these bounds; at them, the parser was seen to take 500 MB.
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

/** What a byte does to the depth; 2: it is a `<`. */
const deltas = new Int8Array(256);
for (const sign of '([{') deltas[code(sign)] = 1;
for (const sign of ')]}') deltas[code(sign)] = -1;
deltas[less] = 2;
/** So many `<`, one after the other, are what it takes. */
const anglesMax = Math.floor(Math.sqrt(openSignsMax));

/** Brackets in strings and comments count, too, so it may be taken for more than it is. Every text is looked at by this, byte by byte. */
function mayBeHeavy(text: Buffer): boolean {
  let depth = 0;
  let angles = 0;
  for (let at = 0; at < text.length; at++) {
    const delta = deltas[text[at] as number] as number;
    if (delta === 0) continue;
    if (delta === 2) {
      if (++angles > anglesMax) return true;
    } else if (delta > 0) {
      if (++depth > depthMax) return true;
    } else if (depth > 0) depth--;
  }
  return false;
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
const openers = new Map(
  [...['()', '[]', '{}']].map((pair) => [code(pair.charAt(1)), code(pair.charAt(0))]),
);
/** After these, an expression goes on in the next line. */
const goesOn = new Set([...',<|&('].map(code));

/** Brackets and `<` that are open. */
class Open {
  readonly #brackets: number[] = [];
  /** How many `<` were open before each. */
  readonly #before: number[] = [];
  angles = 0;

  get depth(): number {
    return this.#brackets.length;
  }

  open(bracket: number): void {
    this.#brackets.push(bracket);
    this.#before.push(this.angles);
  }

  /** What was opened within ends, too, so that a bracket in a string does no harm for long. */
  close(bracket: number): void {
    const opener = openers.get(bracket) ?? 0;
    const from = this.#brackets.lastIndexOf(opener);
    // No `)` closes what is outside of the nearest `{`.
    if (from < 0 || (opener !== brace && from < this.#brackets.lastIndexOf(brace))) return;
    this.#cut(from);
  }

  endStatement(): void {
    const from = this.#brackets.lastIndexOf(brace) + 1;
    if (from < this.depth) this.#cut(from);
    this.angles = this.#anglesBefore;
  }

  closeAngle(): void {
    this.angles = Math.max(this.#anglesBefore, this.angles - 1);
  }

  endLine(): void {
    this.angles = this.#anglesBefore;
  }

  get #anglesBefore(): number {
    return this.#before.at(-1) ?? 0;
  }

  #cut(from: number): void {
    this.angles = this.#before[from] ?? 0;
    this.#brackets.length = from;
    this.#before.length = from;
  }
}

function bracketsOf(text: Buffer): { readonly depth: number; readonly openSigns: number } {
  const open = new Open();
  let depth = 0;
  let openSigns = 0;
  let last = 0;
  // What stands last in such a line is not known.
  let hasComment = false;
  for (let at = 0; at < text.length; at++) {
    const byte = text[at] as number;
    const kind = kinds[byte] as number;
    if (kind === 0) {
      if (byte !== lineFeed) continue;
      if (!hasComment && !goesOn.has(last)) open.endLine();
      hasComment = false;
      continue;
    }
    if (last === slash && (byte === slash || byte === star)) hasComment = true;
    if (kind > 1) openSigns += open.angles;
    if (kind === 2) open.open(byte);
    else if (kind === 3) open.close(byte);
    else if (byte === less) open.angles++;
    else if (byte === greater && last !== equals) open.closeAngle();
    else if (byte === semicolon) open.endStatement();
    depth = Math.max(depth, open.depth);
    last = byte;
  }
  return { depth, openSigns };
}

/** Not what lines are a multiple of. */
const sampleBytes = 61;
/** Words without a sign between them, but for comments. */
const stretch = /(?:[\w$\s\x80-\xff]|\/\*[^*]*\*\/)+/g;
const word =
  /\b(?:abstract|accessor|as|async|const|declare|default|export|in|out|override|private|protected|public|readonly|satisfies|static)\b/g;

/** Looks at one byte in so many: what is nothing but words for so long is seen by that. */
function hasManyWords(text: Buffer): boolean {
  const bytesMin = wordsMax * 3;
  let from = 0;
  for (let at = 0; at < text.length; at += sampleBytes) {
    const byte = text[at] as number;
    // Comments may stand between words.
    if ((kinds[byte] as number) < 2 || byte === slash || byte === star) continue;
    if (at - from > bytesMin && isFullOfWords(text.subarray(from, at))) return true;
    from = at;
  }
  return text.length - from > bytesMin && isFullOfWords(text.subarray(from));
}

function isFullOfWords(text: Buffer): boolean {
  for (const [words] of text.toString('latin1').matchAll(stretch))
    if (words.length > wordsMax && (words.match(word)?.length ?? 0) > wordsMax) return true;
  return false;
}
