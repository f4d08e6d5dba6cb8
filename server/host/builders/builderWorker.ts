/**
 * The pool's side of one worker thread: gives it a job, passes on what it prints, answers its questions, and notices its end,
 * whatever the cause.
 */
import { Worker } from 'node:worker_threads';
import type { FilePatterns } from '../../engine/model/action.ts';
import type { RelativePath } from '../../engine/model/brand.ts';
import type { LogChunk } from '../../engine/ports/processes.ts';
import type { FromWorker, LoadedFile, ToWorker, WorkerSetup } from './messages.ts';

/** How a job ended. `ended` is the thread's own end in the middle of it. */
export type JobEnd =
  | Extract<FromWorker, { type: 'loaded' | 'torn' | 'built' | 'failed' }>
  | { readonly type: 'ended'; readonly message: string };

/** A job's listeners. */
export interface JobServices {
  readonly onLog: (chunk: LogChunk) => void;
  readonly glob: (patterns: FilePatterns) => readonly RelativePath[];
}

/** How workers are started. */
export interface WorkerOptions {
  readonly setup: WorkerSetup;
  /** The environment that builders see through `process.env`. */
  readonly environment: Readonly<Record<string, string>>;
  /** Most memory for a worker's objects, in megabytes; undefined: Node's default. */
  readonly heapLimitMb?: number | undefined;
}

interface Job {
  readonly services: JobServices;
  readonly end: (end: JobEnd) => void;
}

/** One thread. */
export class BuilderWorker {
  /** Modules that it loaded, with the files they were loaded from. */
  readonly modules = new Map<RelativePath, readonly LoadedFile[]>();
  /** Files loaded during builds. */
  lateFiles: readonly LoadedFile[] = [];
  readonly #thread: Worker;
  #job: Job | undefined;
  #alive = true;
  #error: Error | undefined;

  constructor(options: WorkerOptions) {
    this.#thread = new Worker(workerUrl(), {
      workerData: options.setup,
      env: options.environment,
      // Flags of this process, e.g. those of a test runner, are not the builders' business.
      execArgv: ['--disable-warning=ExperimentalWarning'],
      resourceLimits:
        options.heapLimitMb === undefined ? {} : { maxOldGenerationSizeMb: options.heapLimitMb },
      stdout: true,
      stderr: true,
    });
    this.#thread.on('message', (message: FromWorker) => this.#receive(message));
    this.#thread.on('error', (error) => {
      this.#error = error;
    });
    this.#thread.on('exit', (code) => this.#ended(code));
    // An idle worker must not keep the program from ending.
    this.#thread.unref();
  }

  /** False once the thread has ended. */
  get alive(): boolean {
    return this.#alive;
  }

  /** Does one job. Only one at a time. */
  async run(
    message: Extract<ToWorker, { type: 'load' | 'build' }>,
    services: JobServices,
  ): Promise<JobEnd> {
    this.#thread.ref();
    const end = await new Promise<JobEnd>((resolve) => {
      this.#job = { services, end: resolve };
      this.#thread.postMessage(message);
    });
    this.#job = undefined;
    this.#thread.unref();
    if (end.type === 'loaded' || end.type === 'built') this.modules.set(message.module, end.files);
    if (end.type === 'built') this.lateFiles = end.lateFiles;
    return end;
  }

  /** Ends the thread, even in the middle of an endless loop. */
  async stop(): Promise<void> {
    await this.#thread.terminate();
  }

  #receive(message: FromWorker): void {
    const job = this.#job;
    // Printed after its job was over: it belongs to none.
    if (job === undefined) return;
    if (message.type === 'log')
      job.services.onLog({ stream: message.stream, bytes: message.bytes });
    else if (message.type === 'glob')
      this.#thread.postMessage(matchesFor(message.patterns, job.services));
    else job.end(message);
  }

  #ended(code: number): void {
    this.#alive = false;
    this.#job?.end({ type: 'ended', message: endMessage(code, this.#error) });
  }
}

function matchesFor(patterns: FilePatterns, services: JobServices): ToWorker {
  try {
    return { type: 'matches', matches: services.glob(patterns) };
  } catch (error) {
    return { type: 'no-matches', problem: error instanceof Error ? error.message : String(error) };
  }
}

function endMessage(code: number, error: Error | undefined): string {
  if (error === undefined) {
    return code === 0
      ? 'its worker ran out of things to wait for before build() was done: a promise in it is never settled, or process.exit(0) was called'
      : `its worker ended with exit code ${code}: process.exit() was called. Throw an error instead`;
  }
  const memory = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
  return memory
    ? 'it used more memory than a worker may have'
    : `uncaught ${error.name}: ${error.message}`;
}

/** Beside this file in the sources, and beside the bundle that this file is a part of. */
function workerUrl(): URL {
  const fromSources = import.meta.url.endsWith('.ts');
  return new URL(fromSources ? './builder.worker.ts' : './builder.worker.js', import.meta.url);
}
