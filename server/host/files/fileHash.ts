/**
 * Bytes of a file to a digest, without a new buffer per file. A file that changes while it is read is read again: the digest returned
 * always belongs to the signature returned with it.
 */
import { createHash, hash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { FileDigest } from '../../engine/model/brand.ts';
import { isExecutable } from './entry.ts';
import { isSame, type Signature, signatureOf } from './signature.ts';

const chunkBytes = 1024 * 1024;
const attemptsMax = 5;
let chunk: Buffer | undefined;

/** A digest with the state of the file it belongs to. */
export interface HashedFile {
  readonly signature: Signature;
  readonly digest: FileDigest;
}

/**
 * Digests a regular file.
 * @param path absolute
 * @returns undefined where the file kept changing while it was read
 * @throws the system's error where it cannot be opened or read
 */
export function hashFile(path: string): HashedFile | undefined {
  // O_NONBLOCK: should a pipe have taken the file's place, opening it must not wait for a writer.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    for (let attempt = 0; attempt < attemptsMax; attempt++) {
      const signature = signatureOf(fstatSync(file));
      const hex = hashBytes(file);
      if (!isSame(signature, fstatSync(file))) continue;
      return {
        signature,
        digest: `sha256:${hex}${isExecutable(signature) ? '+x' : ''}` as FileDigest,
      };
    }
    return undefined;
  } finally {
    closeSync(file);
  }
}

function hashBytes(file: number): string {
  chunk ??= Buffer.allocUnsafeSlow(chunkBytes);
  const first = readSync(file, chunk, 0, chunkBytes, 0);
  if (first < chunkBytes) {
    // A short read is not yet the end of the file; the second one tells.
    const more = first === 0 ? 0 : readSync(file, chunk, first, chunkBytes - first, first);
    if (more === 0) return hash('sha256', chunk.subarray(0, first), 'hex');
  }
  const digest = createHash('sha256');
  for (let at = 0; ; ) {
    const read = readSync(file, chunk, 0, chunkBytes, at);
    if (read === 0) return digest.digest('hex');
    digest.update(chunk.subarray(0, read));
    at += read;
  }
}
