/**
 * Whether a file is as it was, from its stat alone. Compared for equality, never for order: clocks go back and archives restore times.
 * Times are milliseconds with a fraction: a double tells apart about 0.24 µs, and the racy window below makes up for the rest.
 */
import { lstatSync, type Stats } from 'node:fs';

/** What of a stat is compared. The change time catches what restores the modification time; the inode catches a rename over the file. */
export interface Signature {
  size: number;
  mtimeMs: number;
  ctimeMs: number;
  inode: number;
  mode: number;
}

/** The signature of a stat. */
export function signatureOf({ size, mtimeMs, ctimeMs, ino, mode }: Stats): Signature {
  return { size, mtimeMs, ctimeMs, inode: ino, mode };
}

/** Whether a stat shows the same state as a signature. */
export function isSame(signature: Signature, stats: Stats): boolean {
  return (
    signature.ctimeMs === stats.ctimeMs &&
    signature.mtimeMs === stats.mtimeMs &&
    signature.size === stats.size &&
    signature.inode === stats.ino &&
    signature.mode === stats.mode
  );
}

/** Numbers that a signature is kept as: size, mtime, ctime, inode, mode. */
export const signatureNumbers = 5;

/** `isSame` for a signature kept among numbers. @param at where it begins */
export function isSameAt(numbers: Float64Array, at: number, stats: Stats): boolean {
  return (
    stats.ctimeMs === numbers[at + 2] &&
    stats.mtimeMs === numbers[at + 1] &&
    stats.size === numbers[at] &&
    stats.ino === numbers[at + 3] &&
    stats.mode === numbers[at + 4]
  );
}

/**
 * File systems stamp times in ticks; two writes within one may leave equal signatures. A signature taken this soon after the last
 * change proves nothing later ("racy git" is the same problem).
 */
export const racyWindowMs = 2000;

/**
 * Whether what was read at `nowMs` may be used again when the signature is equal later.
 * @param ctimeMs when the file last changed. A time in the future counts as racy, too: the clock was set back.
 */
export function isSettled(ctimeMs: number, nowMs: number): boolean {
  return ctimeMs < nowMs - racyWindowMs;
}

/** `lstat`; undefined where nothing is. */
export function lstatOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}
