/**
 * Chooses who starts a command: this process, or the helper. The helper costs some 40 ms of another core to start and about 45 MB
 * while it lives, so it is used when that pays, and ends when nothing has run for a while.
 */
import { startDirectly } from './directStart.ts';
import { Spawner, type SpawnerOptions } from './spawner.ts';
import type { StartedCommand, StartRequest } from './startedCommand.ts';

/** `never` and `always` are for tests and for finding faults. */
export type SpawnerMode = 'auto' | 'never' | 'always';

/** What a starter needs. */
export interface StarterOptions extends SpawnerOptions {
  readonly mode: SpawnerMode;
  /** How long a helper without work is kept, in milliseconds. Default: one minute. */
  readonly idleMs?: number | undefined;
}

/** Fewer commands than these do not repay the helper's start, unless each fork takes long. */
const manyCommands = 8;

/** From here on a fork takes more than about 10 ms. */
const bigProcessBytes = 150e6;

/** A helper that ended so many times without being asked is not tried again. */
const mostFailures = 3;

/**
 * Reads `CACHESCOPE_SPAWNER`: `never` starts all commands from the engine's own process, `always` none. Anything else is `auto`.
 * Systems that start processes without a fork (Windows, macOS) gain nothing by a helper, so `auto` does without it there.
 */
export function spawnerMode(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): SpawnerMode {
  const setting = environment.CACHESCOPE_SPAWNER;
  if (setting === 'never' || setting === 'always') return setting;
  return platform === 'win32' || platform === 'darwin' ? 'never' : 'auto';
}

/** Starts commands in the way that is cheaper. */
export class Starter {
  readonly #options: StarterOptions;
  #spawner: Spawner | undefined;
  #wanted: boolean;
  #failures = 0;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(options: StarterOptions) {
    this.#options = options;
    this.#wanted = options.mode === 'always';
  }

  /** Process id of the helper, if there is one. */
  get helperPid(): number | undefined {
    return this.#spawner?.alive ? this.#spawner.pid : undefined;
  }

  /** Whether the next command will be started by the helper. */
  get helperReady(): boolean {
    return this.#spawner?.ready ?? false;
  }

  /** About so many commands will follow: starts the helper in the background if it pays. */
  expect(count: number): void {
    if (this.#spawner !== undefined || this.#options.mode !== 'auto') return;
    const isBig = count > 1 && process.memoryUsage.rss() > bigProcessBytes;
    if (count < manyCommands && !isBig) return;
    this.#wanted = true;
    this.#prepare();
  }

  /**
   * Starts a command.
   * @throws as `startDirectly` and `Spawner.start`
   */
  async start(request: StartRequest): Promise<StartedCommand> {
    if (this.#wanted) this.#prepare();
    const spawner = this.#spawner;
    const usable = this.#options.mode === 'always' ? spawner : this.#readySpawner();
    return await (usable === undefined ? startDirectly(request) : usable.start(request));
  }

  /** Ends the helper with all that it still runs. */
  async dispose(): Promise<void> {
    clearTimeout(this.#idleTimer);
    this.#wanted = false;
    await this.#spawner?.stop();
    this.#spawner = undefined;
  }

  #readySpawner(): Spawner | undefined {
    return this.#spawner?.ready ? this.#spawner : undefined;
  }

  /** Makes sure that there is a helper, and keeps it for a while longer. */
  #prepare(): void {
    this.#keepAwake();
    if (this.#spawner?.alive) return;
    if (this.#spawner?.failed) this.#failures++;
    this.#spawner = undefined;
    const isOptional = this.#options.mode === 'auto';
    if (isOptional && this.#failures >= mostFailures) return;
    try {
      this.#spawner = new Spawner(this.#options);
    } catch (error) {
      if (!isOptional) throw error;
      // No room for another process: commands are started directly, and say it better if they have none, either.
      this.#failures++;
    }
  }

  #keepAwake(): void {
    if (this.#idleTimer !== undefined) {
      this.#idleTimer.refresh();
      return;
    }
    const timer = setTimeout(() => this.#endIfIdle(), this.#options.idleMs ?? 60_000);
    this.#idleTimer = timer.unref();
  }

  #endIfIdle(): void {
    if (this.#spawner?.busy) {
      this.#idleTimer?.refresh();
      return;
    }
    this.#idleTimer = undefined;
    this.#wanted = this.#options.mode === 'always';
    void this.#spawner?.stop();
    this.#spawner = undefined;
  }
}
