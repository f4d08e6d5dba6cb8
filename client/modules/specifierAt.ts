/** The text in quotes that a place in a line lies in, where it may be what is imported. */

const quoted = /(["'`])((?:(?!\1)[^\\]|\\.)*)\1/g;
/** What stands before the quotes of an import, in any language of modules. */
const before =
  /(?:\bfrom|\bimport|\brequire\s*\(|\bimport\s*\(|\bURL\s*\(|\bglob\s*\(|@import|@use|@forward|\burl\s*\()\s*$/;

/** A stretch of a line; columns count from 0. */
export interface Stretch {
  /** Without the quotes. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Finds it.
 * @param line text of one line
 * @param column in UTF-16 units, from 0
 */
export function specifierAt(line: string, column: number): Stretch | undefined {
  // A line that long was not written by a person, and looking through it would take long.
  if (line.length > 2000) return undefined;
  for (const match of line.matchAll(quoted)) {
    const [whole, , text = ''] = match;
    const from = match.index;
    const to = from + whole.length;
    if (column < from || column > to) continue;
    return before.test(line.slice(0, from)) || /^\s*$/.test(line.slice(0, from))
      ? { text, from, to }
      : undefined;
  }
  return undefined;
}
