/**
 * Whether a file is as it was, from its stat alone. Compared for equality, never for order: clocks go back and archives restore times.
 */
import type { BigIntStats } from 'node:fs';

/**
 * Size, modification and change time in nanoseconds, inode and mode. The change time catches what restores the modification time; the
 * inode catches a rename over the file.
 */
export function statSignature(stats: BigIntStats): string {
  return `${stats.size} ${stats.mtimeNs} ${stats.ctimeNs} ${stats.ino} ${stats.mode}`;
}

/**
 * File systems stamp times in ticks; two writes within one may leave equal signatures. A signature taken this soon after the last
 * change proves nothing later ("racy git" is the same problem).
 */
export const racyWindowMs = 2000;

/**
 * Whether a digest taken now may be used again when the signature is equal later.
 * @param ctimeMs when the file last changed
 * @param nowMs when its digest was taken. A change time in the future counts as racy, too: the clock was set back.
 */
export function isSettled(ctimeMs: number, nowMs: number): boolean {
  return ctimeMs < nowMs - racyWindowMs;
}
