/**
 * Reads a profile of any known format: bytes in, columns out. It runs in a browser's worker and in Node.js alike, reads as the bytes come, and
 * finds the format by what is in the file, since names lie.
 */

import { isEmpty } from './formats/fileReader.ts';
import { ByteWindow } from './json/byteWindow.ts';
import { JsonCursor } from './json/jsonCursor.ts';
import { defaultLimits, type ReadLimits } from './layout/limits.ts';
import type { Notes } from './layout/notes.ts';
import { ProfileBuilder } from './layout/profileBuilder.ts';
import { openBytes } from './openBytes.ts';
import type { Profile, UnreadableProfile } from './profile.ts';
import { readerFor } from './sniff.ts';

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
    if (!(await window.more(0))) return { problem: emptyText(options.name, builder.notes) };
    const read = await readerFor(window);
    if (read === undefined) return { problem: otherJsonText(options.name) };
    const profile = await read({ window, builder, name: options.name });
    if ('problem' in profile || !isEmpty(profile)) return profile;
    return { problem: nothingText(profile) };
  } catch (error) {
    if (error instanceof RangeError) return { problem: tooLargeText(options.name, error) };
    throw error;
  } finally {
    await bytes.return?.();
  }
}

function emptyText(name: string, notes: Notes): string {
  return [`${name} is empty: there is nothing to show.`, ...notes.toArray()].join(' ');
}

/** What an array that the machine cannot hold throws. */
function tooLargeText(name: string, { message }: RangeError): string {
  return `${name} is too large for the memory of this machine (${message}). Record a shorter time, or fewer categories.`;
}

function otherJsonText(name: string): string {
  return `${name} is JSON of no format that can be shown: it has neither "traceEvents" (Chrome trace) nor "nodes" (.cpuprofile), "head" (.heapprofile), "profiles" (speedscope) or "outputs" (esbuild metafile).`;
}

function nothingText({ name, format, notes }: Profile): string {
  const problem = `${name} was read as ${format}, and holds no span, instant or counter.`;
  return [problem, ...notes].join(' ');
}
