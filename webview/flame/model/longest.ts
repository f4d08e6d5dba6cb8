/**
 * Which box of a stretch of positions is the longest, without a look at all of them: for each block of 16 positions its longest, for each
 * 16 of those blocks the longest of them, and so on. It decides what stands for thousands of spans that share a pixel.
 */

/** Level by level: the position of each block's longest box. The first level has blocks of 16. */
export type LongestIndex = readonly Uint32Array<ArrayBuffer>[];

/** What is measured. */
export interface Lengths {
  readonly starts: Float64Array;
  readonly ends: Float64Array;
}

const blockBits = 4;
const blockSize = 1 << blockBits;

/** Builds the index, which takes a fifteenth of a column of numbers. */
export function buildLongest(boxes: Lengths): LongestIndex {
  const levels: Uint32Array<ArrayBuffer>[] = [];
  let below: Uint32Array<ArrayBuffer> | undefined;
  let count = boxes.starts.length;
  while (count > blockSize) {
    below = buildLevel(boxes, below, count);
    levels.push(below);
    count = below.length;
  }
  return levels;
}

function buildLevel(
  boxes: Lengths,
  below: Uint32Array | undefined,
  count: number,
): Uint32Array<ArrayBuffer> {
  const level = new Uint32Array(Math.ceil(count / blockSize));
  for (let block = 0; block < level.length; block++) {
    const end = Math.min(count, (block + 1) * blockSize);
    let best = below?.[block * blockSize] ?? block * blockSize;
    for (let at = block * blockSize + 1; at < end; at++) {
      best = longer(boxes, best, below?.[at] ?? at);
    }
    level[block] = best;
  }
  return level;
}

function longer({ starts, ends }: Lengths, a: number, b: number): number {
  const lengthOfA = (ends[a] ?? 0) - (starts[a] ?? 0);
  return (ends[b] ?? 0) - (starts[b] ?? 0) > lengthOfA ? b : a;
}

/**
 * The longest box of the positions `from` up to, not with, `to`; the first one of several.
 *
 * @param to above `from`
 */
export function longestOf(
  boxes: Lengths & { readonly longest: LongestIndex },
  from: number,
  to: number,
): number {
  let best = from;
  let at = from;
  while (at < to) {
    const level = levelAt(boxes.longest, at, to);
    const size = level < 0 ? 0 : (level + 1) * blockBits;
    best = longer(boxes, best, level < 0 ? at : (boxes.longest[level]?.[at >>> size] ?? at));
    at += 1 << size;
  }
  return best;
}

// The largest block that starts at a position and does not reach beyond `to`; -1: only the position itself.
function levelAt(levels: LongestIndex, at: number, to: number): number {
  let level = -1;
  while (level + 1 < levels.length) {
    const size = 1 << ((level + 2) * blockBits);
    if (at % size !== 0 || at + size > to) break;
    level++;
  }
  return level;
}
