/** Draws a frame: ground, lines of the axis, rows, headings, counters, the axis itself, and what is selected. */

import { rowOf } from '../model/find.ts';
import { type Band, bandsBetween, topOfRow } from '../model/geometry.ts';
import { ticksOf } from '../model/ticks.ts';
import type { Stretch } from '../model/viewport.ts';
import { drawCounter } from './counterPainter.ts';
import { RowsPainter } from './rowsPainter.ts';
import { axisHeight, markHeight, type Scene, setFont } from './scene.ts';
import { paintStrip } from './strips.ts';

/** Room for a mark of the axis with its text. */
const tickWidth = 96;

/** Draws on one canvas. */
export class ChartPainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D | null;
  readonly #rows = new RowsPainter();
  readonly #marks = document.createElement('canvas');

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d', { alpha: false });
  }

  /** Draws. The canvas gets the scene's size. */
  draw(scene: Scene): void {
    const context = this.#context;
    if (context === null) return;
    resize(this.#canvas, scene);
    context.fillStyle = scene.palette.background;
    context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
    const { scrollTop, height } = scene;
    for (const band of bandsBetween(scene.geometry, scrollTop, scrollTop + height)) {
      this.#drawBand(context, scene, band);
    }
    drawOutlines(context, scene);
    drawAxis(context, scene);
    // What belongs to no lane lies at the lower edge of the axis, always in sight.
    this.#drawMarks(context, scene, { row: 0, top: Math.round(axisHeight * scene.ratio) });
    drawRange(context, scene);
    if (scene.hovered >= 0 && scene.hovered !== scene.focused) outline(context, scene, 'hovered');
    if (scene.focused >= 0) outline(context, scene, 'focused');
  }

  #drawBand(context: CanvasRenderingContext2D, scene: Scene, band: Band): void {
    if (band.kind === 'rows') this.#rows.draw(context, scene, band);
    else if (band.kind === 'counter') drawCounter(context, scene, band);
    else this.#drawHeading(context, scene, band);
  }

  #drawHeading(
    context: CanvasRenderingContext2D,
    scene: Scene,
    band: Band & { kind: 'lane' },
  ): void {
    const { ratio, palette, width, layout } = scene;
    const lane = layout.lanes[band.lane];
    const top = Math.round((axisHeight + band.top - scene.scrollTop) * ratio);
    const height = Math.round(band.height * ratio);
    context.fillStyle = palette.heading;
    context.fillRect(0, top, width * ratio, height - 1);
    if (palette.isHighContrast) {
      context.fillStyle = palette.line;
      context.fillRect(0, top, width * ratio, ratio);
    }
    setFont(context, scene);
    context.fillStyle = palette.foreground;
    const text = [lane?.group, lane?.name].filter((part) => part).join(' › ');
    context.fillText(text, 6 * ratio, top + height / 2 - ratio);
    this.#drawMarks(context, scene, { row: band.lane + 1, top: top + height });
  }

  // Those of a lane lie at the lower edge of its heading.
  #drawMarks(
    context: CanvasRenderingContext2D,
    scene: Scene,
    { row, top }: { row: number; top: number },
  ): void {
    const { instants, view, ratio, colors } = scene;
    if (instants === undefined || instants.starts.length === 0) return;
    const width = Math.round(scene.width * ratio);
    const image = new ImageData(width, 1);
    const pixels = new Uint32Array(image.data.buffer);
    const none = { reportFrom: Number.POSITIVE_INFINITY, report: () => {} };
    const plain = { matches: undefined, overlay: undefined };
    const what = { layout: instants, row, view, width, colors, ...plain };
    paintStrip({ ...what, pixels, offset: 0, ...none });
    this.#marks.width = width;
    this.#marks.height = 1;
    this.#marks.getContext('2d')?.putImageData(image, 0, 0);
    const height = Math.round(markHeight * ratio);
    context.imageSmoothingEnabled = false;
    context.drawImage(this.#marks, 0, 0, width, 1, 0, top - height, width, height);
  }
}

function resize(canvas: HTMLCanvasElement, { width, height, ratio }: Scene): void {
  const wide = Math.round(width * ratio);
  const high = Math.round(height * ratio);
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
}

/** Where a place of the axis is, in pixels of the screen. */
export function xOf({ view, width, ratio }: Scene, at: number): number {
  return ((at - view.from) / (view.to - view.from)) * width * ratio;
}

