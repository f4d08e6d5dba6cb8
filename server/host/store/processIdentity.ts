/**
 * Names a process beyond its number, because numbers are used again: the holder of a lock is dead when no process has its number, or
 * when the one that has it started at another time.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who holds something. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Machine and start time, as far as the platform tells, e.g. `build1/8812345`. */
  readonly started: string;
  /** Random; the same for all threads and stores of one process. */
  readonly token: string;
}

const tokenKey = Symbol.for('cachescope.processToken');

/** This process. */
export function ownIdentity(): ProcessIdentity {
  const globals = globalThis as { [tokenKey]?: string };
  globals[tokenKey] ??= randomBytes(8).toString('hex');
  return {
    pid: process.pid,
    started: `${hostname()}/${startTime(process.pid) ?? ''}`,
    token: globals[tokenKey],
  };
}

/**
 * Whether the process still runs. A process of another machine (a shared folder) cannot be asked: it counts as alive.
 * @param identity what was recorded of it
 */
export function isAlive(identity: Pick<ProcessIdentity, 'pid' | 'started'>): boolean {
  const slash = identity.started.lastIndexOf('/');
  if (identity.started.slice(0, slash) !== hostname()) return true;
  if (!Number.isSafeInteger(identity.pid) || identity.pid <= 0 || !answers(identity.pid))
    return false;
  const recorded = identity.started.slice(slash + 1);
  const current = startTime(identity.pid);
  return recorded === '' || current === undefined || recorded === current;
}

function answers(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and belongs to someone else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Clock ticks since boot, field 22 of `/proc/<pid>/stat` (proc(5)); undefined where there is no such file. A zombie counts as gone. */
function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? 'zombie' : fields[19];
  } catch {
    // Only Linux has it; elsewhere the process number alone has to do.
    return undefined;
  }
}
