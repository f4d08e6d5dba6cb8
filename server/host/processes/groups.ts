/**
 * Process groups: each command leads one of its own, so that ending it ends all that it started, and nothing else.
 *
 * Life of a group: running, then ending (SIGTERM, and SIGKILL after a grace period), then gone. Whatever way the engine itself ends,
 * short of SIGKILL, no group outlives it.
 */
import { processesOfGroups } from './procfs.ts';

/** Waits; injected so that tests need not. */
export type Pause = (ms: number) => Promise<void>;

/** Waits by a real timer. */
export const realPause: Pause = (ms) => new Promise((resolve) => void setTimeout(resolve, ms));

/** How groups are ended. */
export interface EndOptions {
  /** Time between SIGTERM and SIGKILL, in milliseconds. */
  readonly graceMs: number;
  readonly pause: Pause;
  /** Told of each group that began and that ended, for who outlives this thread and has to end what it leaves. */
  readonly onGroup?: ((pid: number, isLive: boolean) => void) | undefined;
}

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How long the system gets to take down a group that was killed, in milliseconds: a process in the kernel's hands may need a while. */
const killWaitMs = 1000;

/** The groups started by this process that have not ended. */
export class ProcessGroups {
  readonly #options: EndOptions;
  readonly #live = new Set<number>();
  #guarded = false;

  constructor(options: EndOptions) {
    this.#options = options;
  }

  /** The leaders' process ids. */
  get live(): ReadonlySet<number> {
    return this.#live;
  }

  /** Takes note of a started leader. */
  add(pid: number): void {
    this.#guard();
    this.#live.add(pid);
    this.#options.onGroup?.(pid, true);
  }

  /** Its leader has ended by itself. Processes it left in the background on purpose may live on. */
  remove(pid: number): void {
    this.#live.delete(pid);
    this.#options.onGroup?.(pid, false);
  }

  /** Ends a whole group and waits until it is gone. */
  async end(pid: number): Promise<void> {
    if (process.platform === 'win32') {
      await endTreeOnWindows(pid);
    } else {
      signalGroup(pid, 'SIGTERM');
      if (!(await this.#goneWithin(pid, this.#options.graceMs))) {
        signalGroup(pid, 'SIGKILL');
        await this.#goneWithin(pid, killWaitMs);
      }
    }
    this.remove(pid);
  }

  /** Ends all groups. */
  async endAll(): Promise<void> {
    await Promise.all([...this.#live].map((pid) => this.end(pid)));
  }

  /** Takes back the handlers that guard the engine's own end. */
  dispose(): void {
    process.removeListener('exit', this.#killAll);
    for (const signal of stopSignals) process.removeListener(signal, this.#onSignal);
    this.#guarded = false;
  }

  async #goneWithin(pid: number, limitMs: number): Promise<boolean> {
    let step = 2;
    for (let waited = 0; isGroupAlive(pid); waited += step, step = Math.min(50, step * 2)) {
      if (waited >= limitMs) return false;
      await this.#options.pause(step);
    }
    return true;
  }

  #guard(): void {
    if (this.#guarded) return;
    this.#guarded = true;
    process.on('exit', this.#killAll);
    for (const signal of stopSignals) process.on(signal, this.#onSignal);
  }

  /** The last resort, where nothing can be waited for: an uncaught error, `process.exit` in the middle of work. */
  readonly #killAll = (): void => {
    for (const pid of this.#live) signalGroup(pid, 'SIGKILL');
  };

  readonly #onSignal = (signal: NodeJS.Signals): void => {
    // Someone else listens, too: it cancels the work in its own way, and decides when this process ends.
    if (process.listenerCount(signal) > 1) return;
    void this.endAll().then(() => {
      this.dispose();
      process.kill(process.pid, signal);
    });
  };
}

/** Ends a group at once, whoever started it. */
export function killGroup(pid: number): void {
  signalGroup(pid, 'SIGKILL');
}

/** Sends a signal to all processes of a group. False where there is none left. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
    return true;
  } catch (error) {
    // ESRCH: all gone. EPERM: some are left that changed their user, and those cannot be ended by us.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isGroupAlive(pid: number): boolean {
  if (!signalGroup(pid, 0)) return false;
  // Ended processes whose parent does not collect them still take signals; in containers they may stay for good.
  const rows = processesOfGroups(new Set([pid]));
  return rows === undefined || rows.some((row) => row.state !== 'Z');
}

async function endTreeOnWindows(pid: number): Promise<void> {
  const { spawn } = await import('node:child_process');
  await new Promise<void>((resolve) => {
    const killer = spawn('taskkill.exe', ['/pid', String(pid), '/t', '/f'], {
      stdio: 'ignore',
      windowsHide: true,
    });
    killer.once('error', () => resolve());
    killer.once('exit', () => resolve());
  });
}
