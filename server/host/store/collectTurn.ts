/** When the collector runs by itself: whose turn it is among all processes of a workspace, told by the time of an empty file. */
import { closeSync, openSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

/** Name of the file inside the state folder. */
export const turnFile = 'collected';
/** Whatever is there, once an hour is enough. */
const everyMs = 3600_000;
/** A store that is too large is looked at more often. */
const overMs = 60_000;
/** How long a command may take longer for it. */
export const dueTimeMs = 200;

/**
 * Takes the turn where one is due. The first call of all only starts the clock: a new store holds nothing old.
 * @param options.isOver whether the store is larger than it may be; asked rarely, since it costs a few milliseconds
 */
export function takeTurn(options: {
  readonly folder: string;
  readonly now: () => number;
  readonly isOver: () => boolean;
}): boolean {
  const file = join(options.folder, turnFile);
  const now = options.now();
  const last = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  // A clock that was set back must not put the next turn off for years.
  const ageMs = last === undefined ? 0 : Math.abs(now - last);
  const isDue = ageMs >= everyMs || (ageMs >= overMs && options.isOver());
  // Only correct if marked before the work: a process that is killed meanwhile must not make every later command try again.
  if (isDue || last === undefined) mark(file, now);
  return isDue;
}

function mark(file: string, now: number): void {
  try {
    closeSync(openSync(file, 'a', 0o600));
    utimesSync(file, now / 1000, now / 1000);
  } catch {
    // A full or read-only disk: the turn is tried again, and removing what is old is what helps then.
  }
}

/** @returns a test that is true once `ms` have passed; never, where none are given */
export function timer(ms: number | undefined): () => boolean {
  if (ms === undefined) return () => false;
  const end = process.uptime() * 1000 + ms;
  return () => process.uptime() * 1000 >= end;
}
