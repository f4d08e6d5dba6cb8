/** Errors of the file system in words: what could not be done, where, and what to do next. */

/** The system's name of an error, e.g. `ENOENT`; undefined for anything else. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Nothing is at the path, or a file stands where a folder of the path should be. */
export function isMissing(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

const advice: Readonly<Record<string, string>> = {
  EACCES: 'Permission is denied. Give yourself access, or exclude it from the inputs and outputs.',
  EPERM: 'It is not permitted. Give yourself access, or exclude it from the inputs and outputs.',
  ENOSPC: 'The disk is full. Free some space and run again.',
  EDQUOT: 'Your disk quota is used up. Free some space and run again.',
  EROFS: 'The disk is read-only. Make it writable and run again.',
  ELOOP: 'Symbolic links lead in a circle. Remove one of them.',
  ENAMETOOLONG: 'The name is too long for this file system. Shorten it.',
  EMFILE: 'Too many files are open. Raise the limit (ulimit -n) and run again.',
  EISDIR: 'It is a folder, and a file is expected. Remove the folder or correct the path.',
  EIO: 'The disk reported an error. Check the disk.',
};

/**
 * One sentence or two for people.
 * @param verb what was tried, e.g. `read`
 * @param what what it was tried on
 */
export function explainFileError(error: unknown, verb: string, what: string): string {
  const code = errorCode(error);
  const next = (code && advice[code]) ?? (error instanceof Error ? error.message : String(error));
  return `Cannot ${verb} ${what}. ${next}`;
}
