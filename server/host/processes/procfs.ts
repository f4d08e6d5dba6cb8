/**
 * What Linux tells of running processes in `/proc/<pid>/stat` (man 5 proc): group, state and resident memory of each. Elsewhere
 * there is no such folder and the answers are "not known".
 */
import { readdirSync, readFileSync } from 'node:fs';

/** One line of the process table. */
export interface ProcessRow {
  readonly pid: number;
  readonly group: number;
  /** One letter; `Z` has ended and only waits for its parent to notice. */
  readonly state: string;
  readonly residentPages: number;
}

/**
 * Reads the contents of a `stat` file.
 * @returns undefined for text of another shape
 */
export function parseStat(text: string): ProcessRow | undefined {
  // The program's name stands in parentheses and may hold spaces and parentheses itself, so fields are counted from the last one.
  const nameEnd = text.lastIndexOf(')');
  if (nameEnd === -1) return undefined;
  const fields = text.slice(nameEnd + 2).split(' ');
  const row = {
    pid: Number.parseInt(text, 10),
    state: fields[0] ?? '',
    group: Number(fields[2]),
    residentPages: Number(fields[21]),
  };
  return Number.isInteger(row.pid) &&
    Number.isInteger(row.group) &&
    Number.isInteger(row.residentPages)
    ? row
    : undefined;
}

/** All processes of these groups; undefined where the system has no `/proc`. */
export function processesOfGroups(groups: ReadonlySet<number>): readonly ProcessRow[] | undefined {
  const pids = processIds();
  if (pids === undefined) return undefined;
  return pids
    .map(readRow)
    .filter((row): row is ProcessRow => row !== undefined && groups.has(row.group));
}

function processIds(): readonly string[] | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return readdirSync('/proc').filter(
      (name) => name.charCodeAt(0) >= 48 && name.charCodeAt(0) <= 57,
    );
  } catch {
    return undefined;
  }
}

function readRow(pid: string): ProcessRow | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    // It ended between the listing and this read.
    return undefined;
  }
}
