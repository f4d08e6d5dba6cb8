/**
 * Profiles without their order: equal stacks put together, the heaviest on the left. One tree serves the left-heavy view, and two serve the
 * sandwich, of those that call a name and those that it calls. The result has the form of a layout, so it is drawn like any other.
 */
import type { Profile } from '../../../server/profiles/profile.ts';
import { type LaneRows, type Layout, newColumns } from './layout.ts';
import { buildLongest } from './longest.ts';

/** What makes a tree. Weights are in the profile's unit. */
class StackTree {
  readonly frames: number[] = [];
  readonly totals: number[] = [];
  readonly counts: number[] = [];
  /** -1 for those on top. */
  readonly parents: number[] = [];
  readonly #frameCount: number;
  readonly #nodes = new Map<number, number>();

  constructor(frameCount: number) {
    this.#frameCount = frameCount;
  }

  /** Adds to the node of a frame below a parent, which is made where it is not there yet. */
  add(parent: number, frame: number, weight: number): number {
    const key = (parent + 1) * this.#frameCount + frame;
    const node = this.#nodes.get(key) ?? this.#make(key, parent, frame);
    this.totals[node] = (this.totals[node] ?? 0) + weight;
    this.counts[node] = (this.counts[node] ?? 0) + 1;
    return node;
  }

  #make(key: number, parent: number, frame: number): number {
    const node = this.frames.length;
    this.frames.push(frame);
    this.totals.push(0);
    this.counts.push(0);
    this.parents.push(parent);
    this.#nodes.set(key, node);
    return node;
  }
}

/** All lanes as one tree, equal stacks together. */
export function leftHeavyLayout(profile: Profile): Layout {
  const tree = new StackTree(profile.frames.names.length);
  const { frames, durations, depths } = profile.spans;
  const stack: number[] = [];
  // A lane begins at depth 0, so nothing of the one before is left on the stack.
  for (let span = 0; span < frames.length; span++) {
    const depth = depths[span] ?? 0;
    const parent = depth === 0 ? -1 : (stack[depth - 1] ?? -1);
    stack[depth] = tree.add(parent, frames[span] ?? 0, durations[span] ?? 0);
  }
  return layoutOf(profile, [{ name: '', tree, isFlipped: false }]);
}

/** Names of the two lanes of a sandwich, for a user. */
export interface SandwichNames {
  readonly callers: string;
  readonly callees: string;
}

/** Who calls a frame, growing upwards, and what it calls, growing downwards. A recursive call counts as a part of the outermost one. */
export function sandwichLayout(profile: Profile, frame: number, names: SandwichNames): Layout {
  const callers = new StackTree(profile.frames.names.length);
  const callees = new StackTree(profile.frames.names.length);
  const { frames, durations, depths } = profile.spans;
  const stack: number[] = [];
  let outerDepth = -1;
  for (let span = 0; span < frames.length; span++) {
    const depth = depths[span] ?? 0;
    if (depth <= outerDepth) outerDepth = -1;
    if (outerDepth < 0) {
      if (frames[span] !== frame) continue;
      outerDepth = depth;
      stack.length = 0;
      addCallers(profile, callers, span);
    }
    const parent = stack[depth - outerDepth - 1] ?? -1;
    stack[depth - outerDepth] = callees.add(parent, frames[span] ?? 0, durations[span] ?? 0);
  }
  return layoutOf(profile, [
    { name: names.callers, tree: callers, isFlipped: true },
    { name: names.callees, tree: callees, isFlipped: false },
  ]);
}

function addCallers({ spans }: Profile, tree: StackTree, span: number): void {
  const weight = spans.durations[span] ?? 0;
  let node = -1;
  for (let at = span; at >= 0; at = spans.parents[at] ?? -1) {
    node = tree.add(node, spans.frames[at] ?? 0, weight);
  }
}

interface NamedTree {
  readonly name: string;
  readonly tree: StackTree;
  readonly isFlipped: boolean;
}

function layoutOf({ unit }: Profile, trees: readonly NamedTree[]): Layout {
  const count = trees.reduce((sum, { tree }) => sum + tree.frames.length, 0);
  const made = newColumns(count);
  const lanes: LaneRows[] = [];
  const rowFirst: number[] = [0];
  let length = 0;
  for (const { name, tree, isFlipped } of trees) {
    const firstRow = rowFirst.length - 1;
    length = Math.max(length, placeTree(tree, made, rowFirst));
    lanes.push({ name, group: '', firstRow, rowCount: rowFirst.length - 1 - firstRow, isFlipped });
  }
  const shown = lanes.filter(({ rowCount }) => rowCount > 0);
  const longest = buildLongest(made);
  return { unit, length, lanes: shown, rowFirst: Uint32Array.from(rowFirst), ...made, longest };
}

// Depth by depth, since a row's boxes lie behind each other. @returns the weight of the whole tree
function placeTree(
  tree: StackTree,
  made: ReturnType<typeof newColumns>,
  rowFirst: number[],
): number {
  const children = childrenOf(tree);
  let level = placeChildren({ tree, nodes: children.get(-1) ?? [], start: 0, made, rowFirst });
  const whole = (children.get(-1) ?? []).reduce((sum, node) => sum + (tree.totals[node] ?? 0), 0);
  while (level.length > 0) {
    rowFirst.push((rowFirst.at(-1) ?? 0) + level.length);
    const next: Placed[] = [];
    let position = rowFirst.at(-1) ?? 0;
    for (const { node, start } of level) {
      const nodes = children.get(node);
      if (nodes === undefined) continue;
      const placed = placeChildren({ tree, nodes, start, made, rowFirst: [position] });
      position += placed.length;
      for (const one of placed) next.push(one);
    }
    level = next;
  }
  return whole;
}

interface Placed {
  readonly node: number;
  readonly start: number;
}

function placeChildren(of: {
  readonly tree: StackTree;
  readonly nodes: readonly number[];
  readonly start: number;
  readonly made: ReturnType<typeof newColumns>;
  readonly rowFirst: readonly number[];
}): Placed[] {
  const { tree, nodes, made } = of;
  let { start } = of;
  let position = of.rowFirst.at(-1) ?? 0;
  return nodes.map((node) => {
    const placed = { node, start };
    made.starts[position] = start;
    start += tree.totals[node] ?? 0;
    made.ends[position] = start;
    made.frames[position] = tree.frames[node] ?? 0;
    made.spans[position] = tree.counts[node] ?? 0;
    position++;
    return placed;
  });
}

// Children by parent, the heaviest first.
function childrenOf({ parents, totals }: StackTree): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const [node, parent] of parents.entries()) {
    const known = children.get(parent);
    if (known === undefined) children.set(parent, [node]);
    else known.push(node);
  }
  for (const nodes of children.values()) {
    nodes.sort((a, b) => (totals[b] ?? 0) - (totals[a] ?? 0));
  }
  return children;
}
