/**
 * The engine's side of the helper process that starts commands. Why there is one: `spawn` forks, and the system copies the page
 * tables of the forking process, so each start blocks an engine of 150 MB for about 10 ms; the helper stays small.
 *
 * Life: starting, ready (its first message), then gone: `stop()`, or unexpectedly, and then all its commands are lost.
 */
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ReadingGate } from './readingGate.ts';
import { environmentChange, type FromSpawner, type ToSpawner } from './spawnerMessages.ts';
import {
  type CommandEnd,
  CommandLost,
  type StartedCommand,
  type StartRequest,
} from './startedCommand.ts';

/** How a helper is started. */
export interface SpawnerOptions {
  /** From `baseEnvironment`. */
  readonly base: Readonly<Record<string, string>>;
  /** Time between SIGTERM and SIGKILL when the engine is gone, in milliseconds. */
  readonly graceMs: number;
  readonly gate: ReadingGate;
  /** Absolute path of the helper's program. Default: the one beside this file. */
  readonly file?: string | undefined;
}

/** A command from its request to its end. */
interface Entry {
  readonly onLog: StartRequest['onLog'];
  readonly started: PromiseWithResolvers<StartedCommand>;
  readonly exit: PromiseWithResolvers<CommandEnd>;
  readonly closed: PromiseWithResolvers<void>;
  readonly readOn: (() => void)[];
  chunks: number;
  letGo: boolean;
}

/** How long a helper without a channel gets to end by itself, besides the grace period of its commands, in milliseconds. */
const lastWaitMs = 3000;

/** One helper process. */
export class Spawner {
  readonly #base: Readonly<Record<string, string>>;
  readonly #child: ChildProcess;
  readonly #entries = new Map<number, Entry>();
  readonly #graceMs: number;
  readonly #ended = Promise.withResolvers<void>();
  #nextId = 1;
  #ready = false;
  #stopping = false;
  #exit: string | undefined;

