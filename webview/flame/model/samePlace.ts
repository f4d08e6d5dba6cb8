/** Finds in a chart that has grown what was chosen before: lanes, rows and positions are others by then, what a box is and where it begins is not. */
import { firstAtLeast, laneOfRow, rowOf, rowRange } from './find.ts';
import type { LaneRows, Layout } from './layout.ts';
import type { TextList } from './packedTexts.ts';

/** A box, as it is known across layouts. */
export interface BoxIdentity {
  readonly name: string;
  readonly lane: Pick<LaneRows, 'name' | 'group'>;
  readonly depth: number;
  readonly start: number;
}

/** Twice what a nanosecond's rounding in a file can be. */
const startTolerance = 0.002;

/** What a box is; undefined for no box. */
export function identityOf(
  layout: Layout,
  names: TextList,
  position: number,
): BoxIdentity | undefined {
  if (position < 0 || position >= layout.starts.length) return undefined;
  const row = rowOf(layout, position);
  const lane = laneOfRow(layout, row);
  if (lane === undefined) return undefined;
  const name = names.at(layout.frames[position] ?? 0);
  return { name, lane, depth: row - lane.firstRow, start: layout.starts[position] ?? 0 };
}

/**
 * The position of a box; -1 where it is not there.
 *
 * @param isMoving true: boxes have no fixed start, as in a tree, so that the nearest of its row counts
 */
export function positionOf(
  layout: Layout,
  names: TextList,
  box: BoxIdentity,
  isMoving: boolean,
): number {
  const isIt = (at: number) => names.at(layout.frames[at] ?? 0) === box.name;
  const distance = (at: number) => Math.abs((layout.starts[at] ?? 0) - box.start);
  const lane = laneLike(layout, box.lane);
  if (lane !== undefined && box.depth < lane.rowCount) {
    const { first, end } = rowRange(layout, lane.firstRow + box.depth);
    if (isMoving) return nearest(first, end, isIt, distance);
    const from = firstAtLeast(layout.starts, box.start - startTolerance, first, end);
    for (let at = from; at < end && distance(at) <= startTolerance; at++) if (isIt(at)) return at;
  }
  // What waits may have come to another row meanwhile.
  if (isMoving) return -1;
  return layout.starts.findIndex((_, at) => distance(at) <= startTolerance && isIt(at));
}

/** The rows of a lane by its names. */
export function laneLike(
  { lanes }: Layout,
  { name, group }: Pick<LaneRows, 'name' | 'group'>,
): LaneRows | undefined {
  return lanes.find((lane) => lane.name === name && lane.group === group);
}

function nearest(
  first: number,
  end: number,
  isIt: (at: number) => boolean,
  distance: (at: number) => number,
): number {
  let best = -1;
  for (let at = first; at < end; at++)
    if (isIt(at) && (best < 0 || distance(at) < distance(best))) best = at;
  return best;
}
