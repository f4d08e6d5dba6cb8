/** One question of an editor about the diagnostics of the whole workspace, and what it knows already. */
import type { WorkspaceDocumentDiagnosticReport } from 'vscode-languageserver/node';
import type { FolderPath } from '../protocol/basics.ts';
import type { OpenDocuments } from './documents.ts';
import type { FolderHost } from './folderHost.ts';
import type { Folders } from './folders.ts';
import { RequestFailure } from './folderThread.ts';
import { uriInside } from './paths.ts';
import type { FileDiagnostics } from './workerMessages.ts';

type Reports = readonly WorkspaceDocumentDiagnosticReport[];

interface PullParts {
  readonly folders: Folders;
  readonly documents: OpenDocuments;
  /** What the editor was told before. */
  readonly previous: readonly { readonly uri: string; readonly value: string }[];
}

/** See above. */
export class WorkspacePull {
  readonly #parts: PullParts;
  /** Results that the editor has, by file. */
  readonly #known = new Map<FolderHost, Map<FolderPath, string>>();
  #report: (items: Reports) => void = () => undefined;
  #end: () => void = () => undefined;

  constructor(parts: PullParts) {
    this.#parts = parts;
    for (const { uri, value } of parts.previous) {
      const place = parts.folders.find(uri);
      if (place) this.#knownOf(place.host).set(place.path, value);
    }
  }

  /** Everything at once. */
  async all(): Promise<WorkspaceDocumentDiagnosticReport[]> {
    const hosts = this.#parts.folders.all;
    return (await Promise.all(hosts.map((host) => this.#reports(host, true)))).flat();
  }

  /** Everything, and from then on what changes, until the end. */
  async stream(report: (items: Reports) => void): Promise<void> {
    this.#report = report;
    const ended = new Promise<void>((resolve) => {
      this.#end = resolve;
    });
    for (const host of this.#parts.folders.all) if (host.isStarted) void this.tell(host, true);
    await ended;
  }

  /** A folder may have other problems now. @param all with what the editor knows already */
  async tell(host: FolderHost, all = false): Promise<void> {
    const items = await this.#reports(host, all);
    if (items.length > 0) this.#report(items);
  }

  /** A file is edited: an editor asks about documents that are seen, and not about those that are merely open. */
  async tellFile(host: FolderHost, path: FolderPath): Promise<void> {
    const items = await this.#reports(host, false, [path]);
    if (items.length > 0) this.#report(items);
  }

  /** The editor has lost what it knew of a file. */
  async tellAnew(host: FolderHost, path: FolderPath): Promise<void> {
    // No result has this name; without any, a file where nothing is wrong would not be told of.
    this.#knownOf(host).set(path, '');
    await this.tell(host);
  }

  /** The folder is gone, and with it what was wrong there. */
  forget(host: FolderHost): void {
    const { root } = host;
    const paths = [...this.#knownOf(host).keys()];
    this.#known.delete(host);
    if (root === undefined || paths.length === 0) return;
    this.#report(paths.map((path) => this.#full(uriInside(root, path), '', [])));
  }

  /** Nothing more is told. */
  end(): void {
    this.#report = () => undefined;
    this.#end();
  }

  /** @param only these files; undefined: all that the editor knows of, is at, or should know of */
  async #reports(host: FolderHost, all: boolean, only?: readonly FolderPath[]): Promise<Reports> {
    const { folders, documents } = this.#parts;
    if (host.root === undefined) return [];
    const known = this.#knownOf(host);
    const open = documents.openIn(folders, host);
    const paths = only ?? [...new Set([...known.keys(), ...Object.keys(open)])];
    const isAll = only === undefined;
    const params = { paths, all: isAll, open, known: Object.fromEntries(known) };
    try {
      const found = await host.request('language/diagnostics', params);
      return Object.entries(found).flatMap(([path, one]) => this.#reportOf(host, path, one, all));
    } catch (error) {
      // Where the thread died or the folder was closed there is nothing to tell; the next thread tells again.
      if (error instanceof RequestFailure) return [];
      throw error;
    }
  }

  #reportOf(
    host: FolderHost,
    path: FolderPath,
    { resultId, items }: FileDiagnostics,
    all: boolean,
  ): Reports {
    const known = this.#knownOf(host);
    const uri = uriInside(host.root ?? '', path);
    const version = this.#parts.documents.version(uri) ?? null;
    if (items === undefined) return all ? [{ kind: 'unchanged', uri, version, resultId }] : [];
    if (items.length === 0 && !known.has(path)) return [];
    known.set(path, resultId);
    return [this.#full(uri, resultId, items)];
  }

  #full(
    uri: string,
    resultId: string,
    items: readonly object[],
  ): WorkspaceDocumentDiagnosticReport {
    const version = this.#parts.documents.version(uri) ?? null;
    // The shapes of the language features are those of the protocol.
    return { kind: 'full', uri, version, resultId, items: [...items] as never[] };
  }

  #knownOf(host: FolderHost): Map<FolderPath, string> {
    const known = this.#known.get(host) ?? new Map<FolderPath, string>();
    this.#known.set(host, known);
    return known;
  }
}
