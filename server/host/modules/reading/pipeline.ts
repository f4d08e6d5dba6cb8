/**
 * Reads and parses many files: paths come in as a walk finds them, batches go to the threads, and what comes back is handed on at once. Between
 * two turns of the walk others get their say, so that batches are handed out, progress is told and cancelling is heard.
 */
import { setTimeout } from 'node:timers/promises';
import type { RelativePath } from '../../../engine/model/brand.ts';
import type { CancelToken } from '../../../engine/ports/cancel.ts';
import { type ParsedModule, type ParseRequest, readReply } from './parseMessages.ts';
import { allEnded, type ParsePool } from './parsePool.ts';
import { WaitingFiles } from './waitingFiles.ts';

/** Told of each file, in any order; undefined: it is not there. */
export type OnModule = (
  path: RelativePath,
  parsed: ParsedModule | undefined,
  takenAt: number,
) => void;

/** A turn of the walk. */
const turnMs = 8;

/** Cancels the work that an analysis waits for. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** @throws Cancelled */
export function checkCancelled(cancel: CancelToken | undefined): void {
  if (cancel?.cancelled) throw new Cancelled(cancel.why ?? 'Cancelled.');
}

/** What `readAll` works with. */
export interface Pipeline {
  readonly pool: ParsePool;
  /** Digests of which the facts are known. */
  readonly known: Uint8Array | undefined;
  /** What there is to read in a file, in bytes, where that is known without opening it. */
  readonly sizeOf: (path: RelativePath) => number;
  readonly cancel: CancelToken | undefined;
  readonly onModule: OnModule;
  /** Told after each batch and each turn of the walk. */
  readonly onProgress: (done: number, total: number, isWalking: boolean) => void;
  readonly threads: number;
  /** Bytes of this process's memory; above it, no batch is handed out while others are under way. Undefined: no ceiling. */
  readonly memoryLimit: number | undefined;
}

/** What reading many files took. */
export interface ReadStatistics {
  readonly files: number;
  /** Of these: could not be read or parsed, or only in part. */
  readonly failed: number;
  readonly ms: number;
  /** The most memory that this process ever had, in bytes. */
  readonly memoryPeak: number;
  /** How often a batch had to wait for memory. */
  readonly pauses: number;
}

/** Time between two looks whether there is memory again, in milliseconds. */
const pauseMs = 10;

/**
 * Reads all files that a walk finds.
 * @throws Cancelled
 */
export async function readAll(
  walk: Iterable<readonly RelativePath[]>,
  { pool, known, sizeOf, cancel, onModule, onProgress, threads, memoryLimit }: Pipeline,
): Promise<ReadStatistics> {
  const startedAt = performance.now();
  const waiting = new WaitingFiles(threads, sizeOf);
  let found = 0;
  let done = 0;
  let failed = 0;
  let isWalking = true;
  let hasWalked = false;
  const memory = new MemoryCeiling(memoryLimit);
  const turns = walkInTurns();
  async function walkInTurns(): Promise<void> {
    let turnEnd = performance.now() + turnMs;
    try {
      for (const paths of walk) {
        waiting.add(paths);
        found += paths.length;
        if (performance.now() < turnEnd) continue;
        await new Promise(setImmediate);
        onProgress(done, found, true);
        if (cancel?.cancelled) break;
        turnEnd = performance.now() + turnMs;
      }
      hasWalked = true;
    } finally {
      isWalking = false;
    }
  }
  const next = async (): Promise<ParseRequest | undefined> => {
    while (isWalking && !waiting.hasBatch && !cancel?.cancelled) await new Promise(setImmediate);
    await memory.room(() => found - waiting.left > done && !cancel?.cancelled);
    const isCutOff = !isWalking && !hasWalked;
    if (cancel?.cancelled || isCutOff || waiting.left === 0) return undefined;
    return { paths: waiting.take(!isWalking), known };
  };
  const count = Math.min(threads, Math.max(1, waiting.batches));
  await allEnded([
    turns,
    pool.run(
      next,
      ({ paths }, { bytes, takenAt }) => {
        let at = 0;
        for (const parsed of readReply(bytes)) {
          if (parsed?.hasProblems) failed++;
          onModule(paths[at++] as RelativePath, parsed, takenAt);
        }
        done += paths.length;
        onProgress(done, found, isWalking);
      },
      isWalking ? threads : count,
    ),
  ]);
  checkCancelled(cancel);
  const { pauses } = memory;
  const memoryPeak = process.resourceUsage().maxRSS * 1024;
  return { files: done, failed, ms: performance.now() - startedAt, memoryPeak, pauses };
}

/** Holds new work back while there is too much in memory. */
class MemoryCeiling {
  readonly #limit: number | undefined;
  pauses = 0;

  constructor(limit: number | undefined) {
    this.#limit = limit;
  }

  /** @param isWorth whether waiting may help: something is under way that will give memory back */
  async room(isWorth: () => boolean): Promise<void> {
    if (!this.#isFull() || !isWorth()) return;
    this.pauses++;
    while (isWorth() && this.#isFull()) await setTimeout(pauseMs);
  }

  #isFull(): boolean {
    return this.#limit !== undefined && process.memoryUsage.rss() > this.#limit;
  }
}
