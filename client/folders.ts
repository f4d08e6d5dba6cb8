/** The folders of the window as the server last told of them. A copy to show, and no truth of its own. */
import { type Disposable, EventEmitter, workspace } from 'vscode';
import type { FolderStatus } from '../server/protocol/overview.ts';
import type { ServerConnection } from './languageClient.ts';

/** Folders by URI, in the order of the window. */
export class Folders implements Disposable {
  readonly #connection: ServerConnection;
  readonly #changed = new EventEmitter<readonly FolderStatus[]>();
  readonly #listening: readonly Disposable[];
  #all: readonly FolderStatus[] = [];

  /** Told after each change. */
  readonly onDidChange = this.#changed.event;

  constructor(connection: ServerConnection) {
    this.#connection = connection;
    this.#listening = [
      connection.on('cachescope/statusChanged', ({ folders }) => this.#merge(folders)),
      connection.onDidChangeState((state) => {
        if (state !== 'running') this.#set([]);
        // Also after it died and was started again. Where this fails, the state changes once more.
        else this.load().catch(() => this.#set([]));
      }),
    ];
  }

  /** All folders. */
  get all(): readonly FolderStatus[] {
    return this.#all;
  }

  /** One of them. */
  find(folder: string): FolderStatus | undefined {
    return this.#all.find((status) => status.folder === folder);
  }

  /** Asks for all folders; the server starts, if need be. */
  async load(): Promise<void> {
    this.#set(await this.#connection.request('cachescope/status', {}));
  }

  dispose(): void {
    for (const one of this.#listening) one.dispose();
    this.#changed.dispose();
  }

  // What the server tells may be all folders, or those that changed: a folder is gone where the window says so.
  #merge(told: readonly FolderStatus[]): void {
    const byFolder = new Map([...this.#all, ...told].map((status) => [status.folder, status]));
    const open = (workspace.workspaceFolders ?? []).map(({ uri }) => uri.toString());
    this.#set(open.flatMap((folder) => byFolder.get(folder) ?? []));
  }

  #set(folders: readonly FolderStatus[]): void {
    this.#all = folders;
    this.#changed.fire(folders);
  }
}
