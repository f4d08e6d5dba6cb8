/**
 * The graph of actions, both ways: what an action depends on and what depends on it, near and far. Pure look-ups for the scheduler,
 * for `cachescope graph` and for the views. It never changes: a new configuration makes a new graph.
 *
 * Everything here is iterative, because a chain of 10,000 actions must not end in a stack overflow.
 */
import type { Action } from '../model/action.ts';
import type { ActionId } from '../model/brand.ts';

/** Which way to follow edges: `dependencies` towards what is built first, `dependents` towards what is built later. */
export type Direction = 'dependencies' | 'dependents';

/** Adjacency in both directions. Every node is a key of both maps; edges to unknown actions are left out. */
export interface ActionGraph {
  readonly dependencies: ReadonlyMap<ActionId, readonly ActionId[]>;
  readonly dependents: ReadonlyMap<ActionId, readonly ActionId[]>;
}

/** What the graph needs to know of an action. */
export type GraphAction = Pick<Action, 'dependsOn'>;

/**
 * Builds both directions in one pass.
 * @param actions every action by its name; a dependency that is not among them is left out
 */
export function buildGraph(actions: ReadonlyMap<ActionId, GraphAction>): ActionGraph {
  const dependencies = new Map<ActionId, ActionId[]>();
  const dependents = new Map<ActionId, ActionId[]>();
  for (const id of actions.keys()) {
    dependencies.set(id, []);
    dependents.set(id, []);
  }
  for (const [id, action] of actions) {
    const own = new Set<ActionId>();
    for (const { action: target } of action.dependsOn)
      if (dependencies.has(target)) own.add(target);
    dependencies.set(id, [...own]);
    for (const target of own) dependents.get(target)?.push(id);
  }
  return { dependencies, dependents };
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
  const edges = graph[direction];
  const found = new Set<ActionId>();
  const queue: ActionId[] = [...starts];
  for (let at = 0; at < queue.length; at++) {
    const node = queue[at];
    for (const next of (node !== undefined && edges.get(node)) || []) {
      if (found.has(next)) continue;
      found.add(next);
      queue.push(next);
    }
  }
  return found;
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
  if (!graph.dependencies.has(from)) return undefined;
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
 * Dependencies before what depends on them (Kahn 1962). Actions on a cycle, or behind one, are left out: the caller sees
 * that by the length and asks `findCycles` for names.
 */
export function topologicalOrder(graph: ActionGraph): readonly ActionId[] {
  const waiting = new Map<ActionId, number>();
  const order: ActionId[] = [];
  for (const [id, needs] of graph.dependencies) {
    waiting.set(id, needs.length);
    if (needs.length === 0) order.push(id);
  }
  for (let at = 0; at < order.length; at++) {
    const done = order[at];
    for (const id of (done !== undefined && graph.dependents.get(done)) || []) {
      const left = (waiting.get(id) ?? 0) - 1;
      waiting.set(id, left);
      if (left === 0) order.push(id);
    }
  }
  return order;
}

/** The part of the graph that has only these nodes. Unknown names are left out. */
export function subgraph(graph: ActionGraph, nodes: ReadonlySet<ActionId>): ActionGraph {
  const restrict = (
    edges: ReadonlyMap<ActionId, readonly ActionId[]>,
  ): Map<ActionId, readonly ActionId[]> => {
    const result = new Map<ActionId, readonly ActionId[]>();
    for (const [id, targets] of edges) {
      if (nodes.has(id))
        result.set(
          id,
          targets.filter((target) => nodes.has(target)),
        );
    }
    return result;
  };
  return { dependencies: restrict(graph.dependencies), dependents: restrict(graph.dependents) };
}
