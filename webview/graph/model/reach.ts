/** What lies around a node among those that are shown: so many steps away, and the shortest way to another one. Breadth first, over arrays. */
import type { GraphViewRequest } from '../../../server/protocol/modules.ts';
import { type Neighbours, neighboursAt } from './adjacency.ts';
import { withAllInside } from './boxEdges.ts';
import { none, type ViewGraph } from './viewGraph.ts';

/** Which way one goes. */
export type Way = NonNullable<GraphViewRequest['focus']>['direction'];

/** All within so many steps of a node, itself included. In one direction at a time: what a dependency is used by besides is no neighbour. */
export function within(
  graph: ViewGraph,
  node: number,
  of: { depth: number; way: Way },
): Set<number> {
  // Of an open folder all that lies in it is the middle.
  const middle = withAllInside(graph, node);
  const found = new Set(middle);
  const walk = (neighbours: Neighbours) => {
    const seen = new Set(middle);
    let edge = middle;
    for (let step = 0; step < of.depth && edge.length > 0; step++) {
      const next: number[] = [];
      for (const one of edge) {
        for (const other of neighboursAt(neighbours, one)) {
          if (seen.has(other)) continue;
          seen.add(other);
          next.push(other);
        }
      }
      edge = next;
    }
    for (const one of seen) found.add(one);
  };
  if (of.way !== 'dependents') walk(graph.dependencies);
  if (of.way !== 'dependencies') walk(graph.dependents);
  return found;
}

/** The shortest way along dependencies; from or to an open folder, from or to anything in it. @returns both ends included; none where there is no way */
export function shortestWay(graph: ViewGraph, from: number, to: number): number[] {
  const starts = new Set(withAllInside(graph, from));
  const ends = new Set(withAllInside(graph, to));
  // Where one lies in the other, the way leads between it and the rest.
  const [inner, outer] = starts.size < ends.size ? [starts, ends] : [ends, starts];
  for (const node of inner) outer.delete(node);
  const before = new Map([...starts].map((start) => [start, none]));
  let edge = [...starts];
  let end = none;
  while (edge.length > 0 && end === none) {
    const next: number[] = [];
    for (const one of edge) {
      for (const other of neighboursAt(graph.dependencies, one)) {
        if (before.has(other)) continue;
        before.set(other, one);
        next.push(other);
      }
    }
    edge = next;
    end = edge.find((one) => ends.has(one)) ?? none;
  }
  const way: number[] = [];
  for (let at = end; at !== none; at = before.get(at) ?? none) way.push(at);
  return way.reverse();
}

/** The answer without all but some nodes and the boxes around them; edges keep their meaning. */
export function onlyThese(
  view: { readonly nodes: ViewGraph['nodes']; readonly edges: readonly number[] },
  kept: ReadonlySet<number>,
) {
  const numbers = new Map<number, number>();
  const nodes = view.nodes.filter((_, number) => {
    if (!kept.has(number)) return false;
    numbers.set(number, numbers.size);
    return true;
  });
  const edges: number[] = [];
  for (let at = 0; at + 2 < view.edges.length; at += 3) {
    const from = numbers.get(view.edges[at] ?? none);
    const to = numbers.get(view.edges[at + 1] ?? none);
    if (from !== undefined && to !== undefined) edges.push(from, to, view.edges[at + 2] ?? 1);
  }
  return { nodes, edges };
}
