/**
 * Turns the events of a run into a profile: one lane for each slot, one or more for the engine's own phases, waiting apart, reasons as
 * arguments of the span. Opened in Perfetto or chrome://tracing, it shows where the time went.
 */
import type { EngineEvent, Phase } from '../engine/events.ts';
import type { ActionId } from '../engine/model/brand.ts';
import type { Reason } from '../engine/model/reason.ts';
import { reasonText } from '../engine/model/reason.ts';
import type { ActionResult, RunRecord } from '../engine/model/run.ts';
import type {
  TraceInstant,
  TraceLane,
  TraceProfile,
  TraceSpan,
  TraceWait,
} from '../profiles/chromeTrace.ts';

/** Lanes 1 to 99 are the engine's; slot N is lane 100 + N. */
const slotLanes = 100;

interface Started {
  readonly at: number;
  readonly slot: number;
  readonly reasons: readonly Reason[];
}

/** Collects events; `profile()` gives what became of them. */
export class ProfileRecorder {
  readonly #spans: TraceSpan[] = [];
  readonly #waits: TraceWait[] = [];
  readonly #instants: TraceInstant[] = [];
  readonly #queued = new Map<ActionId, { readonly at: number; readonly cause: string }>();
  readonly #started = new Map<ActionId, Started>();
  readonly #phases = new Map<string, { readonly at: number; readonly lane: number }>();
  readonly #busyLanes = new Set<number>();
  readonly #lanes = new Map<number, string>();
  #run: RunRecord | undefined;

  /** Takes note of an event. */
  onEvent(event: EngineEvent): void {
    const { at } = event;
    switch (event.type) {
      case 'action-queued':
        this.#queued.set(event.action, { at, cause: event.cause });
        return;
      case 'action-started':
        this.#onStarted(event.action, { at, slot: event.slot, reasons: event.reasons });
        return;
      case 'action-ended':
        this.#onEnded(event.result, at);
        return;
      case 'phase-started':
        this.#onPhaseStarted(event.phase, event.action, at);
        return;
      case 'phase-ended':
        this.#onPhaseEnded(event.phase, event.action, at);
        return;
      case 'action-raced':
        this.#instant('raced', at, { action: event.action, reason: reasonText(event.reason) });
        return;
      case 'action-waiting':
        this.#instant('waiting', at, { action: event.action, why: event.why });
        return;
      case 'cache-trouble':
        this.#instant('cache trouble', at, { cache: event.cache, message: event.message });
        return;
      case 'run-ended':
        this.#run = event.run;
        return;
      default:
        return;
    }
  }

  /** What was recorded so far. */
  profile(): TraceProfile {
    const lanes: TraceLane[] = [...this.#lanes].map(([lane, name]) => ({ lane, name }));
    lanes.sort((a, b) => a.lane - b.lane);
    const about = this.#run
      ? {
          run: this.#run.id,
          targets: this.#run.targets.join(' '),
          startedAt: new Date(this.#run.startedAt).toISOString(),
        }
      : {};
    const [spans, waits, instants] = [this.#spans, this.#waits, this.#instants];
    return {
      processName: 'cachescope',
      lanes,
      spans,
      waits,
      instants,
      counters: this.#counters(),
      about,
    };
  }

  #onStarted(action: ActionId, started: Started): void {
    this.#started.set(action, started);
    this.#lanes.set(slotLanes + started.slot, `Slot ${started.slot + 1}`);
    const queued = this.#queued.get(action);
    this.#queued.delete(action);
    if (!queued || started.at <= queued.at) return;
    const times = { startUs: queued.at * 1000, endUs: started.at * 1000 };
    this.#waits.push({
      name: `${action} waits for a slot`,
      category: 'wait',
      ...times,
      args: { cause: queued.cause },
    });
  }

  #onEnded(result: ActionResult, at: number): void {
    const started = this.#started.get(result.id);
    this.#started.delete(result.id);
    if (!started) return;
    this.#spans.push({
      name: result.id,
      category: result.state,
      lane: slotLanes + started.slot,
      startUs: started.at * 1000,
      durationUs: (at - started.at) * 1000,
      args: {
        state: result.state,
        reasons: result.reasons.map(reasonText),
        ...(result.exitCode === undefined ? {} : { exitCode: result.exitCode }),
        ...(result.message === undefined ? {} : { message: result.message }),
      },
    });
  }

  #onPhaseStarted(phase: Phase, action: ActionId | undefined, at: number): void {
    const slot = action === undefined ? undefined : this.#started.get(action)?.slot;
    const lane = slot === undefined ? this.#takeEngineLane() : slotLanes + slot;
    this.#phases.set(`${phase} ${action ?? ''}`, { at, lane });
  }

  #onPhaseEnded(phase: Phase, action: ActionId | undefined, at: number): void {
    const key = `${phase} ${action ?? ''}`;
    const started = this.#phases.get(key);
    if (!started) return;
    this.#phases.delete(key);
    this.#busyLanes.delete(started.lane);
    const times = { startUs: started.at * 1000, durationUs: (at - started.at) * 1000 };
    this.#spans.push({
      name: phase,
      category: 'phase',
      lane: started.lane,
      ...times,
      ...(action && { args: { action } }),
    });
  }

  /** Spans of one lane must nest, so phases that overlap get lanes of their own. */
  #takeEngineLane(): number {
    let lane = 1;
    while (this.#busyLanes.has(lane)) lane++;
    this.#busyLanes.add(lane);
    this.#lanes.set(lane, lane === 1 ? 'Engine' : `Engine ${lane}`);
    return lane;
  }

  #instant(name: string, at: number, args: Readonly<Record<string, string>>): void {
    this.#instants.push({ name, category: 'engine', atUs: at * 1000, args });
  }

  /** How many actions ran at each moment, from the spans on slots. */
  #counters(): TraceProfile['counters'] {
    const steps = this.#spans
      .filter(({ category }) => category !== 'phase')
      .flatMap(({ startUs, durationUs }) => [
        [startUs, 1] as const,
        [startUs + durationUs, -1] as const,
      ])
      .sort(([a, up], [b, down]) => a - b || up - down);
    let running = 0;
    return steps.map(([atUs, step]) => {
      running += step;
      return { name: 'Running', atUs, values: { actions: running } };
    });
  }
}
