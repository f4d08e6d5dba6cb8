// A language server over real streams, with the client side of the real protocol on the other end, on real
// workspaces:
//
//   const server = await startTestServer(t, { folders: [root] });
//   await server.ready();
//   const page = await server.ask('cachescope/actions', { folder: server.uri(0), ... });

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createConnection } from 'vscode-languageserver/node';
import {
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { type RunningServer, startServer } from '../../server/lsp/server.ts';
import type {
  ClientNotifications,
  ParamsOf,
  RequestName,
  ResultOf,
  ServerNotifications,
  ServerSettings,
} from '../../server/protocol/methods.ts';
import type { FolderState, FolderStatus } from '../../server/protocol/overview.ts';
import type { RunRequest } from '../../server/protocol/tasks.ts';
import { tellLongWait } from '../support/longWaits.ts';
import type { CleanupScope } from '../support/tempDir.ts';

export interface TestServerOptions {
  /** Absolute paths. */
  readonly folders: readonly string[];
  readonly trusted?: boolean;
  readonly settings?: Partial<ServerSettings>;
  readonly storage?: string;
  /** The client asks for diagnostics, as VS Code does. */
  readonly pulls?: boolean;
}

/** A server, in this process or in one of its own. */
type Stoppable = Pick<RunningServer, 'stop'>;

type Changed = ServerNotifications['cachescope/changed'];
type Test<T> = (value: T) => boolean;

/** Everything that came of one kind, and what waits for more. */
class Inbox<T> {
  readonly all: T[] = [];
  #waiting: (() => void)[] = [];

  add(value: T): void {
    this.all.push(value);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  /** Waits for a value from the given number on; the test's own limit of time is the limit. */
  async next(test: Test<T>, from = 0): Promise<T> {
    for (;;) {
      const found = this.all.slice(from).find(test);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }
}

export class TestServer<R extends Stoppable = RunningServer> {
  readonly client: ProtocolConnection;
  readonly running: R;
  readonly statuses = new Inbox<FolderStatus>();
  readonly changes = new Inbox<Changed>();
  readonly logs = new Inbox<ServerNotifications['cachescope/log']>();
  readonly troubles = new Inbox<ServerNotifications['cachescope/trouble']>();
  readonly diagnostics = new Inbox<{ uri: string; diagnostics: readonly { code?: unknown }[] }>();
  readonly #folders: readonly string[];

  constructor(client: ProtocolConnection, running: R, folders: readonly string[]) {
    this.client = client;
    this.running = running;
    this.#folders = folders;
    this.#on('cachescope/statusChanged', ({ folders: rows }) => {
      for (const row of rows) this.statuses.add(row);
    });
    this.#on('cachescope/changed', (body) => this.changes.add(body));
    this.#on('cachescope/log', (body) => this.logs.add(body));
    this.#on('cachescope/trouble', (body) => this.troubles.add(body));
    client.onNotification('textDocument/publishDiagnostics', (body) => this.diagnostics.add(body));
  }

  uri(index = 0): string {
    return pathToFileURL(this.#folders[index] ?? '').href;
  }

  async ask<Name extends RequestName>(
    method: Name,
    params: ParamsOf<Name>,
  ): Promise<ResultOf<Name>> {
    return await this.client.sendRequest<ResultOf<Name>>(method, params);
  }

  async tell<Name extends keyof ClientNotifications>(
    method: Name,
    body: ClientNotifications[Name],
  ): Promise<void> {
    await this.client.sendNotification(method, body);
  }

  /** Files changed on disk, as an editor's watcher tells it. */
  async changed(type: 'created' | 'changed' | 'deleted', ...files: string[]): Promise<void> {
    const types = { created: 1, changed: 2, deleted: 3 } as const;
    const changes = files.map((file) => ({ uri: pathToFileURL(file).href, type: types[type] }));
    await this.client.sendNotification('workspace/didChangeWatchedFiles', { changes });
  }

  /** Starts the engines and waits until a folder stands so. */
  async ready(index = 0, state: FolderState = 'ready'): Promise<FolderStatus> {
    const isSo = (status: FolderStatus) =>
      status.folder === this.uri(index) && status.state === state;
    return await this.#telling(`folder ${index} ${state}`, async () => {
      const now = (await this.ask('cachescope/status', {})).find(isSo);
      return now ?? (await this.statuses.next(isSo));
    });
  }

  /** Runs targets in the first folder. */
  async run(...targets: string[]): Promise<ResultOf<'cachescope/run'>> {
    return await this.#telling(`run of ${targets}`, () =>
      this.ask('cachescope/run', { ...runDefaults, folder: this.uri(), targets }),
    );
  }

  /** Waits until an action stands so, by asking and by what is told. */
  async action(id: string, status: string, index = 0): Promise<Changed['actions'][number]> {
    return await this.#telling(`${id} ${status}`, async () => {
      for (;;) {
        const from = this.changes.all.length;
        const [row] = await this.ask('cachescope/action', { folder: this.uri(index), ids: [id] });
        if (row?.status === status) return row;
        await this.changes.next(({ folder }) => folder === this.uri(index), from);
      }
    });
  }

  async #telling<T>(what: string, wait: () => Promise<T>): Promise<T> {
    const told = { statuses: this.statuses, changes: this.changes, troubles: this.troubles };
    const last = () => Object.entries(told).map(([name, { all }]) => [name, all.slice(-3)]);
    return await tellLongWait(what, last, wait);
  }

  #on<Name extends keyof ServerNotifications>(
    name: Name,
    handler: (body: ServerNotifications[Name]) => void,
  ): void {
    this.client.onNotification(name, handler);
  }
}

