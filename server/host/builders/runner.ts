/**
 * Runs builder modules: digests them, keeps warm workers for them, and brings back what they observed.
 */
import { join } from 'node:path';
import type { RelativePath } from '../../engine/model/brand.ts';
import { UnreadableFile } from '../../engine/ports/files.ts';
import type { BuilderResult, BuilderRunner } from '../../engine/ports/processes.ts';
import { neverCancelled } from '../platform/cancelSource.ts';
import { baseEnvironment, type Environment } from '../processes/environment.ts';
import type { BuilderWorker, JobEnd } from './builderWorker.ts';
import { dependenciesOf, type ObservedFiles } from './dependencies.ts';
import { KnownModules, moduleDigest, type SmallCache } from './knownModules.ts';
import type { BuildJob } from './messages.ts';
import { WorkerPool } from './pool.ts';

/** What a runner needs. */
export interface WorkerBuilderRunnerOptions {
  /** Absolute path of the workspace root. */
  readonly root: string;
  /** Most builders at once. */
  readonly concurrency: number;
  /** The table of files that the engine uses, too. */
  readonly files: ObservedFiles;
  /** Keeps the lists of files that modules were loaded from. */
  readonly cache: SmallCache;
  /** The engine's environment, of which builders see the base variables. Default: `process.env`. */
  readonly environment?: Environment;
  /** Folder in which outputs are written before they are renamed. Default: `.cachescope/aside` below the root. */
  readonly asideFolder?: string;
  /** Most memory for a worker's objects, in megabytes. Default: Node's. */
  readonly heapLimitMb?: number;
}

type BuildRequest = Parameters<BuilderRunner['build']>[0];
type DigestAnswer = Awaited<ReturnType<BuilderRunner['digest']>>;

/** How often a module is loaded anew because its files changed meanwhile. */
const loadAttempts = 3;

/** Builders in worker threads. */
export class WorkerBuilderRunner implements BuilderRunner {
  readonly #files: ObservedFiles;
  readonly #known: KnownModules;
  readonly #pool: WorkerPool;
  readonly #digesting = new Map<RelativePath, Promise<DigestAnswer>>();

