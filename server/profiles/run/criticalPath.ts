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
  const path = plan.path();
  const slack = new Map(actions.map(({ id }, at) => [id, plan.slack(at)]));
  const wouldSave = new Map(actions.map(({ id }) => [id, 0]));
  const idOf = (at: number) => actions[at]?.id ?? '';
  // What is not on this longest chain leaves it as long as it is. Sums of fractions differ by their order, so chains are never compared for equality.
  for (const at of path) slack.set(idOf(at), 0);
  for (const [at, saved] of plan.savings(path)) wouldSave.set(idOf(at), saved);
  const took = path.filter((at) => plan.duration(at) > 0);
  return { path: took.map(idOf), length: plan.length, slack, wouldSave };
}

class Plan {
  readonly length: number;
  readonly #durations: Float64Array;
  /** Earliest start. */
  readonly #starts: Float64Array;
  /** From an action's start to the end of all that waits for it, at least. */
  readonly #tails: Float64Array;
  /** The dependency that ends last, -1 for none. */
  readonly #lastBefore: Int32Array;
  readonly #dependencies: readonly (readonly number[])[];
  /** Dependencies before dependents. */
  readonly #order: readonly number[];

  constructor(actions: readonly TimedAction[]) {
    const numbers = new Map(actions.map(({ id }, at) => [id, at]));
    this.#durations = Float64Array.from(actions, ({ duration }) => Math.max(0, duration));
    const given = actions.map(({ dependsOn }) => dependsOn.flatMap((id) => numbers.get(id) ?? []));
    const { order, kept } = inOrder(given);
    this.#order = order;
    this.#dependencies = kept;
    this.#starts = new Float64Array(actions.length);
    this.#tails = new Float64Array(actions.length);
    this.#lastBefore = new Int32Array(actions.length).fill(-1);
    for (const at of order) this.#findStart(at);
    for (const at of order.toReversed()) this.#findTail(at);
    this.length = order.reduce((longest, at) => Math.max(longest, this.#end(at)), 0);
  }

  duration(at: number): number {
    return this.#durations[at] ?? 0;
  }

  slack(at: number): number {
    return Math.max(0, this.length - this.#start(at) - (this.#tails[at] ?? 0));
  }

  /** A longest chain, from its first action to its last. */
  path(): number[] {
    const path: number[] = [];
    let at = this.#order.find((action) => this.#end(action) === this.length) ?? -1;
    for (; at >= 0; at = this.#lastBefore[at] ?? -1) path.push(at);
    return path.reverse();
  }

  /**
   * By how much shorter the length were without each action of a longest chain. A chain that goes by an action leads past its place in the
   * order: from one before it to one behind it, or it begins behind it, or ends before it.
   */
  savings(path: readonly number[]): (readonly [number, number])[] {
    const places = new Int32Array(this.#order.length);
    this.#order.forEach((at, place) => {
      places[at] = place;
    });
    const past = this.#longestPast(places);
    return path.map((at) => {
      const duration = this.duration(at);
      const saved = this.length - (past[places[at] ?? 0] ?? 0);
      return [at, Math.max(0, Math.min(duration, saved))] as const;
    });
  }

  /** Length of the longest chain that leads past each place. */
  #longestPast(places: Int32Array): Float64Array {
    const count = places.length;
    const steps: { readonly from: number; readonly to: number; readonly length: number }[] = [];
    for (const [place, at] of this.#order.entries()) {
      const tail = this.#tails[at] ?? 0;
      steps.push({ from: 0, to: place, length: tail });
      steps.push({ from: place + 1, to: count, length: this.#end(at) });
      for (const before of this.#dependencies[at] ?? [])
        steps.push({
          from: (places[before] ?? 0) + 1,
          to: place,
          length: this.#end(before) + tail,
        });
    }
    return highestOver(count, steps);
  }

  #findStart(at: number): void {
    for (const before of this.#dependencies[at] ?? []) {
      const end = this.#end(before);
      if (end < this.#start(at) || end === 0) continue;
      this.#starts[at] = end;
      this.#lastBefore[at] = before;
    }
  }

  #findTail(at: number): void {
    const tail = (this.#tails[at] ?? 0) + this.duration(at);
    this.#tails[at] = tail;
    for (const before of this.#dependencies[at] ?? [])
      this.#tails[before] = Math.max(this.#tails[before] ?? 0, tail);
  }

  #start(at: number): number {
    return this.#starts[at] ?? 0;
  }

  #end(at: number): number {
    return this.#start(at) + this.duration(at);
  }
}

/** For each place, the greatest length of the steps over it. The longest is laid first, and each place is visited once. */
function highestOver(
  count: number,
  steps: readonly { readonly from: number; readonly to: number; readonly length: number }[],
): Float64Array {
  const highest = new Float64Array(count);
  // The next place that has nothing yet; paths to it are shortened as they are walked.
  const next = Int32Array.from({ length: count + 1 }, (_, place) => place);
  const free = (place: number): number => {
    let at = place;
    while (next[at] !== at) {
      next[at] = next[next[at] ?? at] ?? at;
      at = next[at] ?? at;
    }
    return at;
  };
  for (const { from, to, length } of steps.toSorted((a, b) => b.length - a.length))
    for (let place = free(from); place < to; place = free(place)) {
      highest[place] = length;
      next[place] = place + 1;
    }
  return highest;
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
