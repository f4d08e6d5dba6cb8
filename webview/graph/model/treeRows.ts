/** What is shown as rows of a tree: folders with what is in them, and below each node, where that is wanted, its edges. The drawing's twin for those who hear it. */
import { type Neighbours, neighboursAt } from './adjacency.ts';
import { none, type ViewGraph } from './viewGraph.ts';

/** One row. Levels count from 1, positions as well. */
export interface TreeRow {
  readonly kind: 'node' | 'dependencies' | 'dependents' | 'edge';
  /** The node that the row is about; of an edge, its other end. */
  readonly node: number;
  readonly level: number;
  readonly position: number;
  readonly siblings: number;
  /** Undefined: it has nothing below it. */
  readonly isExpanded: boolean | undefined;
  /** The same for the same row of another answer. */
  readonly key: string;
}

/**
 * Makes the rows.
 *
 * @param withEdges ids of nodes whose edges are listed
 */
export function treeRows(graph: ViewGraph, withEdges: ReadonlySet<string>): TreeRow[] {
  const inside = membersByName(graph);
  const rows: TreeRow[] = [];
  const todo = siblings(inside.get(none) ?? [], 1);
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { node, level } = next;
    const id = graph.nodes[node]?.id ?? '';
    const isOpen = graph.isOpen[node] === 1;
    const lists = isOpen ? [] : edgeLists(graph, node);
    const isListed = withEdges.has(id) && lists.length > 0;
    rows.push({ ...next, kind: 'node', key: id, isExpanded: expansion(graph, node, isListed) });
    if (isListed) pushEdges(rows, { graph, node, level, lists });
    if (isOpen) todo.push(...siblings(inside.get(node) ?? [], level + 1));
  }
  return rows;
}

/** The name of a folder that is closed stands for what is in it; so do edges that are not listed. */
function expansion(graph: ViewGraph, node: number, isListed: boolean): boolean | undefined {
  if (graph.nodes[node]?.type === 'folder') return graph.isOpen[node] === 1 || isListed;
  return edgeLists(graph, node).length > 0 ? isListed : undefined;
}

interface EdgeList {
  readonly kind: 'dependencies' | 'dependents';
  readonly others: Uint32Array;
}

function edgeLists(graph: ViewGraph, node: number): EdgeList[] {
  const list = (kind: EdgeList['kind'], neighbours: Neighbours): EdgeList => {
    return { kind, others: neighboursAt(neighbours, node) };
  };
  const both = [list('dependencies', graph.dependencies), list('dependents', graph.dependents)];
  return both.filter(({ others }) => others.length > 0);
}

function pushEdges(
  rows: TreeRow[],
  of: { graph: ViewGraph; node: number; level: number; lists: readonly EdgeList[] },
): void {
  const { graph, node, level, lists } = of;
  const id = graph.nodes[node]?.id ?? '';
  for (const [at, { kind, others }] of lists.entries()) {
    const place = { level: level + 1, position: at + 1, siblings: lists.length };
    rows.push({ ...{ kind, node, key: `${id} ${kind}`, isExpanded: true }, ...place });
    const named = byName(graph, [...others]);
    for (const [index, other] of named.entries()) {
      const its = { level: level + 2, position: index + 1, siblings: named.length };
      const key = `${id} ${kind} ${graph.nodes[other]?.id}`;
      rows.push({ ...{ kind: 'edge', node: other, key, isExpanded: undefined }, ...its });
    }
  }
}

// In reverse, as they are taken from the end.
function siblings(nodes: readonly number[], level: number) {
  return nodes
    .map((node, at) => ({ node, level, position: at + 1, siblings: nodes.length }))
    .reverse();
}

const typeOrder = ['folder', 'file', 'action', 'package'];

function membersByName(graph: ViewGraph): Map<number, number[]> {
  const inside = new Map<number, number[]>();
  for (const [node, parent] of graph.parents.entries()) {
    const members = inside.get(parent) ?? [];
    members.push(node);
    inside.set(parent, members);
  }
  for (const [parent, members] of inside) inside.set(parent, byName(graph, members));
  return inside;
}

function byName({ nodes }: ViewGraph, all: number[]): number[] {
  const rank = (node: number) => typeOrder.indexOf(nodes[node]?.type ?? '');
  const name = (node: number) => nodes[node]?.label ?? '';
  return all.sort(
    (a, b) => rank(a) - rank(b) || (name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : a - b),
  );
}
