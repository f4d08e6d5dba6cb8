/**
 * Reads a profile of any known format: bytes in, columns out. It runs in a browser's worker and in Node.js alike, reads as the bytes come, and
 * finds the format by what is in the file, since names lie.
 */

import { readTrace } from './chrome/readTrace.ts';
import { ByteWindow } from './json/byteWindow.ts';
import { JsonCursor } from './json/jsonCursor.ts';
import { defaultLimits, type ReadLimits } from './layout/limits.ts';
import { ProfileBuilder } from './layout/profileBuilder.ts';
import { openBytes } from './openBytes.ts';
import type { Profile, UnreadableProfile } from './profile.ts';

/** Bytes of a file as they come. */
export type ByteSource = AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;

/** What is known besides the bytes. */
export interface ReadOptions {
  /** Name of the file, which becomes the profile's. */
  readonly name: string;
  readonly limits?: Partial<ReadLimits>;
}

/**
 * Reads a profile. It never throws for what a file holds: what is cut off or broken is shown as far as it goes, with a note.
 * @param source uncompressed or gzip
 */
export async function readProfile(
  source: ByteSource,
  options: ReadOptions,
): Promise<Profile | UnreadableProfile> {
  const limits = { ...defaultLimits, ...options.limits };
  const builder = new ProfileBuilder(limits);
  const bytes = await openBytes(source, builder.notes);
  const window = new ByteWindow(new JsonCursor(), bytes, limits.bytes);
  try {
    await window.more(0);
    return await readTrace(window, builder, options.name);
  } finally {
    await bytes.return?.();
  }
}
