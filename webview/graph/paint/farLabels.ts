/**
 * Names where boxes are too small to hold theirs: of what one looks at, i.e. the selected node with its neighbours, the one below the pointer, a path, matches; then of
 * the largest, as a map names its towns. Each is as large on the page as any text of it, and none lies over another one.
 */
import { none, type ViewGraph } from '../model/viewGraph.ts';
import { labelOf, type Scene } from './scene.ts';

/** A name to write, in pixels of the page. */
export interface FarLabel {
  readonly node: number;
  readonly text: string;
  readonly x: number;
  /** Of its middle. */
  readonly y: number;
  readonly width: number;
}

/** Height of such a name with its ground, in pixels of the page. */
export const farLabelHeight = 16;
/** On each side of the text. */
export const farLabelRoom = 4;
const shownMax = 40;
const largestMax = 24;
/** More are not looked at in one frame. */
const triesMax = 1000;

/**
 * Picks them.
 *
 * @param cutToFit cuts a text to what may stand there, and measures it
 */
export function farLabels(
  scene: Scene,
  cutToFit: (text: string) => { readonly text: string; readonly width: number },
): FarLabel[] {
  const placed: FarLabel[] = [];
  const tried = new Set<number>();
  const tryAll = (nodes: Iterable<number>, most: number): void => {
    for (const node of nodes) {
      if (placed.length >= most || tried.size >= triesMax) return;
      if (node === none || tried.has(node)) continue;
      tried.add(node);
      const label = placeOf(scene, node, cutToFit);
      if (label !== undefined && !placed.some((other) => isOver(label, other))) placed.push(label);
    }
  };
  tryAll(meant(scene), shownMax);
  if (scene.highlight === undefined) tryAll(largestOf(scene.graph), largestMax);
  return placed;
}

/** The node whose name is at a point of the page; `none` for none. */
export function labelAt(labels: readonly FarLabel[], x: number, y: number): number {
  const found = labels.find(
    (one) => x >= one.x && x <= one.x + one.width && Math.abs(y - one.y) <= farLabelHeight / 2,
  );
  return found?.node ?? none;
}

// What one looks at, first what it is most.
function* meant({ graph, selected, hovered, highlight, matches }: Scene): Generator<number> {
  yield hovered;
  if (highlight !== undefined) {
    yield* highlight.nodes;
    return;
  }
  yield selected;
  yield* matches;
  if (selected === none) return;
  for (const { first, targets } of [graph.dependencies, graph.dependents])
    yield* targets.subarray(first[selected] ?? 0, first[selected + 1] ?? 0);
}

const orders = new WeakMap<ViewGraph, Uint32Array>();

/** Those with most files in them, then those with most edges; what comes first by name where they are alike. */
function largestOf(graph: ViewGraph): Uint32Array {
  const known = orders.get(graph);
  if (known !== undefined) return known;
  const { dependencies, dependents, nodes } = graph;
  const worth = nodes.map(({ files, type }, node) => {
    const degree = [dependencies, dependents].reduce(
      (sum, { first }) => sum + (first[node + 1] ?? 0) - (first[node] ?? 0),
      0,
    );
    return (type === 'folder' ? files * 8 : 0) + degree;
  });
  const order = Uint32Array.from(nodes.keys());
  order.sort((a, b) => (worth[b] ?? 0) - (worth[a] ?? 0) || a - b);
  orders.set(graph, order);
  return order;
}

function placeOf(
  scene: Scene,
  node: number,
  cutToFit: (text: string) => { readonly text: string; readonly width: number },
): FarLabel | undefined {
  const { graph, boxes, look, size } = scene;
  const at = node * 4;
  const left = ((boxes[at] ?? 0) - look.x) * look.scale;
  const top = ((boxes[at + 1] ?? 0) - look.y) * look.scale;
  const [wide, high] = [(boxes[at + 2] ?? 0) * look.scale, (boxes[at + 3] ?? 0) * look.scale];
  // Of an open folder, the head.
  const y = graph.isOpen[node] === 1 ? top + farLabelHeight / 2 : top + high / 2;
  if (left > size.width || left + wide < 0 || y < 0 || y > size.height) return undefined;
  const { text, width: letters } = cutToFit(labelOf(scene, node));
  if (text === '') return undefined;
  const width = letters + 2 * farLabelRoom;
  const x = Math.max(0, Math.min(left, size.width - width));
  return { node, text, x, y, width };
}

function isOver(one: FarLabel, other: FarLabel): boolean {
  return (
    Math.abs(one.y - other.y) < farLabelHeight &&
    one.x < other.x + other.width &&
    other.x < one.x + one.width
  );
}
