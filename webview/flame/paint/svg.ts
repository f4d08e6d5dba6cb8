/** The chart as SVG: what is seen, sharp at any size. Pixels of one colour beside each other become one rectangle, so it stays small. */
import { type Band, rowOfLine } from '../model/geometry.ts';
import { ticksOf } from '../model/ticks.ts';
import { axisHeight, fontSize, labelColorOf, labelOf, type Scene } from './scene.ts';
import { paintStrip } from './strips.ts';

const labelWidthMin = 30;
/** Of a letter on average, in sizes of the font: what draws the picture later has a font of its own. */
const letterWidth = 0.58;

/** Draws all lanes, also those that one would have to scroll to. */
export function svgOf(scene: Scene): string {
  const { width, geometry, palette } = scene;
  const height = axisHeight + geometry.height;
  const parts = [axisOf(scene)];
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
  if (band.kind === 'counter') return '';
  if (band.kind === 'lane') {
    const lane = scene.layout.lanes[band.lane];
    const text = [lane?.group, lane?.name].filter(Boolean).join(' › ');
    return textAt({ x: 6, y: axisHeight + band.top + 15, fill: scene.palette.foreground, text });
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

function rectsOf(pixels: Uint32Array, top: number, height: number): string {
  const rects: string[] = [];
  let start = 0;
  for (let x = 1; x <= pixels.length; x++) {
    const pixel = pixels[start] ?? 0;
    if (x < pixels.length && pixels[x] === pixel) continue;
    if (pixel !== 0) {
      const fill = `rgb(${pixel & 255} ${(pixel >>> 8) & 255} ${(pixel >>> 16) & 255})`;
      rects.push(
        `<rect x="${start}" y="${top}" width="${x - start}" height="${height}" fill="${fill}"/>`,
      );
    }
    start = x;
  }
  return rects.join('');
}

function textAt(of: { x: number; y: number; fill: string; text: string }): string {
  const { x, y, fill, text } = of;
  return `<text x="${x.toFixed(1)}" y="${y}" fill="${fill}">${escaped(text)}</text>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function escaped(text: string): string {
  // Control characters are no part of XML, whichever way they are written.
  return text.replace(/[&<>]/g, (char) => entities[char] ?? char).replace(/\p{Cc}/gu, ' ');
}
