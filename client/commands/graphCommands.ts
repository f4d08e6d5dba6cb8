/** Commands about the graph of actions. */
import { FileType, Uri, window, workspace } from 'vscode';
import type { GraphNodeRef } from '../../server/protocol/graph.ts';
import { inert } from '../format.ts';
import { type Subject, subjectOf } from '../subject.ts';
import { t } from '../texts.ts';
import { wantNode } from '../webviews/graph/wantedNode.ts';
import { openFolderPage } from '../webviews/panels.ts';
import type { Handler, Parts } from './parts.ts';
import { type Choice, pickAction, pickFolder } from './picks.ts';

/** The handlers. */
export function graphCommands(parts: Parts) {
  return {
    'cachescope.showDependencies': (first) => showDependencies(parts, first),
    'cachescope.followActiveFile': () => parts.views.showDependencies(undefined),
    'cachescope.showPath': (first) => showPath(parts, subjectOf(first)),
    'cachescope.showGraph': async (first) => {
      const folder = await pickFolder(parts, subjectOf(first));
      if (folder !== undefined) openFolderPage(parts, 'graph', folder);
    },
    'cachescope.showInGraph': (first) => showInGraph(parts, first),
  } satisfies Partial<Record<string, Handler>>;
}

async function showDependencies(parts: Parts, first: unknown): Promise<void> {
  const start = startOf(subjectOf(first)) ?? startOfFile(first);
  if (start !== undefined) return parts.views.showDependencies(start);
  const picked = await pickAction(parts, subjectOf(first), t('Show dependencies'));
  if (picked === undefined) return;
  const { folder, action } = picked;
  await parts.views.showDependencies({ folder, node: { type: 'action', id: action } });
}

function startOf({ folder, action, path }: Subject) {
  if (folder === undefined) return undefined;
  if (action !== undefined) return { folder, node: { type: 'action', id: action } as GraphNodeRef };
  return path === undefined ? undefined : { folder, node: { type: 'file', path } as GraphNodeRef };
}

// The explorer's menu passes the address of a file.
function startOfFile(value: unknown) {
  const uri = fileUri(value);
  const folder = uri && workspace.getWorkspaceFolder(uri);
  if (uri === undefined || folder === undefined) return undefined;
  const path = workspace.asRelativePath(uri, false);
  return { folder: folder.uri.toString(), path, node: { type: 'file', path } as GraphNodeRef };
}

function fileUri(value: unknown): Uri | undefined {
  return value instanceof Uri && value.scheme === 'file' ? value : undefined;
}

// Of a tree row: its file or action. Of the explorer: a file or folder. Else the file in the active editor.
async function showInGraph(parts: Parts, first: unknown): Promise<void> {
  const start = startOf(subjectOf(first));
  if (start !== undefined) {
    const { node, folder } = start;
    wantNode(folder, node.type === 'file' ? `file:${node.path}` : `action:${node.id}`);
    openFolderPage(parts, 'graph', folder);
    return;
  }
  const uri = fileUri(first) ?? window.activeTextEditor?.document.uri;
  const place = startOfFile(uri);
  if (uri === undefined || place === undefined) {
    window.showInformationMessage(t('Open a file of the workspace first.'));
    return;
  }
  const { type } = await workspace.fs.stat(uri);
  const isFolder = (type & FileType.Directory) !== 0;
  wantNode(place.folder, `${isFolder ? 'folder' : 'file'}:${place.path}`);
  openFolderPage(parts, 'graph', place.folder);
}

async function showPath(parts: Parts, subject: Subject): Promise<void> {
  const from = await pickAction(parts, subject, t('From which action?'));
  if (from === undefined) return;
  const about = { folder: from.folder };
  const to = await pickAction(parts, about, t('To which action that it needs?'));
  if (to === undefined) return;
  const params = { folder: from.folder, from: from.action, to: to.action };
  const { actions } = await parts.connection.request('cachescope/path', params);
  if (actions.length === 0) {
    const text = t('{0} does not need {1}, near or far.', inert(from.action), inert(to.action));
    window.showInformationMessage(text);
    return;
  }
  const picked = await window.showQuickPick(pathChoices(actions), {
    title: t('Path from {0} to {1}', from.action, to.action),
    placeHolder: t('Select an action to see its dependencies'),
  });
  if (picked === undefined) return;
  const node: GraphNodeRef = { type: 'action', id: picked.value };
  await parts.views.showDependencies({ folder: from.folder, node });
}

function pathChoices(actions: readonly string[]): Choice<string>[] {
  return actions.map((action, index) => ({
    label: inert(action),
    description: index === 0 ? t('from here') : t('step {0}', index),
    value: action,
  }));
}
