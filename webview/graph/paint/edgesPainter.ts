/** Paints edges: curves where there are few, counted straight lines where there are many, nothing where one would be shorter than a pixel. */
import { parseColor } from '../../flame/paint/color.ts';
import type { Look, Size } from '../model/camera.ts';
import { edgeShape } from '../model/edgeShape.ts';
import { Density } from './density.ts';

/** A canvas of the page, or one of the worker. */
export type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Edges to paint, and where. */
export interface EdgeScene {
  /** Two numbers each. */
  readonly edges: Uint32Array;
  readonly boxes: Float32Array;
  readonly look: Look;
  /** Pixels of the page. */
  readonly size: Size;
  /** Pixels of the screen for one of the page. */
  readonly ratio: number;
  readonly color: string;
}

/** With more edges in sight, curves take too long, and are not told apart. */
const curvesMax = 1500;
/** With more, arrows are too many to be seen. */
const arrowsMax = 600;
const arrowPixels = 6;

/** Paints those in sight. */
export function paintEdges(context: Context, scene: EdgeScene): void {
  const { boxes, look, ratio, color } = scene;
  const seen = edgesInSight(scene);
  const strength = strengthOf(seen.length / 2);
  if (seen.length / 2 > curvesMax) {
    paintDense(context, { ...scene, edges: seen }, strength);
    return;
  }
  toWorld(context, look, ratio);
  const outer = context.globalAlpha;
  context.globalAlpha = outer * strength;
  context.strokeStyle = color;
  context.lineWidth = 1 / look.scale;
  trace(context, { edges: seen, boxes, isCurved: true });
  context.stroke();
  context.fillStyle = color;
  if (seen.length / 2 <= arrowsMax)
    fillArrows(context, { edges: seen, boxes, length: arrowPixels / look.scale });
  context.globalAlpha = outer;
}

/** Lets the context draw in coordinates of the world. */
export function toWorld(context: Context, { x, y, scale }: Look, ratio: number): void {
  const all = scale * ratio;
  context.setTransform(all, 0, 0, all, -x * all, -y * all);
}

/** Adds edges to a new path. */
export function trace(
  context: Context,
  of: { readonly edges: Uint32Array; readonly boxes: Float32Array; readonly isCurved: boolean },
): void {
  context.beginPath();
  for (let at = 0; at < of.edges.length; at += 2) {
    const shape = edgeShape(of.boxes, of.edges[at] ?? 0, of.edges[at + 1] ?? 0);
    context.moveTo(shape.x1, shape.y1);
    if (of.isCurved)
      context.bezierCurveTo(shape.bend1, shape.y1, shape.bend2, shape.y2, shape.x2, shape.y2);
    else context.lineTo(shape.x2, shape.y2);
  }
}

/** Fills an arrow at the end of each edge. @param of.length in pixels of the world */
export function fillArrows(
  context: Context,
  of: { readonly edges: Uint32Array; readonly boxes: Float32Array; readonly length: number },
): void {
  context.beginPath();
  for (let at = 0; at < of.edges.length; at += 2) {
    const { x2, y2, bend2 } = edgeShape(of.boxes, of.edges[at] ?? 0, of.edges[at + 1] ?? 0);
    const back = bend2 < x2 ? -of.length : of.length;
    context.moveTo(x2, y2);
    context.lineTo(x2 + back, y2 - of.length / 2);
    context.lineTo(x2 + back, y2 + of.length / 2);
  }
  context.fill();
}

function paintDense(context: Context, scene: EdgeScene, strength: number): void {
  const { edges, boxes, look, size, ratio, color } = scene;
  const scale = look.scale * ratio;
  const width = Math.max(1, Math.round(size.width * ratio));
  const height = Math.max(1, Math.round(size.height * ratio));
  const density = new Density(width, height);
  for (let at = 0; at < edges.length; at += 2) {
    const { x1, y1, x2, y2 } = edgeShape(boxes, edges[at] ?? 0, edges[at + 1] ?? 0);
    density.add({
      x1: (x1 - look.x) * scale,
      y1: (y1 - look.y) * scale,
      x2: (x2 - look.x) * scale,
      y2: (y2 - look.y) * scale,
    });
  }
  // Pixels that are put replace what is there; those of a canvas lie over it.
  const layer = new OffscreenCanvas(width, height);
  const pixels = density.toPixels(parseColor(color) ?? [128, 128, 128], strength);
  layer.getContext('2d')?.putImageData(pixels, 0, 0);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.drawImage(layer, 0, 0);
}

// Where edges are many, each is faint, so that what is denser shows.
function strengthOf(count: number): number {
  return Math.max(0.1, Math.min(0.75, 25 / Math.sqrt(Math.max(1, count))));
}

function edgesInSight({ edges, boxes, look, size }: EdgeScene): Uint32Array {
  const right = look.x + size.width / look.scale;
  const bottom = look.y + size.height / look.scale;
  const least = 1 / look.scale;
  const seen = new Uint32Array(edges.length);
  let used = 0;
  for (let at = 0; at < edges.length; at += 2) {
    const [from = 0, to = 0] = [edges[at], edges[at + 1]];
    const { x1, y1, x2, y2, bend1, bend2 } = edgeShape(boxes, from, to);
    if (Math.abs(x2 - x1) + Math.abs(y2 - y1) < least) continue;
    if (Math.min(x1, x2, bend1, bend2) > right || Math.max(x1, x2, bend1, bend2) < look.x) continue;
    if (Math.min(y1, y2) > bottom || Math.max(y1, y2) < look.y) continue;
    seen[used++] = from;
    seen[used++] = to;
  }
  return seen.subarray(0, used);
}
