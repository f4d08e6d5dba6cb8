/**
 * Runs the commands of actions: directly, without an npm process in between, yet with what npm would give them. Measured on two cores:
 * starting `sh -c true` this way costs about as much as bare `spawn`; `npm run` costs 190 ms of CPU more.
 */
import { join } from 'node:path';
import type { ActionId, ByteCount } from '../../engine/model/brand.ts';
import type { Clock } from '../../engine/ports/clock.ts';
import type {
  ExecutionRequest,
  ExecutionResult,
  ProcessRunner,
} from '../../engine/ports/processes.ts';
import { commandLine } from './commandLine.ts';
import { baseEnvironment, commandEnvironment, type EnvironmentSources } from './environment.ts';
import { type Pause, ProcessGroups, realPause } from './groups.ts';
import { MemorySampler } from './memory.ts';
import { drainOutput } from './outputDrain.ts';
import { ReadingGate } from './readingGate.ts';
import { type CommandEnd, CommandLost, type StartedCommand } from './startedCommand.ts';
import { type SpawnerMode, Starter, spawnerMode } from './starter.ts';
import { startFailure } from './startFailure.ts';
import { Throttle, type ThrottleStatistics } from './throttle.ts';

/** @param environment what the command would get without */
export type MoreVariables = (
  action: ActionId,
  environment: Readonly<Record<string, string>>,
) => Readonly<Record<string, string>>;

/** What a runner needs. */
export interface NodeProcessRunnerOptions {
  /** Absolute path of the workspace root. */
  readonly root: string;
  /** Most processes at once; see `processLimit`. */
  readonly limit: number;
  readonly clock: Clock;
  /** The engine's own environment. Default: `process.env`. */
  readonly environment?: EnvironmentSources['base'];
  /** Value of `npm_config_user_agent` for scripts. Default: not set. */
  readonly userAgent?: string;
  /** Variables that commands get besides, and that change no result, e.g. to profile them. */
  readonly moreVariables?: MoreVariables | undefined;
  /** Time between SIGTERM and SIGKILL on cancellation, in milliseconds. Default: 2000. */
  readonly graceMs?: number;
  /** Whoever shows output closes it while it takes no more. Default: always open. */
  readonly gate?: ReadingGate | undefined;
  /** How to wait; for tests. */
  readonly pause?: Pause;
  /** See `EndOptions`. */
  readonly onGroup?: ((pid: number, isLive: boolean) => void) | undefined;
  /** Who starts commands. Default: as `CACHESCOPE_SPAWNER` in the environment says, see `spawnerMode`. */
  readonly spawner?: SpawnerMode;
  /** How long the helper is kept without work, in milliseconds. Default: one minute. */
  readonly spawnerIdleMs?: number;
  /** Absolute path of the helper's program. Default: the one beside the sources or the bundle. */
  readonly spawnerFile?: string;
}

/** Starts processes with `node:child_process`, or has a small helper process do so where that is faster. */
export class NodeProcessRunner implements ProcessRunner {
  readonly #sources: EnvironmentSources;
  readonly #base: Readonly<Record<string, string>>;
  readonly #throttle: Throttle;
  readonly #groups: ProcessGroups;
  readonly #memory: MemorySampler;
  readonly #starter: Starter;
  readonly #gate: ReadingGate;
  readonly #pause: Pause;
  readonly #moreVariables: MoreVariables | undefined;

