/**
 * Diagnostics for editors that ask for them (LSP 3.17). A document is answered when nobody has typed for a moment, and a question about a
 * text that is gone is dropped. The question about the workspace stays open where the editor takes parts of its answer, and each file goes
 * out when it changes: so nothing has to be asked every few seconds, and nothing is late.
 */
import {
  type CancellationToken,
  type Connection,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  LSPErrorCodes,
  ResponseError,
  type ResultProgressReporter,
  type WorkspaceDiagnosticParams,
  type WorkspaceDiagnosticReport,
} from 'vscode-languageserver/node';
import type { CancelSource } from '../host/platform/cancelSource.ts';
import type { FolderUri } from '../protocol/basics.ts';
import type { DiagnosticsTeller } from './diagnosticsTeller.ts';
import type { OpenDocuments } from './documents.ts';
import type { FolderHost } from './folderHost.ts';
import type { Folders } from './folders.ts';
import { RequestFailure } from './folderThread.ts';
import { RateLimit } from './rateLimit.ts';
import { cancelOf } from './requests.ts';
import { WorkspacePull } from './workspacePull.ts';

/** How long nobody must have typed in a document, in milliseconds. */
const quietMs = 100;
const refreshIntervalMs = 200;
const typingIntervalMs = 200;
const emptyReport: DocumentDiagnosticReport = { kind: 'full', items: [] };

interface Parts {
  readonly connection: Connection;
  readonly folders: Folders;
  readonly documents: OpenDocuments;
  /** Whether the editor asks anew when it is told to. */
  readonly canRefresh: boolean;
}

/** See above. */
export class PulledDiagnostics implements DiagnosticsTeller {
  readonly #parts: Parts;
  /** Questions about documents that are being answered. */
  readonly #asked = new Map<string, CancelSource>();
  readonly #editedAt = new Map<string, number>();
  /** Not told of in the answer about the workspace yet. */
  readonly #edited = new Set<string>();
  readonly #typing = new RateLimit(typingIntervalMs, () => this.#tellEdited());
  readonly #refresh = new RateLimit(refreshIntervalMs, () => this.#sendRefresh());
  #workspace: WorkspacePull | undefined;
  #isStopped = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { connection, documents } = parts;
    documents.onChange((uri) => {
      this.#editedAt.set(uri, performance.now());
      this.#asked.get(uri)?.cancel(textIsGone);
      if (!documents.isConfiguration(uri)) return;
      this.#edited.add(uri);
      this.#typing.wish();
    });
    documents.onClose((uri) => {
      this.#editedAt.delete(uri);
      this.#asked.get(uri)?.cancel(textIsGone);
      const place = parts.folders.find(uri);
      if (place) void this.#workspace?.tellAnew(place.host, place.path);
    });
    const { diagnostics } = connection.languages;
    diagnostics.on(async (params, token) => await this.#ofDocument(params, token));
    diagnostics.onWorkspace(
      async (params, token, _progress, partial) => await this.#ofWorkspace(params, token, partial),
    );
  }

  refresh(host: FolderHost): void {
    void this.#workspace?.tell(host);
    if (this.#parts.canRefresh && !this.#isStopped) this.#refresh.wish();
  }

  forget(folder: FolderUri): void {
    const host = this.#parts.folders.all.find(({ uri }) => uri === folder);
    if (host) this.#workspace?.forget(host);
  }

  stop(): void {
    this.#isStopped = true;
    this.#refresh.stop();
    this.#typing.stop();
    this.#workspace?.end();
    for (const asked of this.#asked.values()) asked.cancel('The server ends.');
  }

  async #ofDocument(
    params: DocumentDiagnosticParams,
    token: CancellationToken,
  ): Promise<DocumentDiagnosticReport> {
    const { uri } = params.textDocument;
    const cancel = cancelOf(token);
    this.#asked.get(uri)?.cancel('It was asked for again.');
    this.#asked.set(uri, cancel);
    try {
      await this.#quiet(uri, cancel);
      return await this.#report(params, cancel);
    } catch (error) {
      throw asCancelled(error, cancel, token);
    } finally {
      if (this.#asked.get(uri) === cancel) this.#asked.delete(uri);
    }
  }

  async #quiet(uri: string, cancel: CancelSource): Promise<void> {
    const edited = this.#editedAt.get(uri) ?? Number.NEGATIVE_INFINITY;
    const waitMs = edited + quietMs - performance.now();
    if (waitMs <= 0 || cancel.cancelled) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      cancel.onCancel(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  async #report(
    { textDocument: { uri }, previousResultId }: DocumentDiagnosticParams,
    cancel: CancelSource,
  ): Promise<DocumentDiagnosticReport> {
    const { folders, documents } = this.#parts;
    const place = documents.isConfiguration(uri) ? folders.find(uri) : undefined;
    if (cancel.cancelled) throw new RequestFailure(cancel.why ?? '', true);
    if (place === undefined) return emptyReport;
    const { host, path } = place;
    const open = documents.openIn(folders, host);
    const known = previousResultId === undefined ? {} : { [path]: previousResultId };
    const params = { paths: [path], all: false, open, known };
    const found = (await host.request('language/diagnostics', params, { cancel }))[path];
    if (found === undefined) return emptyReport;
    const { resultId, items } = found;
    // The shapes of the language features are those of the protocol.
    return items === undefined
      ? { kind: 'unchanged', resultId }
      : { kind: 'full', resultId, items: items as never };
  }

  async #ofWorkspace(
    { previousResultIds }: WorkspaceDiagnosticParams,
    token: CancellationToken,
    partial: ResultProgressReporter<WorkspaceDiagnosticReport> | undefined,
  ): Promise<WorkspaceDiagnosticReport> {
    const { folders, documents } = this.#parts;
    // One window has one workspace: who asks again does not wait for the first answer any more.
    this.#workspace?.end();
    const pull = new WorkspacePull({ folders, documents, previous: previousResultIds });
    if (partial === undefined) return { items: await pull.all() };
    this.#workspace = pull;
    token.onCancellationRequested(() => pull.end());
    await pull.stream((items) => partial.report({ items: [...items] }));
    if (this.#workspace === pull) this.#workspace = undefined;
    return { items: [] };
  }

  #tellEdited(): void {
    for (const uri of this.#edited) {
      const place = this.#parts.folders.find(uri);
      if (place) void this.#workspace?.tellFile(place.host, place.path);
    }
    this.#edited.clear();
  }

  #sendRefresh(): void {
    // A client that is closing answers with an error, which is no news.
    void this.#parts.connection.languages.diagnostics.refresh().catch(() => undefined);
  }
}

const textIsGone = 'The text changed.';

/** An editor that did not cancel by itself asks again where there is a newer text; where it has asked already it need not. */
function asCancelled(error: unknown, cancel: CancelSource, token: CancellationToken): unknown {
  if (!(error instanceof RequestFailure)) return error;
  if (token.isCancellationRequested)
    return new ResponseError(LSPErrorCodes.RequestCancelled, error.message);
  const retriggerRequest = cancel.why === textIsGone;
  return new ResponseError(LSPErrorCodes.ServerCancelled, error.message, { retriggerRequest });
}
