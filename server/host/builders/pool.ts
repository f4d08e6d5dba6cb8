/**
 * A bounded set of warm workers. Starting one takes about 40 ms and loading a compiler into it often more, so an idle one that has the
 * module already goes first; one whose code is out of date is replaced, because a thread cannot unload a module.
 */
import type { RelativePath } from '../../engine/model/brand.ts';
import type { CancelToken } from '../../engine/ports/cancel.ts';
import { BuilderWorker, type WorkerOptions } from './builderWorker.ts';

/** Tells whether a worker's loaded code is what is on disk. */
export type WorkerCheck = (worker: BuilderWorker) => boolean;

/** Hands out workers, each to one user at a time. */
export class WorkerPool {
  readonly #size: number;
  readonly #options: WorkerOptions;
  readonly #all = new Set<BuilderWorker>();
  readonly #idle = new Set<BuilderWorker>();
  readonly #waiting = new Set<() => void>();

  /** @param size most workers at once, at least 1 */
  constructor(size: number, options: WorkerOptions) {
    this.#size = Math.max(1, size);
    this.#options = options;
  }

  /** How many threads there are. */
  get count(): number {
    return this.#all.size;
  }

  /**
   * Waits for a worker.
   * @param isCurrent idle workers for which this is false are replaced
   * @returns undefined when cancelled first
   */
  async acquire(
    module: RelativePath,
    isCurrent: WorkerCheck,
    cancel: CancelToken,
  ): Promise<BuilderWorker | undefined> {
    for (;;) {
      if (cancel.cancelled) return undefined;
      const worker = this.#take(module, isCurrent);
      if (worker !== undefined) return worker;
      await this.#nextChange(cancel);
    }
  }

  /** Gives a worker back. One that has ended is forgotten. */
  release(worker: BuilderWorker): void {
    if (worker.alive) this.#idle.add(worker);
    else this.#all.delete(worker);
    const next = this.#waiting.values().next().value;
    next?.();
  }

  /** Ends a worker that is in use; give it back afterwards. */
  async retire(worker: BuilderWorker): Promise<void> {
    this.#all.delete(worker);
    await worker.stop();
  }

  /** Ends all workers. */
  async dispose(): Promise<void> {
    await Promise.all([...this.#all].map((worker) => this.retire(worker)));
    this.#idle.clear();
  }

  #take(module: RelativePath, isCurrent: WorkerCheck): BuilderWorker | undefined {
    for (const worker of this.#idle) {
      if (worker.alive && isCurrent(worker)) continue;
      this.#idle.delete(worker);
      void this.retire(worker);
    }
    const warm = [...this.#idle].find((worker) => worker.modules.has(module));
    const found =
      warm ?? (this.#all.size < this.#size ? this.#start() : this.#idle.values().next().value);
    if (found !== undefined) this.#idle.delete(found);
    return found;
  }

  #start(): BuilderWorker {
    const worker = new BuilderWorker(this.#options);
    this.#all.add(worker);
    return worker;
  }

  async #nextChange(cancel: CancelToken): Promise<void> {
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        stopListening();
        resolve();
      };
      this.#waiting.add(wake);
      const stopListening = cancel.onCancel(wake);
    });
  }
}
