/**
 * Many records as one. Each histogram is made once and added to, where adding up two by two would make it anew with every record: a
 * history of sixty parts takes a tenth of the time.
 */
import { Histogram } from './histogram.ts';
import type { GaugeReading } from './instruments.ts';
import {
  addPlain,
  histogramOf,
  isGauge,
  isHistogram,
  type MetricsRecord,
  overflowMetric,
  type RecordedMetric,
  type RecordedValue,
} from './record.ts';
import { otherLabel, seriesLimitDefault } from './registry.ts';

type Series = RecordedMetric['series'][number];

/** One series while it is added up. */
interface Sum {
  readonly labels: readonly string[];
  value: number | GaugeReading | Histogram;
}

/** The sum of all: of gauges the extremes, and the value that was set last. */
export function sumRecords(records: Iterable<MetricsRecord>): MetricsRecord {
  const sums = new Map<string, { metric: RecordedMetric; series: Map<string, Sum> }>();
  for (const metric of [...records].flat()) {
    const known = sums.get(metric.name) ?? { metric, series: new Map<string, Sum>() };
    sums.set(metric.name, known);
    for (const one of metric.series) addTo(known.series, one);
  }
  return [...sums.values()].map(({ metric, series }) => ({
    ...metric,
    series: [...series.values()].map(({ labels, value }) => [
      labels,
      value instanceof Histogram ? value.data() : value,
    ]),
  }));
}

function addTo(series: Map<string, Sum>, [labels, value]: Series): void {
  const key = labels.join('\0');
  const known = series.get(key);
  if (!known) series.set(key, { labels, value: isHistogram(value) ? histogramOf(value) : value });
  else if (known.value instanceof Histogram) {
    if (isHistogram(value)) known.value.addData(value);
  } else if (!isHistogram(value)) known.value = addPlain(known.value, value);
}

/**
 * A record in which no metric has more series than one process may have: many processes, each within its limit, can name ten thousand
 * actions. The ones that weigh most stay apart, what the others counted becomes the series `other`, and how many they were is counted.
 */
export function withinLimit(record: MetricsRecord, limit = seriesLimitDefault): MetricsRecord {
  const beyond: Series[] = [];
  const kept = record.map((metric) => {
    const named = metric.series.filter(([labels]) => !isOther(labels));
    // An own count of what went beyond has one series for each metric.
    if (named.length <= limit || metric.name === overflowMetric) return metric;
    const heaviest = new Set(named.toSorted(byWeight).slice(0, limit));
    beyond.push([[metric.name], named.length - limit]);
    const series = metric.series.map((one): Series => {
      const [labels, value] = one;
      return heaviest.has(one) ? one : [labels.map(() => otherLabel), value];
    });
    return { ...metric, series };
  });
  if (beyond.length === 0) return record;
  const common = { kind: 'counter', unit: 'count', labels: ['metric'] } as const;
  return sumRecords([kept, [{ ...common, name: overflowMetric, series: beyond }]]);
}

function isOther(labels: readonly string[]): boolean {
  return labels.length > 0 && labels.every((label) => label === otherLabel);
}

function byWeight([, a]: Series, [, b]: Series): number {
  return weightOf(b) - weightOf(a);
}

function weightOf(value: RecordedValue): number {
  if (typeof value === 'number') return value;
  return isGauge(value) ? value.max : value.total;
}
