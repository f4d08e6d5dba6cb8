/**
 * Where everything stands. Each open folder is a box of columns, from who depends on the left to what is depended on at the right; a box lies in a
 * column of the box around it as any node does. What was placed once keeps its place: columns are remembered with who stands in them, also
 * who is not shown now, and newcomers go to the end of a column near their neighbours. So a file that comes moves nothing, and a folder that opens
 * pushes aside only what stands right of it and below it.
 *
 * Own, because what is there does not do it in the time: force-directed layouts take 26 s for 10,000 nodes (d3-force), elkjs's layered one more
 * than that for 1,000; and none knows boxes in boxes that keep their places.
 */
import type { GraphViewNode } from '../../../server/protocol/modules.ts';
import { type BoxSize, packColumns } from './columns.ts';
import { columnsOf } from './ranks.ts';
import { none, type ViewGraph } from './viewGraph.ts';

/** What stands in one column, from top to bottom. */
export interface Column {
  /** Free room above, in pixels of the world. */
  readonly top: number;
  readonly ids: readonly string[];
  /** True: it belongs to the same step as the column before it, from which it overflowed. */
  readonly isOverflow: boolean;
}

/** Columns by the id of their box; '' for what lies in none. */
export type LayoutMemory = Readonly<Record<string, readonly Column[]>>;

/** Where nodes are. */
export interface Layout {
  /** Four numbers a node: x, y, width, height, in pixels of the world. */
  readonly boxes: Float32Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
  readonly memory: LayoutMemory;
}

/** Measures of the drawing, in pixels of the world. */
export const measures = {
  nodeHeight: 24,
  nodeWidthMin: 56,
  nodeWidthMax: 240,
  letterWidth: 7,
  /** Around the name, and of one sign beside it. */
  nameRoom: 18,
  signWidth: 15,
  rowGap: 10,
  columnGap: 48,
  overflowGap: 18,
  boxRoom: 14,
  boxHead: 24,
} as const;

/** Where more than that part of a box is new, it is laid out anew. */
const newShareMax = 0.5;

interface Work {
  readonly graph: ViewGraph;
  readonly boxes: Float32Array<ArrayBuffer>;
  /** By box; the last one is the whole. */
  readonly members: readonly (readonly number[])[];
  /** As `members`: edges between those in the box, as numbers of nodes. */
  readonly lifted: readonly (readonly number[])[];
}

/**
 * Places everything.
 *
 * @param known what the last layout remembered; {} for none
 */
export function layOut(graph: ViewGraph, known: LayoutMemory): Layout {
  const boxes = new Float32Array(graph.nodes.length * 4);
  const work: Work = { graph, boxes, members: membersOf(graph), lifted: liftEdges(graph) };
  const memory: Record<string, readonly Column[]> = { ...known };
  // A box is as large as what is in it, so the innermost come first.
  for (const box of boxesFromInside(graph)) {
    const id = graph.nodes[box]?.id ?? '';
    const columns = columnsFor(work, box, known[id] ?? []);
    memory[id] = columns;
    placeColumns(work, box, columns);
  }
  moveToWorld(graph, boxes);
  const whole = extentOf(boxes);
  return { boxes, ...whole, memory };
}

/** How wide a node is drawn: its name with the signs that it may have, that of an overlay always. */
export function widthOf({ label, type, inCycle }: GraphViewNode): number {
  const { nodeWidthMin, nodeWidthMax, letterWidth, nameRoom, signWidth } = measures;
  const signs = 1 + Number(type === 'folder') + Number(inCycle);
  const width = label.length * letterWidth + nameRoom + signs * signWidth;
  return Math.round(Math.min(nodeWidthMax, Math.max(nodeWidthMin, width)));
}

/** Forgets boxes beyond a number of names, so that what is kept stays small. @returns {} where it is too much */
export function memoryWithin(memory: LayoutMemory, namesMax: number): LayoutMemory {
  let names = 0;
  for (const columns of Object.values(memory)) for (const { ids } of columns) names += ids.length;
  return names > namesMax ? {} : memory;
}