export const runDefaults: Omit<RunRequest, 'folder'> = {
  run: 'test',
  targets: [],
  force: 'none',
  dryRun: false,
  continueOnFailure: true,
};

/** Starts a server and shakes hands with it. It ends with the test. */
export async function startTestServer(
  scope: CleanupScope,
  options: TestServerOptions,
): Promise<TestServer> {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const running = startServer(createConnection(toServer, toClient));
  return shakeHands(scope, { running, toServer, toClient }, options);
}

/** A server in a process of its own, as an editor has it, for what that may not survive. */
export interface ServerProcess {
  readonly server: TestServer<Stoppable>;
  /** How it ended. */
  readonly ended: Promise<string>;
}

const program = fileURLToPath(new URL('../../server/lsp/main.ts', import.meta.url));

/** Starts one and shakes hands with it. It ends with the test. */
export async function startServerProcess(
  scope: CleanupScope,
  options: TestServerOptions,
): Promise<ServerProcess> {
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(
    process.execPath,
    [program, '--stdio'],
    { stdio: ['pipe', 'pipe', 'ignore'] },
  );
  const ended = once(child, 'exit').then(([code, signal]) => String(signal ?? code));
  const running = {
    stop: async () => {
      child.kill();
      await ended;
    },
  };
  const streams = { running, toServer: child.stdin, toClient: child.stdout };
  return { server: await shakeHands(scope, streams, options), ended };
}

async function shakeHands<R extends Stoppable>(
  scope: CleanupScope,
  {
    running,
    toServer,
    toClient,
  }: { readonly running: R; readonly toServer: Writable; readonly toClient: Readable },
  { folders, trusted = true, settings = {}, pulls = false, storage }: TestServerOptions,
): Promise<TestServer<R>> {
  const client = createProtocolConnection(
    new StreamMessageReader(toClient),
    new StreamMessageWriter(toServer),
  );
  const server = new TestServer(client, running, folders);
  client.listen();
  scope.after(async () => {
    await running.stop();
    client.dispose();
  });
  await client.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    workspaceFolders: folders.map((folder, index) => ({
      uri: server.uri(index),
      name: folder.slice(folder.lastIndexOf('/') + 1),
    })),
    capabilities: {
      workspace: {
        workspaceFolders: true,
        ...(pulls && { diagnostics: { refreshSupport: true } }),
      },
      ...(pulls && { textDocument: { diagnostic: {} } }),
    },
    initializationOptions: {
      trusted,
      settings: { codeLens: true, checkOnChange: true, ...settings },
      ...(storage !== undefined && { storage }),
    },
  });
  await client.sendNotification('initialized', {});
  return server;
}

/** Two packages, `app` reads what `lib` builds. Each build writes which package it is of, and the text it read. */
export const twoPackages = `
  //- package.json
  { "name": "root", "private": true, "workspaces": ["packages/*"] }
  //- cachescope.json
  { "tasks": { "build": { "dependsOn": ["^build"], "inputs": ["src/**"], "outputs": ["dist/**"] } } }
  //- packages/lib/package.json
  { "name": "lib", "scripts": { "build": "mkdir -p dist && cp src/a.txt dist/a.txt && echo built lib" } }
  //- packages/lib/src/a.txt
  one
  //- packages/app/package.json
  { "name": "app", "dependencies": { "lib": "*" }, "scripts": { "build": "mkdir -p dist && cat src/b.txt ../lib/dist/a.txt > dist/b.txt" } }
  //- packages/app/src/b.txt
  two
`;
