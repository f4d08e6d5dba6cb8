/**
 * Reads blobs and verifies them, every time they come from the disk. A damaged blob is removed, so that the next result can be stored in its place.
 */
import { hash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync, unlinkSync } from 'node:fs';
import type { BlobDigest } from '../../engine/model/brand.ts';
import type { BlobFailure } from '../../engine/ports/store.ts';
import { loadBlocks } from './bigBlob.ts';
import type { BlobFiles } from './blobFiles.ts';
import type { BlobHeader } from './blobFormat.ts';
import { bigBlobBytes, decodeHeader, decompress, headerBytes } from './blobFormat.ts';
import type { BlobMemory } from './blobMemory.ts';
import { detailOf } from './database.ts';

/** Bytes, or why there are none. */
export type BytesOrFailure = { readonly bytes: Uint8Array } | { readonly failure: BlobFailure };

/** Receives blocks; one that is reused holds other bytes after the call. */
export type BlockSink = (block: Uint8Array, isReused: boolean) => void;

/** The largest blob that is ever held in memory as a whole. */
const maxWholeBytes = 1024 * 1024 * 1024;

/** Reads and verifies. */
export class BlobReader {
  readonly #files: BlobFiles;
  readonly #onTrouble: (message: string) => void;
  readonly #dropDamaged: boolean;
  /** Where a process that lives on keeps what it read. */
  memory: BlobMemory | undefined;

  /** @param options.dropDamaged false: only look; default true */
  constructor(
    files: BlobFiles,
    onTrouble: (message: string) => void,
    options: { readonly dropDamaged: boolean } = { dropDamaged: true },
  ) {
    this.#files = files;
    this.#onTrouble = onTrouble;
    this.#dropDamaged = options.dropDamaged;
  }

  /** The whole blob. */
  read(digest: BlobDigest): BytesOrFailure {
    const parts: Uint8Array[] = [];
    let total = 0;
    const failure = this.stream(digest, (block, isReused) => {
      total += block.length;
      if (total <= maxWholeBytes) parts.push(isReused ? Buffer.from(block) : block);
    });
    if (failure) return { failure };
    if (total > maxWholeBytes)
      return { failure: { type: 'io', message: `${digest} is too large to be read at once` } };
    const only = parts[0];
    return { bytes: parts.length === 1 && only ? only : Buffer.concat(parts) };
  }

  /**
   * Passes the blob on in blocks. What was passed on is only to be trusted when this returns undefined: the digest covers the whole.
   * @throws whatever `use` throws
   */
  stream(digest: BlobDigest, use: BlockSink): BlobFailure | undefined {
    const { memory } = this;
    if (memory === undefined) return this.#streamFile(digest, use);
    const kept = memory.get(digest);
    if (kept) {
      use(kept, false);
      return undefined;
    }
    let whole: Uint8Array | undefined;
    const failure = this.#streamFile(digest, (block, isReused) => {
      if (!isReused) whole = block;
      use(block, isReused);
    });
    // In this order, or it would seem to have been there when it was asked for.
    memory.missed(digest, failure === undefined, whole);
    if (whole) memory.keep(digest, whole);
    return failure;
  }

  /** Reads and verifies ahead of a use, into memory where there is one; is not counted as a use. */
  preload(digest: BlobDigest): BlobFailure | undefined {
    const { memory } = this;
    if (memory === undefined) return this.#streamFile(digest, () => {});
    if (memory.has(digest)) return undefined;
    // A block that is not reused is the whole of a blob, verified before it is passed on.
    return this.#streamFile(digest, (block, isReused) => {
      if (!isReused) memory.keep(digest, block);
    });
  }

  #streamFile(digest: BlobDigest, use: BlockSink): BlobFailure | undefined {
    const path = this.#files.pathOf(digest);
    if (path === undefined) return { type: 'damaged', message: `"${digest}" is not a digest` };
    const opened = open(path);
    if (typeof opened !== 'number') return opened;
    let detail: string | undefined;
    try {
      detail = verified(opened, digest, use);
    } finally {
      closeSync(opened);
    }
    return detail === undefined ? undefined : this.#damaged(path, digest, detail);
  }

  #damaged(path: string, digest: BlobDigest, detail: string): BlobFailure {
    const message = `A stored file was damaged (${digest.slice(0, 19)}...: ${detail}); it is dropped and will be built again.`;
    this.#onTrouble(message);
    if (!this.#dropDamaged) return { type: 'damaged', message };
    try {
      unlinkSync(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        this.#onTrouble(`It could not be removed: ${detailOf(error)}`);
    }
    return { type: 'damaged', message };
  }
}

