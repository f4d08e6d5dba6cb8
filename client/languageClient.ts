/**
 * The connection to the language server: started on first need, started again a few times if it dies, and typed by the protocol's tables. Everything
 * else of the client asks through this.
 */
import {
  type CancellationToken,
  type Disposable,
  EventEmitter,
  type LogOutputChannel,
  Uri,
  window,
} from 'vscode';
import type {
  ClientNotifications,
  InitializationOptions,
  ParamsOf,
  RequestName,
  ResultOf,
  ServerNotifications,
} from '../server/protocol/methods.ts';
import type { LanguageClient, NotificationName, ProgressValue } from './protocolClient.ts';
import { RestartPolicy } from './restartPolicy.ts';
import type { ServerState } from './serverState.ts';
import { t } from './texts.ts';

type Listener<Name extends NotificationName> = (params: ServerNotifications[Name]) => void;

export type { ProgressValue };

/** What a connection is made with. */
export interface ConnectionOptions {
  readonly extensionUri: Uri;
  readonly log: LogOutputChannel;
  /** Asked for at each start. */
  readonly initialization: () => InitializationOptions;
}

// Half a megabyte: read when the server is needed for the first time.
const loadLibrary = () => import('./protocolClient.ts');

const stopWithinMs = 1_500;

/** The connection. */
export class ServerConnection implements Disposable {
  readonly #options: ConnectionOptions;
  readonly #restarts = new RestartPolicy();
  readonly #stateChanged = new EventEmitter<ServerState>();
  readonly #listeners = new Map<NotificationName, Set<Listener<NotificationName>>>();
  #client: LanguageClient | undefined;
  #making: Promise<LanguageClient> | undefined;
  #starting: Promise<void> | undefined;
  #state: ServerState = 'idle';
  #progressTokens = 0;

  /** Told after each change of `state`. */
  readonly onDidChangeState = this.#stateChanged.event;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** How it stands. */
  get state(): ServerState {
    return this.#state;
  }

  /** Starts the server where it does not run. Rejected where it cannot run. */
  start(): Promise<void> {
    if (this.#state === 'failed' || this.#state === 'stopped') {
      return Promise.reject(new Error(t('The language server is not running.')));
    }
    this.#starting ??= this.#startClient();
    return this.#starting;
  }

  /** Sends a request, starting the server if need be. */
  async request<Name extends RequestName>(
    name: Name,
    params: ParamsOf<Name>,
    token?: CancellationToken,
  ): Promise<ResultOf<Name>> {
    await this.start();
    const client = this.#running();
    return send<ResultOf<Name>>(client, name, { params, token });
  }

  /** The same, with reports on the way. */
  async requestWithProgress<Name extends RequestName>(
    name: Name,
    params: ParamsOf<Name>,
    options: { report: (value: ProgressValue) => void; token?: CancellationToken },
  ): Promise<ResultOf<Name>> {
    await this.start();
    const { listenToProgress } = await loadLibrary();
    const client = this.#running();
    const workDoneToken = `cachescope-${++this.#progressTokens}`;
    const listening = listenToProgress(client, workDoneToken, options.report);
    try {
      const { token } = options;
      return await send<ResultOf<Name>>(client, name, {
        params: { ...params, workDoneToken },
        token,
      });
    } finally {
      listening.dispose();
    }
  }

  /** Tells the server something, where it runs; at its start it is told everything anyway. */
  notify<Name extends keyof ClientNotifications>(
    name: Name,
    params: ClientNotifications[Name],
  ): void {
    this.#send(name, params);
  }

  /** Tells the server of changed files, where it runs. */
  notifyFiles(changes: readonly { readonly uri: string; readonly type: number }[]): void {
    this.#send('workspace/didChangeWatchedFiles', { changes });
  }

  /** Listens to a notification, over all restarts. */
  on<Name extends NotificationName>(name: Name, listener: Listener<Name>): Disposable {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    // Only notifications of this name reach this set.
    const added = listener as Listener<NotificationName>;
    listeners.add(added);
    return { dispose: () => listeners.delete(added) };
  }

