/** Draws a counter as steps: for each pixel the largest value that held in it. Values lie between zero, or the lowest, and the highest of all. */
import { firstAtLeast } from '../model/find.ts';
import type { Band } from '../model/geometry.ts';
import type { ValueFormat } from '../model/ticks.ts';
import { axisHeight, type Scene, setFont } from './scene.ts';

const padding = 4;

/** Draws one. */
export function drawCounter(
  context: CanvasRenderingContext2D,
  scene: Scene,
  band: Band & { readonly kind: 'counter' },
): void {
  const series = scene.counters[band.counter];
  if (series === undefined) return;
  const { ratio, palette, width, format } = scene;
  const top = Math.round((axisHeight + band.top - scene.scrollTop) * ratio);
  const height = Math.round(band.height * ratio);
  const { low, high } = extentOf(series.values);
  const room = height - 2 * padding * ratio;
  const yOf = (value: number) =>
    top + height - padding * ratio - ((value - low) / (high - low || 1)) * room;
  context.fillStyle = palette.line;
  context.fillRect(0, top, width * ratio, 1);
  drawSteps(context, scene, { series, yOf, bottom: top + height });
  setFont(context, scene);
  context.fillStyle = palette.foreground;
  const text = counterTitle(series, high, format);
  const size = context.measureText(text).width + 8 * ratio;
  context.fillStyle = palette.background;
  context.globalAlpha = 0.8;
  context.fillRect(2 * ratio, top + 2 * ratio, size, 16 * ratio);
  context.globalAlpha = 1;
  context.fillStyle = palette.foreground;
  context.fillText(text, 6 * ratio, top + 10 * ratio);
}

function drawSteps(
  context: CanvasRenderingContext2D,
  scene: Scene,
  of: {
    readonly series: Scene['counters'][number];
    readonly yOf: (value: number) => number;
    readonly bottom: number;
  },
): void {
  const { palette, ratio, view } = scene;
  const width = Math.round(scene.width * ratio);
  const values = valuesByPixel(of.series, view, width);
  context.beginPath();
  context.moveTo(0, of.bottom);
  for (const [x, value] of values.entries()) {
    const y = Number.isNaN(value) ? of.bottom : of.yOf(value);
    context.lineTo(x, y);
    context.lineTo(x + 1, y);
  }
  context.lineTo(width, of.bottom);
  context.globalAlpha = 0.5;
  context.fillStyle = palette.css[1] ?? palette.foreground;
  context.fill();
  context.globalAlpha = 1;
  if (!palette.isHighContrast) return;
  context.strokeStyle = palette.border;
  context.lineWidth = ratio;
  context.stroke();
}

/** The largest value that holds within each pixel; NaN before the first. */
export function valuesByPixel(
  { times, values }: { readonly times: Float64Array; readonly values: Float64Array },
  view: { readonly from: number; readonly to: number },
  width: number,
): Float64Array {
  const byPixel = new Float64Array(width);
  const perPixel = (view.to - view.from) / width;
  let next = firstAtLeast(times, view.from, 0, times.length);
  let current = next > 0 ? (values[next - 1] ?? 0) : Number.NaN;
  for (let x = 0; x < width; x++) {
    const end = view.from + (x + 1) * perPixel;
    let largest = current;
    for (; next < times.length && (times[next] ?? 0) < end; next++) {
      current = values[next] ?? 0;
      if (!(current <= largest)) largest = current;
    }
    byPixel[x] = largest;
  }
  return byPixel;
}

/** What is written on a counter. @param high the highest of its values */
export function counterTitle(
  { group, name, unit }: Scene['counters'][number],
  high: number,
  format: ValueFormat,
): string {
  return `${[group, name].filter(Boolean).join(' › ')}  ≤ ${format.value(high, unit)}`;
}

/** Between what its values lie. */
export function extentOf(values: Float64Array): { low: number; high: number } {
  let low = 0;
  let high = 0;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}
