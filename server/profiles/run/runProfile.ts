/**
 * Turns the events of a run into its profile: a lane for each slot that actions run in, one or more for the engine's own phases, rows for
 * waiting, counters for what runs, memory and stored bytes, instants for hits and misses, and what the run was bound by.
 */
import type { EngineEvent, Phase } from '../../engine/events.ts';
import type { ActionId } from '../../engine/model/brand.ts';
import { reasonText } from '../../engine/model/reason.ts';
import type { ActionResult, RunRecord } from '../../engine/model/run.ts';
import { defaultLimits } from '../layout/limits.ts';
import { ProfileBuilder } from '../layout/profileBuilder.ts';
import type { Profile } from '../profile.ts';
import { type CriticalPath, criticalPath } from './criticalPath.ts';
import type { RunEvents } from './runEvents.ts';
import { RunLanes } from './runLanes.ts';

/** What a run's profile is made of. */
export interface RunOfEvents {
  readonly events: Pick<RunEvents, 'events' | 'memory' | 'left'>;
  /** Profiles of processes that actions started. */
  readonly processes?: readonly ProcessProfile[];
  /** What an action depends on. */
  dependenciesOf(id: ActionId): readonly ActionId[];
}

/** What a process that an action started did, by its own account. */
export interface ProcessProfile {
  readonly action: string;
  readonly profile: Profile;
  /** Milliseconds, as in events; undefined where its clock is not known. */
  readonly startedAt: number | undefined;
}

/** Makes the profile. */
export function runProfile(run: RunOfEvents): Profile {
  return new RunProfiler(run).profile();
}

/** Names of phases as they are shown. */
const phaseNames: Readonly<Record<Phase, string>> = {
  prepare: 'Discover',
  decide: 'Decide',
  run: 'Run',
  check: 'Hash',
  store: 'Store',
  restore: 'Restore',
  save: 'Save',
};

interface Started {
  readonly at: number;
  readonly slot: number;
  /** Whether its command has not ended yet; afterwards the engine goes on for it. */
  running: boolean;
}

interface Ended {
  readonly started: Started;
  readonly end: number;
  readonly result: ActionResult;
}

class RunProfiler {
  readonly #run: RunOfEvents;
  readonly #builder = new ProfileBuilder(defaultLimits);
  readonly #lanes = new RunLanes(this.#builder);
  readonly #queued = new Map<ActionId, { readonly at: number; readonly cause: string }>();
  readonly #started = new Map<ActionId, Started>();
  readonly #ended: Ended[] = [];
  /** Added after the actions: of spans of equal times, the first is the outer one. */
  readonly #slotPhases: { slot: number; phase: Phase; from: number; to: number }[] = [];
  readonly #phases = new Map<string, number>();
  #record: RunRecord | undefined;
  #actions: readonly ActionId[] = [];
  #decidingFrom: number | undefined;
  #running = 0;
  #storedBytes = 0;

  constructor(run: RunOfEvents) {
    this.#run = run;
  }

  profile(): Profile {
    const { events, memory, left } = this.#run.events;
    for (const event of events) this.#take(event);
    for (const { at, bytes } of memory) this.#count('Memory', at, bytes, true);
    this.#addActions();
    this.#addFresh();
    this.#addPhases();
    this.#addProcesses();
    this.#lanes.finish();
    if (left > 0) this.#builder.notes.add('# events are left out: a run keeps 200,000.', left);
    const name = this.#record?.targets.join(' ') ?? 'Run';
    return this.#builder.finish({ name, format: 'chrome-trace', unit: 'time' });
  }

