/**
 * Builds a tree of stacks level by level, out of columns and into columns: on each level, items of one parent and one frame become one box, and a
 * parent's boxes are ordered by weight. Sorting by counting makes that linear, also where a million spans have a million stacks.
 */
import { newColumns } from './layout.ts';

/** What is put together on a level. Columns of equal length; the index is the item. */
export interface Level {
  readonly frames: Uint32Array;
  readonly weights: Float64Array;
  /** Position of each item's box on the level above; 0 on the first one. */
  readonly parents: Uint32Array;
}

/** Boxes so far: row by row, each row from left to right. */
export class LevelRows {
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #frames: number[] = [];
  readonly #counts: number[] = [];
  readonly #frameCount: number;
  readonly rowFirst: number[] = [0];

  constructor(frameCount: number) {
    this.#frameCount = frameCount;
  }

  /** The boxes as columns of a layout. */
  columns(): ReturnType<typeof newColumns> {
    const made = newColumns(this.#starts.length);
    made.starts.set(this.#starts);
    made.ends.set(this.#ends);
    made.frames.set(this.#frames);
    made.spans.set(this.#counts);
    return made;
  }

  /**
   * Adds a row.
   *
   * @param isFirst true: its boxes have no parent
   * @returns the position of each item's box
   */
  add(level: Level, isFirst: boolean): Uint32Array {
    const order = this.#sorted(level, isFirst);
    const positions = new Uint32Array(order.length);
    for (let at = 0; at < order.length; ) {
      const parent = level.parents[order[at] ?? 0] ?? 0;
      let end = at + 1;
      while (end < order.length && level.parents[order[end] ?? 0] === parent) end++;
      const start = isFirst ? 0 : (this.#starts[parent] ?? 0);
      this.#addFamily({ level, order, from: at, to: end, start, positions });
      at = end;
    }
    this.rowFirst.push(this.#starts.length);
    return positions;
  }

  // Boxes of one parent: those of one frame together, then the heaviest first.
  #addFamily(of: {
    readonly level: Level;
    readonly order: Uint32Array;
    readonly from: number;
    readonly to: number;
    readonly start: number;
    readonly positions: Uint32Array;
  }): void {
    const { level, order, positions } = of;
    const boxes: { from: number; to: number; weight: number }[] = [];
    for (let at = of.from; at < of.to; ) {
      const frame = level.frames[order[at] ?? 0];
      const from = at;
      let weight = 0;
      for (; at < of.to && level.frames[order[at] ?? 0] === frame; at++) {
        weight += level.weights[order[at] ?? 0] ?? 0;
      }
      boxes.push({ from, to: at, weight });
    }
    boxes.sort((a, b) => b.weight - a.weight);
    let { start } = of;
    for (const { from, to, weight } of boxes) {
      for (let at = from; at < to; at++) positions[order[at] ?? 0] = this.#starts.length;
      this.#starts.push(start);
      start += weight;
      this.#ends.push(start);
      this.#frames.push(level.frames[order[from] ?? 0] ?? 0);
      this.#counts.push(to - from);
    }
  }

  // By parent, and for one parent by frame.
  #sorted({ frames, parents }: Level, isFirst: boolean): Uint32Array {
    const items = Uint32Array.from(frames.keys());
    const above = this.rowFirst.at(-2) ?? 0;
    const parentCount = isFirst ? 1 : this.#starts.length - above;
    const keys = this.#frameCount + parentCount;
    // Few items of many frames are compared: counting would look at every frame there is.
    if (keys > items.length * 16) {
      return items.sort(
        (a, b) => (parents[a] ?? 0) - (parents[b] ?? 0) || (frames[a] ?? 0) - (frames[b] ?? 0),
      );
    }
    const byFrame = countingSort(items, this.#frameCount, (item) => frames[item] ?? 0);
    if (isFirst) return byFrame;
    return countingSort(byFrame, parentCount, (item) => (parents[item] ?? 0) - above);
  }
}

function countingSort(
  items: Uint32Array,
  keyCount: number,
  keyOf: (item: number) => number,
): Uint32Array {
  const next = new Uint32Array(keyCount + 1);
  for (const item of items) next[keyOf(item) + 1] = (next[keyOf(item) + 1] ?? 0) + 1;
  for (let key = 1; key <= keyCount; key++) next[key] = (next[key] ?? 0) + (next[key - 1] ?? 0);
  const sorted = new Uint32Array(items.length);
  for (const item of items) {
    const key = keyOf(item);
    const at = next[key] ?? 0;
    sorted[at] = item;
    next[key] = at + 1;
  }
  return sorted;
}
