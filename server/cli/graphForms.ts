/** The graph of actions as `graph --format json` and the editor's export write it. Documented in JSON.md. */
import { graphData } from '../engine/graph/formats.ts';
import type { ActionGraph, Direction } from '../engine/graph/graph.ts';
import type { Action } from '../engine/model/action.ts';
import type { ActionId } from '../engine/model/brand.ts';
import { jsonVersion } from './jsonForms.ts';

/** The object of `graph --json`. */
export function graphJson(
  graph: ActionGraph,
  about: {
    readonly direction: Direction;
    readonly roots: readonly ActionId[];
    readonly actions: ReadonlyMap<ActionId, Action>;
  },
): object {
  const { direction, roots, actions } = about;
  const data = graphData(graph);
  const nodes = data.nodes.map((id) => jsonNode(actions.get(id), id));
  return { version: jsonVersion, command: 'graph', direction, roots, nodes, edges: data.edges };
}

/** Where trees start that grow in `direction`: what nothing leads to. */
export function endsOf(graph: ActionGraph, direction: Direction): readonly ActionId[] {
  const before = direction === 'dependencies' ? graph.dependents : graph.dependencies;
  return [...before]
    .filter(([, others]) => others.length === 0)
    .map(([id]) => id)
    .sort();
}

function jsonNode(action: Action | undefined, id: ActionId): object {
  return { id, kind: action?.kind, group: action?.group, name: action?.name, cwd: action?.cwd };
}
