// What tests of processes share: a runner on a temporary folder, and the end of a command as one value.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Action, Command } from '../../../server/engine/model/action.ts';
import type { CancelToken } from '../../../server/engine/ports/cancel.ts';
import type { ExecutionResult } from '../../../server/engine/ports/processes.ts';
import { neverCancelled } from '../../../server/host/platform/cancelSource.ts';
import { NodeClock } from '../../../server/host/platform/clock.ts';
import { parseStat } from '../../../server/host/processes/procfs.ts';
import {
  NodeProcessRunner,
  type NodeProcessRunnerOptions,
} from '../../../server/host/processes/runner.ts';
import { type CleanupScope, makeTempDir } from '../../support/tempDir.ts';

/** How a command ended, and what it printed. */
export interface Ended {
  readonly result: ExecutionResult;
  readonly stdout: string;
  readonly stderr: string;
}

/** Variations of a run. */
export interface RunOptions {
  readonly action?: Partial<Action> & { readonly passThrough?: readonly string[] };
  readonly cancel?: CancelToken;
  /** Called with everything printed so far. */
  readonly onOutput?: (text: string) => void;
}

/** A folder with a runner. */
export interface ProcessWorkspace {
  readonly root: string;
  readonly runner: NodeProcessRunner;
  /** Runs a shell script or an argv. */
  run(command: string | readonly string[], options?: RunOptions): Promise<Ended>;
}

/** Makes both; they go away with the test. */
export async function processWorkspace(
  scope: CleanupScope,
  options: Partial<NodeProcessRunnerOptions> = {},
): Promise<ProcessWorkspace> {
  const root = await makeTempDir(scope);
  const runner = new NodeProcessRunner({ root, limit: 4, clock: new NodeClock(), ...options });
  scope.after(() => runner.dispose());
  return { root, runner, run: (command, run = {}) => runOne(runner, toCommand(command), run) };
}

/** An action with the fields that running one needs. */
export function actionWith(fields: RunOptions['action'] = {}): Action {
  const source = { file: 'cachescope.json', line: 7, column: 3 };
  const action = { id: 'web#build', cwd: '', environment: {}, fixedEnvironment: {}, binDirs: [] };
  return { ...action, source, ...fields } as unknown as Action;
}

/** The command of a text or a list. */
export function toCommand(command: string | readonly string[]): Command {
  return typeof command === 'string'
    ? { type: 'shell', script: command, lifecycleEvent: 'build' }
    : { type: 'argv', argv: command };
}

async function runOne(
  runner: NodeProcessRunner,
  command: Command,
  options: RunOptions,
): Promise<Ended> {
  const texts = { stdout: '', stderr: '' };
  const result = await runner.run({
    action: actionWith(options.action),
    command,
    onLog: ({ stream, bytes }) => {
      texts[stream] += Buffer.from(bytes).toString('utf8');
      options.onOutput?.(texts.stdout);
    },
    cancel: options.cancel ?? neverCancelled,
  });
  return { result, ...texts };
}

/** Whether a process is there and has not ended; one that only waits for its parent to notice has. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.state !== 'Z';
  } catch {
    return false;
  }
}

/**
 * Bundles a program of the project as what ships is: compiling its types away at each start would cost it time and memory.
 * @param folder where to put it
 * @returns its absolute path
 */
export async function bundleProgram(path: string, folder: string): Promise<string> {
  const outfile = join(folder, `${path.replaceAll('/', '-').replace(/\.ts$/, '')}.mjs`);
  // Programs that share this file are bundled with it, and run where there is no bundler.
  const { build } = await import('esbuild');
  await build({
    entryPoints: [projectFile(path)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['esbuild'],
  });
  return outfile;
}

/** A file of the project, as an absolute path. */
export function projectFile(path: string): string {
  return join(import.meta.dirname, '../../..', path);
}

/**
 * The text of a program that runs a command which never ends by itself, with a grandchild in the background, passes on what that
 * prints (the grandchild's process id), and then ends itself.
 * @param mode for `CACHESCOPE_SPAWNER`
 * @param ending code that runs when the command has printed something
 * @param script the command
 */
export function engineProgram(
  mode: string,
  ending: string,
  script = 'sleep 1000 & echo $!; wait',
): string {
  const moduleText = (path: string): string => JSON.stringify(projectFile(path));
  return `
    import { NodeProcessRunner } from ${moduleText('server/host/processes/runner.ts')};
    import { NodeClock } from ${moduleText('server/host/platform/clock.ts')};
    import { neverCancelled } from ${moduleText('server/host/platform/cancelSource.ts')};
    const options = { root: '/', limit: 1, clock: new NodeClock(), graceMs: 50 };
    const runner = new NodeProcessRunner({ ...options, spawner: ${JSON.stringify(mode)} });
    const action = { id: 'a', cwd: '', environment: {}, fixedEnvironment: {}, binDirs: [] };
    const onLog = ({ bytes }) => { process.stdout.write(bytes); ${ending} };
    const command = { type: 'shell', script: ${JSON.stringify(script)} };
    await runner.run({ action, command, onLog, cancel: neverCancelled });
  `;
}

/** Waits until a process has ended; the system may take a moment to carry out a signal. */
export async function waitUntilGone(pid: number): Promise<void> {
  while (isRunning(pid)) await new Promise(setImmediate);
}
