/**
 * What a change of files costs, before it is made: the actions that read them and those behind, how likely each is to run, and how long that takes on
 * this machine.
 *
 * An action that reads a changed file runs. One that only reads what others write runs where one of those changed what it writes: early cutoff spares it
 * otherwise, and how often it did is counted in the recorded runs. Time is that of the last run of each, weighed by how likely it is, with the engine's own
 * way to fill the slots: whatever has the longest way to the end goes first.
 */
import type { Action } from '../../engine/model/action.ts';
import type { ActionId, RelativePath } from '../../engine/model/brand.ts';
import type { RunRecord } from '../../engine/model/run.ts';
import { ReadyQueue } from '../../engine/rebuild/ready.ts';

/** What is known of actions. */
export interface ImpactSource {
  readonly actions: ReadonlyMap<ActionId, Action>;
  /** Actions that read a file, as declared or as seen. */
  readersOf(path: RelativePath): readonly ActionId[];
  /** Milliseconds of the last run of each; absent: it never ran. */
  durations(ids: readonly ActionId[]): ReadonlyMap<ActionId, number>;
  /** How often an action was spared. */
  readonly cutoffs: Cutoffs;
  /** Actions executed at once, at least 1. */
  readonly concurrency: number;
}

/** One action that a change reaches. */
export interface ReachedAction {
  readonly id: ActionId;
  /** 0 to 1. */
  readonly likelihood: number;
  /** Milliseconds; absent: it never ran. */
  readonly expectedMs?: number;
  /** The changed file, or the action before it, that reaches it: of several, the likeliest. */
  readonly via:
    | { readonly type: 'file'; readonly path: RelativePath }
    | { readonly type: 'action'; readonly id: ActionId };
}

/** What a change costs. */
export interface Impact {
  /** In the order in which they would start. */
  readonly actions: readonly ReachedAction[];
  readonly expectedMs: number;
  readonly workMs: number;
  /** Actions that never ran, so that their time is not known. */
  readonly unknown: number;
}

/** How often an action ran, and how often it was spared, when one that it depends on directly had run. */
interface Counts {
  ran: number;
  spared: number;
}

/** Kinds of reasons that an action has for itself, whatever became of those before it. */
const foreignReasons: ReadonlySet<string> = new Set(['dependency-changed', 'dependency-untracked']);

/** What recorded runs say about early cutoff. */
export class Cutoffs {
  readonly #counts = new Map<ActionId, Counts>();

  /** @param runs those that count, in any order */
  constructor(runs: Iterable<RunRecord>, actions: ReadonlyMap<ActionId, Action>) {
    for (const { actions: results } of runs) {
      const ran = new Set<ActionId>();
      for (const { id, state } of results) if (state === 'ran' || state === 'failed') ran.add(id);
      if (ran.size === 0) continue;
      for (const { id, state, reasons } of results) {
        const before = actions.get(id)?.dependsOn ?? [];
        if (!before.some(({ action, readsOutputs }) => readsOutputs && ran.has(action))) continue;
        if (state === 'fresh') this.#count(id, 'spared');
        else if (ran.has(id) && foreignReasons.has(reasons[0]?.kind ?? '')) this.#count(id, 'ran');
      }
    }
  }

  /**
   * How likely an action is to run when one before it ran: what was seen, and one run more than was seen, so that without any history
   * it is sure to run.
   */
  runsAfter(id: ActionId): number {
    const { ran, spared } = this.#counts.get(id) ?? { ran: 0, spared: 0 };
    return (ran + 1) / (ran + spared + 1);
  }

  #count(id: ActionId, what: keyof Counts): void {
    const counts = this.#counts.get(id) ?? { ran: 0, spared: 0 };
    counts[what]++;
    this.#counts.set(id, counts);
  }
}

/** Predicts. @param paths of the files that change */
export function impactOf(paths: readonly RelativePath[], source: ImpactSource): Impact {
  const direct = new Map<ActionId, RelativePath>();
  for (const path of paths)
    for (const id of source.readersOf(path)) if (!direct.has(id)) direct.set(id, path);
  return impactOn(direct, source);
}

/** As `impactOf`, for actions that are known to read what changes, each with one such file. */
export function impactOn(
  direct: ReadonlyMap<ActionId, RelativePath>,
  source: ImpactSource,
): Impact {
  const reached = reachedActions(direct, source);
  const ids = [...reached.keys()].filter((id) => runsSomething(source.actions.get(id)));
  const durations = source.durations(ids);
  const order = startOrder(reached, durations, source);
  const actions = order.ids
    .filter((id) => runsSomething(source.actions.get(id)))
    .map((id) => {
      const { likelihood, via } = reached.get(id) ?? { likelihood: 0, via: unknownVia };
      const expectedMs = durations.get(id);
      return { id, likelihood, via, ...(expectedMs === undefined ? {} : { expectedMs }) };
    });
  const workMs = actions.reduce((sum, one) => sum + one.likelihood * (one.expectedMs ?? 0), 0);
  const unknown = actions.filter(({ expectedMs }) => expectedMs === undefined).length;
  return { actions, expectedMs: order.endMs, workMs, unknown };
}

const unknownVia = { type: 'file', path: '' as RelativePath } as const;

