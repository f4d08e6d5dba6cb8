/** Sorting long lists without holding the thread: runs of a few thousand, merged two by two. */
import { inTurns, type Turns } from '../../host/platform/turns.ts';

/** How two items follow each other: below 0 where the first comes first. */
export type Compare<T> = (a: T, b: T) => number;

type Steps<Result> = Generator<undefined, Result>;

const runLength = 2048;
/** Items between two looks at the clock. */
const step = 1024;

/** A sorted copy. */
export function sorted<T>(
  items: readonly T[],
  compare: Compare<T>,
  turns: Turns,
): Promise<readonly T[]> {
  return inTurns(sortSteps(items, compare), turns);
}

/** Two sorted lists as one. */
export function merge<T>(
  first: readonly T[],
  second: readonly T[],
  compare: Compare<T>,
  turns: Turns,
): Promise<readonly T[]> {
  return inTurns(mergeSteps(first, second, compare), turns);
}

/** A sorted copy, of work that goes on in steps itself. */
export function* sortSteps<T>(items: readonly T[], compare: Compare<T>): Steps<readonly T[]> {
  let runs: (readonly T[])[] = [];
  for (let at = 0; at < items.length; at += runLength) {
    runs.push(items.slice(at, at + runLength).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const merged: (readonly T[])[] = [];
    for (let at = 0; at < runs.length; at += 2)
      merged.push(yield* mergeSteps(runs[at] ?? [], runs[at + 1] ?? [], compare));
    runs = merged;
  }
  return runs[0] ?? [];
}

function* mergeSteps<T>(
  first: readonly T[],
  second: readonly T[],
  compare: Compare<T>,
): Steps<readonly T[]> {
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
    if (merged.length % step === 0) yield;
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
