/** What commands work with. */
import type { ExtensionContext, LogOutputChannel } from 'vscode';
import type { Documents } from '../documents/documents.ts';
import type { Folders } from '../folders.ts';
import type { ServerConnection } from '../languageClient.ts';
import type { Runs } from '../runs.ts';
import type { CachescopeTasks } from '../taskProvider.ts';
import type { Views } from '../views/views.ts';
import type { ServerLink } from '../webviews/relay.ts';

/** The parts of the extension. */
export interface Parts {
  readonly context: ExtensionContext;
  readonly log: LogOutputChannel;
  readonly connection: ServerConnection;
  readonly folders: Folders;
  readonly runs: Runs;
  readonly tasks: CachescopeTasks;
  readonly documents: Documents;
  readonly views: Views;
  readonly link: ServerLink;
}

/** Carries a command out. What it throws is told and logged by who calls it. */
export type Handler = (...args: readonly unknown[]) => Promise<void> | void;
