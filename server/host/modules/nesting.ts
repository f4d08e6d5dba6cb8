/**
 * The parser is native and goes down a level of its stack for each level of the source: without room it would take the whole process with it. So
 * the threads that parse have a stack of a gigabyte (of addresses; only what is used is memory), which holds a level for each sign of any text
 * up to a length, and longer texts are looked at before.
 */

/** Stack of a thread that parses. */
export const stackMb = 1024;

/** No text of this length can need more: the most that a level was seen to take is 5 kB, and a level takes at least two signs. */
const safeLength = 300_000;
const depthMax = 50_000;
const effectOf = { other: 0, open: 1, close: 2, chained: 3, end: 4 } as const;
/** What a sign does to the depth. Chained ones lead a level deeper without being closed: `!!a`, `a = b = c`, `a ? b : c ? d : e`. */
const effects = new Uint8Array(128);
for (const sign of '([{<') effects[sign.charCodeAt(0)] = effectOf.open;
for (const sign of ')]}>') effects[sign.charCodeAt(0)] = effectOf.close;
for (const sign of '!~+-=?:`') effects[sign.charCodeAt(0)] = effectOf.chained;
effects[';'.charCodeAt(0)] = effectOf.end;
/** The same with words; looked for where one of these is. */
const repeated = [
  'new new new',
  'await await await',
  'typeof typeof typeof',
  'void void void',
  ')if(',
];
const wordChain = /(?:\b(?:if\s*\(\w*\)|new|await|typeof|void)\s*){50000}/;

/** Whether a text may be too much for the parser. Only an estimate, which no real source comes near. */
export function isTooDeep(text: string): boolean {
  if (text.length <= safeLength) return false;
  let depth = 0;
  let chain = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const effect = code < 128 ? effects[code] : 0;
    if (effect === 0) continue;
    if (effect === effectOf.open) depth++;
    else if (effect === effectOf.chained) chain++;
    else {
      chain = 0;
      if (effect === effectOf.close && depth > 0) depth--;
    }
    if (depth + chain > depthMax) return true;
  }
  return repeated.some((words) => text.includes(words)) && wordChain.test(text);
}
