/** Collects changes of files until nothing came for a while, so that a save of many files is one batch and not many builds. */
import type { RelativePath } from '../../engine/model/brand.ts';
import type { PathChange } from './folderWatcher.ts';

/** Changes by path; the last word on each path counts. */
export class ChangeBatch {
  readonly #pause: (ms: number) => Promise<unknown>;
  readonly #quietMs: number;
  #changes = new Map<RelativePath, PathChange>();
  #additions = 0;
  #ended = false;
  #wake: () => void = () => undefined;

  /**
   * @param pause waits this many milliseconds; a test holds it in its hand
   * @param quietMs the batch is complete when nothing came for this long
   */
  constructor(pause: (ms: number) => Promise<unknown>, quietMs: number) {
    this.#pause = pause;
    this.#quietMs = quietMs;
  }

  /** Adds changes to the batch that is being collected. */
  add(changes: readonly PathChange[]): void {
    for (const change of changes) this.#merge(change);
    this.#additions++;
    this.#wake();
  }

  /** No more changes will come: `next` gives undefined from now on. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /**
   * Waits for a change and then for quiet.
   * @returns the batch, undefined once ended
   */
  async next(): Promise<readonly PathChange[] | undefined> {
    while (this.#changes.size === 0 && !this.#ended) await this.#something();
    let seen = -1;
    while (!this.#ended && seen !== this.#additions) {
      seen = this.#additions;
      await Promise.race([this.#pause(this.#quietMs), this.#end()]);
    }
    if (this.#ended) return undefined;
    const batch = [...this.#changes.values()];
    this.#changes = new Map();
    return batch;
  }

  /** A file that was made within this batch stays "made", also when it was written again. */
  #merge(change: PathChange): void {
    const before = this.#changes.get(change.path);
    const isStillNew = before?.type === 'create' && change.type === 'update';
    this.#changes.set(change.path, isStillNew ? before : change);
  }

  async #something(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }

  async #end(): Promise<void> {
    while (!this.#ended) await this.#something();
  }
}
