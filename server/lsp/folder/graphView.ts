/** Neighbours of actions and files, and the way from one action to another. */
import { reachable, shortestPath } from '../../engine/graph/graph.ts';
import type { ActionId, RelativePath } from '../../engine/model/brand.ts';
import type { WorkspaceEngine } from '../../host/workspace/workspaceEngine.ts';
import type {
  Direction,
  NeighbourRow,
  NeighboursRequest,
  PathRequest,
  PathResult,
} from '../../protocol/graph.ts';
import type { ActionTable } from './actions.ts';

type Session = Pick<WorkspaceEngine, 'engine'>;

/** Direct neighbours, in the order of their names. */
export function neighbours(
  { node, direction }: NeighboursRequest,
  session: Session,
  table: ActionTable,
): readonly NeighbourRow[] {
  const { graph } = session.engine;
  const ids =
    node.type === 'action'
      ? (graph[direction].get(node.id as ActionId) ?? [])
      : usersOf(node.path, direction, session);
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

function usersOf(path: string, direction: Direction, { engine }: Session): readonly ActionId[] {
  const { writers, readers } = engine.usersOf(path as RelativePath);
  return direction === 'dependencies' ? writers : readers;
}

/** The shortest way along dependencies. */
export function pathBetween({ from, to }: PathRequest, { engine }: Session): PathResult {
  return { actions: shortestPath(engine.graph, from as ActionId, to as ActionId) ?? [] };
}
