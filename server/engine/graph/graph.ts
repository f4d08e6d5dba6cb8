/**
 * The graph of actions, both ways: what an action depends on and what depends on it, near and far. Pure look-ups for the scheduler,
 * for `cachescope graph` and for the views. It never changes: a new configuration makes a new graph.
 *
 * Everything here is iterative, because a chain of 10,000 actions must not end in a stack overflow, and works on numbers in typed
 * arrays: names are looked up once, when the graph is made.
 */
import type { Action } from '../model/action.ts';
import type { ActionId } from '../model/brand.ts';
import { type Adjacency, AdjacencyBuilder, reversed, widen } from './adjacency.ts';

/** Which way to follow edges: `dependencies` towards what is built first, `dependents` towards what is built later. */
export type Direction = 'dependencies' | 'dependents';

/** What stands next to each action. */
type Neighbours = ReadonlyMap<ActionId, readonly ActionId[]>;

/** What the graph needs to know of an action. */
export type GraphAction = Pick<Action, 'dependsOn'>;

/** Adjacency in both directions. Edges to unknown actions are left out; an edge is there once. */
export class ActionGraph {
  /** All actions; a node's number is its place here. */
  readonly ids: readonly ActionId[];
  readonly #numbers: ReadonlyMap<ActionId, number>;
  readonly #edges: Record<Direction, Adjacency | undefined>;
  readonly #maps: Record<Direction, Neighbours | undefined>;

  /**
   * @param numbers the place of each action in `ids`
   * @param dependencies by these numbers
   */
  constructor(
    ids: readonly ActionId[],
    numbers: ReadonlyMap<ActionId, number>,
    dependencies: Adjacency,
  ) {
    this.ids = ids;
    this.#numbers = numbers;
    this.#edges = { dependencies, dependents: undefined };
    this.#maps = { dependencies: undefined, dependents: undefined };
  }

  /** What each action depends on; every action is a key. */
  get dependencies(): Neighbours {
    return this.#mapOf('dependencies');
  }

  /** What depends on each action; every action is a key. */
  get dependents(): Neighbours {
    return this.#mapOf('dependents');
  }

  has(id: ActionId): boolean {
    return this.#numbers.has(id);
  }

  /** The number of an action; undefined for one that is not there. */
  numberOf(id: ActionId): number | undefined {
    return this.#numbers.get(id);
  }

  /** The edges as numbers. */
  edges(direction: Direction): Adjacency {
    const known = this.#edges[direction];
    if (known !== undefined) return known;
    const edges = reversed(this.edges('dependencies'));
    this.#edges[direction] = edges;
    return edges;
  }

  /** The names of these numbers, or of a part of them. */
  named(numbers: ArrayLike<number>, start = 0, end: number = numbers.length): ActionId[] {
    const names: ActionId[] = [];
    for (let at = start; at < end; at++) {
      const id = this.ids[numbers[at] ?? -1];
      if (id !== undefined) names.push(id);
    }
    return names;
  }

  #mapOf(direction: Direction): Neighbours {
    const known = this.#maps[direction];
    if (known !== undefined) return known;
    const { starts, targets } = this.edges(direction);
    const map = new Map<ActionId, readonly ActionId[]>();
    for (const [at, id] of this.ids.entries())
      map.set(id, this.named(targets, starts[at], starts[at + 1]));
    this.#maps[direction] = map;
    return map;
  }
}

/**
 * Makes a graph.
 * @param actions every action by its name; a dependency that is not among them is left out
 */
export function buildGraph(actions: ReadonlyMap<ActionId, GraphAction>): ActionGraph {
  const ids = [...actions.keys()];
  const numbers = numbered(ids);
  const edges = new AdjacencyBuilder(ids.length);
  for (const { dependsOn } of actions.values()) {
    for (const { action } of dependsOn) {
      const target = numbers.get(action);
      if (target !== undefined) edges.add(target);
    }
    edges.endNode();
  }
  return new ActionGraph(ids, numbers, edges.finish());
}

function numbered(ids: readonly ActionId[]): ReadonlyMap<ActionId, number> {
  const numbers = new Map<ActionId, number>();
  for (const id of ids) numbers.set(id, numbers.size);
  return numbers;
}

