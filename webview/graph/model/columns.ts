/**
 * How the nodes of one box are put into columns, so that as much as possible of it can be read where it is shown as a whole. Steps of a graph are many and short where packages
 * build on each other, so one column for each would make a strip many times as wide as it is high, in which no name can be read: then steps that are next to each
 * other share a column, and columns that are too high overflow into the next one.
 */

/** Measures of a node or a box, in pixels of the world. */
export interface BoxSize {
  readonly width: number;
  readonly height: number;
}

/** A column, from top to bottom. */
export interface PackedColumn {
  /** Numbers of what stands in it. */
  readonly members: readonly number[];
  readonly height: number;
  /** True: it belongs to the same step as the column before it, from which it overflowed. */
  readonly isOverflow: boolean;
}

/** Room between nodes, in pixels of the world. */
export interface Gaps {
  readonly row: number;
  readonly column: number;
  readonly overflow: number;
}

/** Of the windows that graphs are shown in. */
const aspect = 1.6;
/** So few steps are told apart, however wide they are. */
const stepsMin = 4;
/** Steps that share a column are harder to tell apart: half as many have to show the box this much larger, as a power of two. */
const mergeCost = 0.35;
const heightsTried = 14;

/**
 * Packs steps into columns.
 *
 * @param steps from left to right, each from top to bottom, as numbers of `sizes`
 */
export function packColumns(
  steps: readonly (readonly number[])[],
  sizes: readonly BoxSize[],
  gaps: Gaps,
): PackedColumn[] {
  let best: PackedColumn[] = [];
  let bestWorth = -1;
  for (const count of countsTried(steps.length)) {
    const merged = mergeSteps(steps, count);
    const price = (count / Math.max(1, steps.length)) ** mergeCost;
    for (const heightMax of heightsFor(merged, sizes, gaps)) {
      const columns = breakColumns(merged, sizes, { gap: gaps.row, heightMax });
      const worth = price * scaleOf(columns, sizes, gaps);
      if (worth <= bestWorth) continue;
      best = columns;
      bestWorth = worth;
    }
  }
  return best;
}

// All of them, and then always a fifth fewer.
function countsTried(steps: number): number[] {
  const counts = [steps];
  for (let count = steps; count > stepsMin; ) {
    count = Math.max(stepsMin, Math.min(count - 1, Math.floor(count * 0.8)));
    counts.push(count);
  }
  return counts;
}

function mergeSteps(steps: readonly (readonly number[])[], count: number): number[][] {
  const merged: number[][] = Array.from({ length: count }, () => []);
  for (const [at, step] of steps.entries())
    merged[Math.floor((at * count) / steps.length)]?.push(...step);
  return merged;
}

// From what the highest node needs to what the highest column has; also that of columns without any overflow.
function heightsFor(
  steps: readonly (readonly number[])[],
  sizes: readonly BoxSize[],
  { row }: Gaps,
): number[] {
  let least = 0;
  for (const { height } of sizes) least = Math.max(least, height + row);
  const most = Math.max(least, ...steps.map((step) => heightOf(step, sizes, row)));
  const ratio = (most / Math.max(1, least)) ** (1 / heightsTried);
  return [most, ...Array.from({ length: heightsTried }, (_, power) => least * ratio ** power)];
}

function heightOf(step: readonly number[], sizes: readonly BoxSize[], gap: number): number {
  let height = 0;
  for (const at of step) height += (sizes[at]?.height ?? 0) + gap;
  return height;
}

function breakColumns(
  steps: readonly (readonly number[])[],
  sizes: readonly BoxSize[],
  { gap, heightMax }: { readonly gap: number; readonly heightMax: number },
): PackedColumn[] {
  const columns: PackedColumn[] = [];
  for (const step of steps) {
    // Columns of one step are equally high.
    const parts = Math.ceil(heightOf(step, sizes, gap) / heightMax);
    const enough = heightOf(step, sizes, gap) / Math.max(1, parts);
    let last: { members: number[]; height: number; isOverflow: boolean } | undefined;
    for (const at of step) {
      const height = (sizes[at]?.height ?? 0) + gap;
      const isFull =
        last !== undefined && (last.height >= enough || last.height + height > heightMax);
      if (last === undefined || isFull) {
        last = { members: [], height: 0, isOverflow: last !== undefined };
        columns.push(last);
      }
      last.members.push(at);
      last.height += height;
    }
  }
  return columns;
}

// How large it can be shown in a window of that aspect.
function scaleOf(
  columns: readonly PackedColumn[],
  sizes: readonly BoxSize[],
  { column, overflow }: Gaps,
): number {
  let across = 0;
  let down = 1;
  for (const { members, height, isOverflow } of columns) {
    let width = 0;
    for (const at of members) width = Math.max(width, sizes[at]?.width ?? 0);
    across += width + (isOverflow ? overflow : column);
    down = Math.max(down, height);
  }
  return Math.min(aspect / Math.max(1, across), 1 / down);
}
