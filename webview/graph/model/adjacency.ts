/** Neighbours of nodes in two arrays, for pairs of numbers: what a list of lists would say, without a list for each node. */

/** Neighbours of each node: those of node `n` are `targets[first[n]]` up to `targets[first[n + 1]]`. */
export interface Neighbours {
  readonly first: Uint32Array;
  readonly targets: Uint32Array;
}

/**
 * Sorts edges by one of their ends.
 *
 * @param edges two numbers each
 * @param count of nodes
 * @param side 0: neighbours are those that a node depends on; 1: those that depend on it
 */
export function neighboursOf(edges: Uint32Array, count: number, side: 0 | 1): Neighbours {
  const first = new Uint32Array(count + 1);
  for (let at = side; at < edges.length; at += 2) {
    const node = edges[at] ?? 0;
    first[node + 1] = (first[node + 1] ?? 0) + 1;
  }
  for (let node = 0; node < count; node++)
    first[node + 1] = (first[node + 1] ?? 0) + (first[node] ?? 0);
  const targets = new Uint32Array(edges.length / 2);
  const next = first.slice();
  for (let at = 0; at < edges.length; at += 2) {
    const node = edges[at + side] ?? 0;
    const place = next[node] ?? 0;
    targets[place] = edges[at + 1 - side] ?? 0;
    next[node] = place + 1;
  }
  return { first, targets };
}

/** Numbers of a node's neighbours. */
export function neighboursAt({ first, targets }: Neighbours, node: number): Uint32Array {
  return targets.subarray(first[node] ?? 0, first[node + 1] ?? 0);
}
