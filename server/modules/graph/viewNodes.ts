/** Which nodes a view of the graph has: closed folders for all that lies in them, and single files where folders are open. */
import { filesIn, type TreeFolder } from './folderTree.ts';

/** One node, before anything is known of it but what it stands for. */
export interface PlannedNode {
  readonly type: 'folder' | 'file';
  /** Of a file. */
  readonly file?: number;
  readonly folder?: TreeFolder;
  /** Path of the open folder that it is shown in; absent: at the top. */
  readonly parent?: string;
  /** Whether what is in it is shown, so that it is a frame around that. */
  readonly isOpen: boolean;
}

/** What is shown. */
export interface Plan {
  readonly nodes: readonly PlannedNode[];
  /** For the number of each file: the node that stands for it, -1 where none does. */
  readonly ownerOf: Int32Array;
  /** Nodes that the limit left out. */
  readonly left: number;
}

/**
 * Opens folders from the top as far as they are wanted and as the limit goes; of those at one depth the smaller ones first, so that the largest stay closed.
 * @param options.size how many numbers of files there are
 * @param options.rank files with a higher one are shown where not all in an open folder can be
 */
export function planNodes(
  root: TreeFolder,
  options: {
    readonly isWanted: (folder: TreeFolder) => boolean;
    readonly limit: number;
    readonly size: number;
    readonly rank: (file: number) => number;
    readonly pathOf: (file: number) => string;
  },
): Plan {
  const { limit, isWanted, rank, pathOf } = options;
  const opened = new Set<TreeFolder>([root]);
  let shown = root.folders.length + root.files.length;
  let left = Math.max(0, shown - limit);
  for (let level = root.folders; level.length > 0; ) {
    const next: TreeFolder[] = [];
    for (const folder of [...level].filter(isWanted).sort(bySize)) {
      const more = folder.folders.length + folder.files.length;
      if (shown + more > limit) {
        left += more;
        continue;
      }
      opened.add(folder);
      shown += more;
      next.push(...folder.folders);
    }
    level = next;
  }
  const nodes: PlannedNode[] = [];
  const ownerOf = new Int32Array(options.size).fill(-1);
  const addContent = (folder: TreeFolder, parent: string | undefined): void => {
    const around = parent === undefined ? {} : { parent };
    for (const one of folder.folders) {
      if (nodes.length >= limit) break;
      const isOpen = opened.has(one);
      if (!isOpen) for (const file of filesIn(one)) ownerOf[file] = nodes.length;
      nodes.push({ type: 'folder', folder: one, isOpen, ...around });
      if (isOpen) addContent(one, one.path);
    }
    const room = limit - nodes.length;
    const files = folder.files.length <= room ? folder.files : best(folder.files, room, rank);
    for (const file of [...files].sort((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1))) {
      ownerOf[file] = nodes.length;
      nodes.push({ type: 'file', file, isOpen: false, ...around });
    }
  };
  addContent(root, undefined);
  return { nodes, ownerOf, left };
}

function bySize(a: TreeFolder, b: TreeFolder): number {
  return a.folders.length + a.files.length - b.folders.length - b.files.length;
}

function best(files: readonly number[], count: number, rank: (file: number) => number): number[] {
  return [...files].sort((a, b) => rank(b) - rank(a)).slice(0, Math.max(0, count));
}
