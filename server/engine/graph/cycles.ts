/**
 * Finding dependency cycles and naming them, so that a message can say `a#build -> b#build -> a#build` instead of "there is a cycle".
 */
import type { ActionId } from '../model/brand.ts';
import type { Adjacency } from './adjacency.ts';
import type { ActionGraph } from './graph.ts';

/**
 * One cycle for each group of actions that depend on each other: a shortest one through the group's first action in graph order.
 * @returns each cycle once round, first action repeated at the end, e.g. `[a, b, a]`; empty when there is none
 */
export function findCycles(graph: ActionGraph): readonly (readonly ActionId[])[] {
  const edges = graph.edges('dependencies');
  const cycles: (readonly ActionId[])[] = [];
  for (const group of new Components(edges).find()) {
    const cycle = cycleWithin(edges, group);
    if (cycle) cycles.push(graph.named(cycle));
  }
  return cycles;
}

/**
 * Strongly connected components after Tarjan (1972), with an explicit stack in place of recursion. Linear in nodes and edges.
 * Numbers of the search start at 1; 0 stands for "not found yet".
 */
class Components {
  readonly #edges: Adjacency;
  /** When a node was found. */
  readonly #index: Int32Array;
  /** The earliest node on the open stack that a node reaches. */
  readonly #low: Int32Array;
  readonly #isOpen: Uint8Array;
  /** The way of the depth-first search, and the edge to look at next of each node. */
  readonly #way: Int32Array;
  readonly #next: Int32Array;
  readonly #open: number[] = [];
  readonly #groups: (readonly number[])[] = [];
  #found = 0;
  #depth = 0;

  constructor(edges: Adjacency) {
    const nodes = edges.starts.length - 1;
    this.#edges = edges;
    this.#index = new Int32Array(nodes);
    this.#low = new Int32Array(nodes);
    this.#isOpen = new Uint8Array(nodes);
    this.#way = new Int32Array(nodes);
    this.#next = edges.starts.slice(0, nodes);
  }

  /** @returns the components that may hold a cycle: of two or more nodes, or one that depends on itself; first found node first */
  find(): readonly (readonly number[])[] {
    for (let root = 0; root < this.#index.length; root++) {
      if (this.#index[root] !== 0) continue;
      this.#enter(root);
      while (this.#depth > 0) this.#step(this.#way[this.#depth - 1] ?? 0);
    }
    return this.#groups;
  }

  #enter(node: number): void {
    this.#found++;
    this.#index[node] = this.#found;
    this.#low[node] = this.#found;
    this.#isOpen[node] = 1;
    this.#open.push(node);
    this.#way[this.#depth++] = node;
  }

  /** Follows one edge of the node at the end of the way, or leaves it. */
  #step(node: number): void {
    const edge = this.#next[node] ?? 0;
    if (edge >= (this.#edges.starts[node + 1] ?? 0)) {
      this.#leave(node);
      return;
    }
    this.#next[node] = edge + 1;
    const target = this.#edges.targets[edge] ?? 0;
    if (this.#index[target] === 0) this.#enter(target);
    else if (this.#isOpen[target] === 1) this.#lower(node, this.#index[target] ?? 0);
  }

  #leave(node: number): void {
    this.#depth--;
    const low = this.#low[node] ?? 0;
    if (this.#depth > 0) this.#lower(this.#way[this.#depth - 1] ?? 0, low);
    if (low === this.#index[node]) this.#close(node);
  }

  #lower(node: number, low: number): void {
    if (low < (this.#low[node] ?? 0)) this.#low[node] = low;
  }

  #close(head: number): void {
    const members: number[] = [];
    for (let node = this.#open.pop(); node !== undefined; node = this.#open.pop()) {
      this.#isOpen[node] = 0;
      members.push(node);
      if (node === head) break;
    }
    if (members.length > 1 || this.#isOwnTarget(head)) this.#groups.push(members.reverse());
  }

  #isOwnTarget(node: number): boolean {
    const { starts, targets } = this.#edges;
    return targets.subarray(starts[node], starts[node + 1]).includes(node);
  }
}

/** A shortest way from the component's head back to itself, found breadth first. */
function cycleWithin(
  { starts, targets }: Adjacency,
  component: readonly number[],
): readonly number[] | undefined {
  const head = component[0];
  if (head === undefined) return undefined;
  const members = new Set(component);
  const cameFrom = new Map<number, number>();
  const queue: number[] = [head];
  for (const node of queue) {
    for (const next of targets.subarray(starts[node], starts[node + 1])) {
      if (next === head) return closeCycle(cameFrom, head, node);
      if (!members.has(next) || cameFrom.has(next)) continue;
      cameFrom.set(next, node);
      queue.push(next);
    }
  }
  return undefined;
}

function closeCycle(
  cameFrom: ReadonlyMap<number, number>,
  head: number,
  last: number,
): readonly number[] {
  const path: number[] = [head];
  for (let at: number | undefined = last; at !== undefined && at !== head; at = cameFrom.get(at))
    path.push(at);
  path.push(head);
  return path.reverse();
}
