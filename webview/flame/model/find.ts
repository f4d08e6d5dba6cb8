/** Finds boxes of a row by their place on the axis. Boxes of a row do not overlap, so their starts and their ends both ascend. */
import type { LaneRows, Layout } from './layout.ts';

/** The first position of `from` up to `to` whose value is at least `least`; `to` if there is none. */
export function firstAtLeast(
  values: Float64Array,
  least: number,
  from: number,
  to: number,
): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** As `firstAtLeast`, where the answer is likely near `from`: it looks in steps that double. */
export function firstAtLeastNear(
  values: Float64Array,
  least: number,
  from: number,
  to: number,
): number {
  let step = 1;
  let low = from;
  while (low + step < to && (values[low + step - 1] ?? 0) < least) {
    low += step;
    step *= 2;
  }
  return firstAtLeast(values, least, low, Math.min(to, low + step));
}

/** Where a row's boxes are: positions `first` up to, not with, `end`. */
export function rowRange({ rowFirst }: Layout, row: number): { first: number; end: number } {
  return { first: rowFirst[row] ?? 0, end: rowFirst[row + 1] ?? 0 };
}

/** The row that a position is in. */
export function rowOf({ rowFirst }: Layout, position: number): number {
  let low = 0;
  let high = rowFirst.length - 1;
  while (low + 1 < high) {
    const middle = (low + high) >>> 1;
    if ((rowFirst[middle] ?? 0) <= position) low = middle;
    else high = middle;
  }
  return low;
}

/** The lane that a row is in. */
export function laneOfRow({ lanes }: Layout, row: number): LaneRows | undefined {
  return lanes.find(({ firstRow, rowCount }) => row >= firstRow && row < firstRow + rowCount);
}

/** How deep a row is in its lane; 0 has no parent. */
export function depthOfRow(lane: LaneRows, row: number): number {
  return row - lane.firstRow;
}

/**
 * The box of a row at a moment, else the nearest one that is not farther than `tolerance`.
 *
 * @returns a position, -1 for none
 */
export function boxAt(layout: Layout, row: number, at: number, tolerance: number): number {
  const { starts, ends } = layout;
  const { first, end } = rowRange(layout, row);
  const next = firstAtLeast(ends, at, first, end);
  const nextGap = next < end ? Math.max(0, (starts[next] ?? 0) - at) : Number.POSITIVE_INFINITY;
  const before = next - 1;
  const beforeGap = before >= first ? at - (ends[before] ?? 0) : Number.POSITIVE_INFINITY;
  const best = nextGap <= beforeGap ? next : before;
  return Math.min(nextGap, beforeGap) <= tolerance ? best : -1;
}
