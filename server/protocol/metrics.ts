/** Figures of what the engine of a folder does, live: for the dashboard. */
import type { InFolder } from './basics.ts';

/**
 * Stretches of time up to now; `start` is since the server started, and `all` what every process ever counted on this folder's store. Gauges of
 * `all` were set at milliseconds since 1970.
 */
export type MetricWindow = '1m' | '5m' | '1h' | 'start' | 'all';

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
  /** Id of the run that the largest is of, where that is known. */
  readonly worst?: string;
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

/** The newest error of a kind, and where it was. */
export interface MetricsError {
  readonly kind: string;
  /** In milliseconds of the server's own clock. */
  readonly atMs: number;
  readonly action?: string;
  readonly cache?: string;
  readonly message?: string;
  /** Id of the run, once that ended. */
  readonly run?: string;
}

/** Something that got worse beyond its noise, over the recorded runs. */
export interface MetricsTrend {
  /** How long an action takes, or the share of actions that need not run. */
  readonly kind: 'duration' | 'hit-rate';
  /** For durations. */
  readonly action?: string;
  /** When it began, in milliseconds since 1970, and the id of that run. */
  readonly since: number;
  readonly run?: string;
  /** Medians: milliseconds, or shares of 0 to 1. */
  readonly before: number;
  readonly after: number;
  /** Runs since then. */
  readonly runs: number;
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
  /** True: the configuration switches metrics off, and nothing is counted. */
  readonly isOff?: boolean;
  /** Now, in milliseconds of the server's own clock. */
  readonly atMs: number;
  /** When counting began. */
  readonly sinceMs: number;
  /** Milliseconds that the window `all` covers, where it was asked for. */
  readonly allMs?: number;
  /** Names this answer, for `since`. */
  readonly version: string;
  /** True: series that are not in it are as they were at `since`. False, too, where that is not known any more. */
  readonly isPartial: boolean;
  readonly metrics: readonly MetricView[];
  readonly leak: MetricsLeak;
  /** None: it is well as it is. */
  readonly advice?: readonly MetricsAdvice[];
  /** Of this process, the newest of each kind. */
  readonly lastErrors?: readonly MetricsError[];
  /** The costliest first. */
  readonly trends?: readonly MetricsTrend[];
}
