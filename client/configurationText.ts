/** Finds settings in the text of cachescope.json, for somebody who is to look at one. */

/**
 * Where a setting stands, or the nearest part around it that is there.
 * @param path names with dots between them: `cache.memory.entries`
 * @returns offsets of the name found last; of the start of the text where none is there
 */
export function placeOfSetting(
  text: string,
  path: string,
): { readonly start: number; readonly end: number } {
  let place = { start: 0, end: 0 };
  for (const name of path.split('.')) {
    const quoted = `"${name}"`;
    const found = nameAt(text, quoted, place.end);
    if (found === -1) return place;
    place = { start: found, end: found + quoted.length };
  }
  return place;
}

/** The next place where it is a name and no value: a colon follows. */
function nameAt(text: string, quoted: string, from: number): number {
  for (let at = text.indexOf(quoted, from); at !== -1; at = text.indexOf(quoted, at + 1))
    if (/^\s*:/.test(text.slice(at + quoted.length))) return at;
  return -1;
}
