/**
 * Reads a profile of any known format: bytes in, columns out. It runs in a browser's worker and in Node.js alike, reads as the bytes come, and
 * finds the format by what is in the file, since names lie.
 */

import { noStacksText } from './formats/collapsed.ts';
import { isEmpty } from './formats/fileReader.ts';
import { noPprofText } from './formats/pprof.ts';
import { ByteWindow } from './json/byteWindow.ts';
import { JsonCursor } from './json/jsonCursor.ts';
import { defaultLimits, type ReadLimits } from './layout/limits.ts';
import type { Notes } from './layout/notes.ts';
import { ProfileBuilder } from './layout/profileBuilder.ts';
import { openBytes } from './openBytes.ts';
import type { Profile, UnreadableProfile } from './profile.ts';
import { readerFor, sniffedBytes, type Unshown } from './sniff.ts';

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
    if (typeof read === 'string')
      return { problem: unshownText(options.name, read, builder.notes) };
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

function unshownText(name: string, what: Unshown, notes: Notes): string {
  return [`${name} ${unshown[what]}`, ...notes.toArray()].join(' ');
}

const lacksText =
  'it has neither "traceEvents" (Chrome trace) nor "nodes" (.cpuprofile), "head" (.heapprofile), "profiles" (speedscope) or "outputs" (esbuild metafile).';
const unshown: Readonly<Record<Unshown, string>> = {
  'other JSON': `is JSON of no format that can be shown: ${lacksText}`,
  'long JSON': `is JSON of no format that can be shown: in its first ${sniffedBytes.toLocaleString('en-US')} bytes, which is the limit, ${lacksText}`,
  'heap snapshot':
    'is a heap snapshot, which has objects and no stacks: open it in the Memory panel of DevTools, or record a .heapprofile.',
  empty: 'is empty but for white space: there is nothing to show.',
  Firefox:
    "is a profile of Firefox, whose format is not read: open it at Firefox's own profiler, or record in Chromium or Node.js.",
  zip: 'is a zip archive: unpack it, and open the profile that is in it.',
  zstd: 'is packed by zstd, which cannot be unpacked here: unpack it, or pack it by gzip.',
  'no stacks': `is of no format that can be shown: ${noStacksText}`,
  'no pprof': `is of no format that can be shown: ${noPprofText}`,
};

function nothingText({ name, format, notes }: Profile): string {
  const problem = `${name} was read as ${format}, and holds no span, instant or counter.`;
  return [problem, ...notes].join(' ');
}
