/** What is near one node of the graph: files over imports, actions over what they read and over each other. */
import type { GraphViewRequest } from '../../protocol/modules.ts';
import type { ModuleDirection } from './moduleGraph.ts';
import type { Readers, ViewSource } from './viewSource.ts';
import { surroundings } from './ways.ts';

/** What is near the node in focus. */
export interface Near {
  readonly files: ReadonlySet<number>;
  readonly actions: ReadonlySet<string>;
}

/** Finds it. */
export function focusOn(
  { node, depth, direction }: NonNullable<GraphViewRequest['focus']>,
  source: ViewSource,
  readers: Readers,
): Near {
  const { graph } = source.answers;
  const steps = Math.max(0, Math.floor(depth) || 0);
  const directions = direction === 'both' ? (['dependencies', 'dependents'] as const) : [direction];
  const files = new Set<number>();
  const actions = new Set<string>();
  for (const one of directions) {
    const near =
      node.type === 'action'
        ? nearAction(node.id, one, { source, readers, steps })
        : nearFile(graph.numberOf(node.path), one, { source, readers, steps });
    for (const file of near.files) files.add(file);
    for (const action of near.actions) actions.add(action);
  }
  return { files, actions };
}

interface Reach {
  readonly source: ViewSource;
  readonly readers: Readers;
  readonly steps: number;
}

function nearFile(
  file: number | undefined,
  direction: ModuleDirection,
  { source, readers, steps }: Reach,
): Near {
  if (file === undefined) return { files: new Set(), actions: new Set() };
  const { nodes, steps: stepsTo } = surroundings(
    source.answers.graph.edges(direction),
    [file],
    steps,
  );
  const actions = new Map<string, number>();
  // Nothing that a file needs is an action that reads it.
  if (direction === 'dependents')
    for (const [at, node] of nodes.entries())
      for (const id of readers[node] ?? [])
        if (!actions.has(id) && (stepsTo[at] ?? 0) < steps) actions.set(id, (stepsTo[at] ?? 0) + 1);
  return { files: new Set(nodes), actions: actionsWithin(actions, direction, source, steps) };
}

function nearAction(
  id: string,
  direction: ModuleDirection,
  { source, readers, steps }: Reach,
): Near {
  const actions = actionsWithin(new Map([[id, 0]]), direction, source, steps);
  if (direction === 'dependents' || steps === 0) return { files: new Set(), actions };
  const read: number[] = [];
  for (const [file, by] of readers.entries()) if (by.includes(id)) read.push(file);
  const { nodes } = surroundings(source.answers.graph.edges('dependencies'), read, steps - 1);
  return { files: new Set(nodes), actions };
}

/** Actions so many steps away. @param from with the steps to each */
function actionsWithin(
  from: Map<string, number>,
  direction: ModuleDirection,
  source: ViewSource,
  stepsMax: number,
): ReadonlySet<string> {
  for (const [id, steps] of from)
    if (steps < stepsMax)
      for (const next of source.actionsNext(id, direction))
        if (!from.has(next)) from.set(next, steps + 1);
  return new Set(from.keys());
}
