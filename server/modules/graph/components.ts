/** Groups of modules that can all reach each other. A group of one that does not import itself is no circle. */
import type { Adjacency } from '../../engine/graph/adjacency.ts';

/** All groups, those that others of them reach first. */
export interface Components {
  /** Group of each node. */
  readonly of: Int32Array;
  readonly count: number;
  /** Members of group `g` are `members[starts[g]]` up to, not including, `members[starts[g + 1]]`. */
  readonly starts: Int32Array;
  readonly members: Int32Array;
}

/**
 * Strongly connected components after Tarjan (1972), with an explicit stack in place of recursion, since a chain of imports may be as long as the
 * workspace has files. Linear in nodes and edges. A group is closed when all that it reaches is, hence the order.
 */
export function findComponents({ starts: edgeStarts, targets }: Adjacency): Components {
  const nodes = edgeStarts.length - 1;
  const of = new Int32Array(nodes).fill(-1);
  // When a node was found, from 1; the earliest node on the open stack that it reaches; the edge to look at next.
  const index = new Int32Array(nodes);
  const low = new Int32Array(nodes);
  const next = edgeStarts.slice(0, nodes);
  const way = new Int32Array(nodes);
  const open = new Int32Array(nodes);
  const starts = new Int32Array(nodes + 1);
  const members = new Int32Array(nodes);
  let [found, depth, opened, closed, count] = [0, 0, 0, 0, 0];
  const enter = (node: number): void => {
    index[node] = low[node] = ++found;
    open[opened++] = node;
    way[depth++] = node;
  };
  const leave = (node: number): void => {
    depth--;
    const above = way[depth - 1];
    if (depth > 0 && above !== undefined) low[above] = Math.min(low[above] ?? 0, low[node] ?? 0);
    if (low[node] !== index[node]) return;
    let member: number;
    do {
      member = open[--opened] ?? 0;
      of[member] = count;
      members[closed++] = member;
    } while (member !== node);
    starts[++count] = closed;
  };
  for (let root = 0; root < nodes; root++) {
    if (index[root] !== 0) continue;
    enter(root);
    while (depth > 0) {
      const node = way[depth - 1] ?? 0;
      const edge = next[node] ?? 0;
      if (edge >= (edgeStarts[node + 1] ?? 0)) {
        leave(node);
        continue;
      }
      next[node] = edge + 1;
      const target = targets[edge] ?? 0;
      if (index[target] === 0) enter(target);
      else if (of[target] === -1) low[node] = Math.min(low[node] ?? 0, index[target] ?? 0);
    }
  }
  return { of, count, starts: starts.slice(0, count + 1), members };
}

/** Members of one group. */
export function membersOf({ starts, members }: Components, group: number): Int32Array {
  return members.subarray(starts[group], starts[group + 1]);
}

/** Whether a group is a circle: several modules, or one that imports itself. */
export function isCircle(
  components: Components,
  group: number,
  { starts, targets }: Adjacency,
): boolean {
  const [first, second] = membersOf(components, group);
  if (first === undefined || second !== undefined) return second !== undefined;
  return targets.subarray(starts[first], starts[first + 1]).includes(first);
}
