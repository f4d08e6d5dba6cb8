/**
 * Turns the steps of a run into its profile: a lane for each slot that actions run in, one or more for the engine's own phases, rows for
 * waiting, counters for what runs, memory and stored bytes, instants for hits and misses, and what the run was bound by.
 */
import type { RunStep } from '../../protocol/profiles.ts';
import { defaultLimits } from '../layout/limits.ts';
import { ProfileBuilder } from '../layout/profileBuilder.ts';
import type { Profile } from '../profile.ts';
import { type CriticalPath, criticalPath } from './criticalPath.ts';
import { RunLanes } from './runLanes.ts';

/** What a run's profile is made of. */
export interface RunOfSteps {
  readonly steps: Iterable<RunStep>;
  /** Steps beyond what is kept of a run. */
  readonly left: number;
  /** Profiles of processes that actions started. */
  readonly processes?: readonly ProcessProfile[];
  /** What it takes to find what the run was bound by; without it, nothing is said of that. */
  readonly graph?: RunGraph;
  /** Milliseconds: the run is under way, and what has not ended lasts until then. */
  readonly now?: number;
}

/** The actions of a run. */
export interface RunGraph {
  readonly actions: readonly string[];
  dependenciesOf(id: string): readonly string[];
}

/** What a process that an action started did, by its own account. */
export interface ProcessProfile {
  readonly action: string;
  readonly profile: Profile;
  /** Milliseconds, as in events; undefined where its clock is not known. */
  readonly startedAt: number | undefined;
}

/** Makes the profile. */
export function runProfile(run: RunOfSteps): Profile {
  return new RunProfiler(run).profile();
}

/** Names of phases as they are shown. */
const phaseNames: Readonly<Record<string, string>> = {
  prepare: 'Discover',
  decide: 'Decide',
  run: 'Run',
  check: 'Hash',
  store: 'Store',
  restore: 'Restore',
  save: 'Save',
};

type EndStep = Extract<RunStep, { type: 'action-ended' }>;

interface Started {
  readonly at: number;
  readonly slot: number;
  readonly reasons: readonly string[];
  /** Whether its command has not ended yet; afterwards the engine goes on for it. */
  running: boolean;
}

interface Ended {
  readonly started: Started;
  readonly end: number;
  readonly result: Omit<EndStep, 'type' | 'at'>;
}

class RunProfiler {
  readonly #run: RunOfSteps;
  readonly #builder = new ProfileBuilder(defaultLimits);
  readonly #lanes = new RunLanes(this.#builder);
  readonly #queued = new Map<string, { readonly at: number; readonly cause: string }>();
  readonly #started = new Map<string, Started>();
  readonly #ended: Ended[] = [];
  /** Added after the actions: of spans of equal times, the first is the outer one. */
  readonly #slotPhases: { slot: number; phase: string; from: number; to: number }[] = [];
  readonly #phases = new Map<string, { phase: string; action: string | undefined; at: number }>();
  #name = 'Run';
  #fresh: readonly string[] = [];
  #decidingFrom: number | undefined;
  #running = 0;
  #storedBytes = 0;

  constructor(run: RunOfSteps) {
    this.#run = run;
  }

  profile(): Profile {
    const { steps, left, now } = this.#run;
    for (const step of steps) this.#take(step);
    if (now !== undefined) this.#endAll(now);
    this.#addActions();
    this.#addFresh();
    this.#addPhases();
    this.#addProcesses();
    this.#lanes.finish();
    if (left > 0) this.#builder.notes.add('# events are left out: a run keeps 200,000.', left);
    return this.#builder.finish({ name: this.#name, format: 'chrome-trace', unit: 'time' });
  }

