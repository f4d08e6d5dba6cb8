/**
 * Draws a frame: open folders, the picture that the worker painted, nodes, and what stands out. Where nodes are too small for names, they are in the picture
 * already, and a frame is a copy of it. Only what is in sight is drawn.
 */
import { LabelFitter } from '../../flame/paint/labels.ts';
import type { Look } from '../model/camera.ts';
import { none } from '../model/viewGraph.ts';
import { fillArrows, toWorld, trace } from './edgesPainter.ts';
import { type FarLabel, farLabelHeight, farLabelRoom, farLabels, labelAt } from './farLabels.ts';
import { type FarScene, inSight, isFar, paintBoxes, paintNodes } from './farPainter.ts';
import { edgesStanding, fontSize, inkOf, labelOf, type Scene } from './scene.ts';

/** What the worker painted, and where. */
export interface Picture {
  readonly image: ImageBitmap;
  readonly look: Look;
}

/** Names smaller than that on the page are not read. */
const readablePixels = 6;
const textRoom = 8;
const curvesMax = 1500;
/** Names that lie over small boxes, in pixels of the page. */
const farPixels = 11;
const farWidthMax = 170;

/** Draws on one canvas. */
export class GraphPainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D | null;
  #farNames: readonly FarLabel[] = [];
  #fitter: { readonly font: string; readonly labels: LabelFitter } | undefined;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d', { alpha: false });
  }

  /** The node whose name lies over others at a point of the page; `none` for none. */
  namedAt(x: number, y: number): number {
    return labelAt(this.#farNames, x, y);
  }

  /** Draws. The canvas gets the scene's size. */
  draw(scene: Scene, picture: Picture | undefined): void {
    const context = this.#context;
    if (context === null) return;
    resize(this.#canvas, scene);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = scene.palette.background;
    context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
    const far = farScene(scene);
    // The picture of a nearer look has no nodes: until the next one is there, they are drawn here.
    const isInPicture = isFar(scene.look) && picture !== undefined && isFar(picture.look);
    if (!isInPicture) paintBoxes(context, far);
    if (picture !== undefined) drawPicture(context, scene, picture);
    toWorld(context, scene.look, scene.ratio);
    context.font = `${fontSize}px ${scene.palette.font}`;
    context.textBaseline = 'middle';
    drawStanding(context, scene);
    if (!isFar(scene.look)) this.#drawNear(context, scene);
    else if (!isInPicture) paintNodes(context, far);
    drawRings(context, scene);
    this.#farNames = [];
    if (fontSize * scene.look.scale < readablePixels) this.#drawFarNames(context, scene);
  }

  #drawFarNames(context: CanvasRenderingContext2D, scene: Scene): void {
    const { palette, ratio, selected } = scene;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.font = `${farPixels}px ${palette.font}`;
    const fit = (label: string) => {
      const text = this.#fit(context, label, farWidthMax);
      return { text, width: context.measureText(text).width };
    };
    context.lineWidth = 1;
    this.#farNames = farLabels(scene, fit);
    for (const { node, text, x, y, width } of this.#farNames) {
      const ink = inkOf(scene, node);
      context.beginPath();
      context.roundRect(x, y - farLabelHeight / 2, width, farLabelHeight, 3);
      context.fillStyle = palette.background;
      context.fill();
      context.strokeStyle = node === selected ? palette.focus : ink.border;
      context.stroke();
      context.fillStyle = palette.foreground;
      context.fillText(text, x + farLabelRoom, y + 1);
    }
  }

  #drawNear(context: CanvasRenderingContext2D, scene: Scene): void {
    if (fontSize * scene.look.scale >= readablePixels)
      for (const box of inSight(scene, 1)) this.#drawHead(context, scene, box);
    for (const node of inSight(scene, 0)) this.#drawNode(context, scene, node);
  }

  #drawHead(context: CanvasRenderingContext2D, scene: Scene, box: number): void {
    const { x, y, width } = boxAt(scene.boxes, box);
    context.fillStyle = scene.palette.faint;
    const text = this.#fit(context, labelOf(scene, box), width - 2 * textRoom);
    context.fillText(text, x + textRoom, y + 13);
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
    const text = this.#fit(context, labelOf(scene, node), width - 2 * textRoom);
    context.fillText(text, x + textRoom, y + height / 2 + 1);
  }

  #fit(context: CanvasRenderingContext2D, text: string, width: number): string {
    // Widths hold for one font and size.
    const { font } = context;
    if (this.#fitter?.font !== font) {
      const measured = new Map<string, number>();
      const measure = (words: string) => {
        const known = measured.get(words) ?? context.measureText(words).width;
        measured.set(words, known);
        return known;
      };
      this.#fitter = { font, labels: new LabelFitter(measure) };
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

function drawPicture(
  context: CanvasRenderingContext2D,
  { look, ratio }: Scene,
  { image, look: its }: Picture,
): void {
  const scale = look.scale / its.scale;
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  // Whole pixels where nothing is stretched: then it is a copy.
  const x = (its.x - look.x) * look.scale * ratio;
  const y = (its.y - look.y) * look.scale * ratio;
  context.imageSmoothingEnabled = scale < 1;
  context.imageSmoothingQuality = 'low';
  if (scale === 1) context.drawImage(image, Math.round(x), Math.round(y));
  else context.drawImage(image, x, y, image.width * scale, image.height * scale);
  context.restore();
}

function drawStanding(context: CanvasRenderingContext2D, scene: Scene): void {
  for (const { edges, color } of edgesStanding(scene))
    strokeEdges(context, scene, edges, scene.palette[color]);
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

/** What of a scene is the same while one moves. */
export function farScene(scene: Scene): FarScene {
  const { graph, boxes, styles, palette, look, size, ratio, highlight } = scene;
  const standing = highlight && standingOf(graph.nodes.length, highlight.nodes);
  return { graph, boxes, hues: styles.hues, standing, palette, look, size, ratio };
}

function standingOf(count: number, nodes: ReadonlySet<number>): Uint8Array {
  const flags = new Uint8Array(count);
  for (const node of nodes) flags[node] = 1;
  return flags;
}