/**
 * Everything reachable from `starts`, without the starts themselves unless a cycle leads back to one; nearest first.
 * @param starts where to begin; unknown names are left out
 */
export function reachable(
  graph: ActionGraph,
  starts: Iterable<ActionId>,
  direction: Direction,
): Set<ActionId> {
  const numbers: number[] = [];
  for (const id of starts) {
    const number = graph.numberOf(id);
    if (number !== undefined) numbers.push(number);
  }
  return new Set(graph.named(widen(graph.edges(direction), numbers)));
}

/**
 * The shortest way along dependencies, both ends included.
 * @returns undefined when `to` is not among the dependencies of `from`
 */
export function shortestPath(
  graph: ActionGraph,
  from: ActionId,
  to: ActionId,
): readonly ActionId[] | undefined {
  if (!graph.has(from)) return undefined;
  const cameFrom = new Map<ActionId, ActionId | undefined>([[from, undefined]]);
  // A Map is walked in insertion order and sees what is added meanwhile, so it is the queue, too.
  for (const node of cameFrom.keys()) {
    if (node === to) return walkBack(cameFrom, to);
    for (const next of graph.dependencies.get(node) ?? []) {
      if (!cameFrom.has(next)) cameFrom.set(next, node);
    }
  }
  return undefined;
}

function walkBack(
  cameFrom: ReadonlyMap<ActionId, ActionId | undefined>,
  to: ActionId,
): readonly ActionId[] {
  const path: ActionId[] = [];
  for (let at: ActionId | undefined = to; at !== undefined; at = cameFrom.get(at)) path.push(at);
  return path.reverse();
}

/**
 * Dependencies before what depends on them. Actions on a cycle, or behind one, are left out: the caller sees that by the length
 * and asks `findCycles` for names.
 */
export function topologicalOrder(graph: ActionGraph): readonly ActionId[] {
  return graph.named(orderOf(graph));
}

/** `topologicalOrder` as numbers (Kahn 1962). */
export function orderOf(graph: ActionGraph): Int32Array {
  const needs = graph.edges('dependencies').starts;
  const { starts, targets } = graph.edges('dependents');
  const count = graph.ids.length;
  const waiting = new Int32Array(count);
  const order = new Int32Array(count);
  let length = 0;
  for (let node = 0; node < count; node++) {
    const own = (needs[node + 1] ?? 0) - (needs[node] ?? 0);
    waiting[node] = own;
    if (own === 0) order[length++] = node;
  }
  for (let at = 0; at < length; at++) {
    const done = order[at] ?? 0;
    const end = starts[done + 1] ?? 0;
    for (let edge = starts[done] ?? 0; edge < end; edge++) {
      const dependent = targets[edge] ?? 0;
      const left = (waiting[dependent] ?? 0) - 1;
      waiting[dependent] = left;
      if (left === 0) order[length++] = dependent;
    }
  }
  return order.subarray(0, length);
}

/** The part of the graph that has only these nodes. Unknown names are left out. */
export function subgraph(graph: ActionGraph, nodes: ReadonlySet<ActionId>): ActionGraph {
  const ids = graph.ids.filter((id) => nodes.has(id));
  if (ids.length === graph.ids.length) return graph;
  const numbers = numbered(ids);
  return new ActionGraph(ids, numbers, restricted(graph, numbers));
}

function restricted(graph: ActionGraph, numbers: ReadonlyMap<ActionId, number>): Adjacency {
  const { starts, targets } = graph.edges('dependencies');
  const renumbered = Int32Array.from(graph.ids, (id) => numbers.get(id) ?? -1);
  const edges = new AdjacencyBuilder(numbers.size);
  for (const [node, number] of renumbered.entries()) {
    if (number < 0) continue;
    for (let edge = starts[node] ?? 0; edge < (starts[node + 1] ?? 0); edge++) {
      const target = renumbered[targets[edge] ?? 0] ?? -1;
      if (target >= 0) edges.add(target);
    }
    edges.endNode();
  }
  return edges.finish();
}
