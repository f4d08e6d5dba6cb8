/** The metrics of an open folder: kept live for pages, saved now and then, since the editor may be closed at any moment. */
import type { SizeAdvice } from '../../engine/metrics/advice.ts';
import { LiveMetrics, type Measured } from '../../host/metrics/liveMetrics.ts';
import type { WorkspaceEngine } from '../../host/workspace/workspaceEngine.ts';
import type { MetricsAdvice, MetricsRequest, MetricsView } from '../../protocol/metrics.ts';
import { RateLimit } from '../rateLimit.ts';
import { MetricsDeltas } from './metricsDeltas.ts';

/** Writing takes a millisecond, and a row of the index. */
const saveIntervalMs = 60_000;
/** How often memory is looked at while nothing happens; costs some microseconds. */
const tickMs = 5000;

/** See above. */
export class FolderMetrics {
  readonly #live: LiveMetrics;
  readonly #deltas = new MetricsDeltas();
  readonly #save: RateLimit;
  readonly #timer: NodeJS.Timeout;

  constructor(session: Measured & Pick<WorkspaceEngine, 'workspace'>) {
    this.#live = new LiveMetrics(session, () => {
      const { entries, size } = session.workspace.settings.cache.memory;
      return { entries, bytes: size };
    });
    this.#save = new RateLimit(saveIntervalMs, () => this.#live.save());
    this.#timer = setInterval(() => this.#live.tick(), tickMs).unref();
  }

  /** Figures now, or what changed of them. */
  view({ windows, names, since }: Omit<MetricsRequest, 'folder'>): MetricsView {
    const snapshot = this.#live.snapshot(windows);
    const wanted = names && new Set(names);
    const metrics = snapshot.metrics.filter(({ name }) => wanted?.has(name) ?? true);
    const query = JSON.stringify({ windows, names });
    const answer = this.#deltas.answer({ ...snapshot, metrics }, query, since);
    return { ...answer, advice: this.#live.replays().flatMap(({ advice }) => shownAdvice(advice)) };
  }

  /** Times what a request does, under the name of the request. */
  async time<R>(method: string, work: () => R | Promise<R>): Promise<R> {
    this.#live.tick();
    return await this.#live.spans.time(method, async () => await work());
  }

  /** A run was recorded: what it counted is worth keeping. */
  wishSave(): void {
    this.#save.wish();
  }

  /** Saves what was counted, for who reads what is kept. */
  saveNow(): void {
    this.#live.save();
  }

  /** Saves what is left; before the stores close. */
  close(): void {
    clearInterval(this.#timer);
    this.#save.stop();
    this.#live.save();
    this.#live.stop();
  }
}

function shownAdvice(advice: SizeAdvice | undefined): readonly MetricsAdvice[] {
  if (advice === undefined) return [];
  const { cache, limits, to, now: hitRate, after: hitRateThen } = advice;
  const entries = to.entries > limits.entries ? { entries: to.entries } : {};
  const bytes = to.bytes > limits.bytes ? { bytes: to.bytes } : {};
  return [{ cache, ...entries, ...bytes, hitRate, hitRateThen }];
}
