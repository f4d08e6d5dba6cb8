/**
 * What the graph's page may ask the extension itself. The page shows names out of the workspace, so what it asks for is checked, and is little: the node
 * that it was opened for, a file of its own folder to be opened, and to have something saved where the user says.
 */
import { commands, Uri, window, workspace } from 'vscode';
import type { FolderUri } from '../../../server/protocol/basics.ts';
import type { OwnAnswer } from '../relay.ts';
import { takeWantedNode } from './wantedNode.ts';

const textLengthMax = 4096;

/** Makes the answers for the graph of a folder. */
export function graphAnswers(folder: FolderUri): Readonly<Record<string, OwnAnswer>> {
  return {
    'graph/wanted': () => takeWantedNode(folder),
    'graph/openFile': async ({ path }) => {
      const uri = Uri.joinPath(Uri.parse(folder), pathInFolder(path));
      await commands.executeCommand('vscode.open', uri, { preview: true });
    },
    'graph/save': async ({ name, bytes }) => {
      if (!(bytes instanceof Uint8Array)) throw new Error('There is nothing to save.');
      // A name alone: where it goes is the user's choice.
      const proposed = text(name).replace(/[\\/:*?"<>|\p{Cc}]/gu, '_');
      const file = await window.showSaveDialog({
        defaultUri: Uri.joinPath(Uri.parse(folder), proposed),
      });
      if (file !== undefined) await workspace.fs.writeFile(file, bytes);
    },
  };
}

function pathInFolder(value: unknown): string {
  const path = text(value);
  const isInside = !path.startsWith('/') && path.split(/[\\/]/).every((part) => part !== '..');
  if (isInside) return path;
  throw new Error(`${path} is no file of this folder.`);
}

function text(value: unknown): string {
  if (typeof value === 'string' && value !== '' && value.length <= textLengthMax) return value;
  throw new Error('A name is missing, or too long.');
}