  /** @throws the system's error where it has no room for another process */
  constructor(options: SpawnerOptions) {
    this.#base = options.base;
    this.#graceMs = options.graceMs;
    this.#child = spawnHelper(options);
    this.#child.on('message', (message: FromSpawner) => this.#receive(message));
    this.#child.once('error', (error) => this.#noteEnd(error.message));
    this.#child.once('exit', (code, signal) => {
      this.#noteEnd(signal === null ? `exit code ${code}` : `signal ${signal}`);
    });
    // Only when the channel is read to its end has everything arrived that was sent.
    this.#child.once('disconnect', () => this.#noteDisconnect());
    this.#send({ type: 'setup', base: options.base, graceMs: options.graceMs });
    const { gate } = options;
    const follow = (): void => this.#send({ type: 'reading', isReading: !gate.isClosed });
    if (gate.isClosed) follow();
    const stopFollowing = gate.onChange(follow);
    this.#child.once('exit', stopFollowing);
    this.#child.once('error', stopFollowing);
    // An idle helper must not keep the program from ending.
    this.#child.unref();
    this.#child.channel?.unref();
  }

  /** Process id, which is its group, too; undefined where it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** It has said that it waits for commands. */
  get ready(): boolean {
    return this.#ready && this.alive;
  }

  /** Can be given commands. */
  get alive(): boolean {
    return !this.#stopping && this.#exit === undefined && this.#child.connected;
  }

  /** Settles when the process has ended and all its commands were told. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** Ended without being asked to. */
  get failed(): boolean {
    return !this.alive && !this.#stopping;
  }

  /** Some of its commands have not ended. */
  get busy(): boolean {
    return this.#entries.size > 0;
  }

  /**
   * Starts a command.
   * @throws the system's error, with its `code`, where it cannot be started; `CommandLost` where the helper ended meanwhile
   */
  async start(request: StartRequest): Promise<StartedCommand> {
    if (!this.alive) throw new CommandLost(this.#lossMessage());
    const id = this.#nextId++;
    const entry: Entry = {
      onLog: request.onLog,
      started: Promise.withResolvers(),
      exit: Promise.withResolvers(),
      closed: Promise.withResolvers(),
      readOn: [],
      chunks: 0,
      letGo: false,
    };
    this.#entries.set(id, entry);
    if (this.#entries.size === 1) this.#child.channel?.ref();
    const { line, cwd } = request;
    const environment = environmentChange(this.#base, request.environment);
    this.#send({ type: 'start', id, line, cwd, environment });
    return await entry.started.promise;
  }

  /** Ends it with all that it still runs, and waits for the ends of those. One without work is left to end by itself. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.busy) {
      this.#child.ref();
      this.#send({ type: 'stop' });
      this.#killLater();
      await this.ended;
    } else if (this.#child.connected) {
      this.#child.disconnect();
    }
  }

  #send(message: ToSpawner): void {
    // An error here is the helper's end, of which `exit` and `disconnect` tell.
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  #receive(message: FromSpawner): void {
    if (message.type === 'ready') this.#ready = true;
    if (!('id' in message)) return;
    const entry = this.#entries.get(message.id);
    if (entry === undefined) return;
    switch (message.type) {
      case 'started':
        entry.started.resolve(this.#startedCommand(message.id, message.pid, entry));
        break;
      case 'not-started':
        entry.started.reject(Object.assign(new Error(message.message), { code: message.code }));
        this.#forget(message.id);
        break;
      case 'log':
        entry.chunks++;
        if (!entry.letGo) entry.onLog({ stream: message.stream, bytes: message.bytes });
        break;
      case 'exit':
        entry.exit.resolve({ code: message.code, signal: message.signal });
        if (message.closed) this.#close(message.id, entry);
        break;
      case 'read-on':
        entry.readOn.shift()?.();
        break;
      case 'closed':
        this.#close(message.id, entry);
        break;
    }
  }

  #startedCommand(id: number, pid: number, entry: Entry): StartedCommand {
    return {
      pid,
      exit: entry.exit.promise,
      closed: entry.closed.promise,
      chunks: () => entry.chunks,
      readOn: () =>
        new Promise((resolve) => {
          entry.readOn.push(resolve);
          this.#send({ type: 'read-on', id });
        }),
      letGo: () => {
        entry.letGo = true;
        this.#send({ type: 'let-go', id });
        this.#close(id, entry);
      },
    };
  }

  #close(id: number, entry: Entry): void {
    entry.closed.resolve();
    this.#forget(id);
  }

  #forget(id: number): void {
    this.#entries.delete(id);
    if (!this.busy) this.#child.channel?.unref();
  }

  #noteEnd(how: string): void {
    this.#exit ??= how;
    if (!this.#child.connected) this.#loseAll();
  }

  #noteDisconnect(): void {
    if (this.#exit !== undefined) {
      this.#loseAll();
      return;
    }
    this.#killLater();
    // How it ended comes next, and those who wait for its commands need to hear of it.
    if (this.busy) this.#child.ref();
  }

  #killLater(): void {
    setTimeout(() => this.#child.kill('SIGKILL'), this.#graceMs + lastWaitMs).unref();
  }

  #loseAll(): void {
    const lost = this.#lossMessage();
    for (const entry of this.#entries.values()) {
      // Without effect for the promises that are settled already.
      entry.started.reject(new CommandLost(lost));
      entry.exit.resolve({ lost });
      entry.closed.resolve();
    }
    this.#entries.clear();
    this.#child.unref();
    this.#ended.resolve();
  }

  #lossMessage(): string {
    const how = this.#stopping ? 'was stopped' : 'ended unexpectedly';
    return `the helper process that starts commands ${how} (${this.#exit ?? 'no channel'})`;
  }
}

function spawnHelper(options: SpawnerOptions): ChildProcess {
  const { spawn } = process.getBuiltinModule('node:child_process');
  const { root } = process.getBuiltinModule('node:path').parse(process.execPath);
  // A young generation of 1 MB: output that passes through must not make the heap, and so the forks, any bigger.
  const flags = ['--max-semi-space-size=1', '--expose-gc'];
  return spawn(process.execPath, [...flags, options.file ?? helperFile()], {
    // The folder it stands in could otherwise not be removed on some systems.
    cwd: root,
    env: helperEnvironment(options.base),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
    // Ctrl+C in a terminal goes to the engine alone, which decides what is to end. Its group is its memory's name, too.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
}

/** Commands do not see this one: theirs is sent. */
function helperEnvironment(base: Readonly<Record<string, string>>): Record<string, string> {
  const result = { ...base };
  const libraries = process.env.LD_LIBRARY_PATH;
  if (libraries !== undefined) result.LD_LIBRARY_PATH = libraries;
  // In an editor, the program of this process is the editor itself, unless told to be Node.
  if (process.versions.electron !== undefined) result.ELECTRON_RUN_AS_NODE = '1';
  return result;
}

function helperFile(): string {
  const fromSources = import.meta.url.endsWith('.ts');
  const name = fromSources ? './spawner.worker.ts' : './spawner.worker.js';
  return fileURLToPath(new URL(name, import.meta.url));
}