  /** Starts it anew, because a person asked for it. */
  async restart(): Promise<void> {
    await this.#end();
    this.#restarts.reset();
    this.#setState('idle');
    await this.start();
  }

  /** Ends the server, within two seconds. */
  async stop(): Promise<void> {
    this.#setState('stopped');
    await this.#end();
  }

  dispose(): void {
    this.#stateChanged.dispose();
    this.#listeners.clear();
  }

  // Each start has a client of its own: the library's own restart gets stuck where the server ends while it starts.
  async #startClient(): Promise<void> {
    this.#setState('starting');
    for (;;) {
      this.#making = this.#makeClient();
      const client = await this.#making.catch((error: unknown) => {
        this.#fail(t('Cachescope: the language server did not start.'));
        throw error;
      });
      try {
        await client.start();
        return;
      } catch (error) {
        this.#options.log.error(`The language server did not start: ${error}`);
        if (this.#client !== client) throw error;
        this.#client = undefined;
        if (this.#mayStartAgain()) continue;
        this.#failForGood();
        throw error;
      }
    }
  }

  async #makeClient(): Promise<LanguageClient> {
    const { extensionUri, log, initialization } = this.#options;
    const { makeClient } = await loadLibrary();
    const client: LanguageClient = makeClient({
      server: Uri.joinPath(extensionUri, 'dist', 'server.js').fsPath,
      log,
      initialization,
      onRunning: () => {
        if (this.#client === client && this.#state === 'starting') this.#setState('running');
      },
      onNotification: (name, params) => {
        for (const listener of this.#listeners.get(name) ?? []) listener(params);
      },
      onClosed: () => this.#closed(client),
    });
    this.#client = client;
    return client;
  }

  // One that ends while it starts is told of by its start. Requests that come meanwhile wait for the next.
  #closed(client: LanguageClient): void {
    if (this.#client !== client || this.#state !== 'running') return;
    this.#client = undefined;
    if (!this.#mayStartAgain()) {
      this.#failForGood();
      return;
    }
    this.#starting = this.#startClient();
    this.#starting.catch(() => {
      // Told where it failed.
    });
  }

  #mayStartAgain(): boolean {
    const may = this.#restarts.shallRestart(performance.now());
    if (may) this.#options.log.warn('The language server ended. It is started again.');
    return may;
  }

  #failForGood(): void {
    this.#fail(t('Cachescope: the language server ended several times and stays off.'));
  }

  #fail(message: string): void {
    this.#setState('failed');
    const [showLog, restart] = [t('Show log'), t('Restart')];
    window.showErrorMessage(message, showLog, restart).then((answer) => {
      if (answer === showLog) this.#options.log.show();
      if (answer === restart) void this.restart().catch((error) => this.#options.log.error(error));
    });
  }

  async #end(): Promise<void> {
    // Where it is just being made, it is made first: then there is something to end.
    await this.#making?.catch(() => {
      // Told where it failed.
    });
    const [client, starting] = [this.#client, this.#starting];
    this.#client = undefined;
    this.#starting = undefined;
    if (client === undefined) return;
    // A client that is just starting cannot be stopped before it has started.
    await starting?.catch(() => {
      // Told where it failed.
    });
    try {
      await client.dispose(stopWithinMs);
    } catch (error) {
      this.#options.log.warn(`The language server did not end by itself: ${error}`);
    }
  }

  #running(): LanguageClient {
    if (this.#client !== undefined && this.#state === 'running') return this.#client;
    throw new Error(t('The language server is not running.'));
  }

  #send(method: string, params: object): void {
    if (this.#state !== 'running') return;
    this.#client?.sendNotification(method, params).catch((error: unknown) => {
      this.#options.log.warn(`${method} was not sent: ${error}`);
    });
  }

  #setState(state: ServerState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#stateChanged.fire(state);
  }
}

// A token that is absent would go over the wire as a second parameter.
function send<Result>(
  client: LanguageClient,
  name: string,
  { params, token }: { params: object; token: CancellationToken | undefined },
): Promise<Result> {
  return token === undefined
    ? client.sendRequest<Result>(name, params)
    : client.sendRequest<Result>(name, params, token);
}
