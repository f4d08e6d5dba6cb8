/**
 * Which actions decided how long a run took: the critical path method over the graph of actions and how long each took, as if there were
 * room to run all at once; https://en.wikipedia.org/wiki/Critical_path_method. Pure.
 */

/** An action of a run. */
export interface TimedAction {
  readonly id: string;
  /** Ids; those that are not in the run count for nothing. */
  readonly dependsOn: readonly string[];
  /** Any unit; 0 for what had nothing to do. */
  readonly duration: number;
}

/** What a run was bound by. */
export interface CriticalPath {
  /** Ids in order of time, without those that took no time. */
  readonly path: readonly string[];
  /** Durations along the path: no number of workers makes the run shorter. */
  readonly length: number;
  /** By how much longer an action could take before the length grew. */
  readonly slack: ReadonlyMap<string, number>;
  /** By how much shorter the length were if the action took no time, e.g. had it come from the cache. */
  readonly wouldSave: ReadonlyMap<string, number>;
}

/** Works it out. Where dependencies form a circle, which no run has, the closing one counts for nothing. */
export function criticalPath(actions: readonly TimedAction[]): CriticalPath {
  const plan = new Plan(actions);
  const { starts, tails, durations, length } = plan;
  const slack = new Map<string, number>();
  const wouldSave = new Map<string, number>();
  actions.forEach(({ id }, at) => {
    const through = (starts[at] ?? 0) + (tails[at] ?? 0);
    slack.set(id, length - through);
    const isCritical = through === length && (durations[at] ?? 0) > 0;
    wouldSave.set(id, isCritical ? length - plan.lengthWithout(at) : 0);
  });
  return { path: plan.path().map((at) => actions[at]?.id ?? ''), length, slack, wouldSave };
}

class Plan {
  readonly durations: Float64Array;
  /** Earliest start. */
  readonly starts: Float64Array;
  /** From an action's start to the end of all that waits for it, at least. */
  readonly tails: Float64Array;
  readonly length: number;
  readonly #dependencies: readonly (readonly number[])[];
  /** Dependencies before dependents. */
  readonly #order: readonly number[];

  constructor(actions: readonly TimedAction[]) {
    const numbers = new Map(actions.map(({ id }, at) => [id, at]));
    this.durations = Float64Array.from(actions, ({ duration }) => Math.max(0, duration));
    const given = actions.map(({ dependsOn }) => dependsOn.flatMap((id) => numbers.get(id) ?? []));
    const { order, kept } = inOrder(given);
    this.#order = order;
    this.#dependencies = kept;
    this.starts = this.#earliest(-1);
    this.tails = new Float64Array(actions.length);
    for (const at of order.toReversed()) {
      const tail = (this.tails[at] ?? 0) + (this.durations[at] ?? 0);
      this.tails[at] = tail;
      for (const dependency of kept[at] ?? [])
        this.tails[dependency] = Math.max(this.tails[dependency] ?? 0, tail);
    }
    this.length = this.#lengthOf(this.starts, -1);
  }

  /** The length if one action took no time. */
  lengthWithout(action: number): number {
    return this.#lengthOf(this.#earliest(action), action);
  }

  /** Actions that took time, from the first to the last of a longest chain. */
  path(): number[] {
    const path: number[] = [];
    let at = this.#order.findIndex((action) => this.tails[action] === this.length);
    let next = at < 0 ? undefined : this.#order[at];
    const dependents = this.#dependents();
    while (next !== undefined && this.length > 0) {
      at = next;
      if ((this.durations[at] ?? 0) > 0) path.push(at);
      const end = (this.starts[at] ?? 0) + (this.durations[at] ?? 0);
      next = (dependents[at] ?? []).find(
        (other) => this.starts[other] === end && end + (this.tails[other] ?? 0) === this.length,
      );
      if (end === this.length) break;
    }
    return path;
  }

  #earliest(without: number): Float64Array {
    const starts = new Float64Array(this.durations.length);
    for (const at of this.#order)
      for (const dependency of this.#dependencies[at] ?? []) {
        const duration = dependency === without ? 0 : (this.durations[dependency] ?? 0);
        starts[at] = Math.max(starts[at] ?? 0, (starts[dependency] ?? 0) + duration);
      }
    return starts;
  }

  #lengthOf(starts: Float64Array, without: number): number {
    return starts.reduce((longest, start, at) => {
      return Math.max(longest, start + (at === without ? 0 : (this.durations[at] ?? 0)));
    }, 0);
  }

  #dependents(): number[][] {
    const dependents: number[][] = this.#dependencies.map(() => []);
    this.#dependencies.forEach((dependencies, at) => {
      for (const dependency of dependencies) dependents[dependency]?.push(at);
    });
    return dependents;
  }
}

/** Depth first, without recursion; a dependency that closes a circle is left out. */
function inOrder(dependencies: readonly (readonly number[])[]): {
  order: number[];
  kept: number[][];
} {
  const order: number[] = [];
  const kept: number[][] = dependencies.map(() => []);
  const states: ('new' | 'open' | 'done')[] = dependencies.map(() => 'new');
  for (let root = 0; root < dependencies.length; root++) {
    if (states[root] !== 'new') continue;
    states[root] = 'open';
    const open = [{ action: root, next: 0 }];
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const dependency = dependencies[top.action]?.[top.next++];
      if (dependency === undefined) {
        states[top.action] = 'done';
        order.push(top.action);
        open.pop();
        continue;
      }
      if (states[dependency] === 'open') continue;
      kept[top.action]?.push(dependency);
      if (states[dependency] === 'done') continue;
      states[dependency] = 'open';
      open.push({ action: dependency, next: 0 });
    }
  }
  return { order, kept };
}
