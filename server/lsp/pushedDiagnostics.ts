/**
 * Diagnostics for editors that do not ask for them: pushed for the whole workspace when the saved configuration changed, and for a file
 * alone while it is edited.
 */
import type { Connection } from 'vscode-languageserver/node';
import type { FolderPath, FolderUri } from '../protocol/basics.ts';
import type { DiagnosticsTeller } from './diagnosticsTeller.ts';
import type { OpenDocuments } from './documents.ts';
import type { FolderHost } from './folderHost.ts';
import type { Folders } from './folders.ts';
import { RequestFailure } from './folderThread.ts';
import { uriInside } from './paths.ts';
import { RateLimit } from './rateLimit.ts';

/** While somebody types, in milliseconds. */
const typingIntervalMs = 200;

/** Publishes diagnostics. */
export class PushedDiagnostics implements DiagnosticsTeller {
  readonly #connection: Connection;
  readonly #folders: Folders;
  readonly #documents: OpenDocuments;
  /** Files of each folder that have diagnostics now, and must lose them some day. */
  readonly #published = new Map<FolderUri, Set<FolderPath>>();
  readonly #edited = new Set<string>();
  readonly #typing = new RateLimit(typingIntervalMs, () => this.#refreshEdited());

  constructor(connection: Connection, folders: Folders, documents: OpenDocuments) {
    this.#connection = connection;
    this.#folders = folders;
    this.#documents = documents;
    const onEdit = (uri: string): void => {
      this.#edited.add(uri);
      this.#typing.wish();
    };
    documents.onChange(onEdit);
    documents.onClose(onEdit);
  }

  refresh(host: FolderHost): void {
    void this.#publish(host, [...(this.#published.get(host.uri) ?? [])], true);
  }

  forget(folder: FolderUri): void {
    const root = this.#folders.all.find(({ uri }) => uri === folder)?.root;
    for (const path of this.#published.get(folder) ?? [])
      if (root !== undefined) this.#send(uriInside(root, path), []);
    this.#published.delete(folder);
  }

  stop(): void {
    this.#typing.stop();
  }

  #refreshEdited(): void {
    for (const uri of this.#edited) {
      const place = this.#folders.find(uri);
      if (place && this.#documents.isConfiguration(uri))
        void this.#publish(place.host, [place.path], false);
    }
    this.#edited.clear();
  }

  async #publish(host: FolderHost, paths: readonly FolderPath[], all: boolean): Promise<void> {
    const { root } = host;
    if (root === undefined) return;
    try {
      const open = this.#documents.openIn(this.#folders, host);
      const wanted = all ? [...new Set([...paths, ...Object.keys(open)])] : paths;
      const found = await host.request('language/diagnostics', { paths: wanted, all, open });
      const published = this.#published.get(host.uri) ?? new Set();
      this.#published.set(host.uri, published);
      for (const [path, { items: diagnostics = [] }] of Object.entries(found)) {
        if (diagnostics.length > 0) published.add(path);
        else if (!published.delete(path) && open[path] === undefined) continue;
        this.#send(uriInside(root, path), diagnostics);
      }
    } catch (error) {
      // Where the thread died or the folder was closed there is nothing to publish; another refresh comes with the next thread.
      if (!(error instanceof RequestFailure)) throw error;
    }
  }

  #send(uri: string, diagnostics: readonly object[]): void {
    void this.#connection.sendDiagnostics({ uri, diagnostics: [...diagnostics] as never[] });
  }
}
