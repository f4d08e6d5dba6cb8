/** Actions and files, and how they depend on each other. */
import type { ActionName, FolderPath, InFolder } from './basics.ts';
import type { ActionRow } from './tasks.ts';

/** `dependencies`: what it needs. `dependents`: what needs it. */
export type Direction = 'dependencies' | 'dependents';

/** A node to start from: an action, or a file. */
export type GraphNodeRef =
  | { readonly type: 'action'; readonly id: ActionName }
  | { readonly type: 'file'; readonly path: FolderPath };

/**
 * Asks for the direct neighbours of a node. For a file: the files that it imports and the action that writes it, or the files that import it and the
 * actions that read it.
 */
export interface NeighboursRequest extends InFolder {
  readonly node: GraphNodeRef;
  readonly direction: Direction;
}

/** One neighbour. */
export interface NeighbourRow {
  readonly node: GraphNodeRef;
  readonly action?: ActionRow;
  /** Whether it has neighbours of its own in the same direction. */
  readonly hasMore: boolean;
  /** How many of its kind, actions or files, lie behind it in this direction, itself included. */
  readonly behind: number;
}

/** Asks for the shortest path between two actions. */
export interface PathRequest extends InFolder {
  readonly from: ActionName;
  readonly to: ActionName;
}

/** From the first to the last; empty where there is none. */
export interface PathResult {
  readonly actions: readonly ActionName[];
}
