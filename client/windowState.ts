/** What the window as a whole is like, which decides what its views say while they are empty. */
import type { FolderStatus } from '../server/protocol/overview.ts';
import type { ServerState } from './serverState.ts';

/** The states that views have a welcome for. `ready`: they have rows. */
export type WindowState =
  | 'noFolder'
  | 'virtual'
  | 'untrusted'
  | 'starting'
  | 'empty'
  | 'failed'
  | 'ready';

/** What it depends on. */
export interface WindowFacts {
  /** URI schemes of the open folders. */
  readonly schemes: readonly string[];
  readonly isTrusted: boolean;
  readonly server: ServerState;
  readonly folders: readonly FolderStatus[];
}

/** Says which state a window is in. */
export function windowState({ schemes, isTrusted, server, folders }: WindowFacts): WindowState {
  if (schemes.length === 0) return 'noFolder';
  if (!schemes.includes('file')) return 'virtual';
  if (server === 'failed') return 'failed';
  const has = (state: FolderStatus['state']) => folders.some((folder) => folder.state === state);
  if (has('ready')) return 'ready';
  if (!isTrusted || has('restricted')) return 'untrusted';
  if (has('starting') || folders.length === 0) return 'starting';
  return has('empty') ? 'empty' : 'failed';
}
