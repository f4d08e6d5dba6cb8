/** Files and actions as one graph: what stands next to one, and the way from one to another. */
import { shortestPath } from '../../../engine/graph/graph.ts';
import type { ActionId, RelativePath } from '../../../engine/model/brand.ts';
import type { GraphNodeRef, NeighbourRow, NeighboursRequest } from '../../../protocol/graph.ts';
import type { RouteRequest, RouteResult } from '../../../protocol/modules.ts';
import { actionRows } from '../graphView.ts';
import type { ModuleView } from './folderModules.ts';

/** Direct neighbours: modules, then actions, each in the order of their names. */
export function neighbours(
  view: ModuleView,
  { node, direction }: NeighboursRequest,
): readonly NeighbourRow[] {
  const { folder, actions } = view;
  if (node.type === 'action')
    return folder
      ? actionRows(
          folder.session.engine.graph[direction].get(node.id as ActionId) ?? [],
          direction,
          folder,
        )
      : [];
  const path = node.path as RelativePath;
  const ids = direction === 'dependents' ? actions?.readersOf(path) : actions?.writersOf(path);
  return [
    ...moduleNeighbours(view, path, direction),
    ...(folder ? actionRows(ids ?? [], direction, folder) : []),
  ];
}

function moduleNeighbours(
  { session, actions }: ModuleView,
  path: RelativePath,
  direction: NeighboursRequest['direction'],
): readonly NeighbourRow[] {
  const answers = session?.answers;
  return (answers?.neighbours(path, direction) ?? []).map((other) => {
    const number = answers?.graph.numberOf(other) ?? 0;
    const isRead = direction === 'dependents' && (actions?.readersOf(other).length ?? 0) > 0;
    return {
      node: { type: 'file', path: other },
      hasMore: isRead || (answers?.graph.degree(number, direction) ?? 0) > 0,
      behind: (answers?.reached(other, direction).length ?? 0) + 1,
    };
  });
}

/** The shortest way along dependencies; from an action to a file, through the file nearest to that one that it or one before it reads. */
export function route(view: ModuleView, { from, to }: RouteRequest): RouteResult {
  if (from.type === 'file' && to.type === 'file')
    return { nodes: (view.session?.answers.way(from.path, to.path) ?? []).map(fileNode) };
  if (from.type === 'action' && to.type === 'action')
    return { nodes: actionWay(view, from.id, to.id).map(actionNode) };
  if (from.type === 'action' && to.type === 'file')
    return { nodes: actionToFile(view, from.id, to.path) };
  if (from.type === 'file' && to.type === 'action')
    return { nodes: fileToAction(view, from.path, to.id) };
  return { nodes: [] };
}

function actionWay({ folder }: ModuleView, from: string, to: string): readonly string[] {
  if (folder === undefined) return [];
  return shortestPath(folder.session.engine.graph, from as ActionId, to as ActionId) ?? [];
}

function actionToFile(view: ModuleView, from: string, to: string): readonly GraphNodeRef[] {
  const { session, actions } = view;
  if (actions === undefined) return [];
  const reached = session?.answers.reached(to, 'dependents') ?? [];
  // Nearest first, so the first that is read by something on the way is the one to show.
  for (const path of [to, ...(session?.graph.pathsOf(reached) ?? [])]) {
    for (const reader of actions.readersOf(path as RelativePath)) {
      const way = actionWay(view, from, reader);
      if (way.length === 0) continue;
      const files = path === to ? [to] : (session?.answers.way(path, to) ?? []);
      return [...way.map(actionNode), ...files.map(fileNode)];
    }
  }
  return [];
}

function fileToAction(view: ModuleView, from: string, to: string): readonly GraphNodeRef[] {
  for (const writer of view.actions?.writersOf(from as RelativePath) ?? []) {
    const way = actionWay(view, writer, to);
    if (way.length > 0) return [fileNode(from), ...way.map(actionNode)];
  }
  return [];
}

const fileNode = (path: string): GraphNodeRef => ({ type: 'file', path });
const actionNode = (id: string): GraphNodeRef => ({ type: 'action', id });
