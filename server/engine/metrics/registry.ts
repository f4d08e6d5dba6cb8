/**
 * All metrics of a process: defined once each by a spec, written through series that are found by label values.
 *
 *     const metrics = new MetricsRegistry({ clock });
 *     const hits = metrics.counter({ name: 'cache_hits', help: 'Values found.', unit: 'count', labels: ['cache', 'tier'] });
 *     hits.with('validation', 'memory').add();
 *     metrics.snapshot();
 *
 * A metric has at most so many series; label values beyond that are written to one series whose values are all `other`, and how
 * often that happened is counted, so a label that was badly chosen costs no memory and is seen. Switched off, everything is
 * one instrument that does nothing.
 */
import type { Distribution } from './histogram.ts';
import { Counter, Gauge, type GaugeReading, Timing } from './instruments.ts';
import { type SlotClock, slotMs, type WindowName, windowNames } from './windows.ts';

/** What a metric counts in. `ms` is exact to the microsecond, the others to the whole number. */
export type MetricUnit = 'ms' | 'bytes' | 'count' | 'ratio';
/** `counter` only rises, `updown` goes both ways by steps, `gauge` is set, `timing` is a histogram. */
export type MetricKind = 'counter' | 'updown' | 'gauge' | 'timing';

/** What a metric is. */
export interface MetricSpec {
  /** Letters, digits and `_`; without the program's name in front, and without unit and `_total` behind. */
  readonly name: string;
  /** A sentence for people. */
  readonly help: string;
  readonly unit: MetricUnit;
  /** Up to three. */
  readonly labels?: readonly string[];
}

/** The value that stands for all label values beyond the limit. */
export const otherLabel = 'other';
/** Series of one metric, where nothing else is said. */
export const seriesLimitDefault = 128;

/** A series with its figures, as plain data. */
export interface SeriesReading {
  readonly labels: Readonly<Record<string, string>>;
  readonly windows: Readonly<Partial<Record<WindowName, number | GaugeReading | Distribution>>>;
}

/** A metric with its series. */
export interface MetricReading extends MetricSpec {
  readonly kind: MetricKind;
  /** How often a value went to `other`. */
  readonly overflow: number;
  readonly series: readonly SeriesReading[];
}

/** The series of one metric. */
export interface Family<I> {
  readonly spec: MetricSpec;
  readonly kind: MetricKind;
  readonly overflow: number;
  /** The series with these label values, in the order of the spec's labels. */
  with(a?: string, b?: string, c?: string): I;
  /** Each series with its label values. */
  entries(): Iterable<readonly [labels: readonly string[], instrument: I]>;
}

/** A family of any kind of instrument. */
export type AnyFamily = Family<Counter> | Family<Gauge> | Family<Timing>;

/** What a registry is made with. */
export interface RegistryOptions {
  /** Milliseconds that never go back. */
  readonly clock: { elapsed(): number };
  readonly seriesLimit?: number;
  /** False: nothing is kept. */
  readonly enabled?: boolean;
}

/** See above. */
export class MetricsRegistry {
  readonly #families = new Map<string, AnyFamily>();
  readonly #options: RegistryOptions;
  readonly #slots: SlotClock;

