/** What a command printed, as text, from the form in which it is kept. */
import { decodeLog } from '../../engine/engine.ts';
import type { BlobDigest } from '../../engine/model/brand.ts';
import type { BlobStore } from '../../engine/ports/store.ts';

/** @returns empty where it cannot be read any more */
export function printedText(blobs: BlobStore, log: BlobDigest): string {
  const read = blobs.read(log);
  const chunks = 'bytes' in read ? decodeLog(read.bytes) : undefined;
  return Buffer.concat((chunks ?? []).map(({ bytes }) => bytes)).toString('utf8');
}
