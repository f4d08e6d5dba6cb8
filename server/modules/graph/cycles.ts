/** Circles of imports: each group of modules that reach each other, with a shortest circle in it. */
import type { Adjacency } from '../../engine/graph/adjacency.ts';
import { type Components, isCircle, membersOf } from './components.ts';
import { wayBack } from './ways.ts';

/** One group. */
export interface Circle {
  readonly members: Int32Array;
  /** Once round; the last imports the first. */
  readonly shortest: readonly number[];
}

/** Between any two of these the caller may let others through. */
const nodesAStep = 2_000;

/**
 * Finds them, shortest first and then larger groups first; the order among equals is that of `components`.
 * @yields now and then, so that a caller may do something else meanwhile
 */
export function* findCircles(
  edges: Adjacency,
  components: Components,
): Generator<undefined, readonly Circle[]> {
  const circles: Circle[] = [];
  for (let group = 0; group < components.count; group++) {
    if (!isCircle(components, group, edges)) continue;
    const members = membersOf(components, group);
    circles.push({ members, shortest: yield* shortestIn(edges, members) });
    yield;
  }
  return circles.sort(
    (a, b) => a.shortest.length - b.shortest.length || b.members.length - a.members.length,
  );
}

/**
 * A shortest circle of a group. From each member in turn the way back to it is looked for, never farther than the best that is known; a member that was
 * tried is left out after that, because every circle through it was seen.
 */
function* shortestIn(
  edges: Adjacency,
  members: Int32Array,
): Generator<undefined, readonly number[]> {
  const own = importsItself(edges, members);
  if (own !== undefined) return [own];
  const size = edges.starts.length - 1;
  // 0: not of the group or tried already.
  const isIn = new Uint8Array(size);
  for (const member of members) isIn[member] = 1;
  const search = { cameFrom: new Int32Array(size), seen: new Int32Array(size), isIn };
  let best: readonly number[] = [];
  let visited = 0;
  for (const [at, member] of members.entries()) {
    const found = circleThrough(edges, member, { ...search, mark: at + 1, lengthMax: best.length });
    visited += found.visited;
    if (found.circle !== undefined) best = found.circle;
    if (best.length === 2) return best;
    isIn[member] = 0;
    if (visited < nodesAStep) continue;
    visited = 0;
    yield;
  }
  return best;
}

interface Search {
  readonly cameFrom: Int32Array;
  /** The last search that saw a node. */
  readonly seen: Int32Array;
  readonly isIn: Uint8Array;
  readonly mark: number;
  /** Only a shorter circle than this is of interest; 0: any. */
  readonly lengthMax: number;
}

function circleThrough(
  { starts, targets }: Adjacency,
  head: number,
  { cameFrom, seen, isIn, mark, lengthMax }: Search,
): { readonly circle?: readonly number[]; readonly visited: number } {
  const queue = [head];
  let levelEnd = 1;
  // Modules on the way to the level at hand: a circle that is closed from here has as many.
  let length = 1;
  for (let at = 0; at < queue.length; at++) {
    if (at === levelEnd) {
      length++;
      levelEnd = queue.length;
    }
    if (lengthMax > 0 && length >= lengthMax) break;
    const node = queue[at] ?? 0;
    const end = starts[node + 1] ?? 0;
    for (let edge = starts[node] ?? 0; edge < end; edge++) {
      const target = targets[edge] ?? 0;
      if (target === head) return { circle: wayBack(cameFrom, head, node), visited: queue.length };
      if (isIn[target] === 0 || seen[target] === mark) continue;
      seen[target] = mark;
      cameFrom[target] = node;
      queue.push(target);
    }
  }
  return { visited: queue.length };
}

/** One that imports itself, which is shorter than any other circle. */
function importsItself({ starts, targets }: Adjacency, members: Int32Array): number | undefined {
  return members.find((node) => targets.subarray(starts[node], starts[node + 1]).includes(node));
}
