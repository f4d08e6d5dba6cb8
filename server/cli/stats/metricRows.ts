/** Metrics as rows of text: percentiles, errors, and what got worse. */

import type { SizeAdvice } from '../../engine/metrics/advice.ts';
import { histogramOf, isHistogram, type MetricsRecord } from '../../engine/metrics/record.ts';
import { type RunTrend, trendText } from '../../engine/metrics/runTrends.ts';
import type { EpochMs } from '../../engine/model/brand.ts';
import type { HistoryPart } from '../../host/metrics/history.ts';
import { durationText, shareText } from '../render/units.ts';
import { visible } from '../render/visible.ts';

/** Rows of a table. */
export type Rows = readonly (readonly string[])[];

const slowestMax = 10;

/** Percentiles of runs, waits and phases, below a head. */
export function percentileRows(total: MetricsRecord): Rows {
  const rows = [
    ...timingRows(total, 'run_duration', () => 'run'),
    ...timingRows(total, 'queue_wait', () => 'waiting for a slot'),
    ...timingRows(total, 'phase_duration', ([phase = '']) => `phase ${phase}`),
  ];
  return withHead(rows);
}

/** Percentiles of the actions that took longest, by the 95th. */
export function actionRows(total: MetricsRecord): Rows {
  const rows = timingRows(total, 'action_run_duration', ([action = '']) => visible(action));
  return withHead(rows.slice(0, slowestMax));
}

function withHead(rows: Rows): Rows {
  return rows.length === 0 ? [] : [['', 'count', 'median', '95 %', '99 %', 'max'], ...rows];
}

function timingRows(
  total: MetricsRecord,
  name: string,
  nameOf: (labels: readonly string[]) => string,
): Rows {
  const series = total.find((metric) => metric.name === name)?.series ?? [];
  return series
    .flatMap(([labels, value]) =>
      isHistogram(value) ? [{ labels, found: histogramOf(value).distribution() }] : [],
    )
    .sort((a, b) => b.found.p95 - a.found.p95)
    .map(({ labels, found: { count, p50, p95, p99, max } }) => [
      nameOf(labels),
      String(count),
      ...[p50, p95, p99, max].map(durationText),
    ]);
}

const errorNames: Readonly<Record<string, string>> = {
  exit: 'commands that failed',
  'no-exit': 'commands that did not start, or were ended',
  raced: 'inputs that changed while a command ran',
  cache: 'troubles of caches',
};

/** Errors by kind, with how frequent they are. */
export function errorRows(total: MetricsRecord): Rows {
  const series = total.find(({ name }) => name === 'errors')?.series ?? [];
  const executed = executedIn(total);
  return series.map(([[kind = ''], count]) => {
    const row = [errorNames[kind] ?? kind, String(count)];
    if (kind === 'cache' || executed === 0) return row;
    return [...row, `${shareText(Number(count) / executed)} of ${executed} that ran`];
  });
}

/** Commands that ran, whether they failed or not. */
function executedIn(total: MetricsRecord): number {
  const series = total.find(({ name }) => name === 'actions')?.series ?? [];
  return series
    .filter(([[, outcome]]) => outcome === 'ran' || outcome === 'failed')
    .reduce((sum, [, count]) => sum + Number(count), 0);
}

/** What to change in the limits of memory, a sentence each. */
export function adviceLines(advice: readonly SizeAdvice[]): readonly string[] {
  return advice.map(({ cache, limits, to, now, after, lookUps }) => {
    const changes = [
      ...(to.entries > limits.entries ? [`"cache.memory.entries": ${to.entries}`] : []),
      ...(to.bytes > limits.bytes ? [`"cache.memory.size": ${sizeSetting(to.bytes)}`] : []),
    ];
    return `${cache}: ${shareText(after)} from memory instead of ${shareText(now)} with ${changes.join(' and ')} (replay of ${lookUps} look-ups)`;
  });
}

/** As one writes it into cachescope.json: exact, since that is the size that was replayed. */
function sizeSetting(bytes: number): string {
  return bytes % 1e6 === 0 ? `"${bytes / 1e6}MB"` : String(bytes);
}

/** What got worse, a sentence each. */
export function trendLines(trends: readonly RunTrend[]): readonly string[] {
  return trends.map((trend) => {
    const { kind, before, after, samplesAfter } = trend;
    const times =
      kind === 'duration' ? `: ${durationText(before)} before, ${durationText(after)} now` : '';
    return visible(`${trendText(trend, dayText)}${times} (${samplesAfter} runs)`);
  });
}

/** Share of found results of what was decided from a moment on; undefined where nothing was. */
export function hitRateSince(parts: readonly HistoryPart[], sinceMs: number): number | undefined {
  const recent = parts.filter(({ endMs }) => endMs > sinceMs).flatMap(({ metrics }) => metrics);
  const series = recent.filter(({ name }) => name === 'actions').flatMap((one) => one.series);
  const counts = { hits: 0, decided: 0 };
  for (const [[, outcome], value] of series) {
    if (outcome === 'skipped') continue;
    counts.decided += Number(value);
    if (outcome === 'fresh' || outcome === 'restored') counts.hits += Number(value);
  }
  return counts.decided === 0 ? undefined : counts.hits / counts.decided;
}

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Tuesday 17 Nov`, in local time. */
export function dayText(at: EpochMs): string {
  const date = new Date(at);
  return `${days[date.getDay()]} ${date.getDate()} ${months[date.getMonth()]}`;
}
