/**
 * The workspace's salt: 32 random bytes, readable by the owner alone, that every keyed hash of the workspace uses. Several processes
 * may meet the first need for it at once and must end up with the same bytes, so it is written aside and linked into place:
 * a link never replaces, and never shows half a file.
 */
import { randomBytes } from 'node:crypto';
import {
  constants,
  copyFileSync,
  linkSync,
  mkdirSync,
  readFileSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

const saltBytes = 32;

/**
 * Reads the salt, or makes it. Where it can be neither read nor written (a read-only disk) it is random for this process alone:
 * keyed hashes then match nothing stored, which costs a rebuild and is never wrong.
 * @param file absolute path
 */
export function loadSalt(file: string): Buffer {
  const present = readSalt(file);
  if (present !== undefined) return present;
  const fresh = randomBytes(saltBytes);
  const aside = `${file}.${process.pid}.${randomBytes(6).toString('hex')}`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(aside, fresh, { mode: 0o600, flag: 'wx' });
    putInPlace(aside, file);
  } catch {
    // Read-only or full disk, or another process was first: what counts is whether the file reads back below.
  } finally {
    removeIfPossible(aside);
  }
  return readSalt(file) ?? fresh;
}

function readSalt(file: string): Buffer | undefined {
  try {
    const bytes = readFileSync(file);
    if (bytes.length === saltBytes) return bytes;
  } catch {
    return undefined;
  }
  // Of a wrong length it was damaged: no stored hash can be trusted to match it, so a new one takes its place.
  removeIfPossible(file);
  return undefined;
}

function putInPlace(aside: string, file: string): void {
  try {
    linkSync(aside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    // A file system without hard links (exFAT, some network shares).
    copyFileSync(aside, file, constants.COPYFILE_EXCL);
  }
}

function removeIfPossible(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // Absent, or a read-only disk: in both cases nothing is read from it that was not checked.
  }
}
