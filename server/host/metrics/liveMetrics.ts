/**
 * Metrics of an open workspace: listens from when it is made, and adds what it counted to the history of the store.
 *
 *     const metrics = new LiveMetrics(session);
 *     await session.engine.build(...);
 *     metrics.save();
 */

import type { EventListener } from '../../engine/events.ts';
import type { ReplayedCache } from '../../engine/metrics/cacheReplays.ts';
import {
  Collector,
  type CollectorOptions,
  type MetricsSnapshot,
} from '../../engine/metrics/collector.ts';
import { type MetricsRecord, onCalendar, recordSince } from '../../engine/metrics/record.ts';
import { Spans } from '../../engine/metrics/spans.ts';
import { sumRecords, withinLimit } from '../../engine/metrics/sumRecords.ts';
import type { WindowName } from '../../engine/metrics/windows.ts';
import type { Clock } from '../../engine/ports/clock.ts';
import { MetricsHistory, type MetricsStore, totalOf } from './history.ts';
import { nodeMemory } from './memory.ts';
import { NodeScopes } from './scopes.ts';
import { countsOfRun } from './uncounted.ts';

/** What is measured. */
export interface Measured {
  /** Events of the engine and of caches, for as long as the workspace is open. */
  subscribe(listener: EventListener): () => void;
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly store: Partial<MetricsStore> & {
    readonly traces?: { foreignActivity(): number };
  };
}

/** What all processes counted. */
export interface AllTime {
  readonly record: MetricsRecord;
  /** Milliseconds since the first of them began to count, to the hour. */
  readonly lengthMs: number;
}

/** See above. */
export class LiveMetrics {
  readonly collector: Collector;
  /** Times work as spans; on the clock of what is measured. */
  readonly spans: Spans;
  readonly #measured: Measured;
  readonly #stop: () => void;
  #saved: MetricsRecord = [];
  #kept: { readonly record: MetricsRecord; readonly sinceMs: number | undefined } | undefined;
  #keptAt: number | undefined;

  /** @param memoryLimits see `CollectorOptions` */
  constructor(measured: Measured, memoryLimits?: CollectorOptions['memoryLimits']) {
    this.#measured = measured;
    this.collector = new Collector({ memory: nodeMemory, ...(memoryLimits && { memoryLimits }) });
    const { clock } = measured;
    this.spans = new Spans(this.collector.registry, { clock, scopes: new NodeScopes() });
    this.#stop = measured.subscribe(this.collector.onEvent);
  }

  /** Figures now, over windows. */
  snapshot(windows?: readonly WindowName[]): MetricsSnapshot {
    return this.collector.snapshot(this.#measured.clock.elapsed(), windows);
  }

  /** What is known of the size of caches' memory. */
  replays(): readonly ReplayedCache[] {
    return this.collector.replays();
  }

  /** Reads memory, for processes in which nothing else happens. */
  tick(): void {
    this.collector.tick(this.#measured.clock.elapsed());
  }

  /** All history, and what was counted since the last save. Read from the store only after something was written to it. */
  allTime(): AllTime {
    const own = this.#unsaved(this.collector.record());
    const history = this.#history();
    if (!history) return { record: own, lengthMs: this.#measured.clock.elapsed() };
    const activity = this.#measured.store.traces?.foreignActivity();
    // Only correct if asked before the history is read: what is written meanwhile is then seen the next time.
    if (!this.#kept || activity === undefined || activity !== this.#keptAt) {
      history.catchUp();
      const parts = history.parts();
      this.#kept = { record: totalOf(parts), sinceMs: parts[0]?.startMs };
    }
    this.#keptAt = activity;
    const { record, sinceMs } = this.#kept;
    const startedMs = Date.now() - this.#measured.clock.elapsed();
    return {
      record: withinLimit(sumRecords([record, own])),
      lengthMs: Date.now() - Math.min(sinceMs ?? startedMs, startedMs),
    };
  }

  /** Adds what was counted since the last time to the history; in a store that keeps nothing, nothing is added. */
  save(): void {
    const history = this.#history();
    if (!history) return;
    const record = this.collector.record();
    history.add(this.#unsaved(record));
    history.keepReplays(this.collector.replays());
    this.#saved = record;
    this.#kept = undefined;
  }

  #unsaved(record: MetricsRecord): MetricsRecord {
    const startedMs = Date.now() - this.#measured.clock.elapsed();
    return onCalendar(recordSince(this.#saved, record), startedMs);
  }

  #history(): MetricsHistory | undefined {
    const { openDisk, transaction, uncountedRuns } = this.#measured.store;
    if (!openDisk || !transaction || !uncountedRuns) return undefined;
    return new MetricsHistory({ openDisk, transaction, uncountedRuns });
  }

  /** What a run like the one that was counted, the only one so far, adds to the metrics apart from how long it takes. */
  countsOfRun(): MetricsRecord {
    return countsOfRun(this.collector.record());
  }

  /** Ends listening. */
  stop(): void {
    this.#stop();
  }
}
