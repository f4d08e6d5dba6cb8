/** The order of the table's rows. It is the worker's, since a hundred thousand names take longer to sort than a page may hold still. */
import type { FrameTotals } from './frameTotals.ts';

/** Columns that the table can be sorted by. */
export type SortKey = 'name' | 'self' | 'total' | 'count';

/** How it is sorted. */
export interface FrameSort {
  readonly key: SortKey;
  readonly isDescending: boolean;
}

/**
 * Frames that the table shows, in its order; of equal ones the first of the profile comes first.
 *
 * @param matches 1 for a frame to show; undefined: all that have spans
 */
export function frameOrder(
  names: readonly string[],
  totals: FrameTotals,
  { key, isDescending }: FrameSort,
  matches: Uint8Array | undefined,
): Uint32Array<ArrayBuffer> {
  const isShown = (frame: number) =>
    (totals.count[frame] ?? 0) > 0 && (matches === undefined || matches[frame] === 1);
  const shown = Uint32Array.from(names.keys()).filter(isShown);
  const sign = isDescending ? -1 : 1;
  if (key === 'name') {
    const { compare } = new Intl.Collator();
    return shown.sort((a, b) => sign * compare(names[a] ?? '', names[b] ?? '') || a - b);
  }
  const column = totals[key];
  return shown.sort((a, b) => sign * ((column[a] ?? 0) - (column[b] ?? 0)) || a - b);
}