function runsSomething(action: Action | undefined): boolean {
  return action !== undefined && action.work.type !== 'none' && !action.persistent;
}

interface Reached {
  likelihood: number;
  via: ReachedAction['via'];
}

/** Every action that a change reaches, those before others first. */
function reachedActions(
  direct: ReadonlyMap<ActionId, RelativePath>,
  { actions, cutoffs }: ImpactSource,
): Map<ActionId, Reached> {
  const reached = new Map<ActionId, Reached>();
  for (const id of inOrder([...direct.keys()], actions)) {
    const path = direct.get(id);
    if (path !== undefined) {
      reached.set(id, { likelihood: 1, via: { type: 'file', path } });
      continue;
    }
    const action = actions.get(id);
    const before = (action?.dependsOn ?? []).flatMap(({ action: other, readsOutputs }) => {
      const found = readsOutputs ? reached.get(other) : undefined;
      return found === undefined ? [] : [{ other, likelihood: found.likelihood }];
    });
    const [first] = before.sort((a, b) => b.likelihood - a.likelihood);
    if (first === undefined) continue;
    const isAnyRun = 1 - before.reduce((none, { likelihood }) => none * (1 - likelihood), 1);
    // An action that only stands for others is as they are.
    const share = action?.work.type === 'none' ? 1 : cutoffs.runsAfter(id);
    reached.set(id, { likelihood: isAnyRun * share, via: { type: 'action', id: first.other } });
  }
  return reached;
}

/** Actions and all that depend on them, each after those that it depends on. */
function inOrder(
  from: readonly ActionId[],
  actions: ReadonlyMap<ActionId, Action>,
): readonly ActionId[] {
  const dependents = dependentsOf(actions);
  const within = new Set(from);
  for (const id of within) for (const next of dependents.get(id) ?? []) within.add(next);
  const open = new Map<ActionId, number>();
  for (const id of within) {
    const before = (actions.get(id)?.dependsOn ?? []).filter(({ action }) => within.has(action));
    open.set(id, new Set(before.map(({ action }) => action)).size);
  }
  const order = [...within].filter((id) => open.get(id) === 0);
  for (const id of order)
    for (const next of dependents.get(id) ?? []) {
      const left = (open.get(next) ?? 0) - 1;
      open.set(next, left);
      if (left === 0) order.push(next);
    }
  return order;
}

const dependentsKnown = new WeakMap<ReadonlyMap<ActionId, Action>, Map<ActionId, Set<ActionId>>>();

/** Made once for each configuration: the map of actions is another object after a change. */
function dependentsOf(actions: ReadonlyMap<ActionId, Action>): Map<ActionId, Set<ActionId>> {
  const known = dependentsKnown.get(actions);
  if (known !== undefined) return known;
  const dependents = new Map<ActionId, Set<ActionId>>();
  for (const { id, dependsOn } of actions.values())
    for (const { action } of dependsOn) {
      const others = dependents.get(action) ?? new Set();
      dependents.set(action, others.add(id));
    }
  dependentsKnown.set(actions, dependents);
  return dependents;
}

/** Lets the actions run in thought: at most so many at once, whatever has the longest way to the end first. */
function startOrder(
  reached: ReadonlyMap<ActionId, Reached>,
  durations: ReadonlyMap<ActionId, number>,
  { actions, concurrency }: ImpactSource,
): { readonly ids: readonly ActionId[]; readonly endMs: number } {
  const dependents = dependentsOf(actions);
  const behind = (id: ActionId): ActionId[] =>
    [...(dependents.get(id) ?? [])].filter((other) => reached.has(other));
  const costOf = (id: ActionId): number =>
    runsSomething(actions.get(id))
      ? (reached.get(id)?.likelihood ?? 0) * (durations.get(id) ?? 0)
      : 0;
  const wayMs = new Map<ActionId, number>();
  const open = new Map<ActionId, number>();
  for (const id of [...reached.keys()].reverse()) {
    const others = behind(id);
    wayMs.set(id, costOf(id) + Math.max(0, ...others.map((other) => wayMs.get(other) ?? 0)));
    for (const other of others) open.set(other, (open.get(other) ?? 0) + 1);
  }
  const ready = new ReadyQueue<ActionId>();
  const makeReady = (id: ActionId): void => ready.push(id, wayMs.get(id) ?? 0);
  for (const id of reached.keys()) if (!open.has(id)) makeReady(id);
  // Those that end first are started first.
  const running = new ReadyQueue<{ readonly id: ActionId; readonly endMs: number }>();
  const ids: ActionId[] = [];
  let nowMs = 0;
  for (;;) {
    while (ready.size > 0 && running.size < Math.max(1, concurrency)) {
      const id = ready.pop();
      if (id === undefined) break;
      ids.push(id);
      const endMs = nowMs + costOf(id);
      running.push({ id, endMs }, -endMs);
    }
    const done = running.pop();
    if (done === undefined) return { ids, endMs: nowMs };
    nowMs = done.endMs;
    for (const other of behind(done.id)) {
      const left = (open.get(other) ?? 0) - 1;
      open.set(other, left);
      if (left === 0) makeReady(other);
    }
  }
}