function boxesFromInside(graph: ViewGraph): number[] {
  const open = [...graph.isOpen.keys()].filter((node) => graph.isOpen[node] === 1);
  open.sort((a, b) => (graph.depths[b] ?? 0) - (graph.depths[a] ?? 0));
  return [...open, graph.nodes.length];
}

function membersOf({ nodes, parents }: ViewGraph): number[][] {
  const members: number[][] = Array.from({ length: nodes.length + 1 }, () => []);
  for (const [node, parent] of parents.entries())
    members[parent === none ? nodes.length : parent]?.push(node);
  return members;
}

// An edge belongs to the innermost box that both its ends are in, between those two of the box that they are, or lie in.
function liftEdges(graph: ViewGraph): number[][] {
  const { nodes, parents, depths, edges } = graph;
  const lifted: number[][] = Array.from({ length: nodes.length + 1 }, () => []);
  const outOf = (node: number) => parents[node] ?? none;
  for (let at = 0; at < edges.length; at += 2) {
    let from = edges[at] ?? 0;
    let to = edges[at + 1] ?? 0;
    while ((depths[from] ?? 0) > (depths[to] ?? 0)) from = outOf(from);
    while ((depths[to] ?? 0) > (depths[from] ?? 0)) to = outOf(to);
    while (from !== to && outOf(from) !== outOf(to)) [from, to] = [outOf(from), outOf(to)];
    const box = outOf(from);
    if (from !== to) lifted[box === none ? nodes.length : box]?.push(from, to);
  }
  return lifted;
}

function columnsFor(work: Work, box: number, known: readonly Column[]): readonly Column[] {
  const { graph, members } = work;
  const own = members[box] ?? [];
  const columnOf = new Map<string, number>();
  for (const [at, { ids }] of known.entries()) for (const id of ids) columnOf.set(id, at);
  const newcomers = own.filter((node) => !columnOf.has(graph.nodes[node]?.id ?? ''));
  const isNew = newcomers.length > own.length * newShareMax;
  // Rooms that nobody needs any longer are closed once they are most of it.
  const isHollow = columnOf.size > 2 * own.length + 8;
  if (isNew || isHollow || known.length === 0) return newColumns(work, box);
  return newcomers.length === 0 ? known : withNewcomers(work, known, columnOf, newcomers);
}

function newColumns(work: Work, box: number): Column[] {
  const { graph, members, lifted } = work;
  const own = members[box] ?? [];
  const local = new Map(own.map((node, at) => [node, at]));
  const edges = Uint32Array.from(lifted[box] ?? [], (node) => local.get(node) ?? 0);
  const sizes = own.map((node) => sizeOf(work, node));
  const steps = columnsOf({ count: own.length, edges }, nameOrder(graph, own));
  const { rowGap: row, columnGap: column, overflowGap: overflow } = measures;
  const packed = packColumns(steps, sizes, { row, column, overflow });
  const tallest = Math.max(0, ...packed.map(({ height }) => height));
  return packed.map(({ members: numbers, height, isOverflow }) => {
    const ids = numbers.map((at) => graph.nodes[own[at] ?? 0]?.id ?? '');
    return { ids, isOverflow, top: Math.round((tallest - height) / 2) };
  });
}

function nameOrder({ nodes }: ViewGraph, own: readonly number[]): Uint32Array {
  const sorted = [...own.keys()].sort((a, b) => {
    const [one = '', other = ''] = [nodes[own[a] ?? 0]?.label, nodes[own[b] ?? 0]?.label];
    return one < other ? -1 : one > other ? 1 : 0;
  });
  const order = new Uint32Array(own.length);
  for (const [rank, at] of sorted.entries()) order[at] = rank;
  return order;
}

