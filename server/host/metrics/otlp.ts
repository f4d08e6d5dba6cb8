/**
 * Sends metrics by OTLP over HTTP (JSON) to a collector that the user names, through OpenTelemetry's own packages. They are large, so this
 * file is a bundle of its own that is loaded when somebody sends.
 */
import { ValueType } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type Histogram as ExportedHistogram,
  type MetricData,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { helpOf } from '../../engine/metrics/catalog.ts';
import type { HistogramData } from '../../engine/metrics/histogram.ts';
import { boundsOf, inUnit } from '../../engine/metrics/openMetrics.ts';
import {
  histogramOf,
  isGauge,
  isHistogram,
  type MetricsRecord,
  type RecordedMetric,
  type RecordedValue,
  ticksOf,
} from '../../engine/metrics/record.ts';
import type { MetricUnit } from '../../engine/metrics/registry.ts';

/** What to send, and where. */
export interface OtlpOptions {
  /** As the user names it: `http://127.0.0.1:4318`, or with the whole path of metrics. */
  readonly endpoint: string;
  readonly record: MetricsRecord;
  /** The stretch of time that was counted, in milliseconds since 1970. */
  readonly startMs: number;
  readonly endMs: number;
  /** Version of this program. */
  readonly version: string;
  /** Name of the workspace, which tells it from others at the collector. */
  readonly workspace: string;
  /** How long the collector may take. */
  readonly timeoutMs?: number;
}

const timeoutDefaultMs = 10_000;
const scopeName = 'cachescope';
/** Units as UCUM writes them, which OTLP wants. */
const units: Readonly<Record<MetricUnit, string>> = {
  ms: 's',
  bytes: 'By',
  count: '1',
  ratio: '1',
};

/** @returns undefined once the collector has taken it, else why not and what to do, for people */
export async function sendOtlp(options: OtlpOptions): Promise<string | undefined> {
  const url = metricsUrl(options.endpoint);
  if (url === undefined)
    return `"${options.endpoint}" is no address of a collector. Name one such as http://127.0.0.1:4318.`;
  const exporter = new OTLPMetricExporter({
    url,
    timeoutMillis: options.timeoutMs ?? timeoutDefaultMs,
  });
  const failed = await new Promise<Error | undefined>((resolve) =>
    exporter.export(resourceMetrics(options), ({ code, error }) =>
      resolve(code === 0 ? undefined : (error ?? new Error('it gave no reason'))),
    ),
  );
  await exporter.shutdown();
  if (failed === undefined) return undefined;
  const why = failed.message.trim() || failed.name;
  return `The collector at ${url} did not take the metrics: ${why}. Check that it listens there for OTLP over HTTP.`;
}

/** The path of metrics is added where only a host was named, as OpenTelemetry's own settings do. */
function metricsUrl(endpoint: string): string | undefined {
  if (!URL.canParse(endpoint)) return undefined;
  const url = new URL(endpoint);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  if (!url.pathname.endsWith('/v1/metrics'))
    url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/metrics`;
  return url.href;
}

function resourceMetrics({ record, version, workspace, ...times }: OtlpOptions): ResourceMetrics {
  const resource = resourceFromAttributes({
    'service.name': scopeName,
    'service.version': version,
    'service.instance.id': workspace,
  });
  const metrics = record.map((metric) => metricData(metric, times));
  return { resource, scopeMetrics: [{ scope: { name: scopeName, version }, metrics }] };
}

type Times = Pick<OtlpOptions, 'startMs' | 'endMs'>;

function metricData(metric: RecordedMetric, times: Times): MetricData {
  const { kind, unit } = metric;
  const common = {
    descriptor: {
      name: `${scopeName}.${metric.name}`,
      description: helpOf(metric.name),
      unit: units[unit],
      valueType: ValueType.DOUBLE,
    },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  if (kind === 'timing') {
    const dataPoints = points(metric, times, (value) => histogramValue(value, unit));
    return { ...common, dataPointType: DataPointType.HISTOGRAM, dataPoints };
  }
  const dataPoints = points(metric, times, (value) => inUnit(numberOf(value), unit));
  if (kind === 'gauge') return { ...common, dataPointType: DataPointType.GAUGE, dataPoints };
  const isMonotonic = kind === 'counter';
  return { ...common, dataPointType: DataPointType.SUM, isMonotonic, dataPoints };
}

function points<T>(
  { labels, series }: RecordedMetric,
  { startMs, endMs }: Times,
  figureOf: (value: RecordedValue) => T,
): DataPoint<T>[] {
  return series.map(([values, value]) => ({
    startTime: hrTime(startMs),
    endTime: hrTime(endMs),
    attributes: Object.fromEntries(labels.map((label, at) => [label, values[at] ?? ''])),
    value: figureOf(value),
  }));
}

/** Seconds and nanoseconds. */
function hrTime(ms: number): [number, number] {
  return [Math.floor(ms / 1000), Math.round((ms % 1000) * 1e6)];
}

function numberOf(value: RecordedValue): number {
  if (typeof value === 'number') return value;
  return isGauge(value) ? value.last : value.total;
}

const empty: HistogramData = { count: 0, total: 0, min: 0, max: 0, buckets: [] };

function histogramValue(value: RecordedValue, unit: MetricUnit): ExportedHistogram {
  const data = isHistogram(value) ? value : empty;
  const histogram = histogramOf(data, ticksOf(unit));
  const boundaries = [...boundsOf(unit)];
  const upTo = boundaries.map((bound) => histogram.countUpTo(unit === 'ms' ? bound * 1000 : bound));
  const counts = [...upTo, data.count].map((count, at) => count - (upTo[at - 1] ?? 0));
  return {
    buckets: { boundaries, counts },
    sum: inUnit(data.total, unit),
    count: data.count,
    min: inUnit(data.min, unit),
    max: inUnit(data.max, unit),
  };
}
