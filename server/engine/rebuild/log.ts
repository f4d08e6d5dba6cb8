/**
 * The stored form of what a command printed: frames of one byte for the stream (1 stdout, 2 stderr), four bytes of length
 * (big endian) and the bytes, so that a replay writes to the same streams in the same order.
 */
import type { LogChunk } from '../ports/processes.ts';

/** More than this of one action's output is passed on but not kept, in bytes. */
export const keptLogBytesMax = 10 * 1024 * 1024;

/** Joins chunks to frames. Adjacent chunks of one stream share a frame. */
export function encodeLog(chunks: readonly LogChunk[]): Uint8Array {
  const total = chunks.reduce((sum, chunk) => sum + 5 + chunk.bytes.length, 0);
  const result = new Uint8Array(total);
  const view = new DataView(result.buffer);
  let at = 0;
  for (const { stream, bytes } of chunks) {
    view.setUint8(at, stream === 'stdout' ? 1 : 2);
    view.setUint32(at + 1, bytes.length);
    result.set(bytes, at + 5);
    at += 5 + bytes.length;
  }
  return result;
}

/** Splits frames; undefined where the bytes are not of this form. */
export function decodeLog(bytes: Uint8Array): readonly LogChunk[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: LogChunk[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + 5 > bytes.length) return undefined;
    const stream = view.getUint8(at);
    const end = at + 5 + view.getUint32(at + 1);
    if ((stream !== 1 && stream !== 2) || end > bytes.length) return undefined;
    chunks.push({ stream: stream === 1 ? 'stdout' : 'stderr', bytes: bytes.subarray(at + 5, end) });
    at = end;
  }
  return chunks;
}

/** Collects what one execution prints, up to the limit. */
export class LogBuffer {
  #chunks: LogChunk[] = [];
  #bytes = 0;

  add(chunk: LogChunk): void {
    if (this.#bytes >= keptLogBytesMax) return;
    this.#chunks.push({
      stream: chunk.stream,
      bytes: chunk.bytes.subarray(0, keptLogBytesMax - this.#bytes),
    });
    this.#bytes += chunk.bytes.length;
  }

  /** The frames, or undefined when nothing was printed. */
  encoded(): Uint8Array | undefined {
    return this.#chunks.length === 0 ? undefined : encodeLog(this.#chunks);
  }
}
