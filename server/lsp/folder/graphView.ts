/** Neighbours of actions, and the way from one action to another. */
import { reachable, shortestPath } from '../../engine/graph/graph.ts';
import type { ActionId } from '../../engine/model/brand.ts';
import type { WorkspaceEngine } from '../../host/workspace/workspaceEngine.ts';
import type { Direction, NeighbourRow, PathRequest, PathResult } from '../../protocol/graph.ts';
import type { ActionTable } from './actions.ts';

type Session = Pick<WorkspaceEngine, 'engine'>;

/** Actions as rows of a list of neighbours, in the order of their names. */
export function actionRows(
  ids: readonly ActionId[],
  direction: Direction,
  { session, table }: { readonly session: Session; readonly table: ActionTable },
): readonly NeighbourRow[] {
  const { graph } = session.engine;
  return [...ids].sort().map((id) => {
    const action = table.row(id);
    return {
      node: { type: 'action', id },
      hasMore: (graph[direction].get(id)?.length ?? 0) > 0,
      behind: new Set([id, ...reachable(graph, [id], direction)]).size,
      ...(action === undefined ? {} : { action }),
    };
  });
}

/** The shortest way along dependencies. */
export function pathBetween({ from, to }: PathRequest, { engine }: Session): PathResult {
  return { actions: shortestPath(engine.graph, from as ActionId, to as ActionId) ?? [] };
}
