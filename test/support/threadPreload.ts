// Modules that threads load before anything else: a meter, or what makes a part of the program fail.

import { createRequire, syncBuiltinESMExports } from 'node:module';
import type { WorkerOptions } from 'node:worker_threads';
import type { WorkerSetup } from '../../server/lsp/workerMessages.ts';

/** Whether a thread is one of a workspace folder, by the data that it is started with. */
export function isOfFolder(data: unknown): boolean {
  return typeof (data as Partial<WorkerSetup> | undefined)?.trusted === 'boolean';
}

/**
 * Lets threads that are started from now on load a module first; those that they start themselves load it as well.
 *
 * @param url of the module
 * @param isMeant by the data that a thread is started with
 * @returns a function that ends it
 */
export function preloadInThreads(url: string, isMeant: (data: unknown) => boolean): () => void {
  const threads = createRequire(import.meta.url)('node:worker_threads') as {
    Worker: typeof import('node:worker_threads').Worker;
  };
  const Plain = threads.Worker;
  threads.Worker = class extends Plain {
    constructor(file: string | URL, options: WorkerOptions = {}) {
      const execArgv = [...(options.execArgv ?? process.execArgv), '--import', url];
      super(file, isMeant(options.workerData) ? { ...options, execArgv } : options);
    }
  };
  syncBuiltinESMExports();
  return () => {
    threads.Worker = Plain;
    syncBuiltinESMExports();
  };
}
