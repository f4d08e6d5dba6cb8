/** The level of workspace folders, which is there only where the window has several. */
import type { FolderStatus } from '../../server/protocol/overview.ts';
import { formatCount } from '../format.ts';
import { t } from '../texts.ts';
import { facts, type ViewNode } from './node.ts';

/** Whether a folder has something to show. */
export function hasRows(folder: FolderStatus): boolean {
  return folder.state === 'ready' || folder.state === 'restricted';
}

/**
 * The roots of a view.
 *
 * @param folders all folders of the window
 * @param rowsOf what the view shows of one folder
 * @returns no row where there is nothing to show, so that the view's welcome shows
 */
export async function folderNodes(
  folders: readonly FolderStatus[],
  rowsOf: (folder: FolderStatus) => Promise<readonly ViewNode[]>,
): Promise<readonly ViewNode[]> {
  if (!folders.some(hasRows)) return [];
  const [only] = folders;
  if (folders.length === 1 && only !== undefined) return rowsOf(only);
  return folders.map((folder) => folderNode(folder, rowsOf));
}

function folderNode(
  folder: FolderStatus,
  rowsOf: (folder: FolderStatus) => Promise<readonly ViewNode[]>,
): ViewNode {
  const description = stateText(folder);
  return {
    key: `folder:${folder.folder}`,
    label: folder.name,
    ...(description === '' ? {} : { description }),
    icon: { id: folder.state === 'failed' ? 'error' : 'folder' },
    context: 'folder',
    spoken: `${folder.name}, ${description}`,
    shape: hasRows(folder) ? 'open' : 'leaf',
    subject: { folder: folder.folder },
    children: () => rowsOf(folder),
    tooltip: () => folderTooltip(folder),
  };
}

function folderTooltip(folder: FolderStatus) {
  return [
    { type: 'title', text: folder.name } as const,
    ...facts({
      [t('Packages')]: formatCount(folder.packages),
      [t('Actions')]: formatCount(folder.actions),
      [t('State')]: folder.message,
    }),
  ];
}

function stateText({ state, message }: FolderStatus): string {
  switch (state) {
    case 'starting':
      return t('starting');
    case 'restricted':
      return t('restricted');
    case 'empty':
      return t('nothing to build');
    case 'failed':
      return message ?? t('failed');
    case 'ready':
      return '';
  }
}