// Each goes to the end of the column that is nearest to the middle of its neighbours' columns.
function withNewcomers(
  { graph }: Work,
  known: readonly Column[],
  columnOf: ReadonlyMap<string, number>,
  newcomers: readonly number[],
): Column[] {
  const columns = known.map(({ ids, ...rest }) => ({ ...rest, ids: [...ids] }));
  const placeOf = (node: number) => columnOf.get(graph.nodes[node]?.id ?? '');
  for (const node of newcomers) {
    const near: number[] = [];
    for (const { first, targets } of [graph.dependencies, graph.dependents]) {
      for (let at = first[node] ?? 0; at < (first[node + 1] ?? 0); at++) {
        const place = placeOf(targets[at] ?? 0);
        if (place !== undefined) near.push(place);
      }
    }
    const sum = near.reduce((all, place) => all + place, 0);
    const column = near.length === 0 ? columns.length - 1 : Math.round(sum / near.length);
    columns[column]?.ids.push(graph.nodes[node]?.id ?? '');
  }
  return columns;
}

// A closed folder's size, a node's, or that of a box, which is laid out by now.
function sizeOf({ graph, boxes }: Work, node: number): BoxSize {
  if (graph.isOpen[node] === 1)
    return { width: boxes[node * 4 + 2] ?? 0, height: boxes[node * 4 + 3] ?? 0 };
  const found = graph.nodes[node];
  const width = found === undefined ? 0 : widthOf(found);
  return { width, height: measures.nodeHeight };
}

// Positions relative to the box, and the size of the box.
function placeColumns(work: Work, box: number, columns: readonly Column[]): void {
  const { graph, boxes } = work;
  const { rowGap, columnGap, overflowGap, boxRoom, boxHead, nodeHeight } = measures;
  const isWhole = box === graph.nodes.length;
  const parent = isWhole ? none : box;
  const [left, head] = isWhole ? [0, 0] : [boxRoom, boxHead];
  let x = left;
  let bottom = 0;
  let right = left;
  for (const { top, ids, isOverflow } of columns) {
    x = right === left ? left : right + (isOverflow ? overflowGap : columnGap);
    let y = head + top;
    let width = 0;
    for (const id of ids) {
      const node = graph.numberOf(id);
      if (node === none || graph.parents[node] !== parent) {
        // It is not shown, or not here: its room is kept.
        y += nodeHeight + rowGap;
        continue;
      }
      const size = sizeOf(work, node);
      boxes.set([x, y, size.width, size.height], node * 4);
      y += size.height + rowGap;
      width = Math.max(width, size.width);
      bottom = Math.max(bottom, y - rowGap);
    }
    right = width === 0 ? right : x + width;
  }
  if (isWhole) return;
  const its = graph.nodes[box];
  const named = its === undefined ? 0 : widthOf(its) + boxRoom;
  boxes.set([0, 0, Math.max(named, right + boxRoom), bottom + boxRoom], box * 4);
}

function moveToWorld(graph: ViewGraph, boxes: Float32Array): void {
  const outside = [...graph.parents.keys()].sort(
    (a, b) => (graph.depths[a] ?? 0) - (graph.depths[b] ?? 0),
  );
  for (const node of outside) {
    const parent = graph.parents[node] ?? none;
    if (parent === none) continue;
    boxes[node * 4] = (boxes[node * 4] ?? 0) + (boxes[parent * 4] ?? 0);
    boxes[node * 4 + 1] = (boxes[node * 4 + 1] ?? 0) + (boxes[parent * 4 + 1] ?? 0);
  }
}

function extentOf(boxes: Float32Array): { width: number; height: number } {
  let width = 0;
  let height = 0;
  for (let at = 0; at < boxes.length; at += 4) {
    width = Math.max(width, (boxes[at] ?? 0) + (boxes[at + 2] ?? 0));
    height = Math.max(height, (boxes[at + 1] ?? 0) + (boxes[at + 3] ?? 0));
  }
  return { width, height };
}
