/**
 * Very many lines in one picture: how many cross each pixel is counted, and the count becomes its strength. A canvas draws 30,000 smooth see-through
 * lines across a window in seconds; counting takes some hundredths of one.
 */
import type { Rgb } from '../../flame/paint/color.ts';

/** A line, in pixels of the picture. */
export interface Line {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** However many lines cross a pixel, what lies behind them is still seen. */
const strengthMax = 0.5;

/** Counts lines. */
export class Density {
  readonly #counts: Uint16Array;
  readonly #width: number;
  readonly #height: number;

  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
    this.#counts = new Uint16Array(width * height);
  }

  /** Adds a line; what of it lies outside is left out. */
  add(line: Line): void {
    const inside = cut(line, this.#width - 1, this.#height - 1);
    if (inside === undefined) return;
    const { x1, y1, x2, y2 } = inside;
    const steps = Math.ceil(Math.max(Math.abs(x2 - x1), Math.abs(y2 - y1), 1));
    const [right, down] = [(x2 - x1) / steps, (y2 - y1) / steps];
    const counts = this.#counts;
    const width = this.#width;
    let x = x1 + 0.5;
    let y = y1 + 0.5;
    for (let step = 0; step <= steps; step++) {
      const at = (y | 0) * width + (x | 0);
      const count = counts[at] ?? 0;
      if (count < 65535) counts[at] = count + 1;
      x += right;
      y += down;
    }
  }

  /** The picture. @param strength of a single line, 0 to 1 */
  toPixels([red, green, blue]: Rgb, strength: number): ImageData {
    const image = new ImageData(this.#width, this.#height);
    const pixels = new Uint32Array(image.data.buffer);
    const strengths = Uint32Array.from({ length: 256 }, (_, count) => {
      const alpha = Math.round(255 * strengthMax * (1 - (1 - strength) ** count));
      return ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0;
    });
    const counts = this.#counts;
    for (let at = 0; at < counts.length; at++) {
      const count = counts[at] ?? 0;
      if (count > 0) pixels[at] = strengths[Math.min(255, count)] ?? 0;
    }
    return image;
  }
}

/** The part of a line within 0 to `right` and 0 to `bottom`, after Liang and Barsky, "A new concept and method for line clipping" (1984). */
export function cut({ x1, y1, x2, y2 }: Line, right: number, bottom: number): Line | undefined {
  const [across, down] = [x2 - x1, y2 - y1];
  let from = 0;
  let to = 1;
  const sides = [
    [-across, x1],
    [across, right - x1],
    [-down, y1],
    [down, bottom - y1],
  ] as const;
  for (const [slope, room] of sides) {
    if (slope === 0) {
      if (room < 0) return undefined;
      continue;
    }
    const at = room / slope;
    if (slope < 0) from = Math.max(from, at);
    else to = Math.min(to, at);
    if (from > to) return undefined;
  }
  return {
    x1: x1 + across * from,
    y1: y1 + down * from,
    x2: x1 + across * to,
    y2: y1 + down * to,
  };
}
