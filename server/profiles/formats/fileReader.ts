/** What the readers of formats share that are read as a whole. */
import type { ByteWindow } from '../json/byteWindow.ts';
import { JsonWalk } from '../json/jsonWalk.ts';
import type { ProfileBuilder } from '../layout/profileBuilder.ts';
import type { Profile, UnreadableProfile } from '../profile.ts';

/** A file to read. */
export interface FileToRead {
  /** At the file's first byte. */
  readonly window: ByteWindow;
  readonly builder: ProfileBuilder;
  readonly name: string;
}

/** Reads a file of one format. */
export type FileReader = (file: FileToRead) => Promise<Profile | UnreadableProfile>;

/** All bytes of the file in memory; bytes, not a string, which would take up to twice as much and has a limit of its own. */
export async function loadJson({ window, builder }: FileToRead): Promise<JsonWalk> {
  await loadBytes({ window, builder });
  return new JsonWalk(window.cursor);
}

/** All bytes of the file in memory, up to the limit. */
export async function loadBytes(file: Pick<FileToRead, 'window' | 'builder'>): Promise<void> {
  await file.window.all(file.builder.limits.wholeFileBytes);
  noteLimit(file);
}

/** Says that the file is longer than allowed, where it is. */
export function noteLimit({ window, builder }: Pick<FileToRead, 'window' | 'builder'>): void {
  if (window.limitMet === 0) return;
  const limit = window.limitMet.toLocaleString('en-US');
  builder.notes.add(`The file is longer than the limit of ${limit} bytes; the rest was not read.`);
}

/** Says where reading stopped. */
export function noteBroken({ window, builder }: Pick<FileToRead, 'window' | 'builder'>): void {
  if (window.limitMet > 0) return;
  const place = window.position.toLocaleString('en-US');
  const what = window.cursor.isCutOff ? 'cut off' : 'broken';
  builder.notes.add(`The file is ${what} at byte ${place}; what comes before is shown.`);
}

/** Whether a profile has nothing to show. */
export function isEmpty({ spans, instants, counters }: Profile): boolean {
  return spans.starts.length === 0 && instants.times.length === 0 && counters.length === 0;
}
