/**
 * Makes metrics of events, and of nothing else: the engine does not know that it is there. Who wants metrics subscribes it; who does not,
 * pays nothing.
 *
 *     const collector = new Collector({ memory: nodeMemory });
 *     const stop = session.subscribe(collector.onEvent);
 *     collector.snapshot(clock.elapsed());
 *
 * Time is that of the events, so a test plays an hour in a millisecond. An event costs less than a microsecond.
 */
import type { EngineEvent, EventListener } from '../events.ts';
import type { ActionId } from '../model/brand.ts';
import type { ActionResult } from '../model/run.ts';
import { CacheReplays, type ReplayedCache } from './cacheReplays.ts';
import { Causes, type LastError } from './causes.ts';
import { type Instruments, instrumentsIn } from './collectorInstruments.ts';
import { type LeakVerdict, LeakWatch, type MemoryReader } from './memory.ts';
import type { ReplayedLimits } from './memoryReplay.ts';
import { type MetricsRecord, recordOf } from './record.ts';
import { type MetricReading, MetricsRegistry } from './registry.ts';
import type { WindowName } from './windows.ts';

/** All figures at a moment, as plain data. */
export interface MetricsSnapshot {
  /** When, on the clock of the events, in milliseconds. */
  readonly atMs: number;
  /** When the first event came. */
  readonly sinceMs: number;
  readonly metrics: readonly MetricReading[];
  readonly leak: LeakVerdict;
  /** The newest of each kind. */
  readonly lastErrors: readonly LastError[];
}

/** What a collector is made with. */
export interface CollectorOptions {
  /** Undefined: memory is not watched. */
  readonly memory?: MemoryReader;
  /** See `RegistryOptions`. */
  readonly seriesLimit?: number;
  /** How much the memory of a cache may hold, for advice on it. Undefined: none is given. */
  readonly memoryLimits?: (cache: string) => ReplayedLimits | undefined;
}

/** Memory is read at most this often. */
const memoryIntervalMs = 1000;
/** Made anew from all readings, which takes some hundred microseconds. */
const verdictIntervalMs = 60_000;

/** See above. */
export class Collector {
  /** To subscribe with. */
  readonly onEvent: EventListener;
  /** For metrics besides those of events; its clock is that of the events. */
  readonly registry: MetricsRegistry;
  readonly #instruments: Instruments;
  readonly #memory: MemoryReader | undefined;
  readonly #leaks = new LeakWatch();
  readonly #causes = new Causes();
  readonly #cacheBytes = new Map<string, number>();
  readonly #replays: CacheReplays;
  readonly #queued = new Map<ActionId, number>();
  readonly #phases = new Map<string, number>();
  /** When the commands began that run now. */
  readonly #started = new Map<ActionId, number>();
  /** Since when the engine decides, and has found nothing to do yet. */
  #decidingSince: number | undefined;
  #running = 0;
  #atMs = 0;
  #sinceMs: number | undefined;
  #memoryAtMs = Number.NEGATIVE_INFINITY;
  #verdictAtMs = 0;

