/**
 * What is drawn: rows of boxes that do not overlap, ordered by start. A time chart has one row for each depth of each lane; the trees of
 * `tree.ts` have the same form, so one painter, one hit test and one set of keys serve all views.
 *
 * A box is known by its position: its place in the columns, which are ordered by row. A row's boxes lie behind each other in memory,
 * so to find what is seen is a binary search in two dense columns.
 */
import type { Profile, ProfileUnit } from '../../../server/profiles/profile.ts';
import { buildLongest, type LongestIndex } from './longest.ts';

/** Rows that belong together. */
export interface LaneRows {
  readonly name: string;
  readonly group: string;
  readonly firstRow: number;
  readonly rowCount: number;
  /** True: the row of depth 0 is the lowest, and the others grow upwards. */
  readonly isFlipped: boolean;
}

/** Boxes in columns. All arrays of boxes are of equal length; the index is the position. */
export interface Layout {
  readonly unit: ProfileUnit;
  /** Right end of the axis. */
  readonly length: number;
  readonly lanes: readonly LaneRows[];
  /** Row `r` has the positions `rowFirst[r]` up to, not with, `rowFirst[r + 1]`. */
  readonly rowFirst: Uint32Array<ArrayBuffer>;
  readonly starts: Float64Array<ArrayBuffer>;
  readonly ends: Float64Array<ArrayBuffer>;
  readonly frames: Uint32Array<ArrayBuffer>;
  /** Of a time chart the span's number in the profile; of a tree how many spans the box stands for. */
  readonly spans: Uint32Array<ArrayBuffer>;
  readonly longest: LongestIndex;
}

/** The parts of a layout that say where its rows are. */
export interface RowPlan {
  readonly lanes: readonly LaneRows[];
  /** First row of each lane of the profile, also of those without rows. */
  readonly base: Uint32Array;
  readonly rowCount: number;
}

/** Lays a profile out by time. Lanes without spans have no rows and are left out. */
export function timeLayout(profile: Profile): Layout {
  const plan = planRows(profile);
  const { starts, durations, frames, depths } = profile.spans;
  const rowFirst = firstOfRows(profile, plan);
  const next = rowFirst.slice();
  const count = starts.length;
  const made = newColumns(count);
  for (const [at, { first, count: spans }] of profile.lanes.entries()) {
    const base = plan.base[at] ?? 0;
    for (let span = first; span < first + spans; span++) {
      const row = base + (depths[span] ?? 0);
      const position = next[row] ?? 0;
      next[row] = position + 1;
      const start = starts[span] ?? 0;
      made.starts[position] = start;
      made.ends[position] = start + (durations[span] ?? 0);
      made.frames[position] = frames[span] ?? 0;
      made.spans[position] = span;
    }
  }
  const { unit, length } = profile;
  return { unit, length, lanes: plan.lanes, rowFirst, ...made, longest: buildLongest(made) };
}

/** Columns of that many boxes, all zero. */
export function newColumns(count: number) {
  return {
    starts: new Float64Array(count),
    ends: new Float64Array(count),
    frames: new Uint32Array(count),
    spans: new Uint32Array(count),
  };
}

function planRows(profile: Profile): RowPlan {
  const lanes: LaneRows[] = [];
  const base = new Uint32Array(profile.lanes.length);
  let row = 0;
  for (const [at, { name, group, count, depth }] of profile.lanes.entries()) {
    base[at] = row;
    if (count === 0) continue;
    lanes.push({ name, group, firstRow: row, rowCount: depth, isFlipped: false });
    row += depth;
  }
  return { lanes, base, rowCount: row };
}

function firstOfRows(profile: Profile, { base, rowCount }: RowPlan): Uint32Array<ArrayBuffer> {
  const { depths } = profile.spans;
  const first = new Uint32Array(rowCount + 1);
  for (const [at, lane] of profile.lanes.entries()) {
    const behind = (base[at] ?? 0) + 1;
    const end = lane.first + lane.count;
    for (let span = lane.first; span < end; span++) {
      const row = behind + (depths[span] ?? 0);
      first[row] = (first[row] ?? 0) + 1;
    }
  }
  for (let row = 1; row <= rowCount; row++) first[row] = (first[row] ?? 0) + (first[row - 1] ?? 0);
  return first;
}

/** The buffers of a layout, to be given to another thread rather than copied. */
export function buffersOf(layout: Layout): ArrayBuffer[] {
  const { rowFirst, starts, ends, frames, spans, longest } = layout;
  const columns = [rowFirst, starts, ends, frames, spans, ...longest];
  return columns.map(({ buffer }) => buffer);
}

/** Marks without length, as a layout of its own: row 0 has those that belong to no lane, and each lane of the chart has one row after that. */
export function instantLayout({ instants, lanes, unit, length }: Profile): Layout {
  const rowOfLane = new Int32Array(lanes.length);
  let rows = 1;
  for (const [at, { count }] of lanes.entries()) if (count > 0) rowOfLane[at] = rows++;
  const count = instants.times.length;
  const rowOf = (at: number) => rowOfLane[instants.lanes[at] ?? -1] ?? 0;
  const rowFirst = new Uint32Array(rows + 1);
  for (let at = 0; at < count; at++) {
    const behind = rowOf(at) + 1;
    rowFirst[behind] = (rowFirst[behind] ?? 0) + 1;
  }
  for (let row = 1; row <= rows; row++) {
    rowFirst[row] = (rowFirst[row] ?? 0) + (rowFirst[row - 1] ?? 0);
  }
  const next = rowFirst.slice();
  const made = newColumns(count);
  for (let at = 0; at < count; at++) {
    const row = rowOf(at);
    const position = next[row] ?? 0;
    next[row] = position + 1;
    made.starts[position] = instants.times[at] ?? 0;
    made.ends[position] = instants.times[at] ?? 0;
    made.frames[position] = instants.frames[at] ?? 0;
    made.spans[position] = at;
  }
  return { unit, length, lanes: [], rowFirst, ...made, longest: buildLongest(made) };
}
