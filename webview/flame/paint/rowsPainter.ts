/** Draws the rows: strips stretched to the height of a row, lines between them, and names where there is room. */
import { type Band, rowOfLine } from '../model/geometry.ts';
import { LabelFitter } from './labels.ts';
import { axisHeight, fontSize, labelColorOf, labelOf, type Scene, setFont } from './scene.ts';
import { paintStrip } from './strips.ts';

type RowsBand = Band & { readonly kind: 'rows' };

/** Room for at least three letters. */
const labelWidthMin = 30;
/** In high contrast boxes have borders from that width on. */
const borderedWidthMin = 8;
const padding = 4;

// Boxes that have room, in columns that are used again in each frame.
interface Reported {
  readonly positions: number[];
  readonly lefts: number[];
  readonly rights: number[];
  readonly tops: number[];
}

/** Keeps what frames share: the canvas of strips, and the widths of names. */
export class RowsPainter {
  readonly #strip = document.createElement('canvas');
  readonly #stripContext = this.#strip.getContext('2d', { willReadFrequently: true });
  #image: ImageData | undefined;
  #fitter: LabelFitter | undefined;
  #fontOfFitter = '';

  /** Draws the lines of a band of rows that are seen. */
  draw(context: CanvasRenderingContext2D, scene: Scene, band: RowsBand): void {
    const { scrollTop, height, ratio, geometry } = scene;
    const rowHeight = geometry.heights.row;
    const first = Math.max(0, Math.floor((scrollTop - band.top) / rowHeight));
    const bottom = scrollTop + height - axisHeight;
    const end = Math.min(band.rows.rowCount, Math.ceil((bottom - band.top) / rowHeight));
    if (end <= first) return;
    const top = (line: number) =>
      Math.round((axisHeight + band.top + line * rowHeight - scrollTop) * ratio);
    const reported = this.#paint(scene, { band, first, end, top });
    const width = Math.round(scene.width * ratio);
    context.imageSmoothingEnabled = false;
    context.drawImage(
      this.#strip,
      ...([0, 0, width, end - first] as const),
      ...([0, top(first), width, top(end) - top(first)] as const),
    );
    context.fillStyle = scene.palette.background;
    for (let line = first; line <= end; line++) context.fillRect(0, top(line) - 1, width, 1);
    const boxHeight = Math.round(rowHeight * ratio) - 1;
    if (scene.palette.isHighContrast) drawBorders(context, scene, reported, boxHeight);
    this.#drawLabels(context, scene, reported, boxHeight);
  }

  #paint(
    scene: Scene,
    lines: { band: RowsBand; first: number; end: number; top: (line: number) => number },
  ): Reported {
    const { layout, view, colors, matches, overlay, palette, ratio } = scene;
    const { band, first, end, top } = lines;
    const width = Math.round(scene.width * ratio);
    const image = this.#imageOf(width, end - first);
    const pixels = new Uint32Array(image.data.buffer);
    pixels.fill(0, 0, width * (end - first));
    const found: Reported = { positions: [], lefts: [], rights: [], tops: [] };
    const least = palette.isHighContrast ? borderedWidthMin : labelWidthMin;
    const reportFrom = Math.round(least * ratio);
    for (let line = first; line < end; line++) {
      const report = (position: number, left: number, right: number) => {
        found.positions.push(position);
        found.lefts.push(left);
        found.rights.push(right);
        found.tops.push(top(line));
      };
      const row = rowOfLine(band.rows, line);
      const offset = (line - first) * width;
      const what = { layout, row, view, width, colors, matches, overlay };
      paintStrip({ ...what, pixels, offset, reportFrom, report });
    }
    this.#stripContext?.putImageData(image, 0, 0, 0, 0, width, end - first);
    return found;
  }

  // It only grows: another size for each band would be another piece of memory for each frame.
  #imageOf(width: number, lines: number): ImageData {
    const known = this.#image;
    if (known !== undefined && known.width === width && known.height >= lines) return known;
    const made = new ImageData(width, Math.max(lines, known?.height ?? 0));
    this.#strip.width = made.width;
    this.#strip.height = made.height;
    this.#image = made;
    return made;
  }

  #drawLabels(
    context: CanvasRenderingContext2D,
    scene: Scene,
    found: Reported,
    boxHeight: number,
  ): void {
    setFont(context, scene);
    const { layout, ratio, overlay } = scene;
    const fitter = this.#fitterFor(context);
    const least = labelWidthMin * ratio;
    for (const [at, position] of found.positions.entries()) {
      const left = found.lefts[at] ?? 0;
      const room = (found.rights[at] ?? 0) - left;
      if (room < least) continue;
      const frame = layout.frames[position] ?? 0;
      // The fitter knows names by their frame; one with a sign is of its box alone.
      const key = overlay?.signs.has(position) ? undefined : frame;
      const text = fitter.fit(key, labelOf(scene, position), room - 2 * padding * ratio);
      if (text === '') continue;
      context.fillStyle = labelColorOf(scene, position);
      const y = (found.tops[at] ?? 0) + (boxHeight + fontSize * 0.1 * ratio) / 2;
      context.fillText(text, left + padding * ratio, y);
    }
  }

  #fitterFor(context: CanvasRenderingContext2D): LabelFitter {
    if (this.#fitter === undefined || this.#fontOfFitter !== context.font) {
      this.#fitter = new LabelFitter((text) => context.measureText(text).width);
      this.#fontOfFitter = context.font;
    }
    return this.#fitter;
  }
}

function drawBorders(
  context: CanvasRenderingContext2D,
  { palette, ratio }: Scene,
  found: Reported,
  boxHeight: number,
): void {
  const thickness = Math.max(1, Math.round(ratio));
  context.strokeStyle = palette.border;
  context.lineWidth = thickness;
  for (const [at, left] of found.lefts.entries()) {
    const width = (found.rights[at] ?? 0) - left - thickness;
    const top = (found.tops[at] ?? 0) + thickness / 2;
    context.strokeRect(left + thickness / 2, top, width, boxHeight - thickness);
  }
}
