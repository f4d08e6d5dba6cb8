/**
 * One chart over time, drawn by uPlot. To a screen reader it is an image with the figures in words; the page has a table with more of them. Nothing
 * moves but the values themselves, and out of sight not even those.
 */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { element, svgElement } from '../ui/dom.ts';
import type { Edges } from './history.ts';
import { type Line, type Measure, valuesOf } from './measures.ts';
import type { ChartTheme } from './theme.ts';

const height = 132;
const widthMin = 120;
/** Of the second line; the first is whole. */
const dashes: readonly (readonly number[])[] = [[], [5, 3]];
const axisWidth = 64;
/** Seconds between two times on the axis. uPlot's own have nothing between one minute and five, which is often one time for all. */
const timeSteps: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].flatMap((step) => [step, step * 60]),
  ...[1, 2, 3, 6, 12, 24, 48, 168, 720].map((step) => step * 3600),
].sort((a, b) => a - b);

/** What a chart is made with. */
export interface ChartOptions {
  readonly measure: Measure;
  readonly theme: () => ChartTheme;
  /** A time of day. @param at milliseconds since 1970 */
  readonly timeText: (at: number) => string;
  /** The chart in words. */
  readonly describe: (parts: readonly { label: string; values: readonly number[] }[]) => string;
}

/** See above. */
export class Chart {
  readonly element: HTMLElement;
  readonly #options: ChartOptions;
  readonly #holder: HTMLElement;
  readonly #legend: readonly HTMLElement[];
  #plot: uPlot | undefined;
  #data: uPlot.AlignedData = [[]];
  #isInSight = false;
  /** The plot has other values than `#data`. */
  #isBehind = false;

  constructor(options: ChartOptions) {
    this.#options = options;
    const { title, lines } = options.measure;
    this.#holder = element('div', { class: 'plot', attributes: { role: 'img' } });
    this.#legend = lines.map(() => element('span', { class: 'figure' }));
    const legend = lines.map(({ label }, at) =>
      element('li', {}, swatch(at), `${label} `, this.#legend[at]),
    );
    this.element = element(
      'div',
      { class: 'chart' },
      element('h3', {}, title),
      this.#holder,
      element('ul', { class: 'legend', attributes: { 'aria-hidden': 'true' } }, ...legend),
    );
    // The first call comes as soon as the page has a layout.
    new ResizeObserver(([entry]) => this.#fit(entry?.contentRect.width ?? 0)).observe(this.#holder);
    new IntersectionObserver((entries) => this.#see(entries)).observe(this.#holder);
  }

  /** Shows what was between these edges. */
  show(edges: Edges): void {
    const { measure, describe } = this.#options;
    const values = measure.lines.map((line) => valuesOf(line, edges));
    this.#data = [edges.times.slice(1).map((at) => at / 1000), ...values];
    this.#isBehind = true;
    this.#plotData();
    this.#tell(null);
    const parts = measure.lines.map(({ label }, at) => ({
      label,
      values: (values[at] ?? []).filter((value) => value !== null),
    }));
    this.#holder.setAttribute('aria-label', describe(parts));
  }

  /** Draws anew with the colours of now. */
  redraw(): void {
    this.#plot?.redraw(false, true);
  }

  #see(entries: readonly IntersectionObserverEntry[]): void {
    this.#isInSight = entries.at(-1)?.isIntersecting ?? false;
    this.#plotData();
  }

  #plotData(): void {
    if (!this.#isInSight || !this.#isBehind || this.#plot === undefined) return;
    this.#isBehind = false;
    this.#plot.setData(this.#data);
  }

  #fit(width: number): void {
    if (width < widthMin) return;
    const size = { width: Math.floor(width), height };
    if (this.#plot === undefined) {
      this.#plot = new uPlot(this.#plotOptions(size), this.#data, this.#holder);
      this.#isBehind = false;
    } else if (this.#plot.width !== size.width) this.#plot.setSize(size);
  }

  #plotOptions(size: { readonly width: number; readonly height: number }): uPlot.Options {
    const { measure } = this.#options;
    const { atLeast, most } = measure;
    // A little more than the most, so that a line at the top is whole.
    const upTo = (max: number | null) =>
      most === undefined ? Math.max(atLeast, (max ?? 0) * 1.1) : most * 1.03;
    return {
      ...size,
      padding: [8, 24, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, sync: { key: 'dashboard' } },
      scales: { x: { time: true }, y: { range: (_plot, _min, max) => [0, upTo(max)] } },
      axes: [this.#timeAxis(), this.#valueAxis()],
      series: [{}, ...measure.lines.map((line, at) => this.#series(line, at))],
      hooks: { setCursor: [(plot) => this.#tell(plot.cursor.idx ?? null)] },
    };
  }

  #series({ label }: Line, at: number): uPlot.Series {
    const color = () => this.#options.theme().lines[at] ?? '';
    return {
      label,
      stroke: color,
      width: 1.5,
      dash: [...(dashes[at] ?? [])],
      // A value with nothing beside it is a line of no length: it is drawn as a point.
      points: { size: 5, fill: color },
    };
  }

  #axis(): Pick<uPlot.Axis, 'stroke' | 'grid' | 'ticks' | 'font'> {
    const { theme } = this.#options;
    const line = { stroke: () => theme().grid, width: 1 };
    return { stroke: () => theme().text, grid: line, ticks: { show: false }, font: theme().font };
  }

  #timeAxis(): uPlot.Axis {
    const { timeText } = this.#options;
    return {
      ...this.#axis(),
      grid: { show: false },
      size: 24,
      gap: 4,
      space: 64,
      incrs: [...timeSteps],
      values: (_plot, splits) => splits.map((at) => timeText(at * 1000)),
    };
  }

  #valueAxis(): uPlot.Axis {
    const { text } = this.#options.measure;
    return {
      ...this.#axis(),
      size: axisWidth,
      gap: 6,
      space: 32,
      values: (_plot, splits) => splits.map(text),
    };
  }

  /** Says in the legend what was at the cursor, else what is now. */
  #tell(index: number | null): void {
    const { measure } = this.#options;
    for (const [at, figure] of this.#legend.entries()) {
      const values = this.#data[at + 1] ?? [];
      const value = index === null ? values.at(-1) : values[index];
      const text = typeof value === 'number' ? measure.text(value) : '–';
      // The same text again would be painted again.
      if (figure.textContent !== text) figure.textContent = text;
    }
  }
}

function swatch(at: number): SVGElement {
  const size = { width: '18', height: '8', 'aria-hidden': 'true' };
  const line = {
    x1: '0',
    x2: '18',
    y1: '4',
    y2: '4',
    'stroke-dasharray': dashes[at]?.join(' ') || undefined,
  };
  return svgElement(
    'svg',
    { attributes: size },
    svgElement('line', { class: `line-${at}`, attributes: line }),
  );
}
