/** Counters in the order in which a reader meets them: one line for each name of each process. */
import type { CounterSeries } from '../profile.ts';
import { Float64Column, firstNumbers, isAscending, Uint32Column } from './columns.ts';
import type { ReadLimits } from './limits.ts';
import type { Notes } from './notes.ts';
import { radixSort } from './sortSpans.ts';

/** A line as a reader names it. */
export interface SeriesName {
  readonly name: string;
  readonly group: string;
  /** Whether its values are bytes for sure; else its name decides. */
  readonly isBytes: boolean;
}

/** Collects counters. */
export class CounterStore {
  readonly times: Float64Column;
  readonly #values: Float64Column;
  readonly #series: Uint32Column;
  readonly #names: SeriesName[];
  readonly #numbers: Map<string, number>;
  readonly #limit: number;
  readonly #notes: Notes;

  /** @param from a store to begin with the same as */
  constructor(
    options: { readonly limits: ReadLimits; readonly notes: Notes },
    from?: CounterStore,
  ) {
    this.#limit = options.limits.counterSeries;
    this.#notes = options.notes;
    this.times = from?.times.copy() ?? new Float64Column();
    this.#values = from ? from.#values.copy() : new Float64Column();
    this.#series = from ? from.#series.copy() : new Uint32Column();
    this.#names = from ? [...from.#names] : [];
    this.#numbers = new Map(from ? from.#numbers : []);
  }

  /** A value from this moment on. */
  push(line: SeriesName, time: number, value: number): void {
    const series = this.#number(line);
    if (series < 0) return;
    this.times.push(time);
    this.#values.push(value);
    this.#series.push(series);
  }

  /** Renames groups, once their names are known. */
  renameGroups(nameOf: (group: string) => string): void {
    this.#names.forEach((line, at) => {
      this.#names[at] = { ...line, group: nameOf(line.group) };
    });
  }

  /** The lines. */
  series(): readonly CounterSeries[] {
    const order = firstNumbers(this.times.length);
    if (!isAscending(this.times)) radixSort(order, this.times.values);
    const times = this.#names.map(() => new Float64Column());
    const values = this.#names.map(() => new Float64Column());
    for (const at of order) {
      const series = this.#series.values[at] ?? 0;
      times[series]?.push(this.times.values[at] ?? 0);
      values[series]?.push(this.#values.values[at] ?? 0);
    }
    return this.#names.map(({ name, group, isBytes }, at) => ({
      name,
      group,
      times: times[at]?.toArray() ?? new Float64Array(0),
      values: values[at]?.toArray() ?? new Float64Array(0),
      unit: isBytes || /bytes|memory|heap|rss|(?:^|[^a-z])size/i.test(name) ? 'bytes' : 'count',
    }));
  }

  #number(line: SeriesName): number {
    const key = `${line.group}\0${line.name}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    if (this.#names.length >= this.#limit) {
      this.#notes.add(
        `# values of counters are left out: a profile shows at most ${this.#limit} counters.`,
      );
      return -1;
    }
    const fresh = this.#names.push(line) - 1;
    this.#numbers.set(key, fresh);
    return fresh;
  }
}