  constructor(options: CollectorOptions = {}) {
    const { memory, memoryLimits, ...limits } = options;
    this.#replays = new CacheReplays(memoryLimits);
    this.registry = new MetricsRegistry({ clock: { elapsed: () => this.#atMs }, ...limits });
    this.#instruments = instrumentsIn(this.registry);
    this.#memory = memory;
    this.onEvent = (event) => {
      this.tick(event.at);
      this.#onEvent(event);
    };
  }

  /** Moves time on and, where it is due, reads memory; for processes in which nothing happens for long. */
  tick(atMs: number): void {
    this.#sinceMs ??= atMs;
    if (atMs > this.#atMs) this.#atMs = atMs;
    if (atMs - this.#memoryAtMs >= memoryIntervalMs) this.#readMemory(atMs);
  }

  /** Figures over windows. */
  snapshot(atMs: number, windows?: readonly WindowName[]): MetricsSnapshot {
    this.tick(atMs);
    const sinceMs = this.#sinceMs ?? atMs;
    return {
      atMs,
      sinceMs,
      metrics: this.registry.snapshot(windows),
      leak: this.#leaks.verdict(),
      lastErrors: this.#causes.errors(),
    };
  }

  /** What is known of the size of caches' memory. */
  replays(): readonly ReplayedCache[] {
    return this.#replays.results();
  }

  /** Everything since the start, for the history and for exports. */
  record(): MetricsRecord {
    return recordOf(this.registry);
  }

  #onEvent(event: EngineEvent): void {
    const { cacheHits, cacheMisses } = this.#instruments;
    switch (event.type) {
      case 'cache-hit':
        cacheHits.with(event.cache, event.tier).add();
        this.#onHit(event);
        return;
      case 'cache-miss':
        cacheMisses.with(event.cache).add();
        this.#replays.onAsked(event, false);
        return;
      case 'cache-set':
        this.#onSet(event);
        return;
      case 'cache-deleted':
        this.#instruments.cacheDeletes.with(event.cache, event.tier).add(event.entries);
        this.#weigh(event, -event.bytes);
        return;
      case 'cache-evicted':
        this.#onEvicted(event);
        return;
      case 'cache-trouble':
        this.#onTrouble(event);
        return;
      case 'changes-applied':
        this.#instruments.changes.with().add();
        this.#instruments.actionsDirtied.with().add(event.dirty.length);
        return;
      default:
        this.#onRunEvent(event);
    }
  }

  #onRunEvent(event: EngineEvent): void {
    switch (event.type) {
      case 'run-started':
        this.#causes.onRunStarted();
        for (const id of event.actions) this.#instruments.actionsRequested.with(ruleOf(id)).add();
        return;
      case 'run-ended':
        this.#instruments.runs.with().add();
        this.#instruments.runDuration.with().record(event.run.duration, { text: event.run.id });
        this.#causes.onRunEnded(event.run.id);
        return;
      case 'phase-started':
        this.#onPhaseStarted(event);
        return;
      case 'phase-ended':
        this.#onPhaseEnded(event);
        return;
      case 'action-queued':
        this.#endDeciding(event.at);
        this.#queued.set(event.action, event.at);
        return;
      case 'action-started':
        this.#onStarted(event.action, event.at);
        return;
      case 'action-raced':
        this.#onError({ kind: 'raced', action: event.action, atMs: event.at });
        this.#started.set(event.action, event.at);
        return;
      case 'action-ended':
        this.#onEnded(event.result, event.slot);
        return;
      default:
        // What commands print, and that an action waits for a lock, are no figures.
        return;
    }
  }

  #onSet(event: Extract<EngineEvent, { type: 'cache-set' }>): void {
    const { cache, tier, bytes } = event;
    this.#instruments.cacheSets.with(cache, tier).add();
    this.#instruments.cacheSetBytes.with(cache, tier).add(bytes);
    if (event.held === undefined) this.#weigh({ cache, tier }, bytes);
    else this.#cacheBytes.set(cache, event.held);
    this.#replays.onPut(event);
  }

  #onHit(event: Extract<EngineEvent, { type: 'cache-hit' }>): void {
    this.#replays.onAsked(event, event.tier === 'memory');
    if (event.tier === 'memory') return;
    this.#replays.onPut(event);
    if (event.held !== undefined) this.#cacheBytes.set(event.cache, event.held);
  }

  #onEvicted(event: Extract<EngineEvent, { type: 'cache-evicted' }>): void {
    const { cache, tier, bytes, why } = event;
    this.#instruments.cacheEvictions.with(cache, tier, why).add();
    this.#instruments.cacheEvictedBytes.with(cache, tier).add(bytes);
    this.#weigh(event, -bytes);
  }

