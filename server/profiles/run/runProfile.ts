/**
 * Turns the steps of a run into its profile: a lane for each slot that actions run in, one or more for the engine's own phases, rows for
 * waiting, counters for what runs and waits, memory and stored bytes, instants for hits and misses, and what the run was bound by.
 */
import type { RunStep } from '../../protocol/profiles.ts';
import type { Profile } from '../profile.ts';
import { type CriticalPath, criticalPath } from './criticalPath.ts';
import type { RunDrawing, RunStretch } from './runDrawing.ts';
import { aboutAction, type EndedAction, RunFold, rounded } from './runFold.ts';

/** What a run's profile is made of. */
export interface RunOfSteps {
  readonly steps: Iterable<RunStep>;
  /** Steps beyond what is kept of a run. */
  readonly left: number;
  /** Profiles of processes that actions started. */
  readonly processes?: readonly ProcessProfile[];
  /** What there is to say of them besides. */
  readonly notes?: readonly string[];
  /** What it takes to find what the run was bound by; without it, nothing is said of that. */
  readonly graph?: RunGraph;
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

/** What there is of the processes of a run. */
export interface ProcessProfiles {
  readonly processes: readonly ProcessProfile[];
  /** What is missing, and why. */
  readonly notes: readonly string[];
}

/** Makes the profile of a run that has ended. */
export function runProfile(run: RunOfSteps): Profile {
  const { steps, left, processes = [], notes = [], graph } = run;
  const fold = new RunFold(graph === undefined);
  for (const step of steps) fold.take(step);
  const { drawing, ended } = fold;
  if (graph !== undefined) describeBound(drawing, ended, graph);
  addProcesses(drawing, ended, processes);
  for (const note of notes) drawing.note(note);
  return finish(fold, drawing, left);
}

/**
 * The profile of a run under way, at any time. Each step is drawn once.
 *
 *     const run = new GrowingRun();
 *     run.add(steps);
 *     show(run.profile({ now, left }));
 */
export class GrowingRun {
  readonly #fold = new RunFold(true);

  /** Takes what happened since the last time. */
  add(steps: Iterable<RunStep>): void {
    for (const step of steps) this.#fold.take(step);
  }

  /**
   * The profile of what there is.
   *
   * @param now milliseconds: what has not ended lasts until then; undefined: the run is over
   * @param left steps beyond what is kept of a run
   */
  profile({ now, left }: { readonly now: number | undefined; readonly left: number }): Profile {
    return finish(this.#fold, this.#fold.until(now), left);
  }
}

/** What did not have to run has no span; which it was is worth knowing when runs are compared. */
function finish({ ended: [first], fresh, name }: RunFold, drawing: RunDrawing, left: number) {
  if (first !== undefined && fresh.length > 0) drawing.mark('Fresh', first.to, { fresh });
  if (left > 0) drawing.note('# events are left out: a run keeps 200,000.', left);
  return drawing.finish(name);
}

/** Says of all actions which of them the run was bound by. */
function describeBound(
  drawing: RunDrawing,
  ended: readonly EndedAction[],
  { actions, dependenciesOf }: RunGraph,
): void {
  const byId = new Map(ended.map((one) => [one.result.action, one]));
  const durationOf = (one: EndedAction | undefined) => (one ? one.to - one.from : 0);
  const timed = actions.map((id) => {
    return { id, dependsOn: dependenciesOf(id), duration: durationOf(byId.get(id)) };
  });
  const bound = criticalPath(timed);
  const ids = new Set(bound.path);
  for (const one of ended) drawing.describe(one.span, aboutBound(one, bound, ids));
  bound.path.forEach((id, at) => {
    const [from, to] = [byId.get(bound.path[at - 1] ?? ''), byId.get(id)];
    if (from !== undefined && to !== undefined) drawing.arrow(from.span, to.span);
  });
}

function aboutBound(
  one: EndedAction,
  { slack, wouldSave }: CriticalPath,
  path: ReadonlySet<string>,
): Readonly<Record<string, unknown>> {
  const { action } = one.result;
  const { state, reasons, ...rest } = aboutAction(one);
  return {
    ...{ action, state, reasons },
    critical: path.has(action),
    slackMs: rounded(slack.get(action) ?? 0),
    wouldHaveSavedMs: rounded(wouldSave.get(action) ?? 0),
    ...rest,
  };
}

/**
 * Spans of processes lie below that of their action. Of those at once, the first does; each other one lies whole in a row below the slot,
 * under the name of its action.
 */
function addProcesses(
  drawing: RunDrawing,
  ended: readonly EndedAction[],
  processes: readonly ProcessProfile[],
): void {
  const byId = new Map(ended.map((one) => [one.result.action, one]));
  const placed = processes.flatMap((process) => {
    const one = byId.get(process.action);
    return one === undefined ? [] : [{ ...process, slot: one.slot, ...stretchOf(process, one) }];
  });
  placed.sort((a, b) => a.from - b.from);
  for (const { action, profile, ...place } of placed) {
    drawing.process(profile, { id: action, ...place });
    for (const note of profile.notes) drawing.note(`${action}: ${note}`);
  }
}

/** Its clock is set against that of events to some microseconds, or not at all: it began while a command ran. */
function stretchOf({ startedAt }: ProcessProfile, { from, to, runs }: EndedAction): RunStretch {
  const [first = { from, to }] = runs;
  if (startedAt === undefined || startedAt < from || startedAt > to) return first;
  const run = runs.find((one) => startedAt <= one.to) ?? runs.at(-1) ?? first;
  return { from: Math.min(Math.max(startedAt, run.from), run.to), to: run.to };
}
