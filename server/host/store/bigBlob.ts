/**
 * Blobs of 8 MB and more, moved in blocks of 1 MB so that memory stays flat however large the file is (a sparse file of 5 GB must not
 * take 200 MB). In the file each block stands as
 *
 *     4 bytes: its length once decompressed, LE      4 bytes: its length as stored, LE      the bytes
 *
 * where equal lengths mean "not compressed".
 */
import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import { writeAll } from './blobFiles.ts';
import { compress, decompress, encodeHeader } from './blobFormat.ts';

const blockBytes = 1024 * 1024;

/** What was read from a file that should hold a blob. */
export interface Streamed {
  /** `sha256:<hex>` of the bytes. */
  readonly digest: string;
  readonly size: number;
}

/**
 * Copies a workspace file into an open blob file.
 * @param size the length that was observed; the header states it
 * @returns what was read; the caller compares it with what was observed
 */
export function storeBlocks(source: number, target: number, size: number): Streamed {
  writeAll(target, [encodeHeader('blocks', size)]);
  return eachBlock(source, (block) => writeBlock(target, block));
}

/** Writes bytes that are in memory into an open blob file. */
export function storeBytes(bytes: Uint8Array, target: number): void {
  writeAll(target, [encodeHeader('blocks', bytes.length)]);
  for (let at = 0; at < bytes.length; at += blockBytes)
    writeBlock(target, bytes.subarray(at, at + blockBytes));
}

function writeBlock(target: number, block: Uint8Array): void {
  const { body } = compress(block);
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32LE(block.length, 0);
  lengths.writeUInt32LE(body.length, 4);
  writeAll(target, [lengths, body]);
}

/** Reads a file to its end, block by block, and digests it. */
function eachBlock(source: number, use: (block: Buffer) => void): Streamed {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(blockBytes);
  let size = 0;
  for (;;) {
    const length = fill(source, buffer);
    if (length === 0) break;
    const block = buffer.subarray(0, length);
    hash.update(block);
    use(block);
    size += length;
  }
  return { digest: `sha256:${hash.digest('hex')}`, size };
}

/**
 * Decompresses the blocks of an open blob file whose header was read already.
 * @param use receives each block; the buffer is used again afterwards
 * @returns the digest and length of all bytes; undefined where a block is damaged
 */
export function loadBlocks(
  source: number,
  size: number,
  use: (block: Uint8Array) => void,
): Streamed | undefined {
  const hash = createHash('sha256');
  const lengths = Buffer.alloc(8);
  const buffer = Buffer.allocUnsafe(blockBytes);
  let total = 0;
  while (total < size) {
    const block = loadBlock(source, lengths, buffer);
    if (!block) return undefined;
    hash.update(block);
    use(block);
    total += block.length;
  }
  return { digest: `sha256:${hash.digest('hex')}`, size: total };
}

function loadBlock(source: number, lengths: Buffer, buffer: Buffer): Buffer | undefined {
  if (fill(source, lengths) < lengths.length) return undefined;
  const length = lengths.readUInt32LE(0);
  const stored = lengths.readUInt32LE(4);
  if (length === 0 || length > blockBytes || stored === 0 || stored > length) return undefined;
  const body = buffer.subarray(0, stored);
  if (fill(source, body) < stored) return undefined;
  return decompress(stored === length ? 'raw' : 'zstd', body, length);
}

/** Fills the buffer from the file's position on. @returns how many bytes there were; fewer only at the end of the file */
function fill(source: number, buffer: Buffer): number {
  let length = 0;
  while (length < buffer.length) {
    const read = readSync(source, buffer, length, buffer.length - length, null);
    if (read === 0) break;
    length += read;
  }
  return length;
}
