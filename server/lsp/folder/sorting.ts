/** Sorting long lists without holding the thread: runs of a few thousand, merged two by two. */
import type { Turns } from '../../host/platform/turns.ts';

/** How two items follow each other: below 0 where the first comes first. */
export type Compare<T> = (a: T, b: T) => number;

const runLength = 4096;
/** Items between two looks at the clock. */
const step = 1024;

/** A sorted copy. */
export async function sorted<T>(
  items: readonly T[],
  compare: Compare<T>,
  turns: Turns,
): Promise<readonly T[]> {
  let runs: (readonly T[])[] = [];
  for (let at = 0; at < items.length; at += runLength) {
    runs.push(items.slice(at, at + runLength).sort(compare));
    await turns.next();
  }
  while (runs.length > 1) {
    const merged: (readonly T[])[] = [];
    for (let at = 0; at < runs.length; at += 2)
      merged.push(await merge(runs[at] ?? [], runs[at + 1] ?? [], compare, turns));
    runs = merged;
  }
  return runs[0] ?? [];
}

/** Two sorted lists as one. */
export async function merge<T>(
  first: readonly T[],
  second: readonly T[],
  compare: Compare<T>,
  turns: Turns,
): Promise<readonly T[]> {
  const merged: T[] = [];
  let [a, b] = [0, 0];
  while (a < first.length && b < second.length) {
    const [left, right] = [first[a] as T, second[b] as T];
    if (compare(left, right) <= 0) {
      merged.push(left);
      a++;
    } else {
      merged.push(right);
      b++;
    }
    if (merged.length % step === 0) await turns.next();
  }
  return merged.concat(first.slice(a), second.slice(b));
}

/** Those for which a test holds. */
export async function filtered<T>(
  items: Iterable<T>,
  test: (item: T) => boolean,
  turns: Turns,
): Promise<T[]> {
  const found: T[] = [];
  let count = 0;
  for (const item of items) {
    if (test(item)) found.push(item);
    if (++count % step === 0) await turns.next();
  }
  return found;
}
