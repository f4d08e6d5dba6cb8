/**
 * What the connection needs of vscode-languageclient, which is most of the extension's code. It is a bundle of its own, loaded when the server is needed
 * for the first time: so the editor's start does not wait for it. It says nothing to people, since the texts' language is known to the other bundle.
 */
import type { LogOutputChannel } from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  State,
  TransportKind,
  WorkDoneProgress,
  type WorkDoneProgressBegin,
  type WorkDoneProgressEnd,
  type WorkDoneProgressReport,
} from 'vscode-languageclient/node';
import type { InitializationOptions, ServerNotifications } from '../server/protocol/methods.ts';

export type { LanguageClient };
export type NotificationName = keyof ServerNotifications;
/** What `$/progress` carries. */
export type ProgressValue = WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd;

/** What a client is made with. */
export interface ClientParts {
  /** Path of the server's program. */
  readonly server: string;
  readonly log: LogOutputChannel;
  /** Asked for at each start. */
  readonly initialization: () => InitializationOptions;
  onRunning(): void;
  onNotification(name: NotificationName, params: ServerNotifications[NotificationName]): void;
  /** The server ended without being told to. */
  onClosed(): void;
}

/** Files whose text the server follows while they are edited: those that say what to build. */
const documents = ['cachescope.json', 'turbo.json', 'turbo.jsonc', 'package.json'];

const notificationNames: readonly NotificationName[] = [
  'cachescope/statusChanged',
  'cachescope/changed',
  'cachescope/log',
  'cachescope/trouble',
];

// What goes wrong is told by who asked for it, in the user's language; the log has the library's words, too.
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/** Makes a client; it is not started yet. */
export function makeClient(parts: ClientParts): LanguageClient {
  const server = { module: parts.server, transport: TransportKind.ipc };
  const client = new QuietClient('cachescope', 'Cachescope', server, clientOptions(parts));
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Running) parts.onRunning();
  });
  for (const name of notificationNames) {
    client.onNotification(name, (params: ServerNotifications[NotificationName]) =>
      parts.onNotification(name, params),
    );
  }
  return client;
}

/** Listens to the reports on one request until it is disposed. */
export function listenToProgress(
  client: LanguageClient,
  workDoneToken: string,
  report: (value: ProgressValue) => void,
): { dispose(): void } {
  return client.onProgress(WorkDoneProgress.type, workDoneToken, report);
}

function clientOptions({ log, initialization, onClosed }: ClientParts): LanguageClientOptions {
  return {
    documentSelector: documents.map((name) => ({ scheme: 'file', pattern: `**/${name}` })),
    outputChannel: log,
    traceOutputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: initialization,
    diagnosticPullOptions: { onChange: true },
    markdown: { isTrusted: false, supportHtml: false },
    // Told by who started it.
    initializationFailedHandler: () => false,
    errorHandler: {
      error: (error, _message, count) => {
        log.error(`Connection to the language server: ${error.message} (${count})`);
        // A connection that is really gone is told by `closed`.
        return { action: ErrorAction.Continue, handled: true };
      },
      closed: () => {
        onClosed();
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    },
  };
}
