/** The metrics of an open folder: kept live for pages, saved now and then, since the editor may be closed at any moment. */
import type { SizeAdvice } from '../../engine/metrics/advice.ts';
import type { RunTrend } from '../../engine/metrics/runTrends.ts';
import { windowNames } from '../../engine/metrics/windows.ts';
import { LiveMetrics, type Measured } from '../../host/metrics/liveMetrics.ts';
import type { WorkspaceEngine } from '../../host/workspace/workspaceEngine.ts';
import type {
  MetricsAdvice,
  MetricsRequest,
  MetricsTrend,
  MetricsView,
} from '../../protocol/metrics.ts';
import { RateLimit } from '../rateLimit.ts';
import { withAllTime } from './allTime.ts';
import { MetricsDeltas } from './metricsDeltas.ts';

/** Writing takes a millisecond, and a row of the index. */
const saveIntervalMs = 60_000;
/** How often memory is looked at while nothing happens; costs some microseconds. */
const tickMs = 5000;

const off: MetricsView = {
  isOff: true,
  atMs: 0,
  sinceMs: 0,
  version: '',
  isPartial: false,
  metrics: [],
  leak: { verdict: 'unknown', slope: 0, minutes: 0, caches: [] },
};

/** As the page shows it. */
export function shownTrend({ samplesAfter, ...trend }: RunTrend): MetricsTrend {
  const { kind, action, since, run, before, after } = trend;
  const named = { ...(action !== undefined && { action }), ...(run !== undefined && { run }) };
  return { kind, ...named, since, before, after, runs: samplesAfter };
}

/** See above. */
export class FolderMetrics {
  /** Undefined: switched off, as the configuration said when the folder was opened. */
  readonly #live: LiveMetrics | undefined;
  readonly #deltas = new MetricsDeltas();
  readonly #save: RateLimit;
  readonly #timer: NodeJS.Timeout | undefined;

  constructor(session: Measured & Pick<WorkspaceEngine, 'workspace'>) {
    this.#save = new RateLimit(saveIntervalMs, () => this.#live?.save());
    if (!session.workspace.settings.metrics) return;
    const live = new LiveMetrics(session, () => {
      const { entries, size } = session.workspace.settings.cache.memory;
      return { entries, bytes: size };
    });
    this.#live = live;
    this.#timer = setInterval(() => live.tick(), tickMs).unref();
  }

  /** Figures now, or what changed of them. */
  view({ windows, names, since }: Omit<MetricsRequest, 'folder'>): MetricsView {
    const live = this.#live;
    if (!live) return off;
    const isAllTime = windows?.includes('all') ?? true;
    const known = windowNames.filter((window) => windows?.includes(window) ?? true);
    const snapshot = live.snapshot(known);
    const allTime = isAllTime ? live.allTime() : undefined;
    const all = allTime ? withAllTime(snapshot.metrics, allTime.record) : snapshot.metrics;
    const wanted = names && new Set(names);
    const metrics = all.filter(({ name }) => wanted?.has(name) ?? true);
    const query = JSON.stringify({ windows, names });
    const answer = this.#deltas.answer({ ...snapshot, metrics }, query, since);
    const advice = live.replays().flatMap((replay) => shownAdvice(replay.advice));
    return { ...answer, advice, ...(allTime && { allMs: allTime.lengthMs }) };
  }

  /**
   * Times what a request does, under the name of the request, or a longer piece of work.
   * @param work may tell the ends of its stages
   */
  async time<R>(
    name: string,
    work: (onStage: (stage: string) => void) => R | Promise<R>,
  ): Promise<R> {
    if (!this.#live) return await work(() => undefined);
    this.#live.tick();
    return await this.#live.spans.time(
      name,
      async (span) => await work((stage) => span.checkpoint(stage)),
    );
  }

  /** A run was recorded: what it counted is worth keeping. */
  wishSave(): void {
    this.#save.wish();
  }

  /** Saves what was counted, for who reads what is kept. */
  saveNow(): void {
    this.#live?.save();
  }

  /** Saves what is left; before the stores close. */
  close(): void {
    clearInterval(this.#timer);
    this.#save.stop();
    this.#live?.save();
    this.#live?.stop();
  }
}

function shownAdvice(advice: SizeAdvice | undefined): readonly MetricsAdvice[] {
  if (advice === undefined) return [];
  const { cache, limits, to, now: hitRate, after: hitRateThen } = advice;
  const entries = to.entries > limits.entries ? { entries: to.entries } : {};
  const bytes = to.bytes > limits.bytes ? { bytes: to.bytes } : {};
  return [{ cache, ...entries, ...bytes, hitRate, hitRateThen }];
}
