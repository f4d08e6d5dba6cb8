/** The chart as SVG: what is seen, sharp at any size. Pixels of one colour beside each other become one rectangle, so it stays small. */
import { type Band, rowOfLine } from '../model/geometry.ts';
import { ticksOf } from '../model/ticks.ts';
import { counterTitle, extentOf, valuesByPixel } from './counterPainter.ts';
import { axisHeight, fontSize, labelColorOf, labelOf, markHeight, type Scene } from './scene.ts';
import { paintStrip } from './strips.ts';
import { rectsOf, stepsOf, textAt } from './svgParts.ts';

const labelWidthMin = 30;
/** Of a letter on average, in sizes of the font: what draws the picture later has a font of its own. */
const letterWidth = 0.58;

/** Draws all lanes, also those that one would have to scroll to. */
export function svgOf(scene: Scene): string {
  const { width, geometry, palette } = scene;
  const height = axisHeight + geometry.height;
  const parts = [axisOf(scene), marksOf(scene, 0, axisHeight)];
  for (const band of geometry.bands) parts.push(bandOf(scene, band));
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" font-size="${fontSize}">` +
    `<rect width="100%" height="100%" fill="${palette.background}"/>${parts.join('')}</svg>\n`
  );
}

function axisOf({ view, width, layout, format, palette }: Scene): string {
  const { at, step } = ticksOf(view, Math.floor(width / 96));
  return at
    .map((tick) => {
      const x = ((tick - view.from) / (view.to - view.from)) * width;
      return textAt({
        x: x + 4,
        y: 14,
        fill: palette.faint,
        text: format.mark(tick, step, layout.unit),
      });
    })
    .join('');
}

function bandOf(scene: Scene, band: Band): string {
  if (band.kind === 'counter') return counterOf(scene, band);
  if (band.kind === 'lane') {
    const lane = scene.layout.lanes[band.lane];
    const text = [lane?.group, lane?.name].filter(Boolean).join(' › ');
    const top = axisHeight + band.top;
    const heading = textAt({ x: 6, y: top + 15, fill: scene.palette.foreground, text });
    return heading + marksOf(scene, band.lane + 1, top + band.height);
  }
  const rows: string[] = [];
  for (let line = 0; line < band.rows.rowCount; line++) {
    const top = axisHeight + band.top + line * scene.geometry.heights.row;
    rows.push(rowOf(scene, rowOfLine(band.rows, line), top));
  }
  return rows.join('');
}

function rowOf(scene: Scene, row: number, top: number): string {
  const { layout, view, colors, matches, overlay } = scene;
  const width = Math.round(scene.width);
  const pixels = new Uint32Array(width);
  const texts: string[] = [];
  const report = (position: number, left: number, right: number) => {
    const letters = Math.floor((right - left - 8) / (fontSize * letterWidth));
    const name = labelOf(scene, position);
    const text = name.length > letters ? `${name.slice(0, letters - 1)}…` : name;
    const fill = labelColorOf(scene, position);
    texts.push(textAt({ x: left + 4, y: top + 13, fill, text }));
  };
  const reportFrom = labelWidthMin;
  const what = { layout, row, view, width, colors, matches, overlay };
  paintStrip({ ...what, pixels, offset: 0, reportFrom, report });
  return rectsOf(pixels, top, scene.geometry.heights.row - 1) + texts.join('');
}

/** Marks of a row, above a line. */
function marksOf({ instants, view, width, colors }: Scene, row: number, bottom: number): string {
  if (instants === undefined) return '';
  const pixels = new Uint32Array(Math.round(width));
  const none = { reportFrom: Number.POSITIVE_INFINITY, report: () => {} };
  const plain = { matches: undefined, overlay: undefined };
  const what = { layout: instants, row, view, width: pixels.length, colors };
  paintStrip({ ...what, ...plain, pixels, offset: 0, ...none });
  return rectsOf(pixels, bottom - markHeight, markHeight);
}

function counterOf(scene: Scene, band: Band & { readonly kind: 'counter' }): string {
  const series = scene.counters[band.counter];
  if (series === undefined) return '';
  const { palette, view, format } = scene;
  const top = axisHeight + band.top;
  const bottom = top + band.height;
  const { low, high } = extentOf(series.values);
  const yOf = (value: number) =>
    bottom - 4 - ((value - low) / (high - low || 1)) * (band.height - 8);
  const values = valuesByPixel(series, view, Math.round(scene.width));
  const tops = Array.from(values, (value) => (Number.isNaN(value) ? bottom : yOf(value)));
  const fill = palette.css[1] ?? palette.foreground;
  const text = counterTitle(series, high, format);
  return (
    stepsOf(tops, bottom, fill) + textAt({ x: 6, y: top + 13, fill: palette.foreground, text })
  );
}
