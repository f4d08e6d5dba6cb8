/** Edges of the graph of modules as numbers, and how they are turned round. */
import type { Adjacency } from '../../engine/graph/adjacency.ts';

/** Edges with the number of imports that each stands for. */
export interface ModuleEdges extends Adjacency {
  /** For each of `targets`. */
  readonly imports: Int32Array;
}

/** The same edges the other way round; each node's targets are in rising order. */
export function turned({ starts, targets, imports }: ModuleEdges): ModuleEdges {
  const nodes = starts.length - 1;
  const places = new Int32Array(nodes + 1);
  for (let edge = 0; edge < targets.length; edge++) {
    const after = (targets[edge] ?? 0) + 1;
    places[after] = (places[after] ?? 0) + 1;
  }
  for (let node = 0; node < nodes; node++)
    places[node + 1] = (places[node + 1] ?? 0) + (places[node] ?? 0);
  const back = {
    starts: places.slice(),
    targets: new Int32Array(targets.length),
    imports: new Int32Array(targets.length),
  };
  for (let node = 0; node < nodes; node++) {
    const end = starts[node + 1] ?? 0;
    for (let edge = starts[node] ?? 0; edge < end; edge++) {
      const target = targets[edge] ?? 0;
      const place = places[target] ?? 0;
      places[target] = place + 1;
      back.targets[place] = node;
      back.imports[place] = imports[edge] ?? 0;
    }
  }
  return back;
}