  /** What is on disk is no memory that could leak. */
  #weigh({ cache, tier }: { cache: string; tier: string }, bytes: number): void {
    if (tier !== 'memory' || bytes === 0) return;
    this.#cacheBytes.set(cache, Math.max(0, (this.#cacheBytes.get(cache) ?? 0) + bytes));
  }

  #onPhaseEnded({ phase, action, at }: Extract<EngineEvent, { type: 'phase-ended' }>): void {
    const key = phaseKey(phase, action);
    const started = this.#phases.get(key);
    if (started === undefined) return;
    this.#phases.delete(key);
    this.#instruments.phaseDuration.with(phase).record(at - started, this.#causes.run);
    if (phase === 'prepare') this.#decidingSince = at;
  }

  #onPhaseStarted({ phase, action, at }: Extract<EngineEvent, { type: 'phase-started' }>): void {
    this.#phases.set(phaseKey(phase, action), at);
    if (phase === 'save') this.#endDeciding(at);
    const started = action === undefined ? undefined : this.#started.get(action);
    // What is restored started, too, and runs nothing.
    if (phase === 'check' && started !== undefined)
      this.#instruments.phaseDuration.with('run').record(at - started, this.#causes.run);
  }

  #endDeciding(at: number): void {
    if (this.#decidingSince === undefined) return;
    this.#instruments.phaseDuration
      .with('decide')
      .record(at - this.#decidingSince, this.#causes.run);
    this.#decidingSince = undefined;
  }

  #onStarted(action: ActionId, at: number): void {
    this.#endDeciding(at);
    this.#started.set(action, at);
    this.#instruments.actionsRunning.with().set(++this.#running);
    const queued = this.#queued.get(action);
    this.#queued.delete(action);
    if (queued !== undefined)
      this.#instruments.queueWait.with().record(at - queued, this.#causes.run);
  }

  #onEnded(result: ActionResult, slot: number | undefined): void {
    const { id, state, duration } = result;
    this.#queued.delete(id);
    this.#started.delete(id);
    if (slot !== undefined && this.#running > 0)
      this.#instruments.actionsRunning.with().set(--this.#running);
    // What only names others does nothing that could be a hit or a miss.
    if (state === 'fresh' && result.key === undefined) return;
    const rule = ruleOf(id);
    const { actions, actionDuration, timeSaved } = this.#instruments;
    actions.with(rule, state).add();
    if (result.saved > 0) timeSaved.with().add(result.saved);
    if (state === 'restored' || state === 'ran' || state === 'failed')
      actionDuration.with(rule, state).record(duration, this.#causes.run);
    if (state === 'fresh' || state === 'restored')
      this.#instruments.cacheHits.with('traces', 'disk').add();
    else if (state !== 'skipped') this.#onRan(result, rule);
  }

  #onRan({ id, state, duration, unchanged, exitCode }: ActionResult, rule: string): void {
    this.#instruments.cacheMisses.with('traces').add();
    this.#instruments.actionRunDuration.with(id).record(duration, this.#causes.run);
    if (unchanged) this.#instruments.actionsUnchanged.with(rule).add();
    const kind = exitCode === undefined ? 'no-exit' : 'exit';
    if (state === 'failed') this.#onError({ kind, action: id, atMs: this.#atMs });
  }

  #onTrouble({ cache, message, at }: Extract<EngineEvent, { type: 'cache-trouble' }>): void {
    this.#onError({ kind: 'cache', cache, message, atMs: at });
  }

  #onError(error: Omit<LastError, 'run'>): void {
    this.#instruments.errors.with(error.kind).add();
    this.#causes.onError(error);
  }

  #readMemory(atMs: number): void {
    this.#memoryAtMs = atMs;
    const reading = this.#memory?.read();
    if (!reading) return;
    const { memory, memoryBaseline, memoryGrowth } = this.#instruments;
    memory.with('heap_used').set(reading.heapUsed);
    memory.with('heap_total').set(reading.heapTotal);
    memory.with('rss').set(reading.rss);
    memory.with('external').set(reading.external);
    if (memoryBaseline.with().over('start') === undefined)
      memoryBaseline.with().set(reading.heapUsed);
    this.#leaks.add(atMs, reading, this.#cacheBytes);
    if (atMs - this.#verdictAtMs < verdictIntervalMs) return;
    this.#verdictAtMs = atMs;
    memoryGrowth.with().set(this.#leaks.verdict().slope);
  }
}

function phaseKey(phase: string, action: ActionId | undefined): string {
  return action === undefined ? phase : `${phase} ${action}`;
}

/** Task or rule of an action: `build` of `web#build`, `templates` of `templates:views/home.hbs`. */
export function ruleOf(id: string): string {
  const hash = id.indexOf('#');
  const colon = id.indexOf(':');
  if (colon !== -1 && (hash === -1 || colon < hash)) return id.slice(0, colon);
  return id.slice(hash + 1);
}
