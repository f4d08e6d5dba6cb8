// A command writes into a file how far it came. Waiting for its reader, it comes no further.

import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const pollMs = 30;
/** So many looks in a row have to find the same. */
const sameMin = 12;

/**
 * Waits until a count stays as it is.
 *
 * @param file holds a number
 * @param min smaller ones do not count
 * @returns the number
 * @throws Error where it still grows after a minute, or there is none
 */
export async function settledCount(file: string, min = 0): Promise<number> {
  const end = performance.now() + 60_000;
  let last = '';
  for (let same = 0; performance.now() < end; await pause(pollMs)) {
    const text = read(file);
    same = text === last && text !== '' && Number(text) >= min ? same + 1 : 0;
    last = text;
    if (same >= sameMin) return Number(text);
  }
  throw new Error(`${file} did not settle; the last that it said was "${last}"`);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
