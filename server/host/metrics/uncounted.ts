/**
 * Runs that were answered from the standing run (see workspace/standingRun.ts): nothing that could count is loaded for them. What a run that found
 * everything fresh counts is always the same but for its duration, so the one that left the file says it, each answer records it with its
 * run, and the next whole program adds it up.
 */
import { catalog } from '../../engine/metrics/catalog.ts';
import { Histogram } from '../../engine/metrics/histogram.ts';
import { addRecords, isMetricsRecord, type MetricsRecord } from '../../engine/metrics/record.ts';
import type { UncountedRun } from '../store/runHistory.ts';

const { runs, runDuration, actionsRequested, actions, timeSaved, cacheHits } = catalog;
/** What comes from the run itself. Other caches were asked by the program that ran. */
const ofRuns: ReadonlySet<string> = new Set(
  [runs, actionsRequested, actions, timeSaved].map(({ name }) => name),
);

/** Of all that a process counted with a single run, that of the run; without its duration. */
export function countsOfRun(record: MetricsRecord): MetricsRecord {
  return record.flatMap((metric) => {
    if (ofRuns.has(metric.name)) return [metric];
    if (metric.name !== cacheHits.name) return [];
    return [{ ...metric, series: metric.series.filter(([[cache]]) => cache === 'traces') }];
  });
}

/** The sum of such runs. */
export function recordOfUncounted(all: readonly UncountedRun[]): MetricsRecord {
  let sum: MetricsRecord = [];
  const durations = new Histogram(1000);
  for (const { counts, duration } of all) {
    // Another version may have written it.
    if (!isMetricsRecord(counts)) continue;
    sum = addRecords(sum, counts);
    durations.record(duration);
  }
  if (sum.length === 0) return sum;
  const { name, kind, unit } = runDuration;
  const timed = { name, kind, unit, labels: [], series: [[[], durations.data()] as const] };
  return addRecords(sum, [timed]);
}
