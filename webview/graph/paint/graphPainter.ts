/**
 * Draws a frame: open folders, the picture of the edges, nodes, and what stands out. Nodes too small for a name are plain rectangles, drawn colour by
 * colour; only what is in sight is drawn.
 */
import { LabelFitter } from '../../flame/paint/labels.ts';
import type { Look } from '../model/camera.ts';
import { none } from '../model/viewGraph.ts';
import { fillArrows, toWorld, trace } from './edgesPainter.ts';
import { edgesOf, fontSize, inkOf, labelOf, type Scene } from './scene.ts';

/** The edges as they were painted, and where. */
export interface EdgeImage {
  readonly image: ImageBitmap;
  readonly look: Look;
}

/** Names smaller than that on the page are not read. */
const readablePixels = 6;
const borderPixelsMin = 7;
const textRoom = 8;
const curvesMax = 1500;

/** Draws on one canvas. */
export class GraphPainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D | null;
  #fitter: { readonly font: string; readonly labels: LabelFitter } | undefined;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d', { alpha: false });
  }

  /** Draws. The canvas gets the scene's size. */
  draw(scene: Scene, edges: EdgeImage | undefined): void {
    const context = this.#context;
    if (context === null) return;
    resize(this.#canvas, scene);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = scene.palette.background;
    context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
    toWorld(context, scene.look, scene.ratio);
    context.font = `${fontSize}px ${scene.palette.font}`;
    context.textBaseline = 'middle';
    const seen = nodesInSight(scene);
    this.#drawBoxes(context, scene, seen.boxes);
    if (edges !== undefined) drawEdgeImage(context, scene, edges);
    drawStanding(context, scene);
    this.#drawNodes(context, scene, seen.nodes);
    drawRings(context, scene);
  }

  #drawBoxes(context: CanvasRenderingContext2D, scene: Scene, seen: readonly number[]): void {
    const { graph, boxes, palette, look } = scene;
    const isReadable = fontSize * look.scale >= readablePixels;
    context.lineWidth = 1 / look.scale;
    for (const box of seen) {
      const { x, y, width, height } = boxAt(boxes, box);
      const depth = Math.min(graph.depths[box] ?? 0, palette.boxFills.length - 1);
      context.fillStyle = palette.boxFills[depth] ?? '';
      context.fillRect(x, y, width, height);
      context.strokeStyle = palette.boxBorder;
      context.strokeRect(x, y, width, height);
      if (!isReadable) continue;
      context.fillStyle = palette.faint;
      const text = this.#fit(context, scene, labelOf(scene, box), width - 2 * textRoom);
      context.fillText(text, x + textRoom, y + 13);
    }
  }

  #drawNodes(context: CanvasRenderingContext2D, scene: Scene, seen: readonly number[]): void {
    const { boxes, look } = scene;
    const heightPixels = (boxes[(seen[0] ?? 0) * 4 + 3] ?? 0) * look.scale;
    if (heightPixels < borderPixelsMin) drawPlain(context, scene, seen);
    else for (const node of seen) this.#drawNode(context, scene, node);
  }

  #drawNode(context: CanvasRenderingContext2D, scene: Scene, node: number): void {
    const { graph, boxes, look } = scene;
    const { x, y, width, height } = boxAt(boxes, node);
    const ink = inkOf(scene, node);
    const type = graph.nodes[node]?.type;
    const round = type === 'package' ? height / 2 : type === 'action' ? 7 : 2;
    context.beginPath();
    context.roundRect(x, y, width, height, round);
    context.fillStyle = ink.fill;
    context.fill();
    context.strokeStyle = ink.border;
    context.lineWidth = ink.borderWidth / look.scale;
    if (ink.dash.length > 0) context.setLineDash(ink.dash.map((length) => length / look.scale));
    context.stroke();
    if (ink.dash.length > 0) context.setLineDash([]);
    if (fontSize * look.scale < readablePixels) return;
    context.fillStyle = ink.text;
    const text = this.#fit(context, scene, labelOf(scene, node), width - 2 * textRoom);
    context.fillText(text, x + textRoom, y + height / 2 + 1);
  }

  #fit(context: CanvasRenderingContext2D, { palette }: Scene, text: string, width: number): string {
    if (this.#fitter?.font !== palette.font) {
      const measured = new Map<string, number>();
      const measure = (words: string) => {
        const known = measured.get(words) ?? context.measureText(words).width;
        measured.set(words, known);
        return known;
      };
      this.#fitter = { font: palette.font, labels: new LabelFitter(measure) };
    }
    return this.#fitter.labels.fit(undefined, text, width);
  }
}

