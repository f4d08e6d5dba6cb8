/**
 * Profiles without their order: equal stacks put together, the heaviest on the left. One tree serves the left-heavy view, and two serve the
 * sandwich, of those that call a name and those that it calls. The result has the form of a layout, so it is drawn like any other.
 */
import type { Profile } from '../../../server/profiles/profile.ts';
import type { LaneRows, Layout } from './layout.ts';
import { LevelRows } from './levels.ts';
import { buildLongest } from './longest.ts';

/** All lanes as one tree, equal stacks together. */
export function leftHeavyLayout(profile: Profile): Layout {
  const rows = new LevelRows(profile.frames.names.length);
  return layoutOf(profile, rows, [treeBelow(profile, rows, profile.spans.depths)]);
}

/** Names of the two lanes of a sandwich, for a user. */
export interface SandwichNames {
  readonly callers: string;
  readonly callees: string;
}

/** Who calls a frame, growing upwards, and what it calls, growing downwards. A recursive call counts as a part of the outermost one. */
export function sandwichLayout(profile: Profile, frame: number, names: SandwichNames): Layout {
  const rows = new LevelRows(profile.frames.names.length);
  const levels = levelsBelow(profile, frame);
  const outermost = Uint32Array.from(levels.keys()).filter((span) => levels[span] === 0);
  const callers = treeAbove(profile, rows, outermost);
  const callees = treeBelow(profile, rows, levels);
  return layoutOf(profile, rows, [
    { ...callers, name: names.callers, isFlipped: true },
    { ...callees, name: names.callees },
  ]);
}

/** Level of what a sandwich leaves out. */
const leftOut = 0xffff;

// How far below the outermost span of a frame each span lies.
function levelsBelow({ spans }: Profile, frame: number): Uint16Array {
  const levels = new Uint16Array(spans.frames.length).fill(leftOut);
  let outer = -1;
  // A lane begins at depth 0, which ends what was open in the one before.
  for (let span = 0; span < levels.length; span++) {
    const depth = spans.depths[span] ?? 0;
    if (depth <= outer) outer = -1;
    if (outer < 0 && spans.frames[span] === frame) outer = depth;
    if (outer >= 0) levels[span] = depth - outer;
  }
  return levels;
}

// Spans by level, each below the box of its parent.
function treeBelow({ spans }: Profile, rows: LevelRows, levels: Uint16Array): LaneRows {
  const firstRow = rows.rowFirst.length - 1;
  const positionOf = new Uint32Array(levels.length);
  for (const [level, its] of spansByLevel(levels).entries()) {
    const parentOf = (span: number) => (level === 0 ? 0 : positionOf[spans.parents[span] ?? 0]);
    const positions = rows.add(
      {
        frames: its.map((span) => spans.frames[span] ?? 0),
        weights: Float64Array.from(its, (span) => spans.durations[span] ?? 0),
        parents: its.map((span) => parentOf(span) ?? 0),
      },
      level === 0,
    );
    for (let item = 0; item < its.length; item++) {
      positionOf[its[item] ?? 0] = positions[item] ?? 0;
    }
  }
  return laneOf(rows, firstRow);
}

function spansByLevel(levels: Uint16Array): Uint32Array[] {
  const counts: number[] = [];
  for (const level of levels) if (level !== leftOut) counts[level] = (counts[level] ?? 0) + 1;
  const lists = Array.from(counts, (count) => new Uint32Array(count ?? 0));
  const next = new Uint32Array(lists.length);
  for (let span = 0; span < levels.length; span++) {
    const level = levels[span] ?? leftOut;
    const list = lists[level];
    if (list === undefined) continue;
    list[next[level] ?? 0] = span;
    next[level] = (next[level] ?? 0) + 1;
  }
  return lists;
}

// The same spans on each level, seen from one parent further up; those without one drop out.
function treeAbove({ spans }: Profile, rows: LevelRows, outermost: Uint32Array): LaneRows {
  const firstRow = rows.rowFirst.length - 1;
  let weights = Float64Array.from(outermost, (span) => spans.durations[span] ?? 0);
  let seen = Int32Array.from(outermost);
  let parents = new Uint32Array(seen.length);
  for (let isFirst = true; seen.length > 0; isFirst = false) {
    const frames = Uint32Array.from(seen, (span) => spans.frames[span] ?? 0);
    const positions = rows.add({ frames, weights, parents }, isFirst);
    const above = seen.map((span) => spans.parents[span] ?? -1);
    const isLeft = (_: number, item: number) => (above[item] ?? -1) >= 0;
    weights = weights.filter(isLeft);
    parents = Uint32Array.from(positions.filter(isLeft));
    seen = above.filter(isLeft);
  }
  return laneOf(rows, firstRow);
}

function laneOf({ rowFirst }: LevelRows, firstRow: number): LaneRows {
  const rowCount = rowFirst.length - 1 - firstRow;
  return { name: '', group: '', firstRow, rowCount, isFlipped: false };
}

function layoutOf({ unit }: Profile, rows: LevelRows, lanes: readonly LaneRows[]): Layout {
  const made = rows.columns();
  const rowFirst = Uint32Array.from(rows.rowFirst);
  const endOf = ({ firstRow }: LaneRows) => made.ends[(rowFirst[firstRow + 1] ?? 0) - 1] ?? 0;
  const shown = lanes.filter(({ rowCount }) => rowCount > 0);
  const length = Math.max(0, ...shown.map(endOf));
  return { unit, length, lanes: shown, rowFirst, ...made, longest: buildLongest(made) };
}
