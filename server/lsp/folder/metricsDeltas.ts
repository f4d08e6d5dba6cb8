/**
 * Answers with what changed. Who asks for figures once a second mostly has them already, so each answer bears a version, and a later
 * request that names it gets the series that are no longer the same.
 *
 *     deltas.answer(snapshot, 'windows and names', undefined)    everything, version 'a-1'
 *     deltas.answer(snapshot, 'windows and names', 'a-1')        what differs from then, version 'a-2'
 */
import { randomUUID } from 'node:crypto';
import type { MetricsView, MetricView } from '../../protocol/metrics.ts';

/** Kinds of requests that are remembered: one for each window that some page looks at. */
const kindsMax = 6;

type Snapshot = Omit<MetricsView, 'version' | 'isPartial'>;

/** Figures of a series as they were last, and the first version that had them. */
interface Known {
  readonly text: string;
  readonly version: number;
  /** The last version that had the series at all. */
  seen: number;
}

/** What was answered to one kind of request. */
interface Kind {
  firstVersion: number;
  readonly series: Map<string, Known>;
}

/** See above. */
export class MetricsDeltas {
  /** Tells versions of this one from those of a server that ran before. */
  readonly #name = randomUUID();
  readonly #kinds = new Map<string, Kind>();
  #version = 0;

  /**
   * @param kind what was asked for: only answers to the same can be compared
   * @param since the version that the asker has; one that is not known gets everything
   */
  answer(snapshot: Snapshot, kind: string, since: string | undefined): MetricsView {
    this.#version++;
    const known = this.#kindOf(kind);
    const from = this.#numberOf(since);
    // All are looked at even where all are sent: it is known then from when they are.
    const changed = snapshot.metrics.map((metric) => this.#since(metric, known, from ?? 0));
    this.#forgetGone(known);
    const isPartial = from !== undefined && from >= known.firstVersion;
    return {
      ...snapshot,
      version: `${this.#name}.${this.#version}`,
      isPartial,
      metrics: isPartial ? changed.filter(({ series }) => series.length > 0) : snapshot.metrics,
    };
  }

  #since(metric: MetricView, { series }: Kind, from: number): MetricView {
    const changed = metric.series.filter(({ labels, windows }) => {
      const key = `${metric.name} ${JSON.stringify(labels)}`;
      const text = JSON.stringify(windows);
      const before = series.get(key);
      if (before?.text === text) {
        before.seen = this.#version;
        return before.version > from;
      }
      series.set(key, { text, version: this.#version, seen: this.#version });
      return true;
    });
    return { ...metric, series: changed };
  }

  /** Series that are gone, e.g. with a history that was purged, cannot be told of one by one: whoever had them gets everything. */
  #forgetGone(kind: Kind): void {
    for (const [key, { seen }] of kind.series) {
      if (seen === this.#version) continue;
      kind.series.delete(key);
      kind.firstVersion = this.#version;
    }
  }

  /** The kind asked for last stands last, and the one longest not asked for is forgotten. */
  #kindOf(name: string): Kind {
    const kind = this.#kinds.get(name) ?? { firstVersion: this.#version, series: new Map() };
    this.#kinds.delete(name);
    this.#kinds.set(name, kind);
    const [oldest] = this.#kinds.keys();
    if (this.#kinds.size > kindsMax && oldest !== undefined) this.#kinds.delete(oldest);
    return kind;
  }

  #numberOf(version: string | undefined): number | undefined {
    if (!version?.startsWith(`${this.#name}.`)) return undefined;
    const number = Number(version.slice(this.#name.length + 1));
    return Number.isInteger(number) ? number : undefined;
  }
}
