/** Lists the files of the blob store, for the collector and for `verify`. */
import { lstatSync, readdirSync, renameSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { BlobDigest } from '../../engine/model/brand.ts';
import { temporaryEnding } from './blobFiles.ts';
import type { Steps } from './steps.ts';
import { runThrough } from './steps.ts';

/** A blob's file. */
export interface BlobFile {
  readonly digest: BlobDigest;
  readonly path: string;
  /** Bytes on disk. */
  readonly size: number;
  readonly mtimeMs: number;
}

/** A file among the blobs that is none. */
export interface StrayFile {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
}

/** Ends the names of blobs that the collector is taking away. */
const trashEnding = `.gone${temporaryEnding}`;

/** What lies in the folder of blobs. */
export interface BlobWalk {
  readonly blobs: readonly BlobFile[];
  readonly strays: readonly StrayFile[];
}

/** @param folder absolute path of the folder of blobs; it may be absent */
export function walkBlobs(folder: string): BlobWalk {
  return runThrough(walkBlobsInSteps(folder));
}

/** `walkBlobs`, a step for each of the 256 folders in it. */
export function* walkBlobsInSteps(folder: string): Steps<BlobWalk> {
  const blobs: BlobFile[] = [];
  const strays: StrayFile[] = [];
  const shards = namesIn(folder);
  for (const [at, shard] of shards.entries()) {
    yield { message: 'Looking at files', share: at / shards.length };
    const path = join(folder, shard);
    if (/^[0-9a-f]{2}$/.test(shard) && isFolder(path)) walkShard(shard, path, blobs, strays);
    // Nobody writes here, so it needs no time to become what it should be.
    else strays.push({ path, size: 0, mtimeMs: 0 });
  }
  return { blobs, strays };
}

/** Every how manieth shard a sample holds: digests spread blobs evenly. */
const sampledEvery = 32;

/** About how many bytes the blobs have, from a few of their folders. */
export function sampledBytes(folder: string): number {
  let bytes = 0;
  for (let shard = 0; shard < 256; shard += sampledEvery) {
    const blobs: BlobFile[] = [];
    const name = shard.toString(16).padStart(2, '0');
    walkShard(name, join(folder, name), blobs, []);
    for (const { size } of blobs) bytes += size;
  }
  return bytes * sampledEvery;
}

function walkShard(shard: string, folder: string, blobs: BlobFile[], strays: StrayFile[]): void {
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (!stats) continue;
    const { size, mtimeMs } = stats;
    if (/^[0-9a-f]{62}$/.test(name))
      blobs.push({ digest: `sha256:${shard}${name}` as BlobDigest, path, size, mtimeMs });
    else strays.push({ path, size, mtimeMs });
  }
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/**
 * Takes a blob away unless it was put again since it was looked at. Looking and removing are two steps, and a put in between only
 * touches the file; so it is renamed first, looked at again, and given back where it is fresh. A put that comes after the rename
 * finds no file and writes one.
 * @param youngerThan blobs touched at or after this moment stay; milliseconds since 1970
 * @returns whether it is gone
 */
export function removeUnlessFresh(path: string, youngerThan: number): boolean {
  const trash = `${path}${trashEnding}`;
  try {
    renameSync(path, trash);
    if (statSync(trash).mtimeMs >= youngerThan) {
      renameSync(trash, path);
      return false;
    }
    unlinkSync(trash);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
