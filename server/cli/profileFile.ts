/** Writes a profile to the file that `--profile` or `--out` names. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Profile } from '../profiles/profile.ts';
import { CommandFailure } from './failure.ts';

/** Formats that profiles are written in. */
export type WrittenFormat = 'chrome' | 'speedscope';

/** The text of a profile, in pieces. @param about facts about it, where the format has a place for them */
export async function profileText(
  profile: Profile,
  format: WrittenFormat,
  about: Readonly<Record<string, string>>,
): Promise<Iterable<string>> {
  if (format === 'speedscope') {
    const { writeSpeedscope } = await import('../profiles/write/speedscope.ts');
    return writeSpeedscope(profile);
  }
  const { writeChromeTrace } = await import('../profiles/write/chromeTrace.ts');
  return writeChromeTrace(profile, about);
}

/** What the name of a file asks for. */
export function formatOfFile(file: string): WrittenFormat {
  return /\bspeedscope\.json$/i.test(file) ? 'speedscope' : 'chrome';
}

/**
 * Writes the file, and the folders above it.
 * @param file absolute path
 * @throws CommandFailure where the disk refuses; the run itself is over by then
 */
export async function writeProfile(text: Iterable<string>, file: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(
      'profile-not-written',
      `The run is done, but its profile could not be written: ${detail}.`,
      { suggestion: 'Name another file.' },
    );
  }
}
