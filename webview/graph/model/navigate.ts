/** Where an arrow key leads: along an edge where there is one that way, else to the next node that stands there. */
import { neighboursAt } from './adjacency.ts';
import { none, type ViewGraph } from './viewGraph.ts';

/** An arrow. */
export type Arrow = 'left' | 'right' | 'up' | 'down';

interface Placed {
  readonly graph: ViewGraph;
  readonly boxes: Float32Array;
}

/** The node to begin with: the leftmost of the uppermost; `none` where there is nothing. */
export function firstNode({ graph, boxes }: Placed): number {
  let best = none;
  let least = Number.POSITIVE_INFINITY;
  for (let node = 0; node < graph.nodes.length; node++) {
    if (graph.isOpen[node] === 1) continue;
    const distance = (boxes[node * 4] ?? 0) + (boxes[node * 4 + 1] ?? 0);
    if (distance < least) [best, least] = [node, distance];
  }
  return best;
}

/** Left: what depends on it. Right: what it depends on. Up and down: what stands there. @returns `none` where there is nothing that way */
export function stepFrom(placed: Placed, node: number, arrow: Arrow): number {
  const { graph } = placed;
  if (arrow === 'up' || arrow === 'down') return nearestThere(placed, node, arrow);
  const neighbours = arrow === 'right' ? graph.dependencies : graph.dependents;
  const near = nearestOf(placed, node, neighboursAt(neighbours, node));
  return near === none ? nearestThere(placed, node, arrow) : near;
}

function nearestOf({ boxes }: Placed, node: number, others: Iterable<number>): number {
  const here = middleOf(boxes, node);
  let best = none;
  let least = Number.POSITIVE_INFINITY;
  for (const other of others) {
    const there = middleOf(boxes, other);
    const distance = Math.hypot(there.x - here.x, there.y - here.y);
    if (distance < least) [best, least] = [other, distance];
  }
  return best;
}

// Of those that lie more that way than aside, the nearest; aside counts double.
function nearestThere({ graph, boxes }: Placed, node: number, arrow: Arrow): number {
  const here = middleOf(boxes, node);
  const sign = arrow === 'right' || arrow === 'down' ? 1 : -1;
  const isAcross = arrow === 'left' || arrow === 'right';
  let best = none;
  let least = Number.POSITIVE_INFINITY;
  for (let other = 0; other < graph.nodes.length; other++) {
    if (other === node || graph.isOpen[other] === 1) continue;
    const there = middleOf(boxes, other);
    const along = sign * (isAcross ? there.x - here.x : there.y - here.y);
    const aside = Math.abs(isAcross ? there.y - here.y : there.x - here.x);
    if (along <= 0 || (isAcross && aside > along * 2)) continue;
    const distance = along + 2 * aside;
    if (distance < least) [best, least] = [other, distance];
  }
  return best;
}

/** The middle of a box. */
export function middleOf(boxes: Float32Array, node: number): { x: number; y: number } {
  const at = node * 4;
  return {
    x: (boxes[at] ?? 0) + (boxes[at + 2] ?? 0) / 2,
    y: (boxes[at + 1] ?? 0) + (boxes[at + 3] ?? 0) / 2,
  };
}

/** The node at a point of the world, the innermost; of an open folder its head and frame count as well. @returns `none` for none */
export function nodeAt({ graph, boxes }: Placed, { x, y }: { x: number; y: number }): number {
  let best = none;
  for (let node = 0; node < graph.nodes.length; node++) {
    const at = node * 4;
    const left = boxes[at] ?? 0;
    const top = boxes[at + 1] ?? 0;
    if (x < left || y < top || x > left + (boxes[at + 2] ?? 0)) continue;
    if (y > top + (boxes[at + 3] ?? 0)) continue;
    if (best === none || (graph.depths[node] ?? 0) > (graph.depths[best] ?? 0)) best = node;
  }
  return best;
}
