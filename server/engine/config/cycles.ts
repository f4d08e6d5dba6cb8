/** Finds a cycle among actions, without recursion: graphs may be 100,000 deep. */
import type { Action } from '../model/action.ts';
import type { ActionId } from '../model/brand.ts';

const onPath = 1;
const done = 2;

/**
 * One cycle, in order: each action waits for the one after it, the last for the first.
 * @returns undefined when there is none
 */
export function findCycle(actions: ReadonlyMap<ActionId, Action>): readonly Action[] | undefined {
  const all = [...actions.values()];
  const indexes = new Map<ActionId, number>();
  for (const action of actions.values()) indexes.set(action.id, indexes.size);
  const states = new Uint8Array(all.length);
  /** How many dependencies of each action were looked at. */
  const looked = new Uint32Array(all.length);
  /** The actions from a start to here. */
  const path: number[] = [];
  for (let start = 0; start < all.length; start++) {
    if (states[start] !== done) path.push(start);
    for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
      states[at] = onPath;
      const position = looked[at] ?? 0;
      looked[at] = position + 1;
      const dependency = all[at]?.dependsOn[position];
      const next = dependency && indexes.get(dependency.action);
      if (!dependency) {
        states[at] = done;
        path.pop();
      } else if (next !== undefined && states[next] === onPath) {
        return fromSmallest(path.slice(path.indexOf(next)).flatMap((index) => all[index] ?? []));
      } else if (next !== undefined && states[next] !== done) path.push(next);
    }
  }
  return undefined;
}

/** Starts with the smallest name, so the same cycle always reads the same. */
function fromSmallest(cycle: readonly Action[]): readonly Action[] {
  let smallest = 0;
  for (const [index, action] of cycle.entries()) {
    if (action.id < (cycle[smallest]?.id ?? '')) smallest = index;
  }
  return [...cycle.slice(smallest), ...cycle.slice(0, smallest)];
}
