/**
 * Reads and hashes ahead what a build needs, on all cores: worth it only where many files have no known digest, as in the first build
 * or after a change of branch. Otherwise the table hashes single files when they are asked for.
 */
import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import type { FilePatterns } from '../../engine/model/action.ts';
import type { RelativePath } from '../../engine/model/brand.ts';
import type { CancelToken } from '../../engine/ports/cancel.ts';
import { UnreadableFile } from '../../engine/ports/files.ts';
import { Turns } from '../platform/turns.ts';
import type { Entry } from './entry.ts';
import type { FileTable } from './fileTable.ts';
import type { FolderNode } from './folderNode.ts';
import type { HashReply, HashRequest } from './hash.worker.ts';

/** Fewer unknown files than this are hashed faster than a worker starts. */
const worthWorkersFiles = 400;
/** Files handed to a worker at once: large enough to hide the messages, small enough to share the work evenly. */
const batchFiles = 250;

interface Unknown {
  readonly path: RelativePath;
  readonly entry: Entry;
  readonly node: FolderNode;
}

/** Hashes in workers what the table does not know. */
export class HashAhead {
  readonly #table: FileTable;

  constructor(table: FileTable) {
    this.#table = table;
  }

  /** Fills the table for these patterns. Files that cannot be read are left for whoever asks for them. */
  async run(patterns: readonly FilePatterns[], cancel: CancelToken): Promise<void> {
    const unknown = await this.#unknown(patterns, cancel);
    if (unknown.length < worthWorkersFiles || cancel.cancelled) return;
    const batches: Unknown[][] = [];
    for (let at = 0; at < unknown.length; at += batchFiles)
      batches.push(unknown.slice(at, at + batchFiles));
    const workers = Math.min(availableParallelism(), batches.length);
    await Promise.all(Array.from({ length: workers }, () => this.#work(batches, cancel)));
  }

  async #unknown(
    patterns: readonly FilePatterns[],
    cancel: CancelToken,
  ): Promise<readonly Unknown[]> {
    const result: Unknown[] = [];
    const seen = new Set<string>();
    // An editor asks questions meanwhile.
    const turns = new Turns();
    for (const each of patterns) {
      if (this.#table.knownObservation('inputs', each) !== undefined) continue;
      try {
        this.#table.walk(each, (path, entry, node) => {
          if (entry.kind !== 'file' || seen.has(path)) return;
          seen.add(path);
          if (!this.#table.digests.isKnown(path, entry, node)) result.push({ path, entry, node });
        });
      } catch (error) {
        if (!(error instanceof UnreadableFile)) throw error;
        // The action that needs it meets the same error, and says so for itself alone.
      }
      await turns.next();
      if (cancel.cancelled) break;
    }
    return result;
  }

  async #work(batches: Unknown[][], cancel: CancelToken): Promise<void> {
    // Loaded only here: a build with little to hash never needs it.
    const threads = await import('node:worker_threads');
    const worker = new threads.Worker(workerFile());
    try {
      for (
        let batch = batches.pop();
        batch !== undefined && !cancel.cancelled;
        batch = batches.pop()
      ) {
        const request: HashRequest = {
          root: this.#table.folders.root,
          paths: batch.map(({ path }) => path),
        };
        const reply = await ask(worker, request);
        for (const [index, hashed] of reply.files.entries()) {
          const file = batch[index];
          if (file && hashed)
            this.#table.digests.adopt(file.entry, file.node, { ...hashed, takenAt: reply.takenAt });
        }
      }
    } finally {
      await worker.terminate();
    }
  }
}

/** The worker's file next to this one: TypeScript in the sources, its own bundle in a package. */
function workerFile(): URL {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`./hash.worker.${extension}`, import.meta.url);
}

function ask(worker: Worker, request: HashRequest): Promise<HashReply> {
  return new Promise((resolve, reject) => {
    const onError = (error: Error): void => reject(error);
    worker.once('error', onError);
    worker.once('message', (reply: HashReply) => {
      worker.off('error', onError);
      resolve(reply);
    });
    worker.postMessage(request);
  });
}
