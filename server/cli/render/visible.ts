/**
 * Makes names safe to print. File names and messages may hold anything, also what moves the cursor, recolors the terminal or turns the
 * reading direction; only what commands print passes through as it is.
 */

// Control characters (C0, delete, C1), line separators, and the marks that reorder text (Trojan Source, CVE-2021-42574).
const unsafe = /[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu;
const shortForms: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\x1b': '\\e',
};

/** The text with everything invisible or dangerous written out, e.g. a line break as `\n`. */
export function visible(text: string): string {
  return text.replace(unsafe, escapeOne);
}

/** As `visible`, but line breaks stay: for messages of several lines. */
export function visibleLines(text: string): string {
  return text.split('\n').map(visible).join('\n');
}

function escapeOne(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  return shortForms[char] ?? (code < 256 ? `\\x${hex(code, 2)}` : `\\u{${hex(code, 4)}}`);
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}

/** How many terminal columns the text takes; it must not hold escape sequences. */
export function widthOf(text: string): number {
  let width = 0;
  for (const char of text) width += charWidth(char.codePointAt(0) ?? 0);
  return width;
}

/**
 * Cuts text to a width and marks the cut with `…`.
 * @param columns room there is, at least 1
 */
export function truncate(text: string, columns: number): string {
  if (text.length <= columns && widthOf(text) <= columns) return text;
  let result = '';
  let width = 1;
  for (const char of text) {
    width += charWidth(char.codePointAt(0) ?? 0);
    if (width > columns) break;
    result += char;
  }
  return `${result}…`;
}

/** Two columns for the wide blocks of Unicode's East Asian Width (UAX 11) and for emoji, none for combining marks; else one. */
function charWidth(code: number): 0 | 1 | 2 {
  if (code < 0x300) return 1;
  if (code <= 0x36f || code === 0x200b || code === 0x200d || (code >= 0xfe00 && code <= 0xfe0f))
    return 0;
  const wide =
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd);
  return wide ? 2 : 1;
}
