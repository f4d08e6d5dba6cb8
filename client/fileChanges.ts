/**
 * Changes of files on their way to the server: which of them matter, and many of them together. A checkout changes thousands of files within
 * milliseconds; one message each would take longer than the rest of the work.
 */

/** As in the Language Server Protocol: 1 created, 2 changed, 3 deleted. */
export type FileChangeType = 1 | 2 | 3;

/** One change, as the protocol has it. */
export interface FileChange {
  readonly uri: string;
  readonly type: FileChangeType;
}

/** Whether changes below this path are of no interest: what tools keep for themselves. */
export function isIgnoredPath(path: string): boolean {
  return /(?:^|\/)(?:node_modules|\.git|\.hg|\.svn|\.cachescope)(?:\/|$)/.test(path);
}

/** Collects changes, one a file: the last one counts. */
export class FileChangeBatch {
  #changes = new Map<string, FileChangeType>();
  readonly #send: (changes: readonly FileChange[]) => void;
  readonly #later: (work: () => void) => void;
  #isWaiting = false;

  /**
   * @param send gets all changes of a batch
   * @param later calls back after the time that a batch may take
   */
  constructor(send: (changes: readonly FileChange[]) => void, later: (work: () => void) => void) {
    this.#send = send;
    this.#later = later;
  }

  /** Adds a change; it is sent with others, soon. */
  add(uri: string, type: FileChangeType): void {
    const before = this.#changes.get(uri);
    this.#changes.set(uri, joined(before, type));
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#later(() => this.flush());
  }

  /** Sends what was collected, now. */
  flush(): void {
    this.#isWaiting = false;
    if (this.#changes.size === 0) return;
    const changes = [...this.#changes].map(([uri, type]) => ({ uri, type }));
    this.#changes = new Map();
    this.#send(changes);
  }
}

// Deleted and made again within one batch, as many tools save: its content changed.
function joined(before: FileChangeType | undefined, now: FileChangeType): FileChangeType {
  if (before === 3 && now === 1) return 2;
  if (before === 1 && now === 2) return 1;
  return now;
}
