/** Ways through the graph, breadth first: what lies how many steps away, and the shortest way between two nodes. */
import type { Adjacency } from '../../engine/graph/adjacency.ts';

/** Nodes around some, nearest first. */
export interface Surroundings {
  readonly nodes: Int32Array;
  /** Steps to each of `nodes`; 0 for those to start from. */
  readonly steps: Int32Array;
}

/**
 * All nodes that edges lead to, those to start from included.
 * @param stepsMax nodes farther away are left out
 */
export function surroundings(
  { starts, targets }: Adjacency,
  from: Iterable<number>,
  stepsMax: number = Infinity,
): Surroundings {
  const size = starts.length - 1;
  const nodes = new Int32Array(size);
  const steps = new Int32Array(size);
  const isFound = new Uint8Array(size);
  let length = 0;
  const find = (node: number, step: number): void => {
    if (isFound[node] === 1) return;
    isFound[node] = 1;
    steps[length] = step;
    nodes[length++] = node;
  };
  for (const node of from) find(node, 0);
  for (let at = 0; at < length; at++) {
    const node = nodes[at] ?? 0;
    const step = (steps[at] ?? 0) + 1;
    if (step > stepsMax) break;
    const end = starts[node + 1] ?? 0;
    for (let edge = starts[node] ?? 0; edge < end; edge++) find(targets[edge] ?? 0, step);
  }
  return { nodes: nodes.subarray(0, length), steps: steps.subarray(0, length) };
}

/** The shortest way, both ends included; undefined where there is none. */
export function shortestWay(
  { starts, targets }: Adjacency,
  from: number,
  to: number,
): readonly number[] | undefined {
  if (from === to) return [from];
  const cameFrom = new Int32Array(starts.length - 1).fill(-1);
  const queue = [from];
  cameFrom[from] = from;
  for (const node of queue) {
    const end = starts[node + 1] ?? 0;
    for (let edge = starts[node] ?? 0; edge < end; edge++) {
      const target = targets[edge] ?? 0;
      if (cameFrom[target] !== -1) continue;
      cameFrom[target] = node;
      if (target === to) return wayBack(cameFrom, from, to);
      queue.push(target);
    }
  }
  return undefined;
}

/** The way that a search took to a node. */
export function wayBack(cameFrom: ArrayLike<number>, from: number, to: number): readonly number[] {
  const way = [to];
  for (let node = to; node !== from; way.push(node)) node = cameFrom[node] ?? from;
  return way.reverse();
}
