/**
 * The files of profiles of runs, below `.cachescope/profiles`: how many there are, how much room they take, and dropping them. What is in
 * them is the affair of `host/profiles`; the store counts them as part of what lies on disk, and cleans them up with the rest.
 */
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** How many are kept: those of the last runs. */
export const keptProfiles = 20;

/** How the names of their files end; before that stands the run, and runs sort by time. */
export const profileEnding = '.trace.json.gz';

/** One profile. */
export interface ProfileFile {
  readonly path: string;
  /** Bytes on disk. */
  readonly size: number;
}

/**
 * Profiles, newest first.
 * @param folder absolute path of `.cachescope`
 */
export function profileFiles(folder: string): readonly ProfileFile[] {
  const paths = namesIn(join(folder, 'profiles'))
    .filter((name) => name.endsWith(profileEnding))
    .sort((a, b) => (a < b ? 1 : -1))
    .map((name) => join(folder, 'profiles', name));
  return paths.flatMap((path) => {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats?.isFile() ? [{ path, size: stats.size }] : [];
  });
}

/** Removes profiles; one that is gone already is as good. @throws Error where the disk refuses */
export function removeProfiles(files: readonly ProfileFile[]): void {
  for (const { path } of files) rmSync(path, { force: true });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // The folder is made by the first run that leaves a profile.
    return [];
  }
}
