/** Runs under way that this window started: their ids, their output, and how they ended. */
import { type CancellationToken, type Disposable, EventEmitter } from 'vscode';
import type { ServerNotifications } from '../server/protocol/methods.ts';
import type { RunOutcome, RunRequest } from '../server/protocol/tasks.ts';
import type { ProgressValue, ServerConnection } from './languageClient.ts';

type LogChunk = ServerNotifications['cachescope/log']['chunks'][number];

/** What one wants of a run. */
export type RunWish = Omit<RunRequest, 'run'>;

/** Gets what a run does, as it goes. */
export interface RunListener {
  printed(chunk: LogChunk): void;
  progress(value: ProgressValue): void;
}

/** How a run of ours ended. */
export interface EndedRun {
  readonly wish: RunWish;
  readonly outcome: RunOutcome;
}

/** A run under way. */
export interface ActiveRun {
  readonly folder: string;
  /** As the server knows it while it is under way. */
  readonly run: string;
  /** Empty: all. */
  readonly targets: readonly string[];
}

/** Starts runs. */
export class Runs implements Disposable {
  readonly #connection: ServerConnection;
  readonly #listeners = new Map<string, RunListener>();
  readonly #listening: Disposable;
  readonly #ended = new EventEmitter<EndedRun>();
  readonly #changed = new EventEmitter<void>();
  readonly #active = new Map<string, ActiveRun>();
  readonly #idBase = crypto.randomUUID().slice(0, 8);
  #count = 0;

  /** Told when a run of this window has ended. */
  readonly onDidEnd = this.#ended.event;

  /** Told when a run of this window has begun or ended. */
  readonly onDidChange = this.#changed.event;

  constructor(connection: ServerConnection) {
    this.#connection = connection;
    this.#listening = connection.on('cachescope/log', ({ run, chunks }) => {
      for (const chunk of chunks) this.#listeners.get(run)?.printed(chunk);
    });
  }

  /** What is under way, newest first; dry runs are none. */
  get active(): readonly ActiveRun[] {
    return [...this.#active.values()].reverse();
  }

  /**
   * Starts a run.
   *
   * @param token stops the run when it is cancelled
   * @returns how it ended; rejected where the server did not do it
   */
  async start(wish: RunWish, listener: RunListener, token: CancellationToken): Promise<RunOutcome> {
    const run = `${this.#idBase}-${++this.#count}`;
    this.#listeners.set(run, listener);
    const { folder, targets, dryRun } = wish;
    if (!dryRun) this.#active.set(run, { folder, run, targets });
    this.#changed.fire();
    try {
      const report = (value: ProgressValue) => listener.progress(value);
      const params = { ...wish, run };
      const options = { report, token };
      const outcome = await this.#connection.requestWithProgress('cachescope/run', params, options);
      this.#ended.fire({ wish, outcome });
      return outcome;
    } finally {
      this.#listeners.delete(run);
      this.#active.delete(run);
      this.#changed.fire();
    }
  }

  dispose(): void {
    this.#listening.dispose();
    this.#ended.dispose();
    this.#changed.dispose();
  }
}
