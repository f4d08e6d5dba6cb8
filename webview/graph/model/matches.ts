/** Which nodes that are shown fit what is searched for: all words, in any case, anywhere in the path. */
import { pathOf, type ViewGraph } from './viewGraph.ts';

/** Numbers of those that fit, in the order of the nodes; undefined while nothing is searched for. */
export function matchesIn(graph: ViewGraph, words: string): number[] | undefined {
  const all = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (all.length === 0) return undefined;
  const found: number[] = [];
  for (const [number, { id, label }] of graph.nodes.entries()) {
    const text = `${pathOf(id)} ${label}`.toLowerCase();
    if (all.every((word) => text.includes(word))) found.push(number);
  }
  return found;
}
