/** Paints edges: curves where there are few, straight lines where there are many, nothing where one would be shorter than a pixel. */
import type { Look, Size } from '../model/camera.ts';
import { edgeShape } from '../model/edgeShape.ts';
import type { EdgePicture } from '../worker/messages.ts';

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** With more edges in sight, curves take too long, and are not told apart. */
const curvesMax = 3000;
/** With more, arrows are too many to be seen. */
const arrowsMax = 600;
const arrowPixels = 6;

/** Paints those in sight. The canvas is transparent where there are none. */
export function paintEdges(
  context: Context,
  scene: EdgePicture & { readonly edges: Uint32Array; readonly boxes: Float32Array },
): void {
  const { edges, boxes, look, size, ratio, color } = scene;
  const seen = edgesInSight({ edges, boxes, look, size });
  toWorld(context, look, ratio);
  context.strokeStyle = color;
  context.lineWidth = 1 / look.scale;
  context.globalAlpha = strengthOf(seen.length / 2);
  trace(context, { edges: seen, boxes, isCurved: seen.length / 2 <= curvesMax });
  context.stroke();
  if (seen.length / 2 > arrowsMax) return;
  context.fillStyle = color;
  fillArrows(context, { edges: seen, boxes, length: arrowPixels / look.scale });
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

// Where edges are many, each is faint, so that what is denser shows.
function strengthOf(count: number): number {
  return Math.max(0.12, Math.min(0.75, 25 / Math.sqrt(Math.max(1, count))));
}

/** Those that have a part in the window, and a length that can be seen. */
export function edgesInSight(of: {
  readonly edges: Uint32Array;
  readonly boxes: Float32Array;
  readonly look: Look;
  readonly size: Size;
}): Uint32Array {
  const { edges, boxes, look, size } = of;
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
