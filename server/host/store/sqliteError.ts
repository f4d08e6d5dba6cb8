/**
 * Tells the expected troubles of a database apart: damage (set it aside, start anew), a disk or a lock that refuses (go on without the
 * cache), and mistakes of our own (which must be seen).
 */

/** What an error of the index means. `bug`: ours, to be thrown on. */
export type SqliteTrouble = 'damaged' | 'busy' | 'refused' | 'bug';

/** Primary result codes, https://www.sqlite.org/rescode.html */
const codes = {
  busy: [5, 6],
  // READONLY, IOERR, FULL, CANTOPEN, PERM, NOMEM, NOLFS, AUTH
  refused: [8, 10, 13, 14, 3, 7, 22, 23],
  // CORRUPT, NOTADB, MISMATCH, FORMAT; a constraint or an oversized value can only come from damaged pages here
  damaged: [11, 26, 20, 24, 19, 18],
} as const;

/** @param error anything thrown by `node:sqlite` or around it */
export function troubleOf(error: unknown): SqliteTrouble {
  if (!(error instanceof Error)) return 'bug';
  const { code, errcode } = error as Error & { code?: unknown; errcode?: unknown };
  if (code === 'ERR_OUT_OF_RANGE') return 'damaged';
  if (code !== 'ERR_SQLITE_ERROR' || typeof errcode !== 'number') return 'bug';
  const primary = errcode & 0xff;
  if (includes(codes.busy, primary)) return 'busy';
  if (includes(codes.refused, primary)) return 'refused';
  if (includes(codes.damaged, primary)) return 'damaged';
  // Our statements are fixed text, so a missing table or column means that the schema's own page is damaged.
  return /no such|malformed|has no column|already exists/.test(error.message) ? 'damaged' : 'bug';
}

function includes(list: readonly number[], code: number): boolean {
  return list.includes(code);
}