function resize(canvas: HTMLCanvasElement, { size, ratio }: Scene): void {
  const wide = Math.round(size.width * ratio);
  const high = Math.round(size.height * ratio);
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
}

function boxAt(boxes: Float32Array, node: number) {
  const at = node * 4;
  return {
    x: boxes[at] ?? 0,
    y: boxes[at + 1] ?? 0,
    width: boxes[at + 2] ?? 0,
    height: boxes[at + 3] ?? 0,
  };
}

// Boxes from the outside to the inside.
function nodesInSight({ graph, boxes, look, size }: Scene): { boxes: number[]; nodes: number[] } {
  const right = look.x + size.width / look.scale;
  const bottom = look.y + size.height / look.scale;
  const open: number[] = [];
  const nodes: number[] = [];
  for (let node = 0; node < graph.nodes.length; node++) {
    const { x, y, width, height } = boxAt(boxes, node);
    if (x > right || y > bottom || x + width < look.x || y + height < look.y) continue;
    if (graph.isOpen[node] === 1) open.push(node);
    else nodes.push(node);
  }
  open.sort((a, b) => (graph.depths[a] ?? 0) - (graph.depths[b] ?? 0));
  return { boxes: open, nodes };
}

function drawEdgeImage(
  context: CanvasRenderingContext2D,
  { look, ratio, highlight }: Scene,
  { image, look: its }: EdgeImage,
): void {
  const scale = look.scale / its.scale;
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  // Whole pixels where nothing is stretched: then it is a copy.
  const x = (its.x - look.x) * look.scale * ratio;
  const y = (its.y - look.y) * look.scale * ratio;
  context.imageSmoothingEnabled = scale < 1;
  context.imageSmoothingQuality = 'low';
  if (highlight !== undefined) context.globalAlpha = 0.25;
  if (scale === 1) context.drawImage(image, Math.round(x), Math.round(y));
  else context.drawImage(image, x, y, image.width * scale, image.height * scale);
  context.restore();
}

// Edges of what stands out, and of the selected node.
function drawStanding(context: CanvasRenderingContext2D, scene: Scene): void {
  const { graph, highlight, palette, selected } = scene;
  if (highlight !== undefined) strokeEdges(context, scene, highlight.edges, palette.match);
  const { out, into } = edgesOf(graph, selected);
  strokeEdges(context, scene, into, palette.dependent);
  strokeEdges(context, scene, out, palette.dependency);
}

function strokeEdges(
  context: CanvasRenderingContext2D,
  { boxes, look, palette }: Scene,
  edges: Uint32Array,
  color: string,
): void {
  if (edges.length === 0) return;
  const isCurved = edges.length / 2 <= curvesMax;
  context.strokeStyle = color;
  context.lineWidth = (palette.isHighContrast ? 2.5 : 1.6) / look.scale;
  trace(context, { edges, boxes, isCurved });
  context.stroke();
  context.fillStyle = color;
  if (isCurved) fillArrows(context, { edges, boxes, length: 8 / look.scale });
}

// Colour by colour: to change it costs more than a rectangle.
function drawPlain(context: CanvasRenderingContext2D, scene: Scene, seen: readonly number[]): void {
  const byColor = new Map<string, number[]>();
  for (const node of seen) {
    const { border } = inkOf(scene, node);
    const nodes = byColor.get(border);
    if (nodes === undefined) byColor.set(border, [node]);
    else nodes.push(node);
  }
  for (const [color, nodes] of byColor) {
    context.fillStyle = color;
    for (const node of nodes) {
      const { x, y, width, height } = boxAt(scene.boxes, node);
      context.fillRect(x, y, width, height);
    }
  }
}

function drawRings(context: CanvasRenderingContext2D, scene: Scene): void {
  const { palette, matches, selected, hovered, hasFocus } = scene;
  for (const node of matches)
    ring(context, scene, { node, color: palette.match, pixels: 2, gap: 2 });
  if (hovered !== none && hovered !== selected)
    ring(context, scene, { node: hovered, color: palette.foreground, pixels: 1, gap: 1 });
  if (selected === none) return;
  ring(context, scene, { node: selected, color: palette.focus, pixels: hasFocus ? 3 : 2, gap: 3 });
}

function ring(
  context: CanvasRenderingContext2D,
  { boxes, look }: Scene,
  of: { node: number; color: string; pixels: number; gap: number },
): void {
  const { x, y, width, height } = boxAt(boxes, of.node);
  const gap = of.gap / look.scale;
  context.strokeStyle = of.color;
  context.lineWidth = of.pixels / look.scale;
  context.strokeRect(x - gap, y - gap, width + 2 * gap, height + 2 * gap);
}
