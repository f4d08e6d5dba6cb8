/** Edges of an open folder: it has none of its own, but those of all that lies in it, as far as they lead out of it. */
import { neighboursAt } from './adjacency.ts';
import type { ViewGraph } from './viewGraph.ts';

/** A node; with an open folder, all that lies in it as well, near or deep. */
export function withAllInside(graph: ViewGraph, node: number): number[] {
  if (graph.isOpen[node] !== 1) return [node];
  const found = [node];
  for (let other = 0; other < graph.nodes.length; other++)
    if (graph.boxesAround(other).includes(node)) found.push(other);
  return found;
}

/** Numbers of what a node depends on, or of what depends on it; of an open folder, of what lies outside of it. */
export function neighboursOutside(
  graph: ViewGraph,
  node: number,
  direction: 'dependencies' | 'dependents',
): Uint32Array {
  const neighbours = graph[direction];
  if (graph.isOpen[node] !== 1) return neighboursAt(neighbours, node);
  const inside = new Set(withAllInside(graph, node));
  const found = new Set<number>();
  for (const one of inside)
    for (const other of neighboursAt(neighbours, one)) if (!inside.has(other)) found.add(other);
  return Uint32Array.from(found).sort();
}
