/**
 * How a blob stands in its file: 16 bytes of header, then the bytes, as they are or compressed.
 *
 *     0  "CSB1"           4  codec: 0 raw, 1 zstd, 2 blocks (see bigBlob.ts)      5  zeros      8  length of the bytes, 64 bits LE
 *
 * The length caps decompression, so a file of a few bytes cannot unfold into gigabytes. That the bytes are the right ones is
 * for their sha256 to say, which is verified on every read.
 */
import { zstdCompress, zstdDecompress } from './zstd.ts';

/** Bytes of header. */
export const headerBytes = 16;
/** Larger blobs are read and written in blocks, never held in memory. */
export const bigBlobBytes = 8 * 1024 * 1024;

const magic = 0x43534231;
/** Up to here, compression saves one page of the disk at most, and making a compressor costs more than all else of a put. */
const compressAbove = 8192;
/** Level 1 gives about nine tenths of what level 3 saves on scripts and text, at half the time. */

/** How the bytes are stored. */
export type Codec = 'raw' | 'zstd' | 'blocks';
const codecs: readonly Codec[] = ['raw', 'zstd', 'blocks'];

/** What a header says. */
export interface BlobHeader {
  readonly codec: Codec;
  /** Length of the bytes once decompressed. */
  readonly size: number;
}

/** @param size length of the bytes before compression */
export function encodeHeader(codec: Codec, size: number): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.writeUInt32BE(magic, 0);
  header.writeUInt8(codecs.indexOf(codec), 4);
  header.writeBigUInt64LE(BigInt(size), 8);
  return header;
}

/** @returns undefined where this is no header of ours */
export function decodeHeader(bytes: Buffer): BlobHeader | undefined {
  if (bytes.length < headerBytes || bytes.readUInt32BE(0) !== magic) return undefined;
  const codec = codecs[bytes.readUInt8(4)];
  const size = Number(bytes.readBigUInt64LE(8));
  const clean = bytes.readUIntBE(5, 3) === 0 && Number.isSafeInteger(size);
  return codec !== undefined && clean ? { codec, size } : undefined;
}

/** Bytes as stored, without the header. Compressed only where that saves a tenth or more. */
export function compress(bytes: Uint8Array): {
  readonly codec: 'raw' | 'zstd';
  readonly body: Uint8Array;
} {
  if (bytes.length <= compressAbove) return { codec: 'raw', body: bytes };
  const packed = zstdCompress(bytes);
  return packed.length <= bytes.length * 0.9
    ? { codec: 'zstd', body: packed }
    : { codec: 'raw', body: bytes };
}

/**
 * @param size how many bytes must come out; more are never made
 * @returns undefined where the body does not give exactly that many bytes
 */
export function decompress(codec: 'raw' | 'zstd', body: Buffer, size: number): Buffer | undefined {
  if (codec === 'raw') return body.length === size ? body : undefined;
  try {
    const bytes = zstdDecompress(body, Math.max(size, 1));
    return bytes.length === size ? bytes : undefined;
  } catch {
    // Not zstd, cut short, or more than `size` bytes: in each case damaged.
    return undefined;
  }
}
