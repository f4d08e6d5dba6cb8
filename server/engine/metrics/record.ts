/**
 * Metrics as plain data that can be stored, sent, added up and subtracted: what a process, an hour or all history counted. Exports are
 * made from it, and from nothing else, so all of them say the same.
 */
import { Histogram, type HistogramData } from './histogram.ts';
import type { Counter, Gauge, GaugeReading, Timing } from './instruments.ts';
import type { AnyFamily, MetricKind, MetricsRegistry, MetricUnit } from './registry.ts';

/** A value by the kind of its metric: counters a number, gauges a reading, timings a histogram. */
export type RecordedValue = number | GaugeReading | HistogramData;

/** One metric. */
export interface RecordedMetric {
  readonly name: string;
  readonly kind: MetricKind;
  readonly unit: MetricUnit;
  readonly labels: readonly string[];
  /** Label values, and what was counted. */
  readonly series: readonly (readonly [values: readonly string[], value: RecordedValue])[];
}

/** Metrics by name. */
export type MetricsRecord = readonly RecordedMetric[];

/** The metric that tells how often label values went to `other`. */
export const overflowMetric = 'labels_beyond_limit';

/** Everything since the start. */
export function recordOf(metrics: MetricsRegistry): MetricsRecord {
  const families = metrics.families();
  const recorded = families.map(recordedFamily).filter(({ series }) => series.length > 0);
  const overflows = families.filter(({ overflow }) => overflow > 0);
  if (overflows.length === 0) return recorded;
  const series = overflows.map(({ spec, overflow }) => [[spec.name], overflow] as const);
  return [
    ...recorded,
    { name: overflowMetric, kind: 'counter', unit: 'count', labels: ['metric'], series },
  ];
}

function recordedFamily(family: AnyFamily): RecordedMetric {
  const series: [readonly string[], RecordedValue][] = [];
  const { kind, spec } = family;
  for (const [values, instrument] of family.entries()) {
    const value = recordedValue(instrument);
    const isSaid = value !== undefined && value !== 0;
    if (isSaid) series.push([spec.labels ? values : [], value]);
  }
  return { name: spec.name, kind, unit: spec.unit, labels: spec.labels ?? [], series };
}

function recordedValue(instrument: Counter | Gauge | Timing): RecordedValue | undefined {
  if (!('data' in instrument)) return instrument.over('start');
  const data = instrument.data();
  return data.count === 0 ? undefined : data;
}

/** The sum of two; of gauges the extremes, and the value that was set last. */
export function addRecords(a: MetricsRecord, b: MetricsRecord): MetricsRecord {
  return combine(a, b, addValues);
}

/**
 * What was counted since an earlier record of the same process. Extremes of timings are those since the start, because they
 * cannot be taken apart.
 */
export function recordSince(earlier: MetricsRecord, now: MetricsRecord): MetricsRecord {
  return combine(now, earlier, subtractValues)
    .map((metric) => ({ ...metric, series: metric.series.filter(([, value]) => isCounted(value)) }))
    .filter(({ series }) => series.length > 0);
}

function isCounted(value: RecordedValue): boolean {
  return typeof value === 'number' ? value !== 0 : !isHistogram(value) || value.count > 0;
}

/**
 * The same with the times of gauges on the calendar's clock. Each process counts from its own start, and of two processes the one that set a gauge
 * last must have the last word, not the one that is older.
 * @param startedMs when the process began, in milliseconds since 1970
 */
export function onCalendar(record: MetricsRecord, startedMs: number): MetricsRecord {
  const dated = (value: RecordedValue): RecordedValue =>
    isGauge(value) ? { ...value, at: Math.round(startedMs + value.at) } : value;
  return record.map((metric) => ({
    ...metric,
    series: metric.series.map(([labels, value]) => [labels, dated(value)]),
  }));
}

/** Tells a histogram from a gauge. */
export function isHistogram(value: RecordedValue): value is HistogramData {
  return typeof value === 'object' && 'buckets' in value;
}

/** Tells a gauge from the rest. */
export function isGauge(value: RecordedValue): value is GaugeReading {
  return typeof value === 'object' && !('buckets' in value);
}

