/**
 * The figures that the page has: answers put together, where later ones bring only what changed. Everything that is drawn reads them here, by
 * the names of the metrics, which are those of the exports.
 */
import type {
  MetricDistribution,
  MetricGauge,
  MetricSeries,
  MetricsAdvice,
  MetricsError,
  MetricsLeak,
  MetricsTrend,
  MetricsView,
  MetricWindow,
} from '../../server/protocol/metrics.ts';

/** Label values that a series must have. */
export type Labels = Readonly<Record<string, string>>;

/** A series with what was timed in it. */
export interface Timed {
  readonly labels: Labels;
  readonly times: MetricDistribution;
}

/** See above. */
export class Figures {
  readonly #series = new Map<string, Map<string, MetricSeries>>();
  #head: Omit<MetricsView, 'metrics' | 'isPartial'> | undefined;

  /** Of the last answer, to ask for what changed since. */
  get version(): string | undefined {
    return this.#head?.version;
  }

  /** Now, in milliseconds of the server's clock. */
  get atMs(): number {
    return this.#head?.atMs ?? 0;
  }

  /** Milliseconds since counting began. */
  get countedMs(): number {
    return this.atMs - (this.#head?.sinceMs ?? 0);
  }

  /** Milliseconds that a window covers. */
  lengthMs(window: MetricWindow): number {
    if (window === 'all') return this.#head?.allMs ?? this.countedMs;
    return windowMs(window, this.countedMs);
  }

  /** True: nothing is counted. */
  get isOff(): boolean {
    return this.#head?.isOff ?? false;
  }

  get trends(): readonly MetricsTrend[] {
    return this.#head?.trends ?? [];
  }

  /** The newest error of a kind. */
  lastError(kind: string): MetricsError | undefined {
    return this.#head?.lastErrors?.find((error) => error.kind === kind);
  }

  get leak(): MetricsLeak {
    return this.#head?.leak ?? { verdict: 'unknown', slope: 0, minutes: 0, caches: [] };
  }

  get advice(): readonly MetricsAdvice[] {
    return this.#head?.advice ?? [];
  }

  /** Takes an answer. */
  take(view: MetricsView): void {
    if (!view.isPartial) this.#series.clear();
    this.#head = view;
    for (const { name, series } of view.metrics) {
      const all = this.#series.get(name) ?? new Map<string, MetricSeries>();
      for (const one of series) all.set(JSON.stringify(one.labels), one);
      this.#series.set(name, all);
    }
  }

  /** Forgets everything, e.g. because other windows are to be shown. */
  clear(): void {
    this.#series.clear();
    this.#head = undefined;
  }

  /** Sum of a counter over its series of these labels. */
  sum(name: string, window: MetricWindow, labels: Labels = {}): number {
    return this.#of(name, labels)
      .map(({ windows }) => windows[window])
      .filter((value) => typeof value === 'number')
      .reduce((sum, value) => sum + value, 0);
  }

  /** Values of a label, in the order in which they were first counted. */
  valuesOf(name: string, label: string): readonly string[] {
    return [...new Set(this.#of(name, {}).map(({ labels }) => labels[label] ?? ''))];
  }

  /** The series in which something was timed in that window. */
  timed(name: string, window: MetricWindow): readonly Timed[] {
    return this.#of(name, {}).flatMap(({ labels, windows }) => {
      const times = windows[window];
      return isDistribution(times) && times.count > 0 ? [{ labels, times }] : [];
    });
  }

  /** What a gauge showed in that window. */
  gauge(name: string, window: MetricWindow, labels: Labels = {}): MetricGauge | undefined {
    const shown = this.#of(name, labels)[0]?.windows[window];
    return typeof shown === 'object' && 'last' in shown ? shown : undefined;
  }

  #of(name: string, labels: Labels): readonly MetricSeries[] {
    const wanted = Object.entries(labels);
    const all = [...(this.#series.get(name)?.values() ?? [])];
    return all.filter((one) => wanted.every(([label, value]) => one.labels[label] === value));
  }
}

function isDistribution(value: MetricSeries['windows'][MetricWindow]): value is MetricDistribution {
  return typeof value === 'object' && 'p99' in value;
}

/** The metrics that the page shows. There are more, and some count its own requests. */
export const shownMetrics: readonly string[] = [
  'runs',
  'run_duration',
  'actions',
  'action_run_duration',
  'queue_wait',
  'time_saved',
  'errors',
  'phase_duration',
  'cache_hits',
  'cache_misses',
  'cache_sets',
  'cache_set',
  'cache_deletes',
  'cache_evictions',
  'cache_evicted',
  'memory',
  'memory_baseline',
];

/** Hits and misses. */
export interface Lookups {
  readonly hits: number;
  readonly misses: number;
}

/** Share of hits, 0 to 1; undefined where nothing was looked up. */
export function hitRate({ hits, misses }: Lookups): number | undefined {
  return hits + misses > 0 ? hits / (hits + misses) : undefined;
}

/** Actions that need not run against those that had to. */
export function actionLookups(figures: Figures, window: MetricWindow): Lookups {
  const count = (outcome: string) => figures.sum('actions', window, { outcome });
  return { hits: count('fresh') + count('restored'), misses: count('ran') + count('failed') };
}

/** Look-ups, puts and deletions in all caches. */
export function cacheOperations(figures: Figures, window: MetricWindow): number {
  const names = ['cache_hits', 'cache_misses', 'cache_sets', 'cache_deletes'];
  return names.reduce((sum, name) => sum + figures.sum(name, window), 0);
}

const windowLengths = { '1m': 60_000, '5m': 300_000, '1h': 3_600_000 } as const;

/** Milliseconds that a window of this server covers. @param countedMs milliseconds since counting began */
export function windowMs(window: MetricWindow, countedMs: number): number {
  if (window === 'start' || window === 'all') return countedMs;
  return Math.min(windowLengths[window], countedMs);
}
