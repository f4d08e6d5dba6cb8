/** The graph as its page draws it, with how actions stand and what they cost; and the search for nodes. */
import type { ActionId, RelativePath } from '../../../engine/model/brand.ts';
import { inTurns } from '../../../host/platform/turns.ts';
import type { ModuleSession } from '../../../host/workspace/moduleSession.ts';
import type { TreeFolder } from '../../../modules/graph/folderTree.ts';
import { graphView, packageNames, shownFolders } from '../../../modules/graph/view.ts';
import type { ViewSource } from '../../../modules/graph/viewSource.ts';
import type {
  GraphSearchRequest,
  GraphView,
  GraphViewNode,
  GraphViewRequest,
} from '../../../protocol/modules.ts';
import type { ActionStatus } from '../../../protocol/tasks.ts';
import { changedAt } from './changeTimes.ts';
import type { ModuleView } from './folderModules.ts';

/** As many as the page asks for, so that it can tell where there are more. */
const searchMax = 500;
const noGraph: GraphView = {
  revision: 0,
  nodes: [],
  edges: [],
  left: 0,
  total: { modules: 0, edges: 0, packages: 0 },
};

/** A view. */
export async function pageView(view: ModuleView, request: GraphViewRequest): Promise<GraphView> {
  const { session } = view;
  if (session === undefined) return noGraph;
  return await inTurns(graphView(request, viewSource(view, session)));
}

/**
 * Nodes with all these words in their names. What is called so comes first, then what begins so; of these what the page shows without being told to, and short names.
 */
export function search(
  view: ModuleView,
  { words, limit }: GraphSearchRequest,
): readonly GraphViewNode[] {
  const parts = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (parts.length === 0) return [];
  const found: { readonly node: GraphViewNode; readonly rank: number }[] = [];
  const look = (make: () => GraphViewNode, name: string): void => {
    const text = name.toLowerCase();
    if (!parts.every((part) => text.includes(part))) return;
    const node = make();
    found.push({ node, rank: rankOf(node, parts) });
  };
  const { session, folder } = view;
  for (const path of session?.graph.pathsOf(session.graph.present()) ?? [])
    look(() => fileNode(path, session), path);
  if (session !== undefined) {
    for (const one of shownFolders(session.answers))
      look(() => folderNode(one), one.label === one.path ? one.path : `${one.path} ${one.label}`);
    for (const name of packageNames(session.answers)) look(() => packageNode(name), name);
  }
  for (const id of folder?.session.workspace.actions.keys() ?? [])
    look(() => actionNode(id, view), id);
  const count = Math.min(searchMax, Math.max(1, Math.floor(limit) || 1));
  return found
    .sort((a, b) => a.rank - b.rank || (a.node.id < b.node.id ? -1 : 1))
    .slice(0, count)
    .map(({ node }) => node);
}

/** Packages and actions are shown where a filter says so. */
const kinds: Readonly<Record<GraphViewNode['type'], number>> = {
  folder: 0,
  file: 0,
  package: 1,
  action: 2,
};

function rankOf({ id, type, label }: GraphViewNode, parts: readonly string[]): number {
  const path = id.slice(id.indexOf(':') + 1).toLowerCase();
  const end = type === 'action' ? '#' : '/';
  const last = path.slice(path.lastIndexOf(end) + 1);
  // A folder may have the name of a package.
  const names = type === 'folder' || type === 'package' ? [last, label.toLowerCase()] : [last];
  const words = parts.join(' ');
  const [first = ''] = parts;
  const isAny = (test: (name: string) => boolean): boolean => names.some(test);
  const fit = isAny((name) => name === words)
    ? 0
    : isAny((name) => name.startsWith(first))
      ? 1
      : isAny((name) => name.includes(first))
        ? 2
        : 3;
  return (fit * 10 + kinds[type]) * 1000 + Math.min(999, path.length);
}

function fileNode(path: RelativePath, session: ModuleSession | undefined): GraphViewNode {
  const number = session?.graph.numberOf(path);
  const inCycle = number !== undefined && session?.answers.isInCircle(number) === true;
  return { id: `file:${path}`, type: 'file', label: path, files: 1, inCycle };
}

function folderNode({ path, label, count }: TreeFolder): GraphViewNode {
  return { id: `folder:${path}`, type: 'folder', label, files: count, inCycle: false };
}

function packageNode(name: string): GraphViewNode {
  return { id: `package:${name}`, type: 'package', label: name, files: 0, inCycle: false };
}

function actionNode(id: ActionId, view: ModuleView): GraphViewNode {
  const status = view.folder?.table.status(id);
  const state = status === undefined ? {} : { status };
  return { id: `action:${id}`, type: 'action', label: id, files: 0, inCycle: false, ...state };
}

function viewSource({ folder, actions }: ModuleView, session: ModuleSession): ViewSource {
  return {
    answers: session.answers,
    readersOf: (path) => actions?.readersOf(path) ?? none,
    actionsNext: (id, direction) =>
      folder?.session.engine.graph[direction].get(id as ActionId) ?? none,
    costOf(ids) {
      if (actions === undefined || ids.size === 0) return undefined;
      const { expectedMs, actions: all, unknown } = actions.costOf(ids as ReadonlySet<ActionId>);
      return unknown === all.length ? undefined : expectedMs;
    },
    statusOf: (id): ActionStatus | undefined => folder?.table.status(id as ActionId),
    durationOf: (id) => actions?.durationOf(id as ActionId),
    changedAt: (path) => changedAt(session, path),
  };
}

const none: readonly string[] = [];
