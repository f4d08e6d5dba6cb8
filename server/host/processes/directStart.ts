/**
 * Starts commands from this process. Simple, and best for a few commands in a small process; the fork behind it takes the longer
 * the more memory this process has (see `spawner.ts`).
 */
import type { ChildProcess } from 'node:child_process';
import type { CommandLine } from './commandLine.ts';
import type { ReadingGate } from './readingGate.ts';
import type { StartedCommand, StartRequest } from './startedCommand.ts';

/** The two streams of a command. */
export const outputStreams = ['stdout', 'stderr'] as const;

/**
 * Starts a command as a child of this process.
 * @throws the system's error, with its `code`, where it cannot be started
 */
export async function startDirectly(request: StartRequest): Promise<StartedCommand> {
  const child = spawnGroup(request.line, request.cwd, request.environment);
  const { pid } = child;
  if (pid === undefined) throw await startError(child);
  let chunks = 0;
  const stopFollowing = followGate(child, request.gate);
  for (const stream of outputStreams) {
    child[stream]?.on('data', (bytes: Uint8Array) => {
      chunks++;
      request.onLog({ stream, bytes });
    });
  }
  return {
    pid,
    exit: new Promise((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
    }),
    closed: new Promise((resolve) => void child.once('close', () => resolve())),
    chunks: () => chunks,
    readOn: async () => {
      await request.gate.opened();
      // After a long block, timers come before reading.
      await new Promise((resolve) => void setImmediate(resolve));
    },
    letGo: () => {
      stopFollowing();
      letGo(child);
    },
  };
}

/** @returns a function that ends it */
function followGate(child: ChildProcess, gate: ReadingGate): () => void {
  const follow = (): void => setReading(child, !gate.isClosed);
  // Streams begin to flow when they get a listener, unless they were paused before.
  if (gate.isClosed) follow();
  const stop = gate.onChange(follow);
  child.once('close', stop);
  child.once('exit', () => pauseAfterExit(child, () => gate.isClosed));
  return stop;
}

/** Node reads on by itself when a child has ended, in the turn after it told so: what is left may be much, where others hold the streams. */
export function pauseAfterExit(child: ChildProcess, isPaused: () => boolean): void {
  setImmediate(() => {
    if (isPaused()) setReading(child, false);
  });
}

/** Reads on, or leaves the command to wait at its next line. */
export function setReading(child: ChildProcess, isReading: boolean): void {
  for (const name of outputStreams) {
    if (isReading) child[name]?.resume();
    else child[name]?.pause();
  }
}

/**
 * Starts the leader of a group of its own.
 * @returns the child; without a `pid` where it could not be started, then its event `error` says why
 */
export function spawnGroup(
  line: CommandLine,
  cwd: string,
  environment: Readonly<Record<string, string>>,
): ChildProcess {
  // Loaded when the first command runs: a build in which nothing runs does without.
  const { spawn } = process.getBuiltinModule('node:child_process');
  return spawn(line.file, line.args, {
    cwd,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own on POSIX. On Windows it would open a console window; trees are ended by taskkill there.
    detached: process.platform !== 'win32',
    windowsHide: true,
    windowsVerbatimArguments: line.verbatim,
  });
}

/** Waits for the reason why a child has no `pid`. */
export async function startError(child: ChildProcess): Promise<NodeJS.ErrnoException> {
  return await new Promise((resolve) => void child.once('error', resolve));
}

/** Reads on and forgets: a closed pipe would kill a daemon at its next line. Unreferenced, it does not keep this process running. */
export function letGo(child: ChildProcess): void {
  for (const name of outputStreams) {
    const stream = child[name];
    if (stream === null || stream.destroyed) continue;
    stream.removeAllListeners('data');
    stream.resume();
    (stream as Partial<{ unref(): void }>).unref?.();
  }
}
