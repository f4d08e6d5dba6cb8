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
const open = new Set([...'([{<'].map((sign) => sign.charCodeAt(0)));
const close = new Set([...')]}>'].map((sign) => sign.charCodeAt(0)));
/** Signs that lead a level deeper without being closed: `!!a`, `a = b = c`, `a ? b : c ? d : e`. */
const chained = new Set([...'!~+-=?:`'].map((sign) => sign.charCodeAt(0)));
const semicolon = ';'.charCodeAt(0);

/** Whether a text may be too much for the parser. Only an estimate, which no real source comes near. */
export function isTooDeep(text: string): boolean {
  if (text.length <= safeLength) return false;
  let depth = 0;
  let chain = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (open.has(code)) depth++;
    else if (close.has(code)) {
      if (depth > 0) depth--;
      chain = 0;
    } else if (code === semicolon) chain = 0;
    else if (chained.has(code)) chain++;
    if (depth + chain > depthMax) return true;
  }
  return /(?:\b(?:if\s*\(\w*\)|else|new|await|typeof|void|delete)\s*){50000}/.test(text);
}
