/** Files that wait to be read, and how many of them a thread is given at once. */
import type { RelativePath } from '../../../engine/model/brand.ts';

/**
 * Files handed to a thread at once: a thread that is done waits for the turn of this one to end, so they are to take several times as long as a
 * turn.
 */
const batchFiles = 128;
/** Batches that each thread is still to have of the last files. */
const batchesLeft = 4;
/** The last files, for each thread, and all together: they are looked at in one turn. */
const lastFiles = 256;
const lastFilesMax = 1024;

/**
 * Towards the end the largest go first, and batches are of ever fewer bytes, so that no thread waits for the last one: a bundle takes as long as
 * a thousand other files.
 */
export class WaitingFiles {
  readonly #threads: number;
  readonly #sizeOf: (path: RelativePath) => number;
  #files: RelativePath[] = [];
  #at = 0;
  /** Of the last files, in bytes; undefined: there are more than those. */
  #sizes: readonly number[] | undefined;
  #bytesLeft = 0;

  /** @param sizeOf in bytes; asked for the last files alone */
  constructor(threads: number, sizeOf: (path: RelativePath) => number) {
    this.#threads = threads;
    this.#sizeOf = sizeOf;
  }

  add(paths: readonly RelativePath[]): void {
    for (const path of paths) this.#files.push(path);
  }

  get left(): number {
    return this.#files.length - this.#at;
  }

  get hasBatch(): boolean {
    return this.left >= batchFiles;
  }

  /** Full batches of what is left, the last one not quite. */
  get batches(): number {
    return Math.ceil(this.left / batchFiles);
  }

  /** @param areAll whether nothing will be added */
  take(areAll: boolean): readonly RelativePath[] {
    const lastMax = Math.min(this.#threads * lastFiles, lastFilesMax);
    if (areAll && !this.#sizes && this.left <= lastMax) this.#weigh();
    const count = this.#sizes ? this.#lastCount(this.#sizes) : batchFiles;
    const taken = this.#files.slice(this.#at, this.#at + count);
    this.#at += taken.length;
    return taken;
  }

  #weigh(): void {
    const last = this.#files.slice(this.#at).map((path) => ({ path, size: this.#sizeOf(path) }));
    last.sort((a, b) => b.size - a.size);
    this.#files = last.map(({ path }) => path);
    this.#at = 0;
    this.#sizes = last.map(({ size }) => size);
    this.#bytesLeft = this.#sizes.reduce((sum, size) => sum + size, 0);
  }

  #lastCount(sizes: readonly number[]): number {
    const share = this.#bytesLeft / (this.#threads * batchesLeft);
    let bytes = sizes[this.#at] ?? 0;
    let count = 1;
    for (let next = sizes[this.#at + 1]; next !== undefined && count < batchFiles; ) {
      if (bytes + next > share) break;
      bytes += next;
      count++;
      next = sizes[this.#at + count];
    }
    this.#bytesLeft -= bytes;
    return count;
  }
}
