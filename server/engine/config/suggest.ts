/** "Did you mean ...?": the known name that is nearest to one that is not known. */

/**
 * The sentence that proposes a name.
 * @param name what a person wrote
 * @param known the names there are
 * @returns undefined when none is near
 */
export function didYouMean(name: string, known: Iterable<string>): string | undefined {
  const nearest = nearestName(name, known);
  return nearest === undefined ? undefined : `Did you mean "${nearest}"?`;
}

/** The name that such a sentence proposes, for editors that put it in; undefined for other sentences. */
export function proposedName(sentence: string): string | undefined {
  return /^Did you mean "(.+)"\?$/.exec(sentence)?.[1];
}

/** The nearest of `known` that is near enough; the first of equals. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  if (name.length > 200) return undefined;
  let best: string | undefined;
  let bestDistance = allowedDistance(name.length) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Words of up to three letters may differ by one edit, longer ones by two, long ones by a third of their letters. */
function allowedDistance(length: number): number {
  if (length < 4) return length < 2 ? 0 : 1;
  return Math.max(2, Math.floor(length / 3));
}

/**
 * Damerau-Levenshtein distance in its "optimal string alignment" form, by rows: letters put in, left out, exchanged, and neighbours
 * that changed places (`biuld`) are one edit each. Stops early once it is sure to reach `limit`.
 */
function editDistance(a: string, b: string, limit: number): number {
  let previous: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const edited = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next.push(isSwapped ? Math.min(edited, (previous[j - 2] ?? 0) + 1) : edited);
    }
    // A swap may come back from the row before, at one more than what stands there.
    if (Math.min(...next) >= limit && Math.min(...row) + 1 >= limit) return limit;
    previous = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
