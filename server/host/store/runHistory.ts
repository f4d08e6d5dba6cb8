/**
 * What past runs did: the newest 200, none older than 30 days. A record is one value of a row:
 *
 *     1 byte   1 where the results are compressed, else 0
 *     4 bytes  length of the head, little endian
 *     JSON     the head: id, startedAt, duration, targets; and what is to be counted of it, where nobody did yet
 *     JSON     the results of the actions; compressed where they are many
 *
 * Head and results are apart, so that a run with the results of an earlier one is recorded without making them again.
 */
import { jsonObject, jsonValue } from '../../engine/model/jsonValue.ts';
import type { ActionResult, RunRecord } from '../../engine/model/run.ts';
import type { Database, Row } from './database.ts';
import { rowSum } from './rowSum.ts';
import { zstdCompress, zstdDecompress } from './zstd.ts';

const keepRuns = 200;
const keepMs = 30 * 24 * 3600 * 1000;
const compressAbove = 4096;
/** A record of 100,000 actions has some 30 MB; more can only be damage. */
const maxRecordBytes = 256 * 1024 * 1024;

/** Bytes before the head. */
const headAt = 5;

/** A run without its results. */
export type RunHead = Omit<RunRecord, 'actions'>;

/** Results as they are stored. */
export interface PackedResults {
  readonly compressed: boolean;
  readonly bytes: Uint8Array;
}

/** A run that no metrics know of yet. */
export interface UncountedRun {
  /** Milliseconds. */
  readonly duration: number;
  /** What the program that recorded it says is to be counted. */
  readonly counts: unknown;
}

/** The run history. */
export class RunHistory {
  readonly #database: Database;
  readonly #onTrouble: (message: string) => void;

  constructor(database: Database, onTrouble: (message: string) => void) {
    this.#database = database;
    this.#onTrouble = onTrouble;
  }

  record({ actions, ...head }: RunRecord): void {
    this.recordPacked(head, packResults(actions));
  }

  /**
   * Records a run by results that were packed before.
   * @param head.counts what `uncounted` is to give of it
   * @returns false: it could not be kept, which was announced
   */
  recordPacked(head: RunHead & { readonly counts?: unknown }, results: PackedResults): boolean {
    const payload = payloadOf(head, results);
    return this.#database.attempt('The run could not be kept in the history', false, () =>
      this.#database.transaction(() => {
        const sql = 'INSERT OR REPLACE INTO runs (id, started, payload, sum) VALUES (?, ?, ?, ?)';
        this.#database.run(
          sql,
          head.id,
          head.startedAt,
          payload,
          rowSum(head.id, head.startedAt, payload),
        );
        this.#trim(head.startedAt);
        return true;
      }),
    );
  }

  /** Newest first. */
  newest(limit: number): readonly RunRecord[] {
    const sql = 'SELECT id, started, payload, sum FROM runs ORDER BY started DESC, id DESC LIMIT ?';
    return this.#database.attempt('The run history could not be read', [], () =>
      this.#database.all(sql, limit).flatMap((row) => this.#decode(row) ?? []),
    );
  }

  /**
   * Runs that are to be counted.
   * @param after row of the last one that was looked at, 0 at first
   * @returns them, and the row of the last one now
   */
  uncounted(after: number): { readonly runs: readonly UncountedRun[]; readonly last: number } {
    const last = Number(this.#database.get('SELECT max(rowid) AS row FROM runs')?.row ?? 0);
    // Rows that were all dropped are numbered from 1 again.
    const from = after > last ? 0 : after;
    const sql = 'SELECT id, started, payload, sum FROM runs WHERE rowid > ? AND rowid <= ?';
    const rows = last > from ? this.#database.all(sql, from, last) : [];
    return { last, runs: rows.flatMap((row) => uncountedOf(row) ?? []) };
  }

  one(id: string): RunRecord | undefined {
    return this.#database.attempt('The run history could not be read', undefined, () => {
      const row = this.#database.get('SELECT id, started, payload, sum FROM runs WHERE id = ?', id);
      return row && this.#decode(row);
    });
  }

  #trim(now: number): void {
    this.#database.run('DELETE FROM runs WHERE started < ?', now - keepMs);
    const beyond = 'SELECT id FROM runs ORDER BY started DESC, id DESC LIMIT -1 OFFSET ?';
    this.#database.run(`DELETE FROM runs WHERE id IN (${beyond})`, keepRuns);
  }

  #decode(row: Row): RunRecord | undefined {
    const payload = intactPayload(row);
    const run = payload && runOf(payload);
    if (run) return run;
    this.#onTrouble(`The record of run ${String(row.id)} was damaged; it is forgotten.`);
    this.#database.run('DELETE FROM runs WHERE id = ?', row.id ?? null);
    return undefined;
  }
}

function intactPayload({ id, started, payload, sum }: Row): Buffer | undefined {
  if (!(payload instanceof Uint8Array)) return undefined;
  if (rowSum(id as string, started as number, payload) !== sum) return undefined;
  return Buffer.from(payload.buffer, payload.byteOffset, payload.length);
}

// What is damaged is told by who reads the whole.
function uncountedOf(row: Row): UncountedRun | undefined {
  const payload = intactPayload(row);
  const head = payload && headOf(payload);
  if (head?.counts === undefined || typeof head.duration !== 'number') return undefined;
  return { duration: head.duration, counts: head.counts };
}

/** Results as they are stored. */
export function packResults(actions: readonly ActionResult[]): PackedResults {
  const bytes = Buffer.from(JSON.stringify(actions));
  if (bytes.length <= compressAbove) return { compressed: false, bytes };
  return { compressed: true, bytes: zstdCompress(bytes) };
}

function payloadOf(head: RunHead, { compressed, bytes }: PackedResults): Uint8Array {
  const text = Buffer.from(JSON.stringify(head));
  const start = Buffer.alloc(headAt);
  start.writeUInt8(compressed ? 1 : 0);
  start.writeUInt32LE(text.length, 1);
  return Buffer.concat([start, text, bytes]);
}

function headEnd(bytes: Buffer): number {
  return headAt + bytes.readUInt32LE(1);
}

function headOf(bytes: Buffer): Readonly<Record<string, unknown>> | undefined {
  return bytes.length < headAt
    ? undefined
    : jsonObject(bytes.toString('utf8', headAt, headEnd(bytes)));
}

/** @returns undefined where the payload is not what `payloadOf` makes */
function runOf(bytes: Buffer): RunRecord | undefined {
  const whole = headOf(bytes);
  if (whole === undefined) return undefined;
  const { counts: _counts, ...head } = whole;
  const actions = resultsOf(bytes.subarray(headEnd(bytes)), bytes[0] === 1);
  const isRun =
    typeof head.id === 'string' &&
    typeof head.startedAt === 'number' &&
    typeof head.duration === 'number' &&
    Array.isArray(head.targets) &&
    actions !== undefined;
  return isRun ? ({ ...head, actions } as unknown as RunRecord) : undefined;
}

function resultsOf(bytes: Buffer, isCompressed: boolean): readonly unknown[] | undefined {
  try {
    const text = (isCompressed ? zstdDecompress(bytes, maxRecordBytes) : bytes).toString('utf8');
    const actions = jsonValue(text);
    return Array.isArray(actions) ? actions : undefined;
  } catch {
    // Not compressed by us, or larger than any record: damaged, which the caller says.
    return undefined;
  }
}
