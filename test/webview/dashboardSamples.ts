/** Answers of the server for tests of the dashboard: a folder that builds, at moments of its clock. */
import type {
  MetricDistribution,
  MetricSeries,
  MetricsView,
  MetricView,
} from '../../server/protocol/metrics.ts';
import type { RunSummary } from '../../server/protocol/tasks.ts';
import { sampleNow } from './samples.ts';

/** Where the server's clock stands at the first answer. */
export const firstMs = 700_000;

/** What is counted at a moment. */
export interface Moment {
  readonly atMs: number;
  /** Actions that ran and that were taken from the cache, since the start. */
  readonly ran: number;
  readonly fresh: number;
  readonly failed?: number;
  /** Actions that are told apart. */
  readonly actions?: readonly string[];
  readonly leak?: MetricsView['leak'];
  readonly advice?: MetricsView['advice'];
  readonly trends?: MetricsView['trends'];
  readonly lastErrors?: MetricsView['lastErrors'];
}

const steady: MetricsView['leak'] = { verdict: 'steady', slope: 21_000, minutes: 12, caches: [] };
const names = ['web#build', 'api#build', 'prices#codegen', 'templates:views/home.hbs'];

/** A whole answer, of a folder where much was done. */
export function metricsAt(moment: Moment): MetricsView {
  const { atMs, leak = steady, advice = [], trends = [], lastErrors = [] } = moment;
  return {
    atMs,
    sinceMs: 100_000,
    version: `server.${atMs}`,
    isPartial: false,
    metrics: [...actionMetrics(moment), ...cacheMetrics(moment), ...memoryMetrics(moment)],
    leak,
    advice,
    trends,
    lastErrors,
    allMs: 86_400_000,
  };
}

/** Nothing was counted yet but memory. */
export function emptyMetrics(): MetricsView {
  const moment = { atMs: 104_000, ran: 0, fresh: 0 };
  const leak = { verdict: 'unknown', slope: 0, minutes: 0, caches: [] } as const;
  return { ...metricsAt(moment), metrics: memoryMetrics(moment), leak };
}

/** The same figures in each window. */
function series(
  labels: Readonly<Record<string, string>>,
  value: number | MetricDistribution | MetricSeries['windows']['1m'],
): MetricSeries {
  const shown = value ?? 0;
  const all = typeof shown === 'number' ? 10 * shown : shown;
  return { labels, windows: { '1m': shown, '5m': shown, '1h': shown, start: shown, all } };
}

function metric(
  name: string,
  kind: MetricView['kind'],
  all: readonly MetricSeries[],
  unit: MetricView['unit'] = 'count',
): MetricView {
  return { name, help: name, unit, kind, overflow: 0, series: all };
}

/** Times around a median. @param worst the run in which it took longest */
export function times(p50: number, count: number, worst?: string): MetricDistribution {
  const [p95, p99, max] = [p50 * 2.1, p50 * 2.9, p50 * 3];
  const spread = { min: p50 / 2, max, p50, p95, p99, ...(worst !== undefined && { worst }) };
  return { count, total: p50 * 1.1 * count, mean: p50 * 1.1, ...spread };
}

function actionMetrics({ ran, fresh, failed = 0, actions = names }: Moment): MetricView[] {
  const outcome = (name: string, count: number) => series({ rule: 'build', outcome: name }, count);
  const durations = actions.map((action, at) =>
    series({ action }, times(3200 / (at + 1), at + 2, `run-${at + 1}`)),
  );
  const errors = [series({ kind: 'exit' }, failed), series({ kind: 'cache' }, failed > 0 ? 1 : 0)];
  return [
    metric('runs', 'counter', [series({}, 6)]),
    metric('run_duration', 'timing', [series({}, times(4100, 6, 'run-2'))], 'ms'),
    metric('actions', 'counter', [
      outcome('ran', ran),
      outcome('failed', failed),
      outcome('fresh', fresh),
      outcome('restored', 3),
    ]),
    metric('action_run_duration', 'timing', durations, 'ms'),
    metric('queue_wait', 'timing', [series({}, times(38, 40, 'run-4'))], 'ms'),
    metric('time_saved', 'counter', [series({}, 412_000)], 'ms'),
    metric('errors', 'counter', errors),
    metric(
      'phase_duration',
      'timing',
      [series({ phase: 'prepare' }, times(0.04, 9)), series({ phase: 'decide' }, times(12, 900))],
      'ms',
    ),
  ];
}

function cacheMetrics({ ran, fresh }: Moment): MetricView[] {
  const of = (cache: string, tier: string, count: number) => series({ cache, tier }, count);
  return [
    metric('cache_hits', 'counter', [
      of('traces', 'disk', fresh),
      of('validation', 'memory', fresh * 40),
      of('validation', 'disk', 120),
    ]),
    metric('cache_misses', 'counter', [
      series({ cache: 'traces' }, ran),
      series({ cache: 'validation' }, ran * 3),
    ]),
    metric('cache_sets', 'counter', [of('traces', 'disk', ran), of('parses', 'memory', 44)]),
    metric('cache_set', 'counter', [of('traces', 'disk', ran * 2400)], 'bytes'),
    metric('cache_evictions', 'counter', [
      series({ cache: 'parses', tier: 'memory', why: 'size' }, 7),
    ]),
  ];
}

function memoryMetrics({ atMs }: Moment): MetricView[] {
  const gauge = (area: string, last: number) =>
    series({ area }, { last, min: last * 0.8, max: last * 1.2, at: atMs });
  const wave = Math.sin(atMs / 9000) * 3e6;
  return [
    metric(
      'memory',
      'gauge',
      [
        gauge('heap_used', 38e6 + wave),
        gauge('heap_total', 61e6),
        gauge('rss', 142e6 + wave / 2),
        gauge('external', 4e6),
      ],
      'bytes',
    ),
    metric('memory_baseline', 'gauge', [series({}, { last: 31e6, min: 31e6, max: 31e6, at: 0 })]),
  ];
}

/** Runs of the history, newest first. */
export function sampleRuns(count: number, failedOf = 1): RunSummary[] {
  return Array.from({ length: count }, (_, at) => ({
    id: `run-${count - at}`,
    startedAt: sampleNow - at * 340_000,
    durationMs: 2100 + at * 700,
    targets: ['build'],
    fresh: 20 - at,
    restored: 3,
    ran: 2 + at,
    failed: at === failedOf ? 1 : 0,
    skipped: 0,
    hitRate: 0.91 - at / 20,
    savedMs: 41_000,
  }));
}
