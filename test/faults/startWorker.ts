// Starts one of the trials' processes and gathers what it says.

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A process under trial. */
export interface Worker {
  /** Done once it has said this many lines, or ended. */
  hasSaid(lines: number): Promise<void>;
  /** Done once the store is open. */
  readonly ready: Promise<void>;
  /** Everything it said, once it ended; a last line that was cut off is left out. */
  readonly ended: Promise<readonly string[]>;
  kill(): void;
}

const workerFile = fileURLToPath(new URL('./worker.ts', import.meta.url));

/** @param args see worker.ts */
export function startWorker(args: readonly string[]): Worker {
  const child = spawn(process.execPath, [workerFile, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  let waiting: { readonly lines: number; readonly done: () => void } | undefined;
  const check = (): void => {
    if (waiting && text.split('\n').length > waiting.lines) waiting.done();
  };
  const started = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<readonly string[]>();
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    if (text.includes('\n')) started.resolve();
    check();
  });
  child.on('error', (error) => {
    started.reject(error);
    ended.reject(error);
  });
  child.on('close', () => {
    started.resolve();
    waiting?.done();
    ended.resolve(text.split('\n').slice(0, -1));
  });
  const hasSaid = (lines: number): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting = { lines, done: resolve };
    check();
    return promise;
  };
  return {
    hasSaid,
    ready: started.promise,
    ended: ended.promise,
    kill: () => child.kill('SIGKILL'),
  };
}
