// What a process could have counted.

import { Histogram } from '../../../server/engine/metrics/histogram.ts';
import type { MetricsRecord } from '../../../server/engine/metrics/record.ts';

/** Runs that took so long. @param durationMs milliseconds */
export function recordWith(runs: number, durationMs: number): MetricsRecord {
  const histogram = new Histogram(1000);
  histogram.record(durationMs);
  const common = { labels: [] };
  const series = [[[], histogram.data()]] as const;
  return [
    { ...common, name: 'runs', kind: 'counter', unit: 'count', series: [[[], runs]] },
    { ...common, name: 'run_duration', kind: 'timing', unit: 'ms', series },
  ];
}
