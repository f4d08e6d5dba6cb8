/**
 * Which ready action to start first: the one at the head of the longest chain of work still to come (the critical path), known from
 * how long each action took before. Starting it late would make the whole build end late.
 */
import type { ActionId, DurationMs } from '../model/brand.ts';
import type { ActionGraph, GraphAction } from './graph.ts';
import { buildGraph, topologicalOrder } from './graph.ts';

/**
 * Length of the longest path from each action to the end of the build: its own duration plus the largest of what depends on it.
 * @param actions every action that may run
 * @param durations earlier run times in milliseconds; an action that has none counts as the mean of those that have (1 where nothing
 *   is known, so the longest chain by count goes first)
 * @returns milliseconds; larger is more urgent. Actions on a cycle have their own duration only.
 */
export function priorities(
  actions: ReadonlyMap<ActionId, GraphAction>,
  durations: ReadonlyMap<ActionId, DurationMs>,
): Map<ActionId, number> {
  return graphPriorities(buildGraph(actions), durations);
}

/** As `priorities`, for a graph that is already there. */
export function graphPriorities(
  graph: ActionGraph,
  durations: ReadonlyMap<ActionId, DurationMs>,
): Map<ActionId, number> {
  const unknown = meanDuration(durations);
  const result = new Map<ActionId, number>();
  for (const id of graph.dependencies.keys()) result.set(id, durations.get(id) ?? unknown);
  const order = topologicalOrder(graph);
  for (let at = order.length - 1; at >= 0; at--) {
    const id = order[at];
    if (id !== undefined)
      result.set(id, (result.get(id) ?? unknown) + longestDependent(graph, id, result));
  }
  return result;
}

function longestDependent(
  graph: ActionGraph,
  id: ActionId,
  known: ReadonlyMap<ActionId, number>,
): number {
  let longest = 0;
  for (const dependent of graph.dependents.get(id) ?? [])
    longest = Math.max(longest, known.get(dependent) ?? 0);
  return longest;
}

function meanDuration(durations: ReadonlyMap<ActionId, DurationMs>): number {
  let sum = 0;
  for (const duration of durations.values()) sum += duration;
  return durations.size === 0 || sum === 0 ? 1 : sum / durations.size;
}