  constructor(options: WorkerBuilderRunnerOptions) {
    this.#files = options.files;
    this.#known = new KnownModules(options.root, options.files, options.cache);
    this.#pool = new WorkerPool(options.concurrency, {
      setup: {
        root: options.root,
        asideFolder: options.asideFolder ?? join(options.root, '.cachescope', 'aside'),
      },
      environment: baseEnvironment(options.environment ?? process.env),
      heapLimitMb: options.heapLimitMb,
    });
  }

  /** How many worker threads there are now. */
  get workerCount(): number {
    return this.#pool.count;
  }

  /** Digest of the module and all it imports. Callers at the same time share one answer. */
  async digest(module: RelativePath): Promise<DigestAnswer> {
    const running = this.#digesting.get(module);
    if (running !== undefined) return await running;
    const answer = this.#digest(module).finally(() => this.#digesting.delete(module));
    this.#digesting.set(module, answer);
    return await answer;
  }

  /** Builds one item. Never rejects for what a builder does. */
  async build(request: BuildRequest): Promise<BuilderResult> {
    if (this.#known.list(request.module) === undefined) {
      const answer = await this.digest(request.module);
      if ('message' in answer) return { type: 'failed', message: answer.message };
    }
    const worker = await this.#pool.acquire(
      request.module,
      this.#isCurrent(request.module),
      request.cancel,
    );
    if (worker === undefined) return { type: 'cancelled' };
    const stopListening = request.cancel.onCancel(() => void worker.stop());
    const end = await worker.run(jobOf(request), {
      onLog: request.onLog,
      glob: (patterns) => this.#files.glob(patterns),
    });
    stopListening();
    if (end.type === 'torn') await this.#pool.retire(worker);
    this.#pool.release(worker);
    return request.cancel.cancelled ? { type: 'cancelled' } : this.#result(request, end);
  }

  /** Ends all workers. */
  async dispose(): Promise<void> {
    await this.#pool.dispose();
  }

  #result(request: BuildRequest, end: JobEnd): BuilderResult {
    switch (end.type) {
      case 'built': {
        const expected = this.#known.list(request.module) ?? [];
        return unlessUnreadable(
          () => ({ type: 'built', dependencies: dependenciesOf(end, expected, this.#files) }),
          (message) => ({ type: 'failed', message: `${request.action.id}: ${message}` }),
        );
      }
      case 'failed':
        return { type: 'failed', message: `${request.action.id}: ${end.message}` };
      case 'ended':
        return {
          type: 'failed',
          message: `${request.action.id}: ${request.module} did not finish: ${end.message}.`,
        };
      default:
        return { type: 'failed', message: `${request.action.id}: ${tornMessage(request.module)}` };
    }
  }

  /**
   * A worker whose code for the module is another than the key's must not be used; nor one that loaded any file that changed since,
   * because the next module may import that file, too, and would get the old one.
   */
  #isCurrent(module: RelativePath): (worker: BuilderWorker) => boolean {
    const expected = moduleDigest(this.#known.list(module) ?? []);
    return (worker) => {
      const loaded = worker.modules.get(module);
      const same =
        loaded === undefined ? this.#filesCurrent(worker) : moduleDigest(loaded) === expected;
      return same && this.#known.areCurrent(worker.lateFiles);
    };
  }

  #filesCurrent(worker: BuilderWorker): boolean {
    return [...worker.modules.values()].every((files) => this.#known.areCurrent(files));
  }

  async #digest(module: RelativePath): Promise<DigestAnswer> {
    const known = this.#known.list(module);
    if (known !== undefined && this.#known.areCurrent(known))
      return { digest: moduleDigest(known) };
    const problem = this.#problemOf(module);
    if (problem !== undefined) return { message: problem };
    for (let attempt = 0; attempt < loadAttempts; attempt++) {
      const answer = await this.#load(module);
      if (answer !== 'torn') return answer;
    }
    return { message: tornMessage(module) };
  }

  async #load(module: RelativePath): Promise<DigestAnswer | 'torn'> {
    // Any worker that loaded this module before has code of another version.
    const isFresh = (worker: BuilderWorker): boolean =>
      !worker.modules.has(module) && this.#filesCurrent(worker);
    const worker = await this.#pool.acquire(module, isFresh, neverCancelled);
    if (worker === undefined) return 'torn';
    const noServices = { onLog: () => undefined, glob: () => [] };
    const end = await worker.run({ type: 'load', module }, noServices);
    // A thread remembers a failed import for good.
    if (end.type !== 'loaded') await this.#pool.retire(worker);
    this.#pool.release(worker);
    if (end.type === 'torn') return 'torn';
    if (end.type === 'loaded') {
      this.#known.learn(module, end.files);
      return { digest: moduleDigest(end.files) };
    }
    return { message: end.type === 'built' ? tornMessage(module) : loadMessage(module, end) };
  }

  #problemOf(module: RelativePath): string | undefined {
    const missing = `The builder ${module} does not exist. Create it, or correct "builder" of the rule.`;
    const digest = unlessUnreadable(
      () => this.#files.digest(module) ?? { problem: missing },
      (problem) => ({ problem }),
    );
    if (typeof digest === 'object') return digest.problem;
    const isTypeScript = /\.[cm]?ts$/.test(module);
    if (!isTypeScript || process.features.typescript !== false) return undefined;
    return `The builder ${module} is TypeScript, which Node ${process.versions.node} does not run. Use Node 22.18 or newer, or write it as .mjs.`;
  }
}

/** Runs a look at files; a file that cannot be observed is an expected failure, and its message says what to do. */
function unlessUnreadable<T, F>(look: () => T, failed: (message: string) => F): T | F {
  try {
    return look();
  } catch (error) {
    if (error instanceof UnreadableFile) return failed(error.message);
    throw error;
  }
}

function jobOf(request: BuildRequest): BuildJob {
  const { module, input, outputs, action } = request;
  return { type: 'build', module, input, outputs, environment: action.environment };
}

function loadMessage(
  module: RelativePath,
  end: Extract<JobEnd, { type: 'failed' | 'ended' }>,
): string {
  return end.type === 'failed' ? end.message : `${module} could not be loaded: ${end.message}.`;
}

function tornMessage(module: RelativePath): string {
  return `${module} or a file that it imports kept changing while it was loaded. Wait until it is written, and run again.`;
}
