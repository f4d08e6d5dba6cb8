/** `stats` as JSON, see JSON.md. */
import type { SizeAdvice } from '../../engine/metrics/advice.ts';
import { helpOf } from '../../engine/metrics/catalog.ts';
import {
  histogramOf,
  isHistogram,
  type RecordedMetric,
  type RecordedValue,
  ticksOf,
} from '../../engine/metrics/record.ts';
import { labelsOf } from '../../engine/metrics/registry.ts';
import type { RunTrend } from '../../engine/metrics/runTrends.ts';
import { reasonText } from '../../engine/model/reason.ts';
import type { HistoryFacts } from '../../host/workspace/history.ts';
import { jsonRun, jsonVersion, round } from '../jsonForms.ts';
import { jsonCaches } from './cacheRows.ts';
import type { MetricsFacts, StatsFacts } from './statsFacts.ts';

/** The object of `stats --json`. */
export function statsJson(facts: StatsFacts): object {
  return {
    version: jsonVersion,
    command: 'stats',
    ...jsonHistory(facts.history),
    store: facts.size,
    caches: jsonCaches(facts.caches),
    trends: facts.trends.map(jsonTrend),
    advice: facts.advice.map(jsonAdvice),
    metrics: jsonMetrics(facts),
  };
}

function jsonHistory({ runs, hitRate, savedMs, slowest, reasons }: HistoryFacts): object {
  return {
    runs: runs.map(jsonRun),
    hitRate: hitRate ?? null,
    savedMs: round(savedMs),
    slowest: slowest.map(({ id, ran, meanMs, totalMs }) => ({
      id,
      ran,
      meanMs: round(meanMs),
      totalMs: round(totalMs),
    })),
    reasons: reasons.map(({ kind, count, example }) => ({
      kind,
      count,
      example: reasonText(example),
    })),
  };
}

function jsonTrend({ kind, action, since, before, after, ...samples }: RunTrend): object {
  const { samplesBefore, samplesAfter } = samples;
  const figures = { before: round(before), after: round(after), samplesBefore, samplesAfter };
  return { kind, action: action ?? null, since, ...figures };
}

function jsonAdvice({ cache, limits, to, now, after, lookUps }: SizeAdvice): object {
  return { cache, memory: limits, advised: to, hitRate: now, hitRateThen: after, lookUps };
}

function jsonMetrics({ total, sinceMs }: MetricsFacts): object {
  return {
    since: sinceMs ?? null,
    all: total.map(({ series, ...metric }) => ({
      ...metric,
      help: helpOf(metric.name),
      series: series.map(([values, value]) => ({
        labels: labelsOf({ ...metric, help: '' }, values),
        value: jsonValueOf(value, metric),
      })),
    })),
  };
}

function jsonValueOf(value: RecordedValue, { unit }: Pick<RecordedMetric, 'unit'>): unknown {
  return isHistogram(value) ? histogramOf(value, ticksOf(unit)).distribution() : value;
}
