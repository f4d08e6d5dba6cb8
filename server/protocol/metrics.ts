/** Figures of what the engine of a folder does, live: for the dashboard. */
import type { InFolder } from './basics.ts';

/** Stretches of time up to now; `start` is since the server started. */
export type MetricWindow = '1m' | '5m' | '1h' | 'start';

/** Percentiles and the rest of what was timed or sized, in the metric's unit. */
export interface MetricDistribution {
  readonly count: number;
  readonly total: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** What a gauge showed. */
export interface MetricGauge {
  readonly last: number;
  readonly min: number;
  readonly max: number;
  /** When it was set last, on the clock of `MetricsView.atMs`. */
  readonly at: number;
}

/** One series: label values and, for each window in which anything happened, the figure. */
export interface MetricSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly windows: Readonly<
    Partial<Record<MetricWindow, number | MetricGauge | MetricDistribution>>
  >;
}

/** One metric with its series. */
export interface MetricView {
  /** As in the exports, without the program's name in front: `cache_hits`. */
  readonly name: string;
  readonly help: string;
  /** Names of the labels. */
  readonly labels?: readonly string[];
  readonly unit: 'ms' | 'bytes' | 'count' | 'ratio';
  readonly kind: 'counter' | 'updown' | 'gauge' | 'timing';
  /** How often a label value went to `other`, because there were too many. */
  readonly overflow: number;
  readonly series: readonly MetricSeries[];
}

/** Asks for figures. */
export interface MetricsRequest extends InFolder {
  /** Default: all. */
  readonly windows?: readonly MetricWindow[];
  /** Names of metrics; default: all. */
  readonly names?: readonly string[];
  /** `version` of an answer to the same windows and names that the asker has: the answer then has only series that changed since. */
  readonly since?: string;
}

/** Whether memory grows; of the process that hosts the folder. */
export interface MetricsLeak {
  /** `unknown`: watched for too short a time. */
  readonly verdict: 'unknown' | 'steady' | 'leak';
  /** Growth of what garbage collection leaves behind, in bytes a minute. */
  readonly slope: number;
  /** Minutes that were looked at. */
  readonly minutes: number;
  /** Caches that grew, fastest first. */
  readonly caches: readonly { readonly cache: string; readonly bytesPerMinute: number }[];
}

/** What to change: with more memory, a cache would do better. Found by replaying what was asked of it. */
export interface MetricsAdvice {
  readonly cache: string;
  /** For the setting `cache.memory.entries`; undefined: as it is. */
  readonly entries?: number;
  /** For the setting `cache.memory.size`; undefined: as it is. */
  readonly bytes?: number;
  /** Of the memory alone, 0 to 1: now, and then. */
  readonly hitRate: number;
  readonly hitRateThen: number;
}

/** Answer to `MetricsRequest`. */
export interface MetricsView {
  /** Now, in milliseconds of the server's own clock. */
  readonly atMs: number;
  /** When counting began. */
  readonly sinceMs: number;
  /** Names this answer, for `since`. */
  readonly version: string;
  /** True: series that are not in it are as they were at `since`. False, too, where that is not known any more. */
  readonly isPartial: boolean;
  readonly metrics: readonly MetricView[];
  readonly leak: MetricsLeak;
  /** None: it is well as it is. */
  readonly advice?: readonly MetricsAdvice[];
}
