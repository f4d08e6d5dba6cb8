/**
 * The files that hold blobs: where each lies, how one is written so that nobody sees half of it, how a fresh use protects it from the
 * collector.
 */
import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import {
  closeSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
  unlinkSync,
  utimesSync,
  writevSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { headerBytes } from './blobFormat.ts';

/** Name of the folder of blobs inside the state folder. */
export const blobFolderName = 'blobs';
/** Ends the names of files being written. */
export const temporaryEnding = '.tmp';
/** A blob put again is touched when its last use is older than this; far below the collector's grace period. */
const touchAfterMs = 60_000;

const digestForm = /^sha256:([0-9a-f]{2})([0-9a-f]{62})$/;
/** Apart for each thread, too. */
const writer = `${process.pid}-${randomBytes(4).toString('hex')}`;
let temporaryCount = 0;

/** Where things lie. */
export class BlobFiles {
  readonly folder: string;
  readonly #now: () => number;

  /** @param stateFolder absolute path of `.cachescope` */
  constructor(stateFolder: string, now: () => number) {
    this.folder = join(stateFolder, blobFolderName);
    this.#now = now;
  }

  /** Path of a blob's file; undefined where `digest` is no digest (it becomes part of a path, so its form is checked). */
  pathOf(digest: string): string | undefined {
    const match = digestForm.exec(digest);
    return match ? `${this.folder}/${match[1]}/${match[2]}` : undefined;
  }

  /**
   * Whether a blob of this many bytes is there; if so it is protected from the collector from now on. A file of an impossible length
   * (cut short when power went) does not count.
   */
  reuse(path: string, size: number): boolean {
    const stats = statsOf(path);
    if (!stats?.isFile()) return false;
    const plausible =
      stats.size === size + headerBytes || (size > 4096 && stats.size > headerBytes + 8);
    if (!plausible) return false;
    const now = this.#now();
    if (now - stats.mtimeMs < touchAfterMs) return true;
    return this.#touch(path, now);
  }

  /**
   * Writes a file beside `path` and renames it.
   * @param fill writes the content to an open file
   */
  write(path: string, fill: (file: number) => void): void {
    const temporary = `${path}.${writer}-${++temporaryCount}${temporaryEnding}`;
    writeAside(temporary, path, openIn(temporary), fill);
  }

  #touch(path: string, now: number): boolean {
    try {
      utimesSync(path, now / 1000, now / 1000);
      return true;
    } catch (error) {
      // The collector took it at this very moment: it is written anew.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  }
}

/** Writes all of several buffers; `writev` may write less than asked. */
export function writeAll(file: number, parts: readonly Uint8Array[]): void {
  let rest = parts.filter((part) => part.length > 0);
  while (rest.length > 0) rest = after(rest, writevSync(file, rest));
}

function after(parts: readonly Uint8Array[], written: number): Uint8Array[] {
  let skip = written;
  const rest: Uint8Array[] = [];
  for (const part of parts) {
    if (skip < part.length) rest.push(part.subarray(skip));
    skip = Math.max(0, skip - part.length);
  }
  return rest;
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function openIn(path: string): number {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
    const folder = dirname(path);
    // A file where the folder of blobs should be is none of ours.
    if (code === 'ENOTDIR') unlinkSync(folder);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return openSync(path, 'wx', 0o600);
  }
}

/**
 * Fills an open file and gives it its real name; where that fails, nothing stays behind.
 * @param temporary path of the open file
 * @param path where it goes
 */
export function writeAside(
  temporary: string,
  path: string,
  file: number,
  fill: (file: number) => void,
): void {
  try {
    try {
      fill(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    discard(temporary);
    throw error;
  }
}

function discard(temporary: string): void {
  try {
    unlinkSync(temporary);
  } catch {
    // The error that led here is the one to report; what stays behind is an orphan that the collector removes.
  }
}
