/** Finds a cycle among actions, without recursion: graphs may be 100,000 deep. */
import type { Action } from '../model/action.ts';
import type { ActionId } from '../model/brand.ts';

/**
 * One cycle, in order: each action waits for the one after it, the last for the first.
 * @returns undefined when there is none
 */
export function findCycle(actions: ReadonlyMap<ActionId, Action>): readonly Action[] | undefined {
  const done = new Set<Action>();
  const onPath = new Set<Action>();
  /** The actions from the start to here, and how many dependencies of each were looked at. */
  const path: Action[] = [];
  const looked: number[] = [];
  const enter = (action: Action): void => {
    onPath.add(action);
    path.push(action);
    looked.push(0);
  };
  for (const start of actions.values()) {
    if (!done.has(start)) enter(start);
    for (let action = path.at(-1); action !== undefined; action = path.at(-1)) {
      const position = looked[path.length - 1] ?? 0;
      const dependency = action.dependsOn[position];
      if (dependency === undefined) {
        leave(action);
        continue;
      }
      looked[path.length - 1] = position + 1;
      const next = actions.get(dependency.action);
      if (!next || done.has(next)) continue;
      if (onPath.has(next)) return fromSmallest(path.slice(path.indexOf(next)));
      enter(next);
    }
  }
  return undefined;

  function leave(action: Action): void {
    path.pop();
    looked.pop();
    onPath.delete(action);
    done.add(action);
  }
}

/** Starts with the smallest name, so the same cycle always reads the same. */
function fromSmallest(cycle: readonly Action[]): readonly Action[] {
  let smallest = 0;
  for (const [index, action] of cycle.entries()) {
    if (action.id < (cycle[smallest]?.id ?? '')) smallest = index;
  }
  return [...cycle.slice(smallest), ...cycle.slice(0, smallest)];
}
