/**
 * The server behind one connection: folders come and go, requests go to the thread of the folder that they name, and what threads tell
 * goes out in batches. Only messages are moved here; whatever takes time is done in `folder.worker.ts`.
 */
import { randomBytes } from 'node:crypto';
import {
  type Connection,
  FileChangeType,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  type WorkspaceFolder,
} from 'vscode-languageserver/node';
import type {
  ClientNotifications,
  InitializationOptions,
  ServerSettings,
} from '../protocol/methods.ts';
import { diagnosticCapability, diagnosticsFor } from './diagnostics.ts';
import { type DiagnosticsTeller, noDiagnostics } from './diagnosticsTeller.ts';
import { OpenDocuments } from './documents.ts';
import type { FolderHost } from './folderHost.ts';
import { Folders } from './folders.ts';
import { answerLanguageQuestions } from './languageQuestions.ts';
import { Notifier } from './notifier.ts';
import { answerRequests } from './requests.ts';

/** How a server differs from place to place. */
export interface ServerOptions {
  /** Ends the process, where the server has one of its own. */
  readonly onExit?: (code: number) => void;
}

/** A running server. */
export interface RunningServer {
  readonly folders: Folders;
  /** Ends all threads; within 2 seconds. */
  stop(): Promise<void>;
}

/** What is left of the two seconds after messages went to and fro, in milliseconds. */
const stopWithinMs = 1200;
const defaultSettings: ServerSettings = { codeLens: true, checkOnChange: true };
const changeTypes = {
  [FileChangeType.Created]: 'create',
  [FileChangeType.Changed]: 'update',
  [FileChangeType.Deleted]: 'delete',
} as const;

/** Serves a connection, which must not listen yet. */
export function startServer(connection: Connection, options: ServerOptions = {}): RunningServer {
  const server = new Server(connection, options);
  connection.listen();
  return server;
}

class Server implements RunningServer {
  readonly folders: Folders;
  readonly #connection: Connection;
  readonly #notifier: Notifier;
  readonly #documents: OpenDocuments;
  #diagnostics: DiagnosticsTeller = noDiagnostics;
  #isTrusted = false;
  #storage: string | undefined;
  #settings = defaultSettings;
  #isWindowActive = true;
  #hasFolderEvents = false;
  #isStopping: Promise<void> | undefined;

  constructor(connection: Connection, options: ServerOptions) {
    this.#connection = connection;
    const documents = new OpenDocuments(connection);
    this.#documents = documents;
    this.#notifier = new Notifier(connection);
    this.folders = new Folders({
      token: randomBytes(8).toString('hex'),
      trusted: () => this.#isTrusted,
      storage: () => this.#storage,
      settings: () => this.#settings,
      isWindowActive: () => this.#isWindowActive,
      onTold: (host, message) => {
        if (message.type === 'problems') this.#diagnostics.refresh(host);
        else this.#notifier.pass(host, message);
      },
      onStatus: (host) => this.#notifier.statusChanged(host),
      log: (message) => this.#notifier.log(message),
    });
    answerRequests(connection, this.folders);
    answerLanguageQuestions(connection, this.folders, documents, () => this.#settings);
    this.#wire(options);
  }

  async stop(): Promise<void> {
    this.#isStopping ??= this.#stop();
    await this.#isStopping;
  }

  async #stop(): Promise<void> {
    this.#diagnostics.stop();
    this.#notifier.stop();
    await this.folders.closeAll(stopWithinMs);
  }

  #wire({ onExit }: ServerOptions): void {
    const connection = this.#connection;
    connection.onInitialize((params) => this.#initialize(params));
    connection.onInitialized(() => this.#initialized());
    connection.onShutdown(async () => await this.stop());
    connection.onExit(() => {
      void this.stop().then(() => onExit?.(0));
    });
    connection.onDidChangeWatchedFiles(({ changes }) => {
      for (const { uri, type } of changes) this.folders.noteChange(uri, changeTypes[type]);
    });
    this.#onNotification('cachescope/trusted', () => this.#trust());
    this.#onNotification('cachescope/windowActive', ({ active }) => {
      this.#isWindowActive = active;
      for (const host of this.folders.all) host.tellWindow(active);
    });
    this.#onNotification('cachescope/settings', (settings) => {
      this.#settings = settings;
      for (const host of this.folders.all) host.tellSettings(settings);
      this.#notifier.refreshLenses();
    });
  }

  #onNotification<Name extends keyof ClientNotifications>(
    name: Name,
    handler: (body: ClientNotifications[Name]) => void,
  ): void {
    this.#connection.onNotification(name, handler);
  }

  #initialize({
    workspaceFolders,
    rootUri,
    capabilities,
    initializationOptions,
  }: InitializeParams): InitializeResult {
    const options = (initializationOptions ?? {}) as Partial<InitializationOptions>;
    const { trusted, settings } = options;
    this.#storage = options.storage;
    // Whoever does not say that the workspace is trusted has not asked anybody.
    this.#isTrusted = trusted === true;
    this.#settings = settings ?? defaultSettings;
    this.#hasFolderEvents = capabilities.workspace?.workspaceFolders === true;
    this.#notifier.canRefreshLenses = capabilities.workspace?.codeLens?.refreshSupport === true;
    for (const { uri, name } of foldersAtStart(workspaceFolders, rootUri))
      this.folders.add(uri, name);
    const { teller, isPulled } = diagnosticsFor(capabilities, {
      connection: this.#connection,
      folders: this.folders,
      documents: this.#documents,
    });
    this.#diagnostics = teller;
    return {
      capabilities: {
        ...serverCapabilities,
        ...(isPulled && { diagnosticProvider: diagnosticCapability }),
      },
      serverInfo: { name: 'cachescope' },
    };
  }

  #initialized(): void {
    if (!this.#hasFolderEvents) return;
    this.#connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      for (const { uri } of removed) {
        this.#diagnostics.forget(uri);
        void this.folders.remove(uri, stopWithinMs);
      }
      for (const { uri, name } of added) this.folders.add(uri, name).start();
      this.#notifier.allStatusesChanged(() => this.folders.all.map(({ status }) => status));
    });
  }

  /** A thread that was started without trust keeps to that for as long as it lives, so there is a new one. */
  #trust(): void {
    if (this.#isTrusted) return;
    this.#isTrusted = true;
    const restart = (host: FolderHost): Promise<void> => host.restart(stopWithinMs);
    void Promise.all(this.folders.all.map(restart));
  }
}

function foldersAtStart(
  folders: readonly WorkspaceFolder[] | null | undefined,
  rootUri: string | null,
): readonly WorkspaceFolder[] {
  if (folders) return folders;
  return rootUri === null ? [] : [{ uri: rootUri, name: '' }];
}

/** Watching files is the client's doing: it sends `workspace/didChangeWatchedFiles` for everything in its folders. */
const serverCapabilities: InitializeResult['capabilities'] = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  completionProvider: { triggerCharacters: ['"', '/', '#', '^', '$', ':'] },
  hoverProvider: true,
  definitionProvider: true,
  referencesProvider: true,
  renameProvider: { prepareProvider: true },
  codeLensProvider: {},
  codeActionProvider: { codeActionKinds: ['quickfix'] },
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
};
