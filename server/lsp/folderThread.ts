/**
 * The thread of one folder as the main loop sees it: requests with cancellation and progress, and what the thread tells by itself.
 * Nothing is computed here, so that the main loop is free to pass messages on.
 */
import { Worker } from 'node:worker_threads';
import type { CancelToken } from '../engine/ports/cancel.ts';
import { killGroup } from '../host/processes/groups.ts';
import type {
  FromWorker,
  Progress,
  ToWorker,
  WorkerParams,
  WorkerRequestName,
  WorkerResult,
  WorkerSetup,
} from './workerMessages.ts';

/** A request that was cancelled, or whose thread is gone. */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure';
  readonly cancelled: boolean;

  constructor(message: string, cancelled: boolean) {
    super(message);
    this.cancelled = cancelled;
  }
}

/** What a thread tells by itself. */
export type Told = Exclude<FromWorker, { readonly id: number } | { readonly type: 'group' }>;

/** Who listens to a thread. */
export interface ThreadListener {
  told(message: Told): void;
  /** It ended without being asked to. */
  died(why: string): void;
}

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: RequestFailure) => void;
  readonly onProgress: ((progress: Progress) => void) | undefined;
  readonly forget: () => void;
}

/** How a request is sent. */
export interface RequestOptions {
  readonly cancel?: CancelToken;
  readonly onProgress?: (progress: Progress) => void;
}

/** One running thread. */
export class FolderThread {
  readonly #worker: Worker;
  readonly #listener: ThreadListener;
  readonly #pending = new Map<number, Pending>();
  /** Leaders of process groups that its commands run in. */
  readonly #groups = new Set<number>();
  #lastId = 0;
  #isOver = false;
  #error: unknown;
  #onClosed: () => void = () => undefined;

  constructor(setup: WorkerSetup, listener: ThreadListener) {
    this.#listener = listener;
    this.#worker = startWorker(setup);
    this.#worker.on('message', (message: FromWorker) => this.#receive(message));
    this.#worker.on('error', (error) => {
      this.#error = error;
    });
    this.#worker.on('exit', () => this.#ended());
    liveThreads.add(this.#killGroups);
    // Where the editor goes away without a word, this process ends at once.
    if (liveThreads.size === 1) process.on('exit', killAllGroups);
  }

  /**
   * Asks for something.
   * @throws RequestFailure where it was cancelled, cannot be answered, or the thread died
   */
  async request<Name extends WorkerRequestName>(
    method: Name,
    params: WorkerParams<Name>,
    { cancel, onProgress }: RequestOptions = {},
  ): Promise<WorkerResult<Name>> {
    if (this.#isOver) throw new RequestFailure('The engine of this folder has stopped.', false);
    this.#lastId++;
    const id = this.#lastId;
    return await new Promise((resolve, reject) => {
      this.#send({ type: 'request', id, method, params });
      const forget = cancel?.onCancel(() => this.#send({ type: 'cancel', id })) ?? (() => {});
      const settle = resolve as (result: unknown) => void;
      this.#pending.set(id, { resolve: settle, reject, onProgress, forget });
    });
  }

  /** Tells something that needs no answer. */
  tell(message: Extract<ToWorker, { type: 'files' | 'settings' | 'window' }>): void {
    this.#send(message);
  }

  /**
   * Ends it: first asks it to end what runs, then, at the latest after this time, takes it down.
   * @param withinMs milliseconds
   */
  async close(withinMs: number): Promise<void> {
    if (this.#isOver) return;
    const closed = new Promise<void>((resolve) => {
      this.#onClosed = resolve;
    });
    this.#send({ type: 'close' });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, withinMs);
    });
    await Promise.race([closed, late]);
    clearTimeout(timer);
    this.#isOver = true;
    await this.#worker.terminate();
    this.#killGroups();
    this.#failAll('The engine of this folder has stopped.');
  }

  /** Takes it down as if it had died by itself. */
  async kill(): Promise<void> {
    await this.#worker.terminate();
  }

  #send(message: ToWorker): void {
    if (!this.#isOver) this.#worker.postMessage(message);
  }

  #receive(message: FromWorker): void {
    switch (message.type) {
      case 'result':
        this.#take(message.id)?.resolve(message.result);
        break;
      case 'error':
        this.#take(message.id)?.reject(new RequestFailure(message.message, message.cancelled));
        break;
      case 'progress':
        this.#pending.get(message.id)?.onProgress?.(message.progress);
        break;
      case 'group':
        if (message.isLive) this.#groups.add(message.pid);
        else this.#groups.delete(message.pid);
        break;
      case 'closed':
        this.#onClosed();
        break;
      default:
        this.#listener.told(message);
    }
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.forget();
    return pending;
  }

  #ended(): void {
    this.#onClosed();
    if (this.#isOver) return;
    this.#isOver = true;
    this.#killGroups();
    const why = this.#error instanceof Error ? this.#error.message : 'Its thread ended';
    this.#failAll(`The engine of this folder stopped: ${why}.`);
    this.#listener.died(why);
  }

  /** A thread that ended took no command along. */
  readonly #killGroups = (): void => {
    liveThreads.delete(this.#killGroups);
    if (liveThreads.size === 0) process.removeListener('exit', killAllGroups);
    for (const pid of this.#groups) killGroup(pid);
    this.#groups.clear();
  };

  #failAll(message: string): void {
    for (const id of [...this.#pending.keys()])
      this.#take(id)?.reject(new RequestFailure(message, false));
  }
}

/** What ends the commands of each thread that there is. */
const liveThreads = new Set<() => void>();

function killAllGroups(): void {
  for (const killGroups of [...liveThreads]) killGroups();
}

function startWorker(setup: WorkerSetup): Worker {
  return new Worker(workerUrl(), {
    workerData: setup,
    // Flags of this process, e.g. those of an extension host or a test runner, are not its business.
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
}

/** The worker's file next to this one: TypeScript in the sources, its own bundle in a package. */
export function workerUrl(): URL {
  const fromSources = import.meta.url.endsWith('.ts');
  return new URL(fromSources ? './folder.worker.ts' : './folder.worker.js', import.meta.url);
}
