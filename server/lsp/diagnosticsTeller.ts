/** What the server needs of whoever tells an editor what is wrong, in either of the two ways. */
import type { FolderUri } from '../protocol/basics.ts';
import type { FolderHost } from './folderHost.ts';

/** Sees to it that an editor knows what is wrong. */
export interface DiagnosticsTeller {
  /** The configuration of a folder may have other problems now. */
  refresh(host: FolderHost): void;
  /** The folder is gone, and with it what was wrong there. */
  forget(folder: FolderUri): void;
  /** Nothing more is told. */
  stop(): void;
}

/** Until an editor has said what it can. */
export const noDiagnostics: DiagnosticsTeller = {
  refresh: () => undefined,
  forget: () => undefined,
  stop: () => undefined,
};
