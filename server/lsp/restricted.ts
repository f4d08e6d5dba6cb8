/**
 * Restricted Mode, where the user has not said that a workspace can be trusted: nothing of it may be carried out. Requests that would
 * are refused where they arrive; this is the wall behind that, for this thread: there is no way left to start a process.
 */
import { createRequire, syncBuiltinESMExports } from 'node:module';

const starters = ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync'];

/** What is answered where something would have to run. */
export const restrictedMessage =
  'This workspace is in Restricted Mode, so nothing runs. Trust the workspace to run its tasks.';

/**
 * Takes this thread's means of starting processes away. Each thread has its own copy of Node's modules, so no other thread loses them.
 * `spawnSync` answers as for a program that is not there, which is what those that look at files with it expect.
 */
export function forbidProcesses(): void {
  const processes = createRequire(import.meta.url)('node:child_process') as Record<string, unknown>;
  for (const name of starters)
    processes[name] = () => {
      throw new Error(restrictedMessage);
    };
  const error = Object.assign(new Error(restrictedMessage), { code: 'EACCES' });
  processes.spawnSync = () => ({ status: null, signal: null, stdout: '', stderr: '', error });
  syncBuiltinESMExports();
}
