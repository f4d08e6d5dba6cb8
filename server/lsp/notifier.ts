/** What goes to the client unasked. Folders tell at most ten times a second already; how they stand is batched here. */
import type { Connection } from 'vscode-languageserver/node';
import type { FolderUri } from '../protocol/basics.ts';
import type { ServerNotifications } from '../protocol/methods.ts';
import type { FolderStatus } from '../protocol/overview.ts';
import type { FolderHost } from './folderHost.ts';
import type { Told } from './folderThread.ts';
import { RateLimit } from './rateLimit.ts';

const statusIntervalMs = 100;
/** Lenses are computed anew for every visible editor, so they follow at a reader's pace. */
const lensIntervalMs = 1000;

/** Sends notifications. */
export class Notifier {
  /** Whether the client asks for lenses anew when told to. */
  canRefreshLenses = false;
  readonly #connection: Connection;
  /** Writes a line to the client's log: of what is wrong. */
  readonly log: (message: string) => void;
  /** The same of what is worth knowing. */
  readonly note: (message: string) => void;
  readonly #statuses = new Map<FolderUri, FolderStatus>();
  readonly #statusLimit = new RateLimit(statusIntervalMs, () => this.#sendStatuses());
  readonly #lensLimit = new RateLimit(lensIntervalMs, () => this.#sendLensRefresh());
  #allStatuses: (() => readonly FolderStatus[]) | undefined;
  #isStopped = false;

  constructor(connection: Connection) {
    this.#connection = connection;
    const { console: lines } = connection;
    this.log = (message) => lines.warn(message);
    this.note = (message) => lines.info(message);
  }

  /** One folder stands otherwise now. */
  statusChanged({ uri, status }: FolderHost): void {
    this.#statuses.set(uri, status);
    this.#wish(this.#statusLimit);
  }

  /** Folders came or went. @param read gives all of them when it is sent */
  allStatusesChanged(read: () => readonly FolderStatus[]): void {
    this.#allStatuses = read;
    this.#wish(this.#statusLimit);
  }

  /** Passes on what a folder's thread tells. */
  pass(host: FolderHost, message: Exclude<Told, { type: 'status' | 'closed' | 'problems' }>): void {
    if (this.#isStopped) return;
    switch (message.type) {
      case 'changed':
        if (message.body.actions.length > 0 || message.body.allActions) this.refreshLenses();
        this.#send('cachescope/changed', message.body);
        break;
      case 'log':
        this.#send('cachescope/log', message.body);
        break;
      case 'note':
        this.note(message.message);
        break;
      case 'trouble':
        this.log(message.message);
        this.#send('cachescope/trouble', { folder: host.uri, message: message.message });
    }
  }

  /** Lenses show something else now. */
  refreshLenses(): void {
    if (this.canRefreshLenses) this.#wish(this.#lensLimit);
  }

  /** Nothing more is sent. */
  stop(): void {
    this.#isStopped = true;
    this.#statusLimit.stop();
    this.#lensLimit.stop();
  }

  #wish(limit: RateLimit): void {
    if (!this.#isStopped) limit.wish();
  }

  #sendStatuses(): void {
    const folders = this.#allStatuses?.() ?? [...this.#statuses.values()];
    this.#statuses.clear();
    this.#allStatuses = undefined;
    this.#send('cachescope/statusChanged', { folders });
  }

  #sendLensRefresh(): void {
    // A client that is closing answers with an error, which is no news.
    void this.#connection
      .sendRequest('workspace/codeLens/refresh')
      .catch((error: unknown) => this.log(`Lenses could not be refreshed: ${String(error)}`));
  }

  #send<Name extends keyof ServerNotifications>(name: Name, body: ServerNotifications[Name]): void {
    // Rejects only where the connection is gone, and then there is nobody to tell.
    void this.#connection.sendNotification(name, body).catch(() => undefined);
  }
}