  constructor(options: NodeProcessRunnerOptions) {
    const base = options.environment ?? process.env;
    this.#moreVariables = options.moreVariables;
    this.#sources = {
      root: options.root,
      base,
      nodePath: process.execPath,
      userAgent: options.userAgent,
    };
    this.#base = baseEnvironment(base);
    this.#pause = options.pause ?? realPause;
    this.#throttle = new Throttle(options.limit, options.clock);
    const graceMs = options.graceMs ?? 2000;
    this.#groups = new ProcessGroups({
      graceMs,
      pause: this.#pause,
      onGroup: options.onGroup,
    });
    this.#gate = options.gate ?? new ReadingGate();
    this.#starter = new Starter({
      gate: this.#gate,
      mode: options.spawner ?? spawnerMode(base),
      base: this.#base,
      graceMs,
      idleMs: options.spawnerIdleMs,
      file: options.spawnerFile,
    });
    this.#memory = new MemorySampler(options.clock, () => this.#countedGroups());
  }

  /** About so many commands are likely to follow: prepares for them in the background where that pays. */
  expect(count: number): void {
    this.#starter.expect(count);
  }

  /** Waits for a turn, runs the command to its end and reports how it ended. Never rejects for what a command does. */
  async run(request: ExecutionRequest): Promise<ExecutionResult> {
    const giveBack = await this.#throttle.acquire(request.cancel);
    if (giveBack === undefined) return { type: 'cancelled' };
    try {
      return await this.#start(request);
    } finally {
      giveBack();
    }
  }

  /** Memory of the engine and of all that it started, in bytes. */
  memoryUsed(): ByteCount {
    return this.#memory.used();
  }

  /** How many processes ran and waited. */
  statistics(): ThrottleStatistics {
    return this.#throttle.statistics();
  }

  /** Ends all that still runs and lets go of the process's exit handlers. */
  async dispose(): Promise<void> {
    await this.#groups.endAll();
    this.#groups.dispose();
    await this.#starter.dispose();
  }

  /** The helper process that starts commands: its id, if there is one, and whether it starts the next command. */
  helper(): { readonly pid: number | undefined; readonly ready: boolean } {
    return { pid: this.#starter.helperPid, ready: this.#starter.helperReady };
  }

  #countedGroups(): ReadonlySet<number> {
    const helper = this.#starter.helperPid;
    return helper === undefined ? this.#groups.live : new Set([...this.#groups.live, helper]);
  }

  async #start(request: ExecutionRequest): Promise<ExecutionResult> {
    const { action, command, onLog } = request;
    const declared = commandEnvironment(this.#base, this.#sources, action, command);
    const environment = { ...declared, ...this.#moreVariables?.(action.id, declared) };
    const line = commandLine(command, environment);
    if ('message' in line)
      return { type: 'not-started', message: `${action.id} could not start: ${line.message}` };
    const attempt = { action, cwd: join(this.#sources.root, action.cwd), program: line.file };
    // What ends at once leaves what it printed, however little reads it.
    await this.#gate.opened();
    if (request.cancel.cancelled) return { type: 'cancelled' };
    try {
      const started = await this.#starter.start({
        line,
        cwd: attempt.cwd,
        environment,
        onLog,
        gate: this.#gate,
      });
      return await this.#supervise(started, request);
    } catch (error) {
      if (error instanceof CommandLost) return lostResult(action.id, error.message);
      return { type: 'not-started', message: startFailure(error, attempt) };
    }
  }

  async #supervise(command: StartedCommand, request: ExecutionRequest): Promise<ExecutionResult> {
    const { pid } = command;
    this.#groups.add(pid);
    let ending: Promise<void> | undefined;
    const stopListening = request.cancel.onCancel(() => {
      ending = this.#groups.end(pid);
    });
    const end = await command.exit;
    // Nobody watches over it any more, and its output goes nowhere.
    if ('lost' in end) ending ??= this.#groups.end(pid);
    await ending;
    await drainOutput(command, request.onLog, this.#pause);
    stopListening();
    // Cancelled while draining: what the command left in the background is being ended, too.
    await ending;
    this.#groups.remove(pid);
    if (request.cancel.cancelled && ending !== undefined) return { type: 'cancelled' };
    return 'lost' in end ? lostResult(request.action.id, end.lost) : exitResult(end);
  }
}

function exitResult({ code, signal }: Exclude<CommandEnd, { lost: string }>): ExecutionResult {
  const exitCode = code ?? signalExitCode(signal);
  return { type: 'exited', exitCode, signal: signal ?? undefined };
}

function lostResult(id: string, why: string): ExecutionResult {
  const message =
    `${id} was cut off: ${why}, so it is not known how the command ended, and it was not recorded. ` +
    'Build again; if it happens again, CACHESCOPE_SPAWNER=never does without the helper.';
  return { type: 'not-started', message };
}

/** As shells report it: 128 plus the number of the signal. */
function signalExitCode(signal: NodeJS.Signals | null): number {
  if (signal === null) return 1;
  return 128 + process.getBuiltinModule('node:os').constants.signals[signal];
}
