/**
 * Edges between numbered nodes in two typed arrays ("compressed sparse rows"): ten thousand nodes fit into the processor's cache,
 * and following an edge costs no look-up by name.
 */

/** The targets of node `n` are `targets[starts[n]]` up to, not including, `targets[starts[n + 1]]`. */
export interface Adjacency {
  readonly starts: Int32Array;
  readonly targets: Int32Array;
}

/** Takes edges node by node, in rising order of the nodes. */
export class AdjacencyBuilder {
  readonly #starts: Int32Array;
  readonly #targets: number[] = [];
  /** The node, counted from 1, that had an edge to each target last. */
  readonly #lastFrom: Int32Array;
  #node = 1;

  /** @param nodes how many there are; targets are below this */
  constructor(nodes: number) {
    this.#starts = new Int32Array(nodes + 1);
    this.#lastFrom = new Int32Array(nodes);
  }

  /** Adds an edge of the node at hand; one that is there counts once. */
  add(target: number): void {
    if (this.#lastFrom[target] === this.#node) return;
    this.#lastFrom[target] = this.#node;
    this.#targets.push(target);
  }

  /** The node at hand has all its edges; the next one follows. */
  endNode(): void {
    this.#starts[this.#node++] = this.#targets.length;
  }

  /** Once every node has ended. */
  finish(): Adjacency {
    return { starts: this.#starts, targets: Int32Array.from(this.#targets) };
  }
}

/** The same edges the other way round; each node's targets are in rising order. */
export function reversed({ starts, targets }: Adjacency): Adjacency {
  const nodes = starts.length - 1;
  const ends = new Int32Array(nodes + 1);
  for (const target of targets) ends[target + 1] = (ends[target + 1] ?? 0) + 1;
  for (let node = 0; node < nodes; node++)
    ends[node + 1] = (ends[node + 1] ?? 0) + (ends[node] ?? 0);
  const back = { starts: ends.slice(), targets: new Int32Array(targets.length) };
  for (let node = 0; node < nodes; node++) {
    const end = starts[node + 1] ?? 0;
    for (let edge = starts[node] ?? 0; edge < end; edge++) {
      const target = targets[edge] ?? 0;
      const place = ends[target] ?? 0;
      back.targets[place] = node;
      ends[target] = place + 1;
    }
  }
  return back;
}

/** All nodes that edges lead to from `from`, nearest first; one of `from` only where a cycle leads back to it. */
export function widen({ starts, targets }: Adjacency, from: readonly number[]): Int32Array {
  const nodes = starts.length - 1;
  const found = new Int32Array(nodes);
  const isFound = new Uint8Array(nodes);
  let length = 0;
  const follow = (node: number): void => {
    const end = starts[node + 1] ?? 0;
    for (let edge = starts[node] ?? 0; edge < end; edge++) {
      const target = targets[edge] ?? 0;
      if (isFound[target] === 1) continue;
      isFound[target] = 1;
      found[length++] = target;
    }
  };
  for (const node of from) follow(node);
  for (let at = 0; at < length; at++) follow(found[at] ?? 0);
  return found.subarray(0, length);
}