function combine(
  a: MetricsRecord,
  b: MetricsRecord,
  values: (a: RecordedValue, b: RecordedValue) => RecordedValue,
): MetricsRecord {
  const metrics = new Map(a.map((metric) => [metric.name, metric]));
  for (const metric of b) {
    const known = metrics.get(metric.name);
    metrics.set(metric.name, known ? combineMetric(known, metric, values) : metric);
  }
  return [...metrics.values()];
}

function combineMetric(
  a: RecordedMetric,
  b: RecordedMetric,
  values: (a: RecordedValue, b: RecordedValue) => RecordedValue,
): RecordedMetric {
  const series = new Map(a.series.map((one) => [one[0].join('\0'), one]));
  for (const [labels, value] of b.series) {
    const key = labels.join('\0');
    const known = series.get(key);
    series.set(key, [labels, known ? values(known[1], value) : value]);
  }
  return { ...a, series: [...series.values()] };
}

function addValues(a: RecordedValue, b: RecordedValue): RecordedValue {
  if (isHistogram(a) && isHistogram(b)) {
    const sum = histogramOf(a);
    sum.addData(b);
    return sum.data();
  }
  return isHistogram(a) || isHistogram(b) ? b : addPlain(a, b);
}

/** The sum of two values that are no histograms; of different kinds, which only another version can have written, the second. */
export function addPlain<T extends number | GaugeReading>(a: T, b: T): T;
export function addPlain(a: number | GaugeReading, b: number | GaugeReading) {
  if (typeof a === 'number') return typeof b === 'number' ? a + b : b;
  if (typeof b === 'number') return b;
  const { last, at } = b.at >= a.at ? b : a;
  return { last, at, min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}

function subtractValues(now: RecordedValue, earlier: RecordedValue): RecordedValue {
  if (typeof now === 'number' && typeof earlier === 'number') return now - earlier;
  // A gauge that was not set again says nothing new.
  if (!isHistogram(now)) return isGauge(now) && isGauge(earlier) && now.at === earlier.at ? 0 : now;
  if (!isHistogram(earlier)) return now;
  const counts = new Map<number, number>();
  for (let at = 0; at + 1 < now.buckets.length; at += 2)
    counts.set(now.buckets[at] ?? 0, now.buckets[at + 1] ?? 0);
  for (let at = 0; at + 1 < earlier.buckets.length; at += 2) {
    const bucket = earlier.buckets[at] ?? 0;
    counts.set(bucket, (counts.get(bucket) ?? 0) - (earlier.buckets[at + 1] ?? 0));
  }
  return {
    ...now,
    count: now.count - earlier.count,
    total: now.total - earlier.total,
    buckets: [...counts].filter(([, count]) => count > 0).flat(),
  };
}

/**
 * A histogram from its data.
 * @param ticksPerUnit as it was recorded with
 */
export function histogramOf(data: HistogramData, ticksPerUnit = 1000): Histogram {
  const made = new Histogram(ticksPerUnit);
  made.addData(data);
  return made;
}

/** Ticks of a unit, see `Histogram`. */
export function ticksOf(unit: MetricUnit): number {
  return unit === 'ms' ? 1000 : 1;
}

/** Whether a value read from a disk has the shape of a record. */
export function isMetricsRecord(value: unknown): value is MetricsRecord {
  return Array.isArray(value) && value.every(isRecordedMetric);
}

function isRecordedMetric(value: unknown): boolean {
  const metric = value as Partial<RecordedMetric> | null;
  return (
    typeof metric?.name === 'string' &&
    typeof metric.kind === 'string' &&
    typeof metric.unit === 'string' &&
    isTexts(metric.labels) &&
    Array.isArray(metric.series) &&
    metric.series.every((one) => Array.isArray(one) && isTexts(one[0]) && isValue(one[1]))
  );
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

function isValue(value: unknown): boolean {
  if (typeof value === 'number') return true;
  const fields = value as Record<string, unknown> | null;
  const numbers = (names: readonly string[]): boolean =>
    names.every((name) => typeof fields?.[name] === 'number');
  if (!numbers(['min', 'max'])) return false;
  if (numbers(['last', 'at'])) return true;
  const { buckets } = fields as { buckets?: unknown };
  const isCounts = Array.isArray(buckets) && buckets.every((count) => typeof count === 'number');
  return isCounts && numbers(['count', 'total']);
}