  constructor(options: RegistryOptions) {
    this.#options = options;
    const { clock } = options;
    this.#slots = {
      get slot() {
        return Math.floor(clock.elapsed() / slotMs);
      },
    };
  }

  /** Only rises. */
  counter(spec: MetricSpec): Family<Counter> {
    return this.#family(spec, 'counter', () => new Counter(this.#slots), offCounter);
  }

  /** Goes up and down by steps. */
  upDown(spec: MetricSpec): Family<Counter> {
    return this.#family(spec, 'updown', () => new Counter(this.#slots), offCounter);
  }

  /** Is set to what it is now. */
  gauge(spec: MetricSpec): Family<Gauge> {
    const now = (): number => this.#options.clock.elapsed();
    return this.#family(spec, 'gauge', () => new Gauge(this.#slots, now), offGauge);
  }

  /** Durations or sizes, with percentiles. */
  timing(spec: MetricSpec): Family<Timing> {
    const ticks = spec.unit === 'ms' ? 1000 : 1;
    return this.#family(spec, 'timing', () => new Timing(this.#slots, ticks), offTiming);
  }

  /** Every metric, in the order in which they were defined. */
  families(): readonly AnyFamily[] {
    return [...this.#families.values()];
  }

  /** All figures of all windows as plain data. */
  snapshot(windows: readonly WindowName[] = windowNames): readonly MetricReading[] {
    return this.families().map((family) => ({
      ...family.spec,
      kind: family.kind,
      overflow: family.overflow,
      series: readSeries(family, windows),
    }));
  }

  #family<I extends Counter | Gauge | Timing>(
    spec: MetricSpec,
    kind: MetricKind,
    make: () => I,
    off: I,
  ): Family<I> {
    const known = this.#families.get(spec.name);
    // Only correct if both uses mean the same metric; who names two alike sees one of the wrong kind at once.
    if (known) return known as Family<I>;
    const { enabled = true, seriesLimit = seriesLimitDefault } = this.#options;
    if (!enabled) return offFamily(spec, kind, off);
    const family = new LiveFamily(spec, kind, { make, limit: seriesLimit });
    this.#families.set(spec.name, family as unknown as AnyFamily);
    return family;
  }
}

class LiveFamily<I> implements Family<I> {
  readonly spec: MetricSpec;
  readonly kind: MetricKind;
  readonly #make: () => I;
  readonly #limit: number;
  readonly #series = new Map<string, I>();
  /** The same by the first label, then the rest: to join labels into one key takes longer than to look up twice. */
  readonly #byFirst = new Map<string, Map<string, I>>();
  #other: I | undefined;
  #overflow = 0;

  constructor(
    spec: MetricSpec,
    kind: MetricKind,
    { make, limit }: { readonly make: () => I; readonly limit: number },
  ) {
    this.spec = spec;
    this.kind = kind;
    this.#make = make;
    this.#limit = limit;
  }

  get overflow(): number {
    return this.#overflow;
  }

  with(a = '', b?: string, c?: string): I {
    if (b === undefined) return this.#series.get(a) ?? this.#open(a);
    const rest = c === undefined ? b : `${b}\0${c}`;
    return this.#byFirst.get(a)?.get(rest) ?? this.#openBelow(a, rest);
  }

  *entries(): Iterable<readonly [labels: readonly string[], instrument: I]> {
    for (const [key, instrument] of this.#series) yield [key.split('\0'), instrument];
    if (this.#other) yield [(this.spec.labels ?? []).map(() => otherLabel), this.#other];
  }

  #openBelow(first: string, rest: string): I {
    const made = this.#open(`${first}\0${rest}`);
    if (made === this.#other) return made;
    const below = this.#byFirst.get(first) ?? new Map<string, I>();
    this.#byFirst.set(first, below.set(rest, made));
    return made;
  }

  #open(key: string): I {
    if (this.#series.size < this.#limit) {
      const made = this.#make();
      this.#series.set(key, made);
      return made;
    }
    this.#overflow++;
    this.#other ??= this.#make();
    return this.#other;
  }
}

function readSeries(family: AnyFamily, windows: readonly WindowName[]): readonly SeriesReading[] {
  const all: SeriesReading[] = [];
  for (const [values, instrument] of family.entries()) {
    const readings = windows.map((window) => [window, instrument.over(window)] as const);
    all.push({
      labels: labelsOf(family.spec, values),
      windows: Object.fromEntries(readings.filter(([, reading]) => reading !== undefined)),
    });
  }
  return all;
}

/** Label names with their values. */
export function labelsOf(
  { labels = [] }: MetricSpec,
  values: readonly string[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(labels.map((label, at) => [label, values[at] ?? '']));
}

/** A clock that stands still, for instruments that keep nothing. */
const still: SlotClock = { slot: 0 };

class OffCounter extends Counter {
  override add(): void {}
}
class OffGauge extends Gauge {
  override set(): void {}
}
class OffTiming extends Timing {
  override record(): void {}
}
const offCounter = new OffCounter(still);
const offGauge = new OffGauge(still, () => 0);
const offTiming = new OffTiming(still, 1);

function offFamily<I>(spec: MetricSpec, kind: MetricKind, instrument: I): Family<I> {
  return { spec, kind, overflow: 0, with: () => instrument, entries: () => [] };
}
