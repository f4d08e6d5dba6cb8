/** Text of string literals as they are written in JavaScript. */

const simpleEscapes: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '0': '\0',
  '\n': '',
  '\r': '',
  '\r\n': '',
  '\u2028': '',
  '\u2029': '',
};

const escapeSequence = /\\(?:u\{([\da-f]+)\}|u([\da-f]{4})|x([\da-f]{2})|(\r\n|[\s\S]))/gi;

/**
 * What a string literal stands for.
 * @param source with its quotes; a template counts where it has no expressions in it
 * @returns undefined where it is something else
 */
export function literalText(source: string): string | undefined {
  const quote = source[0];
  if (source.length < 2 || source.at(-1) !== quote) return undefined;
  if (quote !== '"' && quote !== "'" && quote !== '`') return undefined;
  const body = source.slice(1, -1);
  if (hasQuote(body, quote)) return undefined;
  if (!body.includes('\\')) return body;
  return body.replace(escapeSequence, (_all, braced, four, two, one: string) => {
    const code = braced ?? four ?? two;
    if (code === undefined) return simpleEscapes[one] ?? one;
    const point = Number.parseInt(code, 16);
    return point > 0x10ffff ? '' : String.fromCodePoint(point);
  });
}

/** Whether the literal ends before its last character, as in `'a' + 'b'`, or has an expression in it. */
function hasQuote(body: string, quote: string): boolean {
  for (let at = 0; at < body.length; at++) {
    const sign = body[at];
    if (sign === '\\') at++;
    else if (sign === quote) return true;
    else if (quote === '`' && sign === '$' && body[at + 1] === '{') return true;
  }
  return body.endsWith('\\') && !/(?:^|[^\\])(?:\\\\)+$/.test(body);
}
