/**
 * Figures of all history as one more window: what every process ever counted, those of terminals included, and what this one has not saved
 * yet.
 */
import { helpOf } from '../../engine/metrics/catalog.ts';
import type { Distribution } from '../../engine/metrics/histogram.ts';
import {
  histogramOf,
  isHistogram,
  type MetricsRecord,
  type RecordedMetric,
  type RecordedValue,
  ticksOf,
} from '../../engine/metrics/record.ts';
import { labelsOf } from '../../engine/metrics/registry.ts';
import type { MetricSeries, MetricView } from '../../protocol/metrics.ts';

/** Adds the window `all` to figures of this process, which must have those since the start. */
export function withAllTime(
  metrics: readonly MetricView[],
  record: MetricsRecord,
): readonly MetricView[] {
  const known = new Map(metrics.map((metric) => [metric.name, metric]));
  const all = record.map((metric) => withSeries(known.get(metric.name), metric));
  const names = new Set(record.map(({ name }) => name));
  return [...all, ...metrics.filter(({ name }) => !names.has(name))];
}

function withSeries(view: MetricView | undefined, metric: RecordedMetric): MetricView {
  const { name, kind, unit, labels } = metric;
  const own = new Map(view?.series.map((one) => [keyOf(one.labels), one]));
  const series = metric.series.map(([values, value]) => {
    const named = labelsOf({ name, unit, labels, help: '' }, values);
    const before = own.get(keyOf(named));
    own.delete(keyOf(named));
    const figure = figureOf(value, metric, before?.windows.start);
    return { labels: named, windows: { ...before?.windows, all: figure } };
  });
  const common = view ?? { name, kind, unit, labels, help: helpOf(name), overflow: 0 };
  return { ...common, series: [...series, ...own.values()] };
}

function keyOf(labels: MetricSeries['labels']): string {
  return JSON.stringify(labels);
}

type Figure = NonNullable<MetricSeries['windows']['all']>;

function figureOf(
  value: RecordedValue,
  { unit }: RecordedMetric,
  sinceStart: Figure | undefined,
): Figure {
  if (!isHistogram(value)) return value;
  const all = histogramOf(value, ticksOf(unit)).distribution();
  const worst = worstOf(sinceStart, all);
  return worst === undefined ? all : { ...all, worst };
}

/** Which run the longest was in is known where it was this process that timed it. */
function worstOf(sinceStart: Figure | undefined, { max }: Distribution): string | undefined {
  const isOwn = typeof sinceStart === 'object' && 'worst' in sinceStart && sinceStart.max === max;
  return isOwn ? sinceStart.worst : undefined;
}
