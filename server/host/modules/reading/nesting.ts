/**
 * The parser is native and goes down a level of its stack for each level of the source: without room it would take the whole process with it. So
 * the threads that parse have a stack of a gigabyte (of addresses; only what is used is memory), which holds a level for each sign of any text
 * up to a length, and longer texts are looked at before.
 */

/** Stack of a thread that parses. */
export const stackMb = 1024;

/** No text of this length can need more: the most that a level was seen to take is 5 kB, and a level takes at least two signs. */
const safeLength = 300_000;
/** The stack holds so many levels of the largest kind, with room to spare. */
const depthMax = 50_000;
/** What no sign that ends a chain stands in for so long may be one of signs: brackets within brackets are too heavy long before. */
const signsLength = 40_000;
/** Likewise of words, of which `if()` is the shortest. */
const wordsLength = depthMax * 4;
/** Signs are looked for in such parts: one that is nowhere would be looked for in all of a text, again and again. */
const partLength = 4096;

/** What a byte does to the depth, without a branch: texts of megabytes are looked at byte by byte. */
const deltas = new Int8Array(256);
/** Signs that lead a level deeper without being closed: `!!a`, `a = b = c`, `a ? b : c ? d : e`, `@@a`. */
const chained = new Int8Array(256);
/** 0 where a chain ends, else all ones. */
const kept = new Int32Array(256).fill(-1);
for (const sign of '([{<') deltas[sign.charCodeAt(0)] = 1;
for (const sign of ')]}>') deltas[sign.charCodeAt(0)] = -1;
for (const sign of '!~+-=?:@`') chained[sign.charCodeAt(0)] = 1;
for (const sign of ')]}>;,') kept[sign.charCodeAt(0)] = 0;

/** Words that do the same. */
const words = ['if', 'new', 'await', 'typeof', 'void'];
const wordChain = /(?:\b(?:if\s*\(\w*\)|new|await|typeof|void)\s*){50000}/;

const greater = '>'.charCodeAt(0);
const equals = '='.charCodeAt(0);

/** After these, `+` and `-` stand between two values and lead no deeper. */
const ofValues = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++)
  if (/[\w$.)\]}"'\x80-\xff]/.test(String.fromCharCode(byte))) ofValues[byte] = 1;
const betweenValues = new Uint8Array(256);
for (const sign of '+-') betweenValues[sign.charCodeAt(0)] = 1;
const space = ' '.charCodeAt(0);

/** Not `>`, which ends nothing in `a=>a=>a`. */
const endsOfSigns = [...')]};,'].map((sign) => sign.charCodeAt(0));
const endsOfWords = [...';}'].map((sign) => sign.charCodeAt(0));

/**
 * Whether a text may be too much for the parser. Only an estimate, which no real source comes near.
 * @param text as UTF-8, not too heavy (see heavyText.ts)
 */
export function isTooDeep(text: Buffer): boolean {
  if (text.length <= safeLength) return false;
  return (
    hasStretch(text, endsOfSigns, signsLength, hasDeepSigns) ||
    hasStretch(text, endsOfWords, wordsLength, hasDeepWords)
  );
}

/** Whether any stretch without some signs, of a length or longer, is of a kind. Each is looked for from its end on, so that hardly anything is looked at. */
function hasStretch(
  text: Buffer,
  signs: readonly number[],
  length: number,
  isWanted: (stretch: Buffer) => boolean,
): boolean {
  for (let at = 0; at + length <= text.length; ) {
    const part = text.subarray(at, at + length);
    const last = Math.max(...signs.map((sign) => part.lastIndexOf(sign)));
    if (last >= 0) {
      at += last + 1;
      continue;
    }
    const end = nextOf(signs, text, at + length);
    if (isWanted(text.subarray(at, end))) return true;
    at = end;
  }
  return false;
}

function nextOf(signs: readonly number[], text: Buffer, from: number): number {
  for (let at = from; at < text.length; at += partLength) {
    const part = text.subarray(at, at + partLength);
    const places = signs.map((sign) => part.indexOf(sign)).filter((place) => place >= 0);
    if (places.length > 0) return at + Math.min(...places);
  }
  return text.length;
}

function hasDeepSigns(text: Buffer): boolean {
  let depth = 0;
  let chain = 0;
  let deepest = 0;
  let before = 0;
  for (let at = 0; at < text.length; at++) {
    const byte = text[at] as number;
    if (byte <= space) continue;
    const isArrow = byte === greater && before === equals;
    const isBetween = betweenValues[byte] === 1 && ofValues[before] === 1;
    before = byte;
    // `a=>a=>a` closes nothing.
    if (isArrow || isBetween) continue;
    depth = Math.max(0, depth + (deltas[byte] as number));
    chain = (chain + (chained[byte] as number)) & (kept[byte] as number);
    deepest = Math.max(deepest, depth + chain);
  }
  return deepest > depthMax;
}

function hasDeepWords(text: Buffer): boolean {
  let count = 0;
  for (const word of words)
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) count++;
  return count > depthMax && wordChain.test(text.toString('latin1'));
}
