/**
 * Paints rows as strips of one pixel in height, which the chart then stretches to the height of a row. So a frame costs as much as there are
 * pixels to fill in one line per row, however many spans there are: what is narrower than a pixel is found in one step with all that shares the pixel.
 *
 * It knows no canvas: colours are numbers, as an `ImageData` has them in a `Uint32Array`.
 */
import { firstAtLeast, firstAtLeastNear, rowRange } from '../model/find.ts';
import type { Layout } from '../model/layout.ts';
import { longestOf } from '../model/longest.ts';
import { type Overlay, overlayMarks } from '../model/overlay.ts';
import type { Matches } from '../model/search.ts';
import type { Stretch } from '../model/viewport.ts';

/** What is painted with. Colours are 0xAABBGGRR on the usual little-endian machine. */
export interface StripColors {
  /** By frame. */
  readonly ofFrame: Uint32Array;
  /** Of frames while a search leaves them out. */
  readonly dimmed: Uint32Array;
  /** By the number of the colour, for overlays. */
  readonly ofClass: Uint32Array;
  /** Between two boxes; 0 lets the ground through. */
  readonly gap: number;
}

/** One row to paint. */
export interface Strip {
  readonly layout: Layout;
  readonly row: number;
  readonly view: Stretch;
  /** Pixels. */
  readonly width: number;
  readonly colors: StripColors;
  readonly matches: Matches | undefined;
  readonly overlay: Overlay | undefined;
  /** Takes the pixels from `offset` on. It is clear before. */
  readonly pixels: Uint32Array;
  readonly offset: number;
  /** Boxes of at least that many pixels are reported; they may have room for text. */
  readonly reportFrom: number;
  readonly report: (position: number, left: number, right: number) => void;
}

/** A gap is worth its pixel where a box has at least three. */
const widthWithGap = 3;
/** Below that, boxes are put together. */
const widthAlone = 1.5;

/** Paints a row. */
export function paintStrip(strip: Strip): void {
  const { layout, view, width } = strip;
  const { starts, ends } = layout;
  const { first, end } = rowRange(layout, strip.row);
  const perPixel = (view.to - view.from) / width;
  let at = firstAtLeast(ends, view.from, first, end);
  while (at < end) {
    const start = starts[at] ?? 0;
    if (start >= view.to) break;
    const left = (start - view.from) / perPixel;
    const right = ((ends[at] ?? 0) - view.from) / perPixel;
    if (right - left >= widthAlone) {
      paintBox(strip, at, left, right);
      at++;
    } else {
      const pixel = Math.max(0, Math.floor(left));
      const next = firstAtLeastNear(starts, view.from + (pixel + 1) * perPixel, at + 1, end);
      strip.pixels[strip.offset + pixel] = colorOfBucket(strip, at, next);
      at = next;
    }
  }
}

function paintBox(strip: Strip, position: number, left: number, right: number): void {
  const { pixels, offset, width, colors } = strip;
  const from = Math.max(0, Math.round(left));
  const to = Math.min(width, Math.max(from + 1, Math.round(right)));
  pixels.fill(colorOf(strip, position), offset + from, offset + to);
  const endsHere = Math.round(right) <= width;
  if (endsHere && to - from >= widthWithGap) pixels[offset + to - 1] = colors.gap;
  if (to - from >= strip.reportFrom) strip.report(position, from, to);
}

function colorOf(strip: Strip, position: number): number {
  const { layout, colors, overlay } = strip;
  const frame = layout.frames[position] ?? 0;
  if (isDimmed(strip, position)) return colors.dimmed[frame] ?? 0;
  const mark = overlay?.marks[position] ?? overlayMarks.own;
  return (mark === overlayMarks.own ? colors.ofFrame[frame] : colors.ofClass[mark - 1]) ?? 0;
}

/** Whether a box is left out by the search, or by what is laid over the chart. */
export function isDimmed(
  { layout, matches, overlay }: Pick<Strip, 'layout' | 'matches' | 'overlay'>,
  position: number,
): boolean {
  if (matches !== undefined && matches.frames[layout.frames[position] ?? 0] !== 1) return true;
  return overlay !== undefined && overlay.marks[position] === overlayMarks.dimmed;
}

// A match must not vanish because it shares its pixel with something longer.
function colorOfBucket(strip: Strip, from: number, to: number): number {
  const { layout, colors, matches, overlay } = strip;
  const longest = to === from + 1 ? from : longestOf(layout, from, to);
  if (overlay !== undefined) return colorOfMarked(strip, longest, from, to);
  if (matches === undefined) return colors.ofFrame[layout.frames[longest] ?? 0] ?? 0;
  const count = (matches.before[to] ?? 0) - (matches.before[from] ?? 0);
  if (count === 0) return colors.dimmed[layout.frames[longest] ?? 0] ?? 0;
  for (let at = from; at < to; at++) {
    const frame = layout.frames[at] ?? 0;
    if (matches.frames[frame] === 1) return colors.ofFrame[frame] ?? 0;
  }
  return 0;
}

function colorOfMarked(strip: Strip, longest: number, from: number, to: number): number {
  for (let at = from; at < to; at++) if (!isDimmed(strip, at)) return colorOf(strip, at);
  return colorOf(strip, longest);
}