function drawAxis(context: CanvasRenderingContext2D, scene: Scene): void {
  const { width, ratio, palette, view, format, layout } = scene;
  const bottom = Math.round(axisHeight * ratio);
  context.fillStyle = palette.background;
  context.fillRect(0, 0, width * ratio, bottom);
  context.fillStyle = palette.line;
  context.fillRect(0, bottom - 1, width * ratio, 1);
  setFont(context, scene);
  const { at, step } = ticksOf(view, Math.floor(width / tickWidth));
  for (const tick of at) {
    const x = Math.round(xOf(scene, tick));
    context.fillStyle = palette.line;
    context.fillRect(x, 0, 1, bottom);
    context.fillStyle = palette.faint;
    context.fillText(format.mark(tick, step, layout.unit), x + 4 * ratio, bottom / 2);
  }
}

function drawRange(context: CanvasRenderingContext2D, scene: Scene): void {
  const { range, palette, ratio, height } = scene;
  if (range === undefined) return;
  const left = Math.round(xOf(scene, range.from));
  const width = Math.max(1, Math.round(xOf(scene, range.to)) - left);
  context.globalAlpha = 0.22;
  context.fillStyle = palette.selection;
  context.fillRect(left, 0, width, height * ratio);
  context.globalAlpha = 1;
  context.fillStyle = palette.focus;
  const line = Math.max(1, Math.round(ratio));
  context.fillRect(left, 0, line, height * ratio);
  context.fillRect(left + width - line, 0, line, height * ratio);
}

/** Where a box is on the canvas, in pixels of the screen. */
export function boxOnCanvas(scene: Scene, position: number): Stretch & { top: number } {
  const { layout, geometry, scrollTop, ratio } = scene;
  const top = axisHeight + topOfRow(geometry, rowOf(layout, position)) - scrollTop;
  const from = xOf(scene, layout.starts[position] ?? 0);
  const to = xOf(scene, layout.ends[position] ?? 0);
  return { top: Math.round(top * ratio), from, to };
}

// What an overlay is about stands out by a line as well, for whom colours are alike.
function drawOutlines(context: CanvasRenderingContext2D, scene: Scene): void {
  const { overlay, ratio, palette, geometry, width, height } = scene;
  if (overlay === undefined) return;
  const thick = Math.max(1, Math.round(1.5 * ratio));
  const size = Math.round(geometry.heights.row * ratio) - 1;
  context.strokeStyle = palette.foreground;
  context.lineWidth = thick;
  for (const position of overlay.outlined) {
    const { from, to, top } = boxOnCanvas(scene, position);
    if (to < 0 || from > width * ratio || top + size < 0 || top > height * ratio) continue;
    const left = Math.max(-thick, Math.round(from)) + thick / 2;
    const right = Math.min(width * ratio + thick, Math.round(to)) - thick / 2;
    context.strokeRect(left, top + thick / 2, Math.max(thick, right - left), size - thick);
  }
}

function outline(
  context: CanvasRenderingContext2D,
  scene: Scene,
  which: 'hovered' | 'focused',
): void {
  const { ratio, palette, geometry, width, height } = scene;
  const box = boxOnCanvas(scene, scene[which]);
  const bottom = axisHeight * ratio;
  if (box.top < bottom - 1 || box.top > height * ratio) return;
  const thick = Math.round((which === 'focused' && scene.hasFocus ? 2 : 1) * ratio);
  const left = Math.max(-thick, Math.round(box.from));
  const right = Math.min(width * ratio + thick, Math.max(left + 2 * thick + 1, Math.round(box.to)));
  const size = Math.round(geometry.heights.row * ratio) - 1;
  const isRing = which === 'focused' && scene.hasFocus;
  context.strokeStyle = which === 'focused' ? palette.focus : palette.foreground;
  context.lineWidth = thick;
  // A ring lies around its box, with a line between them: it is seen beside every colour, and covers no name.
  const out = isRing ? thick / 2 : -thick / 2;
  context.strokeRect(left - out, box.top - out, right - left + 2 * out, size + 2 * out);
  if (!isRing) return;
  context.strokeStyle = palette.background;
  context.lineWidth = ratio;
  const inner = ratio / 2;
  context.strokeRect(left + inner, box.top + inner, right - left - ratio, size - ratio);
}
