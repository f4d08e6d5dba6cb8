/** Steps from box to box, as the arrow keys take them: to the parent, to the first child, along the row, from lane to lane. */
import { boxAt, depthOfRow, firstAtLeast, laneOfRow, rowOf, rowRange } from './find.ts';
import type { Layout } from './layout.ts';

/** Where to go from a box. `parent` and `child` are by depth, whichever way the rows grow. */
export type Step = 'parent' | 'child' | 'previous' | 'next' | 'first' | 'last';

/** The box that a step leads to; -1 where there is none. */
export function stepFrom(layout: Layout, position: number, step: Step): number {
  const row = rowOf(layout, position);
  const { first, end } = rowRange(layout, row);
  switch (step) {
    case 'parent':
      return parentOf(layout, position);
    case 'child':
      return longestChild(layout, position);
    case 'previous':
      return position > first ? position - 1 : -1;
    case 'next':
      return position + 1 < end ? position + 1 : -1;
    case 'first':
      return first;
    case 'last':
      return end - 1;
  }
}

/** The box that a box lies in; -1 for a box without a parent. */
export function parentOf(layout: Layout, position: number): number {
  const row = rowOf(layout, position);
  const lane = laneOfRow(layout, row);
  if (lane === undefined || depthOfRow(lane, row) === 0) return -1;
  const { first, end } = rowRange(layout, row - 1);
  const start = layout.starts[position] ?? 0;
  const at = firstAtLeast(layout.ends, layout.ends[position] ?? 0, first, end);
  // Rounding may let a child end later than its parent: then its start decides.
  const isAround = at < end && (layout.starts[at] ?? 0) <= start;
  return isAround ? at : boxAt(layout, row - 1, start, 0);
}

/** Boxes right below a box: positions `first` up to, not with, `end`. */
export function childrenOf(layout: Layout, position: number): { first: number; end: number } {
  const row = rowOf(layout, position);
  const lane = laneOfRow(layout, row);
  const none = { first: 0, end: 0 };
  if (lane === undefined || row + 1 >= lane.firstRow + lane.rowCount) return none;
  const below = rowRange(layout, row + 1);
  const { starts, ends } = layout;
  const first = firstAtLeast(starts, starts[position] ?? 0, below.first, below.end);
  let end = firstAtLeast(starts, ends[position] ?? 0, first, below.end);
  // A box without length at the very end belongs to this one as long as it does not reach beyond.
  while (end < below.end && (ends[end] ?? 0) <= (ends[position] ?? 0)) end++;
  return first < end ? { first, end } : none;
}

function longestChild(layout: Layout, position: number): number {
  const { first, end } = childrenOf(layout, position);
  let best = -1;
  let length = -1;
  for (let at = first; at < end; at++) {
    const its = (layout.ends[at] ?? 0) - (layout.starts[at] ?? 0);
    if (its > length) {
      best = at;
      length = its;
    }
  }
  return best;
}

/** What of a box's length no child takes. */
export function selfOf(layout: Layout, position: number): number {
  const { starts, ends } = layout;
  const { first, end } = childrenOf(layout, position);
  let self = (ends[position] ?? 0) - (starts[position] ?? 0);
  for (let at = first; at < end; at++) self -= (ends[at] ?? 0) - (starts[at] ?? 0);
  return Math.max(0, self);
}

/**
 * The first box of the next lane, or of the one before, that is seen from `from` on.
 *
 * @returns a position, -1 where there is no such lane
 */
export function stepToLane(layout: Layout, position: number, by: 1 | -1): number {
  const lane = laneOfRow(layout, rowOf(layout, position));
  const at = lane === undefined ? -1 : layout.lanes.indexOf(lane);
  const next = layout.lanes[at + by];
  if (at < 0 || next === undefined) return -1;
  return nearestInRow(layout, next.firstRow, layout.starts[position] ?? 0);
}

/** The box of a row that is nearest to a moment; -1 where the row is empty. */
export function nearestInRow(layout: Layout, row: number, at: number): number {
  return boxAt(layout, row, at, Number.POSITIVE_INFINITY);
}
