/**
 * What is drawn the same while one moves, as one picture: edges; and where nodes are too small for names, open folders and nodes as well, as plain
 * rectangles, colour by colour. The worker paints it, the page copies it.
 */
import type { Look, Size } from '../model/camera.ts';
import { measures } from '../model/layout.ts';
import type { ViewGraph } from '../model/viewGraph.ts';
import { type Context, paintEdges, toWorld } from './edgesPainter.ts';
import type { GraphPalette, NodeInk } from './palette.ts';

/** What is painted, and where. */
export interface FarScene {
  readonly graph: ViewGraph;
  readonly boxes: Float32Array;
  /** By node: the number of its hue. */
  readonly hues: Uint8Array;
  /** By node: 1 for what stands out of the rest; undefined: nothing does. */
  readonly standing: Uint8Array | undefined;
  readonly palette: GraphPalette;
  readonly look: Look;
  readonly size: Size;
  readonly ratio: number;
}

const nearPixels = 7;
/** Strength of edges while something stands out of them. */
const behind = 0.25;

/** Whether nodes are too small for borders and names. */
export function isFar({ scale }: Look): boolean {
  return measures.nodeHeight * scale < nearPixels;
}

/** Paints it. */
export function paintFar(context: Context, scene: FarScene): void {
  const { graph, boxes, palette, look, size, ratio } = scene;
  if (isFar(look)) paintBoxes(context, scene);
  if (scene.standing !== undefined) context.globalAlpha = behind;
  const { edges } = graph;
  paintEdges(context, { edges, boxes, look, size, ratio, color: palette.edge });
  context.globalAlpha = 1;
  if (isFar(look)) paintNodes(context, scene);
}

/** Grounds of open folders. */
export function paintBoxes(context: Context, scene: FarScene): void {
  const { graph, boxes, palette, look, ratio } = scene;
  const open = inSight(scene, 1);
  open.sort((a, b) => (graph.depths[a] ?? 0) - (graph.depths[b] ?? 0));
  toWorld(context, look, ratio);
  context.lineWidth = 1 / look.scale;
  context.strokeStyle = palette.boxBorder;
  for (const box of open) {
    const depth = Math.min(graph.depths[box] ?? 0, palette.boxFills.length - 1);
    const [x = 0, y = 0, width = 0, height = 0] = boxes.subarray(box * 4, box * 4 + 4);
    context.fillStyle = palette.boxFills[depth] ?? '';
    context.fillRect(x, y, width, height);
    context.strokeRect(x, y, width, height);
  }
}

/** Nodes without names. To change the colour costs more than a rectangle, so it is changed rarely. */
export function paintNodes(context: Context, scene: FarScene): void {
  const { boxes, hues, standing, palette, look, ratio } = scene;
  const byInk = new Map<NodeInk | undefined, number[]>();
  for (const node of inSight(scene, 0)) {
    const inks = standing === undefined || standing[node] === 1 ? palette.inks : palette.dimmed;
    const ink = inks[hues[node] ?? 0];
    const nodes = byInk.get(ink);
    if (nodes === undefined) byInk.set(ink, [node]);
    else nodes.push(node);
  }
  toWorld(context, look, ratio);
  for (const [ink, nodes] of byInk) {
    context.fillStyle = ink?.border ?? '';
    for (const node of nodes) {
      const at = node * 4;
      context.fillRect(boxes[at] ?? 0, boxes[at + 1] ?? 0, boxes[at + 2] ?? 0, boxes[at + 3] ?? 0);
    }
  }
}

/** Numbers of nodes in the window: those that are open folders, or those that are not. */
export function inSight(
  { graph, boxes, look, size }: Pick<FarScene, 'graph' | 'boxes' | 'look' | 'size'>,
  isOpen: 0 | 1,
): number[] {
  const right = look.x + size.width / look.scale;
  const bottom = look.y + size.height / look.scale;
  const seen: number[] = [];
  for (let node = 0; node < graph.nodes.length; node++) {
    if (graph.isOpen[node] !== isOpen) continue;
    const at = node * 4;
    const [x, y] = [boxes[at] ?? 0, boxes[at + 1] ?? 0];
    if (x > right || y > bottom) continue;
    if (x + (boxes[at + 2] ?? 0) >= look.x && y + (boxes[at + 3] ?? 0) >= look.y) seen.push(node);
  }
  return seen;
}
