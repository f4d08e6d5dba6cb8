/**
 * Which column a node belongs to: what nothing depends on further than others stands right, who depends on it left of that. Circles share a column. The idea
 * is that of Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system structures" (1981): ranks first, then an order
 * within each that keeps neighbours at one height. It is iterative throughout: a chain of 10,000 modules must not end in a stack overflow.
 */
import { type Neighbours, neighboursAt, neighboursOf } from './adjacency.ts';
import { none } from './viewGraph.ts';

/** Nodes 0 to `count` - 1, and pairs of who depends on whom. */
export interface SmallGraph {
  readonly count: number;
  readonly edges: Uint32Array;
}

const sweeps = 4;

/**
 * Puts nodes into columns.
 *
 * @param initial by node: where it comes at first, e.g. by name; equal figures keep the order of their numbers
 * @returns columns from left to right, each from top to bottom; nodes without any edge in a last one
 */
export function columnsOf(graph: SmallGraph, initial: Uint32Array): number[][] {
  const depths = depthsOf(graph);
  const columns = groupByDepth(graph, depths, initial);
  straighten(graph, columns);
  return columns;
}

/** By node: the longest way to one that depends on nothing, a circle counted as one; `none` where it has no edge. */
export function depthsOf({ count, edges }: SmallGraph): Int32Array {
  const out = neighboursOf(edges, count, 0);
  const { component, order } = components(out, count);
  const ofComponent = new Int32Array(count);
  const hasEdge = new Uint8Array(count);
  for (const node of edges) hasEdge[node] = 1;
  // Components come after all that they depend on.
  for (const node of order) {
    const own = component[node] ?? 0;
    for (const to of neighboursAt(out, node)) {
      const other = component[to] ?? 0;
      if (other === own) continue;
      const depth = (ofComponent[other] ?? 0) + 1;
      if (depth > (ofComponent[own] ?? 0)) ofComponent[own] = depth;
    }
  }
  const depths = new Int32Array(count);
  for (let node = 0; node < count; node++)
    depths[node] = hasEdge[node] === 1 ? (ofComponent[component[node] ?? 0] ?? 0) : none;
  return depths;
}

/**
 * Strongly connected components after Tarjan, "Depth-first search and linear graph algorithms" (1972), with a stack of its own.
 *
 * @returns by node its component; and all nodes, members of a component together, each component after those that it leads to
 */
function components(out: Neighbours, count: number) {
  const index = new Int32Array(count).fill(none);
  const low = new Int32Array(count);
  const component = new Int32Array(count).fill(none);
  const order: number[] = [];
  const open: number[] = [];
  const path: number[] = [];
  const cursor = out.first.slice(0, count);
  let counter = 0;
  let found = 0;
  const enter = (node: number) => {
    index[node] = low[node] = counter++;
    open.push(node);
    path.push(node);
  };
  const leave = (node: number) => {
    path.pop();
    const above = path.at(-1);
    if (above !== undefined) low[above] = Math.min(low[above] ?? 0, low[node] ?? 0);
    if (low[node] !== index[node]) return;
    for (let member = open.pop(); member !== undefined; member = open.pop()) {
      component[member] = found;
      order.push(member);
      if (member === node) break;
    }
    found++;
  };
  for (let start = 0; start < count; start++) {
    if (index[start] !== none) continue;
    enter(start);
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const at = cursor[node] ?? 0;
      if (at >= (out.first[node + 1] ?? 0)) {
        leave(node);
        continue;
      }
      cursor[node] = at + 1;
      const to = out.targets[at] ?? 0;
      if (index[to] === none) enter(to);
      else if (component[to] === none) low[node] = Math.min(low[node] ?? 0, index[to] ?? 0);
    }
  }
  return { component, order };
}

function groupByDepth({ count }: SmallGraph, depths: Int32Array, initial: Uint32Array): number[][] {
  let deepest = 0;
  for (const depth of depths) deepest = Math.max(deepest, depth);
  const byName = Array.from({ length: count }, (_, node) => node);
  byName.sort((a, b) => (initial[a] ?? 0) - (initial[b] ?? 0) || a - b);
  const columns: number[][] = Array.from({ length: deepest + 2 }, () => []);
  for (const node of byName) columns[deepest - (depths[node] ?? none)]?.push(node);
  return columns.filter(({ length }) => length > 0);
}

// Sorts each column by where the neighbours stand, there and back, so that edges are short and cross little.
function straighten({ count, edges }: SmallGraph, columns: readonly number[][]): void {
  if (edges.length === 0) return;
  const place = new Float64Array(count);
  const sum = new Float64Array(count);
  const degree = new Uint32Array(count);
  for (const column of columns) spread(column, place);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    sum.fill(0);
    degree.fill(0);
    const [own, other] = sweep % 2 === 0 ? [1, 0] : [0, 1];
    for (let at = 0; at < edges.length; at += 2) {
      const node = edges[at + own] ?? 0;
      sum[node] = (sum[node] ?? 0) + (place[edges[at + other] ?? 0] ?? 0);
      degree[node] = (degree[node] ?? 0) + 1;
    }
    const wish = (node: number) =>
      degree[node] === 0 ? (place[node] ?? 0) : (sum[node] ?? 0) / (degree[node] ?? 1);
    for (const column of columns) {
      column.sort((a, b) => wish(a) - wish(b));
      spread(column, place);
    }
  }
}

function spread(column: readonly number[], place: Float64Array): void {
  for (const [at, node] of column.entries()) place[node] = (at + 0.5) / column.length;
}
