/**
 * Which ready action to start first: the one at the head of the longest chain of work still to come (the critical path), known from
 * how long each action took before. Starting it late would make the whole build end late.
 */
import type { ActionId, DurationMs } from '../model/brand.ts';
import type { ActionGraph, GraphAction } from './graph.ts';
import { buildGraph, orderOf } from './graph.ts';

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
  const lengths = Float64Array.from(graph.ids, (id) => durations.get(id) ?? unknown);
  const { starts, targets } = graph.edges('dependents');
  for (const node of orderOf(graph).reverse()) {
    let longest = 0;
    for (let edge = starts[node] ?? 0; edge < (starts[node + 1] ?? 0); edge++)
      longest = Math.max(longest, lengths[targets[edge] ?? 0] ?? 0);
    lengths[node] = (lengths[node] ?? 0) + longest;
  }
  const result = new Map<ActionId, number>();
  for (const [node, id] of graph.ids.entries()) result.set(id, lengths[node] ?? unknown);
  return result;
}

function meanDuration(durations: ReadonlyMap<ActionId, DurationMs>): number {
  let sum = 0;
  for (const duration of durations.values()) sum += duration;
  return durations.size === 0 || sum === 0 ? 1 : sum / durations.size;
}
