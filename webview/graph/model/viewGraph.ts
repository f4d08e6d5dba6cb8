/**
 * The part of the graph that is shown, as numbers. The server sends nodes and edges; here are the boxes that open folders become, who lies in
 * whom, and both directions of the edges. The page and its worker make it of the same answer, so a node has the same number in both.
 */
import type { GraphView, GraphViewNode } from '../../../server/protocol/modules.ts';
import { type Neighbours, neighboursOf } from './adjacency.ts';

/** In place of the number of a node. */
export const none = -1;

/** What is shown. It does not change; another answer is another one. */
export class ViewGraph {
  /** Those of the answer, then open folders that the answer only names. */
  readonly nodes: readonly GraphViewNode[];
  /** The box that a node lies in; `none` at the top. */
  readonly parents: Int32Array;
  /** 1 for folders that are open: boxes around others. */
  readonly isOpen: Uint8Array;
  /** How many boxes are around a node. */
  readonly depths: Uint16Array;
  /** Two numbers an edge: who depends, on whom. */
  readonly edges: Uint32Array;
  readonly dependencies: Neighbours;
  readonly dependents: Neighbours;
  readonly #numbers = new Map<string, number>();

  constructor({ nodes, edges }: Pick<GraphView, 'nodes' | 'edges'>) {
    const all = [...nodes];
    for (const [number, { id }] of all.entries()) this.#numbers.set(id, number);
    for (let at = 0; at < all.length; at++) this.#addParent(all, all[at]);
    this.nodes = all;
    this.parents = Int32Array.from(all, ({ parent }) => this.numberOf(parent ?? ''));
    this.isOpen = new Uint8Array(all.length);
    for (const parent of this.parents) if (parent !== none) this.isOpen[parent] = 1;
    this.depths = depthsOf(this.parents);
    this.edges = knownEdges(edges, all.length);
    this.dependencies = neighboursOf(this.edges, all.length, 0);
    this.dependents = neighboursOf(this.edges, all.length, 1);
  }

  /** The number of a node; `none` where it is not shown. */
  numberOf(id: string): number {
    return this.#numbers.get(id) ?? none;
  }

  /** Those that a node lies in, from the inside to the outside. */
  boxesAround(node: number): number[] {
    const boxes: number[] = [];
    for (let at = this.parents[node] ?? none; at !== none; at = this.parents[at] ?? none)
      boxes.push(at);
    return boxes;
  }

  #addParent(all: GraphViewNode[], node: GraphViewNode | undefined): void {
    const parent = node?.parent;
    if (parent === undefined || this.#numbers.has(parent)) return;
    this.#numbers.set(parent, all.length);
    all.push(openFolder(parent, (id) => this.#numbers.has(id)));
  }
}

/** The path in an id, e.g. `src/a.ts` of `file:src/a.ts`. */
export function pathOf(id: string): string {
  return id.slice(id.indexOf(':') + 1);
}

/** Ids of the folders that a file or folder lies in, the outermost first. */
export function foldersAround(path: string): string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, at) => `folder:${names.slice(0, at + 1).join('/')}`);
}

// An open folder that the answer names as a parent, and does not list.
function openFolder(id: string, isKnown: (id: string) => boolean): GraphViewNode {
  const path = pathOf(id);
  const around = foldersAround(path).findLast(isKnown);
  const outer = around === undefined ? '' : `${pathOf(around)}/`;
  return {
    ...{ id, type: 'folder', label: path.slice(outer.length), files: 0, inCycle: false },
    ...(around === undefined ? {} : { parent: around }),
  };
}

function depthsOf(parents: Int32Array): Uint16Array {
  const depths = new Uint16Array(parents.length);
  for (const node of parents.keys()) {
    let depth = 0;
    for (let at = parents[node] ?? none; at !== none && depth < 1000; at = parents[at] ?? none)
      depth++;
    depths[node] = depth;
  }
  return depths;
}

// An edge between numbers that there are not would be a mistake of the server: it is left out, not drawn anywhere.
function knownEdges(triples: readonly number[], count: number): Uint32Array {
  const edges = new Uint32Array(Math.floor(triples.length / 3) * 2);
  let used = 0;
  for (let at = 0; at + 2 < triples.length; at += 3) {
    const [from = none, to = none] = [triples[at], triples[at + 1]];
    if (from < 0 || to < 0 || from >= count || to >= count || from === to) continue;
    edges[used++] = from;
    edges[used++] = to;
  }
  return edges.slice(0, used);
}
