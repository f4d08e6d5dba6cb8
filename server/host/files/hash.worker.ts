/** Worker thread: digests batches of files. */
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { type HashedFile, hashFile } from './fileHash.ts';

/** A batch of files to digest. */
export interface HashRequest {
  readonly root: string;
  /** Relative to `root`. */
  readonly paths: readonly string[];
}

/** The digests in the order of the request; undefined where a file could not be read. */
export interface HashReply {
  readonly files: readonly (HashedFile | undefined)[];
  /** Wall time before the first file was read, in milliseconds since 1970. */
  readonly takenAt: number;
}

parentPort?.on('message', ({ root, paths }: HashRequest) => {
  const takenAt = Date.now();
  const files = paths.map((path) => {
    try {
      return hashFile(join(root, path));
    } catch {
      // Whoever needs the file meets the same error on the main thread and reports it.
      return undefined;
    }
  });
  parentPort?.postMessage({ files, takenAt } satisfies HashReply);
});
