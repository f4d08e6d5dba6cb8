/**
 * Reads a profile by the reader of one format: what writes and reads its own files needs no other, and carries no other in its bundle. `readProfile.ts` finds
 * the reader by what is in the file.
 */
import { type FileReader, isEmpty } from './formats/fileReader.ts';
import { ByteWindow } from './json/byteWindow.ts';
import { JsonCursor } from './json/jsonCursor.ts';
import { defaultLimits, type ReadLimits } from './layout/limits.ts';
import type { Notes } from './layout/notes.ts';
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

/** The reader for a file, which stands at its first byte before and after; or what it is instead, as the rest of a sentence. */
export type ReaderChoice = (
  window: ByteWindow,
) => FileReader | string | Promise<FileReader | string>;

/**
 * Reads a profile. It never throws for what a file holds: what is cut off or broken is shown as far as it goes, with a note.
 * @param source uncompressed or gzip
 */
export async function readBy(
  source: ByteSource,
  options: ReadOptions,
  choose: ReaderChoice,
): Promise<Profile | UnreadableProfile> {
  const { name } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const builder = new ProfileBuilder(limits);
  const bytes = await openBytes(source, builder.notes);
  const window = new ByteWindow(new JsonCursor(), bytes, limits.bytes);
  const problem = (text: string, { notes }: { readonly notes: Notes }) => {
    return { problem: [`${name} ${text}`, ...notes.toArray()].join(' ') };
  };
  try {
    if (!(await window.more(0))) return problem('is empty: there is nothing to show.', builder);
    const read = await choose(window);
    if (typeof read === 'string') return problem(read, builder);
    const profile = await read({ window, builder, name });
    if ('problem' in profile || !isEmpty(profile)) return profile;
    return { problem: nothingText(profile) };
  } catch (error) {
    if (error instanceof RangeError) return { problem: tooLargeText(name, error) };
    throw error;
  } finally {
    await bytes.return?.();
  }
}

/** What an array that the machine cannot hold throws. */
function tooLargeText(name: string, { message }: RangeError): string {
  return `${name} is too large for the memory of this machine (${message}). Record a shorter time, or fewer categories.`;
}

function nothingText({ name, format, notes }: Profile): string {
  const problem = `${name} was read as ${format}, and holds no span, instant or counter.`;
  return [problem, ...notes].join(' ');
}