  #take(step: RunStep): void {
    const { at } = step;
    switch (step.type) {
      case 'started':
        this.#name = step.targets.join(' ') || 'Run';
        return;
      case 'ended':
        this.#fresh = step.fresh;
        return;
      case 'action-queued':
        this.#endDeciding(at);
        this.#queued.set(step.action, { at, cause: step.cause });
        return;
      case 'action-started':
        this.#endDeciding(at);
        this.#onStarted(step.action, { ...step, running: true });
        return;
      case 'action-ended':
        this.#onEnded(step, at);
        return;
      case 'phase-started':
        this.#onPhase(step.phase, step.action, at);
        return;
      case 'phase-ended':
        this.#onPhaseEnd(step.phase, step.action, at);
        return;
      case 'moment':
        this.#instant(step.name, at, step.about);
        return;
      case 'stored':
        this.#store(at, step.bytes);
        return;
      case 'memory':
        this.#count('Memory', at, step.bytes, true);
    }
  }

  /** What has not ended lasts until now. */
  #endAll(now: number): void {
    for (const { phase, action } of [...this.#phases.values()])
      this.#onPhaseEnd(phase, action, now);
    this.#endDeciding(now);
    for (const [action, started] of this.#started) {
      this.#endRunning(action, now);
      const result = { action, state: 'running', reasons: started.reasons };
      this.#ended.push({ started, end: now, result });
    }
    for (const [action, queued] of this.#queued) this.#addWaiting(action, queued, now);
  }

  /** Between looking at the disk and the first action that has something to do, the engine decides what is fresh. */
  #endDeciding(at: number): void {
    const from = this.#decidingFrom;
    this.#decidingFrom = undefined;
    if (from !== undefined && at > from) this.#engineSpan('Decide', from, at);
  }

  #onStarted(action: string, started: Started): void {
    this.#started.set(action, started);
    const queued = this.#queued.get(action);
    this.#queued.delete(action);
    this.#countRunning(started.at, 1);
    if (queued) this.#addWaiting(action, queued, started.at);
  }

  #addWaiting(action: string, { at, cause }: { at: number; cause: string }, to: number): void {
    if (to <= at) return;
    const lane = this.#lanes.waiting(at, to);
    const what = { name: action, category: 'waiting', from: at, to };
    this.#span(lane, what, this.#builder.details.add({ cause }));
  }

  #onEnded({ type: _type, at: _at, ...result }: EndStep, at: number): void {
    const { action, state } = result;
    if (state === 'restored') this.#instant('Cache hit', at, { action });
    if (state === 'ran' || state === 'failed') this.#instant('Cache miss', at, { action });
    const started = this.#started.get(action);
    if (started === undefined) return;
    this.#endRunning(action, at);
    this.#started.delete(action);
    this.#countRunning(at, -1);
    this.#ended.push({ started, end: at, result });
  }

  #onPhase(phase: string, action: string | undefined, at: number): void {
    if (phase === 'save') this.#endDeciding(at);
    if (action !== undefined) this.#endRunning(action, at);
    this.#phases.set(`${phase} ${action ?? ''}`, { phase, action, at });
  }

  #onPhaseEnd(phase: string, action: string | undefined, at: number): void {
    const key = `${phase} ${action ?? ''}`;
    const begun = this.#phases.get(key);
    if (begun === undefined) return;
    const from = begun.at;
    this.#phases.delete(key);
    if (phase === 'prepare') this.#decidingFrom = at;
    const slot = action === undefined ? undefined : this.#started.get(action)?.slot;
    if (slot === undefined) this.#engineSpan(phaseNames[phase] ?? phase, from, at, action);
    else this.#phaseSpan(slot, phase, from, at);
  }

  /** What an action does until the engine goes on for it is its command, or its builder. */
  #endRunning(action: string, at: number): void {
    const started = this.#started.get(action);
    if (!started?.running) return;
    started.running = false;
    if (at > started.at) this.#phaseSpan(started.slot, 'run', started.at, at);
  }

  #phaseSpan(slot: number, phase: string, from: number, to: number): void {
    this.#slotPhases.push({ slot, phase, from, to });
  }

  #addPhases(): void {
    for (const { slot, phase, from, to } of this.#slotPhases) {
      const lane = this.#lanes.slot(slot);
      this.#span(lane, { name: phaseNames[phase] ?? phase, category: 'phase', from, to }, 0);
    }
  }

  /** Spans of processes lie below that of their action. Those of processes at once do not fit, and go to rows below the slot. */
  #addProcesses(): void {
    const actions = new Map(this.#ended.map((ended) => [ended.result.action, ended]));
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

  #engineSpan(name: string, from: number, to: number, action?: string): void {
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
    const fresh = this.#fresh;
    if (first === undefined || fresh.length === 0) return;
    const detail = this.#builder.details.add({ fresh });
    this.#builder.instants.push(first.end * 1000, this.#frame('Fresh', 'cache'), -1, detail);
  }

  /** Spans of actions, once it is known which of them the run was bound by. */
  #addActions(): void {
    const { graph } = this.#run;
    const bound = graph && this.#criticalPath(graph);
    const spans = new Map<string, number>();
    for (const { started, end, result } of this.#ended) {
      const { action, state } = result;
      const detail = this.#builder.details.add(actionDetails(result, bound));
      const what = { name: action, category: state, from: started.at, to: end };
      spans.set(action, this.#span(this.#lanes.slot(started.slot), what, detail));
    }
    bound?.path.forEach((id, at) => {
      const [from, to] = [spans.get(bound.path[at - 1] ?? ''), spans.get(id)];
      if (from !== undefined && to !== undefined) this.#builder.flows.pushSpans(from, to);
    });
  }

  #criticalPath({ actions, dependenciesOf }: RunGraph): Bound {
    const durations = new Map(
      this.#ended.map(({ started, end, result }) => [result.action, end - started.at]),
    );
    const timed = actions.map((id) => {
      return { id, dependsOn: dependenciesOf(id), duration: durations.get(id) ?? 0 };
    });
    const found = criticalPath(timed);
    return { ...found, ids: new Set(found.path) };
  }
}

/** What a run was bound by, and the actions of it. */
interface Bound extends CriticalPath {
  readonly ids: ReadonlySet<string>;
}

/** What is shown of an action besides its name and time. */
function actionDetails(
  { action, state, reasons, exitCode, message }: Ended['result'],
  bound: Bound | undefined,
): Readonly<Record<string, unknown>> {
  return {
    ...{ action, state, reasons },
    ...(bound && {
      critical: bound.ids.has(action),
      slackMs: round(bound.slack.get(action) ?? 0),
      wouldHaveSavedMs: round(bound.wouldSave.get(action) ?? 0),
    }),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(message === undefined ? {} : { message }),
  };
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
