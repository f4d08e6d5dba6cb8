/** Writes a profile to the file that `--profile` names. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { TraceProfile } from '../profiles/chromeTrace.ts';
import { writeChromeTrace } from '../profiles/chromeTrace.ts';
import { CommandFailure } from './failure.ts';

/**
 * Writes the file, and the folders above it.
 * @param file absolute path
 * @throws CommandFailure where the disk refuses; the run itself is over by then
 */
export async function writeProfile(profile: TraceProfile, file: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, writeChromeTrace(profile));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(
      'profile-not-written',
      `The run is done, but its profile could not be written: ${detail}.`,
      {
        suggestion: 'Give another file to --profile.',
      },
    );
  }
}
