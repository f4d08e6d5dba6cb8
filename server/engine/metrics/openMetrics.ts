/**
 * Metrics as OpenMetrics text 1.0, which Prometheus and its kin scrape:
 * https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md
 *
 *     # HELP cachescope_cache_hits Look-ups that found something.
 *     # TYPE cachescope_cache_hits counter
 *     cachescope_cache_hits_total{cache="validation",tier="memory"} 12
 *     # EOF
 *
 * Times are seconds there, so names end with `_seconds`, those of bytes with `_bytes`. Names and label names that the format does not
 * allow are made to fit, label values and help texts are escaped.
 */
import { helpOf } from './catalog.ts';
import type { HistogramData } from './histogram.ts';
import {
  histogramOf,
  isGauge,
  isHistogram,
  type MetricsRecord,
  type RecordedMetric,
  type RecordedValue,
  ticksOf,
} from './record.ts';
import type { MetricUnit } from './registry.ts';

/** What HTTP calls this text. */
export const openMetricsType = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

const prefix = 'cachescope_';
/** Bounds of exported buckets: seconds for times, bytes for sizes. */
const bounds: Readonly<Record<MetricUnit, readonly number[]>> = {
  ms: [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500,
    1000, 2500,
  ],
  bytes: [1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9],
  count: [1, 2, 5, 10, 20, 50, 100, 1000, 10_000],
  ratio: [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1],
};
const unitNames: Readonly<Record<MetricUnit, string>> = {
  ms: 'seconds',
  bytes: 'bytes',
  count: '',
  ratio: 'ratio',
};

/** All metrics of a record as text. */
export function openMetricsText(record: MetricsRecord): string {
  const used = new Set<string>();
  const families = record.map((metric) => familyText(metric, used));
  return `${families.join('')}# EOF\n`;
}

/** The name of a metric in exports, without `_total` and the like. */
export function exportedName({ name, unit }: Pick<RecordedMetric, 'name' | 'unit'>): string {
  const suffix = unitNames[unit] === '' ? '' : `_${unitNames[unit]}`;
  const plain = name.replace(/[^a-zA-Z0-9_]/g, '_').replace(/_(?:total|bucket|count|sum)$/, '');
  return `${prefix}${plain}${plain.endsWith(suffix) ? '' : suffix}`;
}

/** The names of the samples of a metric, as queries ask for them. */
export function sampleNames(
  metric: Pick<RecordedMetric, 'name' | 'unit' | 'kind'>,
): readonly string[] {
  const name = exportedName(metric);
  if (metric.kind === 'counter') return [`${name}_total`];
  if (metric.kind !== 'timing') return [name];
  return [`${name}_bucket`, `${name}_count`, `${name}_sum`];
}

function familyText(metric: RecordedMetric, used: Set<string>): string {
  const name = unused(exportedName(metric), used);
  const unit = unitNames[metric.unit];
  const type = {
    counter: 'counter',
    updown: 'gauge',
    gauge: 'gauge',
    timing: 'histogram',
  } as const;
  const lines = [
    `# TYPE ${name} ${type[metric.kind]}`,
    ...(unit === '' ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${escaped(helpOf(metric.name))}`,
    ...metric.series.flatMap(([values, value]) =>
      sampleLines(name, metric, labelPairs(metric.labels, values), value),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/** Two metrics whose names fit the format only as the same one must not become one. */
function unused(name: string, used: Set<string>): string {
  let free = name;
  for (let number = 2; used.has(free); number++)
    free = name.replace(/(?=_(?:seconds|bytes|ratio)$)|$/, `_${number}`);
  used.add(free);
  return free;
}

function sampleLines(
  name: string,
  { kind, unit }: RecordedMetric,
  labels: readonly string[],
  value: RecordedValue,
): readonly string[] {
  if (isHistogram(value)) return histogramLines(name, unit, labels, value);
  const number = isGauge(value) ? value.last : value;
  const sample = kind === 'counter' ? `${name}_total` : name;
  return [`${sample}${braces(labels)} ${numberText(inUnit(number, unit))}`];
}

function histogramLines(
  name: string,
  unit: MetricUnit,
  labels: readonly string[],
  data: HistogramData,
): readonly string[] {
  const histogram = histogramOf(data, ticksOf(unit));
  const bucket = (bound: string, count: number): string =>
    `${name}_bucket${braces([...labels, `le="${bound}"`])} ${count}`;
  return [
    ...bounds[unit].map((bound) =>
      bucket(boundText(bound), histogram.countUpTo(unit === 'ms' ? bound * 1000 : bound)),
    ),
    bucket('+Inf', data.count),
    `${name}_count${braces(labels)} ${data.count}`,
    `${name}_sum${braces(labels)} ${numberText(inUnit(data.total, unit))}`,
  ];
}

/** Values in the unit of exports. */
export function inUnit(value: number, unit: MetricUnit): number {
  return unit === 'ms' ? value / 1000 : value;
}

/** Bounds of a metric's buckets in the unit of exports. */
export function boundsOf(unit: MetricUnit): readonly number[] {
  return bounds[unit];
}

/** Bounds are written as fractions, so that the same one is always the same text. */
function boundText(bound: number): string {
  return Number.isInteger(bound) ? bound.toFixed(1) : String(bound);
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return String(value);
}

function labelPairs(names: readonly string[], values: readonly string[]): readonly string[] {
  const used = new Set<string>();
  return names.map((name, at) => `${unused(labelName(name), used)}="${escaped(values[at] ?? '')}"`);
}

/** `le` and names that begin with two underscores have a meaning of their own. */
function labelName(name: string): string {
  const plain = name.replace(/[^a-zA-Z0-9_]/g, '_').replace(/^__+/, '_');
  return /^(?:[0-9]|le$|quantile$|$)/.test(plain) ? `label_${plain}` : plain;
}

function braces(labels: readonly string[]): string {
  return labels.length === 0 ? '' : `{${labels.join(',')}}`;
}

/** What else is not allowed: half of a surrogate pair is no UTF-8. */
function escaped(value: string): string {
  const text = value.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/"/g, '\\"');
  return text.toWellFormed();
}
