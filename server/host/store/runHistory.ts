/** What past runs did: the newest 200, none older than 30 days. Large records are compressed. */
import { jsonObject } from '../../engine/model/jsonValue.ts';
import type { RunRecord } from '../../engine/model/run.ts';
import type { Database, Row } from './database.ts';
import { rowSum } from './rowSum.ts';
import { zstdCompress, zstdDecompress } from './zstd.ts';

const keepRuns = 200;
const keepMs = 30 * 24 * 3600 * 1000;
const compressAbove = 4096;
/** A record of 100,000 actions has some 30 MB; more can only be damage. */
const maxRecordBytes = 256 * 1024 * 1024;

/** The run history. */
export class RunHistory {
  readonly #database: Database;
  readonly #onTrouble: (message: string) => void;

  constructor(database: Database, onTrouble: (message: string) => void) {
    this.#database = database;
    this.#onTrouble = onTrouble;
  }

  record(run: RunRecord): void {
    const text = JSON.stringify(run);
    const payload = text.length > compressAbove ? zstdCompress(Buffer.from(text)) : text;
    this.#database.attempt('The run could not be kept in the history', undefined, () =>
      this.#database.transaction(() => {
        const sql = 'INSERT OR REPLACE INTO runs (id, started, payload, sum) VALUES (?, ?, ?, ?)';
        this.#database.run(
          sql,
          run.id,
          run.startedAt,
          payload,
          rowSum(run.id, run.startedAt, payload),
        );
        this.#trim(run.startedAt);
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
    const { id, started, payload, sum } = row;
    const isIntact =
      rowSum(id as string, started as number, payload as string | Uint8Array) === sum;
    const run = isIntact ? runOf(payload as string | Uint8Array) : undefined;
    if (run) return run;
    this.#onTrouble(`The record of run ${String(id)} was damaged; it is forgotten.`);
    this.#database.run('DELETE FROM runs WHERE id = ?', id ?? null);
    return undefined;
  }
}

/** @returns undefined where the payload is not what `record` writes */
function runOf(payload: string | Uint8Array): RunRecord | undefined {
  const text = typeof payload === 'string' ? payload : unpacked(payload);
  const run = text === undefined ? undefined : jsonObject(text);
  const isRun =
    run !== undefined &&
    typeof run.id === 'string' &&
    typeof run.startedAt === 'number' &&
    typeof run.duration === 'number' &&
    Array.isArray(run.targets) &&
    Array.isArray(run.actions);
  return isRun ? (run as unknown as RunRecord) : undefined;
}

function unpacked(bytes: Uint8Array): string | undefined {
  try {
    return zstdDecompress(bytes, maxRecordBytes).toString();
  } catch {
    // Not compressed by us, or larger than any record: damaged, which the caller says.
    return undefined;
  }
}
