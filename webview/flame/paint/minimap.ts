/** The whole profile in a few pixels, with the stretch that is seen. The picture of the whole is made anew only when what it shows changed. */
import type { Stretch } from '../model/viewport.ts';
import type { Scene } from './scene.ts';
import { paintStrip } from './strips.ts';

/** Height on the page. */
export const minimapHeight = 44;
/** More rows than that have no pixel of their own. */
const rowsMax = 44;

/** Draws on a canvas of its own. */
export class Minimap {
  readonly #canvas: HTMLCanvasElement;
  readonly #picture = document.createElement('canvas');
  #madeFrom: readonly unknown[] = [];

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  /** Draws the picture and a window over it. */
  draw(scene: Scene): void {
    const context = this.#canvas.getContext('2d', { alpha: false });
    if (context === null) return;
    const { ratio, layout, view, palette } = scene;
    const width = Math.round(scene.width * ratio);
    const height = Math.round(minimapHeight * ratio);
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    this.#makePicture(scene, width);
    context.fillStyle = palette.background;
    context.fillRect(0, 0, width, height);
    context.imageSmoothingEnabled = false;
    context.drawImage(this.#picture, 0, 0, width, height);
    const left = Math.round((view.from / (layout.length || 1)) * width);
    const right = Math.max(left + 2, Math.round((view.to / (layout.length || 1)) * width));
    context.globalAlpha = 0.6;
    context.fillRect(0, 0, left, height);
    context.fillRect(right, 0, width - right, height);
    context.globalAlpha = 1;
    context.strokeStyle = palette.focus;
    context.lineWidth = Math.max(1, Math.round(ratio));
    const half = context.lineWidth / 2;
    context.strokeRect(left + half, half, right - left - 2 * half, height - 2 * half);
  }

  #makePicture(scene: Scene, width: number): void {
    const { layout, colors, matches, overlay } = scene;
    const from = [layout, colors, matches, overlay, width];
    if (from.every((one, at) => one === this.#madeFrom[at])) return;
    this.#madeFrom = from;
    const all = layout.rowFirst.length - 1;
    const step = Math.max(1, all / rowsMax);
    const rows = Math.max(1, Math.ceil(all / step));
    const image = new ImageData(width, rows);
    const pixels = new Uint32Array(image.data.buffer);
    const view: Stretch = { from: 0, to: layout.length || 1 };
    const none = { reportFrom: Number.POSITIVE_INFINITY, report: () => {} };
    for (let line = 0; line < rows; line++) {
      const row = Math.min(all - 1, Math.floor(line * step));
      const offset = line * width;
      if (row >= 0)
        paintStrip({ layout, row, view, width, colors, matches, overlay, pixels, offset, ...none });
    }
    this.#picture.width = width;
    this.#picture.height = rows;
    this.#picture.getContext('2d')?.putImageData(image, 0, 0);
  }
}
