/**
 * What metrics are written with: counters, gauges, timings. Each is one series, i.e. one metric with one set of label values, and each
 * write is a few additions in the slot of now; see registry.ts for how they are found.
 */
import { type Distribution, Histogram, type HistogramData, type ValueOf } from './histogram.ts';
import { type SlotClock, Windowed, type WindowName } from './windows.ts';

/** A gauge in a window; undefined where it was not set in it. */
export interface GaugeReading {
  readonly last: number;
  readonly min: number;
  readonly max: number;
  /** When it was set last, on the clock of the registry, in milliseconds. */
  readonly at: number;
}

/** A sum in a window. */
class SumCell {
  value = 0;
  get isEmpty(): boolean {
    return this.value === 0;
  }
  add(other: SumCell): void {
    this.value += other.value;
  }
}

/** Counts: a counter only up, an up-down counter both ways. */
export class Counter {
  readonly #sums: Windowed<SumCell>;

  constructor(clock: SlotClock) {
    this.#sums = new Windowed(clock, makeSum);
  }

  add(by = 1): void {
    this.#sums.now.value += by;
  }

  over(window: WindowName): number {
    return this.#sums.over(window).value;
  }
}

/** A gauge in a slot. */
class GaugeCell {
  last = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  at = Number.NEGATIVE_INFINITY;
  get isEmpty(): boolean {
    return this.at === Number.NEGATIVE_INFINITY;
  }
  add(other: GaugeCell): void {
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
    if (other.at < this.at) return;
    this.last = other.last;
    this.at = other.at;
  }
}

/** Something that has a value at each moment. */
export class Gauge {
  readonly #cells: Windowed<GaugeCell>;
  readonly #now: () => number;

  /** @param now milliseconds of the registry's clock */
  constructor(clock: SlotClock, now: () => number) {
    this.#cells = new Windowed(clock, makeGauge);
    this.#now = now;
  }

  set(value: number): void {
    const cell = this.#cells.now;
    cell.last = value;
    cell.at = this.#now();
    if (value < cell.min) cell.min = value;
    if (value > cell.max) cell.max = value;
  }

  over(window: WindowName): GaugeReading | undefined {
    const cell = this.#cells.over(window);
    if (cell.isEmpty) return undefined;
    const { last, min, max, at } = cell;
    return { last, min, max, at };
  }
}

/** How long things took, or how large they were. */
export class Timing {
  readonly #histograms: Windowed<Histogram>;

  /** @param ticksPerUnit 1000 for milliseconds that are told apart by the microsecond, 1 for what is whole */
  constructor(clock: SlotClock, ticksPerUnit: 1 | 1000) {
    this.#histograms = new Windowed(clock, ticksPerUnit === 1000 ? makeTimes : makeSizes);
  }

  /** @param of what it is of */
  record(value: number, of?: ValueOf): void {
    this.#histograms.now.record(value, of);
  }

  over(window: WindowName): Distribution {
    return this.#histograms.over(window).distribution();
  }

  /** All buckets since the start, for the history and for exports. */
  data(): HistogramData {
    return this.histogram().data();
  }

  /** All values since the start. */
  histogram(): Histogram {
    return this.#histograms.over('start');
  }
}

// One function each, and not one a series, of which there are hundreds.
const makeSum = (): SumCell => new SumCell();
const makeGauge = (): GaugeCell => new GaugeCell();
const makeTimes = (): Histogram => new Histogram(1000);
const makeSizes = (): Histogram => new Histogram(1);