function open(path: string): number | BlobFailure {
  try {
    return openSync(
      path,
      constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
    );
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { type: 'absent' };
    return { type: 'io', message: `A stored file cannot be read: ${detailOf(error)}` };
  }
}

/** @returns what is wrong with the file, or undefined */
function verified(file: number, digest: string, use: BlockSink): string | undefined {
  const quick = readAtOnce(file, digest);
  if (quick === undefined) return verifiedInParts(file, digest, use);
  use(quick, false);
  return undefined;
}

/** Most blobs are smaller, and are read by one call in place of three. */
const atOnce = Buffer.allocUnsafeSlow(64 * 1024);

/** @returns undefined for all that is not a small, sound blob: what it is then is for the thorough way to say */
function readAtOnce(file: number, digest: string): Buffer | undefined {
  const length = readUpTo(file, atOnce);
  if (length === atOnce.length) return undefined;
  const header = decodeHeader(atOnce.subarray(0, Math.min(length, headerBytes)));
  if (!header || header.codec === 'blocks' || header.size >= bigBlobBytes) return undefined;
  const body = atOnce.subarray(headerBytes, length);
  // What is not compressed is copied, since the next blob is read into the same place.
  const bytes =
    header.codec === 'raw' ? Buffer.from(body) : decompress(header.codec, body, header.size);
  const isSound = bytes?.length === header.size && digestOf(bytes) === digest;
  return isSound ? bytes : undefined;
}

/** From the start of the file, wherever it was read up to before. @returns 0 where it cannot be read, e.g. because it is a folder */
function readUpTo(file: number, buffer: Buffer): number {
  try {
    return readSync(file, buffer, 0, buffer.length, 0);
  } catch {
    // The thorough way meets the same error, and tells it.
    return 0;
  }
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${hash('sha256', bytes, 'hex')}`;
}

function verifiedInParts(file: number, digest: string, use: BlockSink): string | undefined {
  const stats = fstatSync(file);
  if (!stats.isFile()) return 'it is not a file';
  const head = readExactly(file, Math.min(stats.size, headerBytes));
  const header = decodeHeader(head);
  if (!header) return 'its header is damaged';
  if (header.codec === 'blocks') return verifiedBlocks(file, header, digest, use);
  if (header.size >= bigBlobBytes || stats.size > bigBlobBytes + headerBytes)
    return 'its length is damaged';
  const body = readExactly(file, stats.size - headerBytes);
  const bytes = decompress(header.codec, body, header.size);
  if (!bytes) return 'its bytes cannot be decompressed to the recorded length';
  if (digestOf(bytes) !== digest) return 'its bytes are not those that were stored';
  use(bytes, false);
  return undefined;
}

function verifiedBlocks(
  file: number,
  header: BlobHeader,
  digest: string,
  use: BlockSink,
): string | undefined {
  const streamed = loadBlocks(file, header.size, (block) => use(block, true));
  if (!streamed) return 'a block of it is damaged';
  return streamed.digest === digest && streamed.size === header.size
    ? undefined
    : 'its bytes are not those that were stored';
}

function readExactly(file: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const read = readSync(file, buffer, done, length - done, null);
    if (read === 0) break;
    done += read;
  }
  return buffer.subarray(0, done);
}
