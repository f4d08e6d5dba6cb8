// File times in coarse ticks. Newer kernels give a file a new time whenever somebody looked in between, so that edits within one tick are
// hard to come by; older ones, and other file systems, stamp times in ticks of 1 ms to 2 s. Here every `lstat` and `fstat` of
// this process answers as if the file system had such ticks.

import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

type Times = Pick<fs.Stats, 'mtimeMs' | 'ctimeMs'>;

/**
 * Runs something while file times come in ticks.
 * @param tickMs length of a tick in milliseconds; 0: times as the file system gives them
 */
export async function withTicks<T>(tickMs: number, run: () => Promise<T>): Promise<T> {
  if (tickMs === 0) return run();
  const { lstatSync, fstatSync } = fs;
  Object.assign(fs, {
    lstatSync: coarse(lstatSync, tickMs),
    fstatSync: coarse(fstatSync, tickMs),
  });
  syncBuiltinESMExports();
  try {
    return await run();
  } finally {
    Object.assign(fs, { lstatSync, fstatSync });
    syncBuiltinESMExports();
  }
}

function coarse<F>(stat: F & ((...args: never[]) => unknown), tickMs: number): F {
  return ((...args: never[]) => {
    const stats = stat(...args) as Times | undefined;
    if (stats) {
      stats.mtimeMs = Math.floor(stats.mtimeMs / tickMs) * tickMs;
      stats.ctimeMs = Math.floor(stats.ctimeMs / tickMs) * tickMs;
    }
    return stats;
  }) as F;
}
