/** Edges between the nodes of a view: all imports from what one stands for to what another stands for, added up. */
import type { ModuleEdges } from './moduleEdges.ts';

/**
 * Adds up.
 * @param ownerOf for the number of each file the node that stands for it; -1 where none does
 * @param nodes how many nodes there are
 * @returns three numbers an edge: who depends, on whom, number of imports; imports within a node are left out
 */
export function edgesBetweenNodes(
  edges: ModuleEdges,
  ownerOf: Int32Array,
  nodes: number,
): number[] {
  const { starts, targets, imports } = edges;
  const { files, starts: fileStarts } = filesByOwner(ownerOf, nodes);
  const sums = new Int32Array(nodes);
  const result: number[] = [];
  for (let owner = 0; owner < nodes; owner++) {
    const touched: number[] = [];
    const end = fileStarts[owner + 1] ?? 0;
    for (let at = fileStarts[owner] ?? 0; at < end; at++) {
      const file = files[at] ?? 0;
      const last = starts[file + 1] ?? 0;
      for (let edge = starts[file] ?? 0; edge < last; edge++) {
        const target = ownerOf[targets[edge] ?? 0] ?? -1;
        if (target === -1 || target === owner) continue;
        if (sums[target] === 0) touched.push(target);
        sums[target] = (sums[target] ?? 0) + (imports[edge] ?? 0);
      }
    }
    for (const target of touched) {
      result.push(owner, target, sums[target] ?? 0);
      sums[target] = 0;
    }
  }
  return result;
}

function filesByOwner(ownerOf: Int32Array, nodes: number) {
  const starts = new Int32Array(nodes + 1);
  for (const owner of ownerOf) if (owner !== -1) starts[owner + 1] = (starts[owner + 1] ?? 0) + 1;
  for (let node = 0; node < nodes; node++)
    starts[node + 1] = (starts[node + 1] ?? 0) + (starts[node] ?? 0);
  const files = new Int32Array(starts[nodes] ?? 0);
  const next = starts.slice();
  for (const [file, owner] of ownerOf.entries()) {
    if (owner === -1) continue;
    const place = next[owner] ?? 0;
    files[place] = file;
    next[owner] = place + 1;
  }
  return { files, starts };
}
