/**
 * Finding dependency cycles and naming them, so that a message can say `a#build -> b#build -> a#build` instead of "there is a cycle".
 */
import type { ActionId } from '../model/brand.ts';
import type { ActionGraph } from './graph.ts';

/**
 * One cycle for each group of actions that depend on each other: a shortest one through the group's first action in graph order.
 * @returns each cycle once round, first action repeated at the end, e.g. `[a, b, a]`; empty when there is none
 */
export function findCycles(graph: ActionGraph): readonly (readonly ActionId[])[] {
  const cycles: (readonly ActionId[])[] = [];
  for (const component of components(graph)) {
    const cycle = cycleWithin(graph, component);
    if (cycle) cycles.push(cycle);
  }
  return cycles;
}

/** A node on the way of the depth-first search, with the edge to look at next. */
interface Frame {
  readonly node: ActionId;
  readonly targets: readonly ActionId[];
  next: number;
}

/** What Tarjan's search knows of a node: when it was found, and the earliest node on the stack that it reaches. */
interface Mark {
  readonly index: number;
  low: number;
  onStack: boolean;
}

/**
 * Strongly connected components after Tarjan (1972), with an explicit stack in place of recursion. Linear in nodes and edges.
 * @returns components of two or more nodes, and single nodes (which may depend on themselves)
 */
function* components(graph: ActionGraph): Generator<readonly ActionId[]> {
  const marks = new Map<ActionId, Mark>();
  for (const root of graph.dependencies.keys()) {
    if (!marks.has(root)) yield* componentsFrom(graph, root, marks);
  }
}

function* componentsFrom(
  graph: ActionGraph,
  root: ActionId,
  marks: Map<ActionId, Mark>,
): Generator<readonly ActionId[]> {
  const open: ActionId[] = [];
  const frames: Frame[] = [];
  const enter = (node: ActionId): void => {
    marks.set(node, { index: marks.size, low: marks.size, onStack: true });
    open.push(node);
    frames.push({ node, targets: graph.dependencies.get(node) ?? [], next: 0 });
  };
  enter(root);
  for (let frame = frames.at(-1); frame; frame = frames.at(-1)) {
    const target = frame.targets[frame.next++];
    const mark = marks.get(frame.node);
    if (mark === undefined) break;
    if (target !== undefined) {
      const seen = marks.get(target);
      if (seen === undefined) enter(target);
      else if (seen.onStack) mark.low = Math.min(mark.low, seen.index);
      continue;
    }
    frames.pop();
    const parent = marks.get(frames.at(-1)?.node ?? frame.node);
    if (parent) parent.low = Math.min(parent.low, mark.low);
    if (mark.low === mark.index) yield closeComponent(open, frame.node, marks);
  }
}

function closeComponent(
  open: ActionId[],
  head: ActionId,
  marks: ReadonlyMap<ActionId, Mark>,
): readonly ActionId[] {
  const members = open.splice(open.lastIndexOf(head));
  for (const id of members) {
    const mark = marks.get(id);
    if (mark) mark.onStack = false;
  }
  return members;
}

/** A shortest way from the component's head back to itself, found breadth first. */
function cycleWithin(
  graph: ActionGraph,
  component: readonly ActionId[],
): readonly ActionId[] | undefined {
  const head = component[0];
  if (head === undefined) return undefined;
  const members = new Set(component);
  const cameFrom = new Map<ActionId, ActionId>();
  const queue: ActionId[] = [head];
  for (let at = 0; at < queue.length; at++) {
    const node = queue[at];
    if (node === undefined) break;
    for (const next of graph.dependencies.get(node) ?? []) {
      if (next === head) return closeCycle(cameFrom, head, node);
      if (!members.has(next) || cameFrom.has(next)) continue;
      cameFrom.set(next, node);
      queue.push(next);
    }
  }
  return undefined;
}

function closeCycle(
  cameFrom: ReadonlyMap<ActionId, ActionId>,
  head: ActionId,
  last: ActionId,
): readonly ActionId[] {
  const path: ActionId[] = [head];
  for (let at: ActionId | undefined = last; at !== undefined && at !== head; at = cameFrom.get(at))
    path.push(at);
  path.push(head);
  return path.reverse();
}
