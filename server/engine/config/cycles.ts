/** Finds a cycle among actions, without recursion: graphs may be 100,000 deep. */
import type { Action } from '../model/action.ts';
import type { ActionId } from '../model/brand.ts';

interface Visit {
  readonly action: Action;
  next: number;
}

/**
 * One cycle, in order: each action waits for the one after it, the last for the first.
 * @returns undefined when there is none
 */
export function findCycle(actions: ReadonlyMap<ActionId, Action>): readonly Action[] | undefined {
  const done = new Set<ActionId>();
  const path = new Map<ActionId, Visit>();
  const stack: Visit[] = [];
  for (const start of actions.values()) {
    if (!done.has(start.id)) enter(start, path, stack);
    for (let visit = stack.at(-1); visit !== undefined; visit = stack.at(-1)) {
      const dependency = visit.action.dependsOn[visit.next++];
      if (dependency === undefined) leave(stack, path, done);
      else if (path.has(dependency.action)) return cycleFrom(dependency.action, stack);
      else if (!done.has(dependency.action)) {
        const next = actions.get(dependency.action);
        if (next) enter(next, path, stack);
      }
    }
  }
  return undefined;
}

function enter(action: Action, path: Map<ActionId, Visit>, stack: Visit[]): void {
  const visit = { action, next: 0 };
  path.set(action.id, visit);
  stack.push(visit);
}

function leave(stack: Visit[], path: Map<ActionId, Visit>, done: Set<ActionId>): void {
  const visit = stack.pop();
  if (!visit) return;
  path.delete(visit.action.id);
  done.add(visit.action.id);
}

/** Starts with the smallest name, so the same cycle always reads the same. */
function cycleFrom(start: ActionId, stack: readonly Visit[]): readonly Action[] {
  const from = stack.findIndex((visit) => visit.action.id === start);
  const cycle = stack.slice(from).map((visit) => visit.action);
  const smallest = cycle.reduce(
    (best, action, index) => (action.id < (cycle[best]?.id ?? '') ? index : best),
    0,
  );
  return [...cycle.slice(smallest), ...cycle.slice(0, smallest)];
}
