/** The node that a folder's graph is to show next. The page takes it when it is there, which may be later: it may have to be loaded first. */
import type { FolderUri } from '../../../server/protocol/basics.ts';

const wanted = new Map<FolderUri, string>();

/** Has the graph of a folder show a node. @param id e.g. `file:src/a.ts`, `folder:src`, `action:web#build` */
export function wantNode(folder: FolderUri, id: string): void {
  wanted.set(folder, id);
}

/** The node, once; null for none. */
export function takeWantedNode(folder: FolderUri): string | null {
  const id = wanted.get(folder) ?? null;
  wanted.delete(folder);
  return id;
}