  #take(event: EngineEvent): void {
    const { at } = event;
    switch (event.type) {
      case 'run-started':
        this.#actions = event.actions;
        return;
      case 'action-queued':
        this.#endDeciding(at);
        this.#queued.set(event.action, { at, cause: event.cause });
        return;
      case 'action-started':
        this.#endDeciding(at);
        this.#onStarted(event.action, { at, slot: event.slot, running: true });
        return;
      case 'action-ended':
        this.#onEnded(event.result, at);
        return;
      case 'phase-started':
        this.#onPhase(event.phase, event.action, at);
        return;
      case 'phase-ended':
        this.#onPhaseEnd(event.phase, event.action, at);
        return;
      case 'run-ended':
        this.#record = event.run;
        return;
      default:
        this.#takeMoment(event);
    }
  }

  /** What has no length. */
  #takeMoment(event: EngineEvent): void {
    const { at } = event;
    if (event.type === 'action-raced')
      this.#instant('Raced', at, { action: event.action, reason: reasonText(event.reason) });
    else if (event.type === 'action-waiting')
      this.#instant('Waiting', at, { action: event.action, why: event.why });
    else if (event.type === 'cache-trouble')
      this.#instant('Cache trouble', at, { cache: event.cache, message: event.message });
    else if (event.type === 'cache-hit')
      this.#instant('Hit', at, { cache: event.cache, tier: event.tier });
    else if (event.type === 'cache-miss') this.#instant('Miss', at, { cache: event.cache });
    else if (event.type === 'cache-set') this.#store(at, event.bytes);
    else if (event.type === 'cache-deleted' || event.type === 'cache-evicted')
      this.#store(at, -event.bytes);
  }

  /** Between looking at the disk and the first action that has something to do, the engine decides what is fresh. */
  #endDeciding(at: number): void {
    const from = this.#decidingFrom;
    this.#decidingFrom = undefined;
    if (from !== undefined && at > from) this.#engineSpan(phaseNames.decide, from, at);
  }

  #onStarted(action: ActionId, started: Started): void {
    this.#started.set(action, started);
    const queued = this.#queued.get(action);
    this.#queued.delete(action);
    this.#countRunning(started.at, 1);
    if (!queued || started.at <= queued.at) return;
    const detail = this.#builder.details.add({ cause: queued.cause });
    const lane = this.#lanes.waiting(queued.at, started.at);
    this.#span(
      lane,
      { name: action, category: 'waiting', from: queued.at, to: started.at },
      detail,
    );
  }

  #onEnded(result: ActionResult, at: number): void {
    const action = { action: result.id };
    if (result.state === 'restored') this.#instant('Cache hit', at, action);
    if (result.state === 'ran' || result.state === 'failed')
      this.#instant('Cache miss', at, action);
    const started = this.#started.get(result.id);
    if (started === undefined) return;
    this.#endRunning(result.id, at);
    this.#started.delete(result.id);
    this.#countRunning(at, -1);
    this.#ended.push({ started, end: at, result });
  }

  #onPhase(phase: Phase, action: ActionId | undefined, at: number): void {
    if (phase === 'save') this.#endDeciding(at);
    if (action !== undefined) this.#endRunning(action, at);
    this.#phases.set(`${phase} ${action ?? ''}`, at);
  }

  #onPhaseEnd(phase: Phase, action: ActionId | undefined, at: number): void {
    const key = `${phase} ${action ?? ''}`;
    const from = this.#phases.get(key);
    if (from === undefined) return;
    this.#phases.delete(key);
    if (phase === 'prepare') this.#decidingFrom = at;
    const slot = action === undefined ? undefined : this.#started.get(action)?.slot;
    if (slot === undefined) this.#engineSpan(phaseNames[phase], from, at, action);
    else this.#phaseSpan(slot, phase, from, at);
  }

  /** What an action does until the engine goes on for it is its command, or its builder. */
  #endRunning(action: ActionId, at: number): void {
    const started = this.#started.get(action);
    if (!started?.running) return;
    started.running = false;
    if (at > started.at) this.#phaseSpan(started.slot, 'run', started.at, at);
  }

  #phaseSpan(slot: number, phase: Phase, from: number, to: number): void {
    this.#slotPhases.push({ slot, phase, from, to });
  }

  #addPhases(): void {
    for (const { slot, phase, from, to } of this.#slotPhases) {
      const lane = this.#lanes.slot(slot);
      this.#span(lane, { name: phaseNames[phase], category: 'phase', from, to }, 0);
    }
  }

  /** Spans of processes lie below that of their action. Those of processes at once do not fit, and go to rows below the slot. */
  #addProcesses(): void {
    const actions = new Map(this.#ended.map((ended) => [String(ended.result.id), ended]));
    for (const { action, profile, startedAt } of this.#run.processes ?? []) {
      const ended = actions.get(action);
      if (ended === undefined) continue;
      const { started, end } = ended;
      const isInside = startedAt !== undefined && startedAt >= started.at && startedAt <= end;
      const from = isInside ? startedAt : started.at;
      this.#addProcess(profile, this.#lanes.slot(started.slot), {
        from: from * 1000,
        to: end * 1000,
      });
      for (const note of profile.notes) this.#builder.notes.add(`${action}: ${note}`);
    }
  }

  #addProcess(profile: Profile, lane: number, { from, to }: { from: number; to: number }): void {
    const { starts, durations } = profile.spans;
    const frames = this.#framesOf(profile);
    profile.spans.frames.forEach((frame, span) => {
      const start = Math.min(to, from + (starts[span] ?? 0));
      const length = Math.min(durations[span] ?? 0, to - start);
      this.#builder.span(lane, start, length, frames[frame] ?? 0, 0);
    });
  }

  /** Numbers here of a profile's frames. */
  #framesOf({ frames: table }: Profile): readonly number[] {
    const { texts, frames } = this.#builder;
    return table.names.map((name, at) => {
      const file = texts.add(table.files[at] ?? '');
      const place = { file, line: table.lines[at] ?? 0, column: table.columns[at] ?? 0 };
      return frames.number(texts.add(name), texts.add('process'), place);
    });
  }

  #engineSpan(name: string, from: number, to: number, action?: ActionId): void {
    const detail = action === undefined ? 0 : this.#builder.details.add({ action });
    this.#span(this.#lanes.engine(from, to), { name, category: 'phase', from, to }, detail);
  }

  /** @returns its number in the store */
  #span(
    lane: number,
    span: { name: string; category: string; from: number; to: number },
    detail: number,
  ): number {
    const frame = this.#frame(span.name, span.category);
    const [start, end] = [span.from * 1000, span.to * 1000];
    return this.#builder.span(lane, start, Math.max(0, end - start), frame, detail);
  }

  #frame(name: string, category: string): number {
    const { texts, frames } = this.#builder;
    return frames.number(texts.add(name), texts.add(category));
  }

  #instant(name: string, at: number, args: Readonly<Record<string, string>>): void {
    const detail = this.#builder.details.add(args);
    this.#builder.instants.push(at * 1000, this.#frame(name, 'cache'), -1, detail);
  }

  #countRunning(at: number, step: number): void {
    this.#running += step;
    this.#count('Running', at, this.#running, false);
  }

  #store(at: number, bytes: number): void {
    this.#storedBytes += bytes;
    this.#count('Put into caches', at, this.#storedBytes, true);
  }

  #count(name: string, at: number, value: number, isBytes: boolean): void {
    this.#builder.counters.push({ name, group: RunLanes.group, isBytes }, at * 1000, value);
  }

  /** What did not have to run has no span; which it was is worth knowing when runs are compared. */
  #addFresh(): void {
    const [first] = this.#ended;
    const results = this.#record?.actions ?? [];
    const fresh = results.filter(({ state }) => state === 'fresh').map(({ id }) => id);
    if (first === undefined || fresh.length === 0) return;
    const detail = this.#builder.details.add({ fresh });
    this.#builder.instants.push(first.end * 1000, this.#frame('Fresh', 'cache'), -1, detail);
  }

  /** Spans of actions, once it is known which of them the run was bound by. */
  #addActions(): void {
    const bound = this.#criticalPath();
    const spans = new Map<string, number>();
    const order = new Map(bound.path.map((id, at) => [id, at]));
    for (const { started, end, result } of this.#ended) {
      const detail = this.#builder.details.add(actionDetails(result, bound, order.has(result.id)));
      const what = { name: result.id, category: result.state, from: started.at, to: end };
      spans.set(result.id, this.#span(this.#lanes.slot(started.slot), what, detail));
    }
    bound.path.forEach((id, at) => {
      const [from, to] = [spans.get(bound.path[at - 1] ?? ''), spans.get(id)];
      if (from !== undefined && to !== undefined) this.#builder.flows.pushSpans(from, to);
    });
  }

  #criticalPath(): CriticalPath {
    const durations = new Map(
      this.#ended.map(({ started, end, result }) => [result.id, end - started.at]),
    );
    const actions = this.#actions.map((id) => {
      const dependsOn = this.#run.dependenciesOf(id);
      return { id, dependsOn, duration: durations.get(id) ?? 0 };
    });
    return criticalPath(actions);
  }
}

/** What is shown of an action besides its name and time. */
function actionDetails(
  result: ActionResult,
  { slack, wouldSave }: CriticalPath,
  isCritical: boolean,
): Readonly<Record<string, unknown>> {
  const { id, state, reasons, exitCode, message } = result;
  return {
    action: id,
    state,
    reasons: reasons.map(reasonText),
    critical: isCritical,
    slackMs: round(slack.get(id) ?? 0),
    wouldHaveSavedMs: round(wouldSave.get(id) ?? 0),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(message === undefined ? {} : { message }),
  };
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
