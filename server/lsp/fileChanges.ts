/**
 * Changes of files, as the editor's watcher tells them, collected for a moment: checking out another branch changes thousands at
 * once, and a save writes some files twice.
 */
import type { FolderPath } from '../protocol/basics.ts';
import type { FileChange } from './workerMessages.ts';

/** In folders whose content is never an input: packages, version control, our own state. */
const ignored = /(?:^|\/)(?:node_modules|\.git|\.cachescope)(?:\/|$)/;

/** Whether a change of this file is anybody's business. @param path relative to the workspace folder */
export function isWatched(path: FolderPath): boolean {
  return !ignored.test(path);
}

/** Collects until nothing came for a while. */
export class FileChanges {
  readonly #quietMs: number;
  readonly #latestMs: number;
  readonly #send: (changes: readonly FileChange[]) => void;
  #changes = new Map<FolderPath, FileChange>();
  #timer: NodeJS.Timeout | undefined;
  #firstAt = 0;
  #addedAt = 0;

  /**
   * @param limits.quietMs a batch is complete when nothing came for this long
   * @param limits.latestMs and at the latest this long after its first change
   */
  constructor(
    limits: { readonly quietMs: number; readonly latestMs: number },
    send: (changes: readonly FileChange[]) => void,
  ) {
    this.#quietMs = limits.quietMs;
    this.#latestMs = limits.latestMs;
    this.#send = send;
  }

  /** Adds a change; a file that was made within the batch stays "made", also when it was written again. */
  add(change: FileChange): void {
    if (this.#changes.size === 0) this.#firstAt = performance.now();
    const before = this.#changes.get(change.path);
    const isStillNew = before?.type === 'create' && change.type === 'update';
    if (!isStillNew) this.#changes.set(change.path, change);
    this.#addedAt = performance.now();
    this.#timer ??= setTimeout(() => this.#look(), this.#quietMs);
  }

  /** Forgets what was collected. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#changes = new Map();
  }

  /** Sends where it has been quiet for long enough, else looks again when it could have been: thousands come in a row. */
  #look(): void {
    const now = performance.now();
    const due = Math.min(this.#addedAt + this.#quietMs, this.#firstAt + this.#latestMs);
    this.#timer = undefined;
    // Timers may be a millisecond early.
    if (due - now > 1) this.#timer = setTimeout(() => this.#look(), due - now);
    else this.#flush();
  }

  #flush(): void {
    const changes = [...this.#changes.values()];
    this.#changes = new Map();
    if (changes.length > 0) this.#send(changes);
  }
}
