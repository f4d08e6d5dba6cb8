/**
 * The rows of build traces: written, found, checked, evicted. A row whose checksum is wrong is announced, deleted and not returned.
 */
import type { ActionId, EpochMs, KeyDigest, OutputDigest } from '../../engine/model/brand.ts';
import type { ManifestEntry } from '../../engine/model/manifest.ts';
import type { BuildTrace } from '../../engine/model/trace.ts';
import type { StoredTrace } from '../../engine/ports/store.ts';
import type { Database, Row } from './database.ts';
import { rowSum } from './rowSum.ts';
import { decodeManifest, decodeTrace, encodeTrace } from './traceCodec.ts';

/** Traces kept for one action and key, and for one action in all. */
export const traceLimits = { perKey: 64, perAction: 256 } as const;

const columns =
  'traces.id, traces.action, traces.key, traces.closure, traces.identity, traces.sum, traces.payload, uses.last_used';
const tables = 'traces LEFT JOIN uses ON uses.trace = traces.id';
const byKey = `SELECT ${columns} FROM ${tables} WHERE traces.action = ? AND traces.key = ? ORDER BY uses.last_used DESC, traces.id DESC LIMIT ?`;
const byClosure = `SELECT ${columns} FROM ${tables} WHERE traces.action = ? AND traces.closure = ? ORDER BY uses.last_used DESC, traces.id DESC LIMIT 4`;
const byId = `SELECT ${columns} FROM json_each(?) asked JOIN ${tables} WHERE traces.id = asked.value`;
const insert =
  'INSERT INTO traces (action, key, closure, identity, sum, payload, manifest) VALUES (?, ?, ?, ?, ?, ?, ?) ' +
  'ON CONFLICT (action, key, identity) DO UPDATE SET closure = excluded.closure, sum = excluded.sum, payload = excluded.payload, manifest = excluded.manifest ' +
  'RETURNING id';
const use =
  'INSERT OR REPLACE INTO uses (trace, last_used, hits, started, duration, size, sum) VALUES (?, ?, ?, ?, ?, ?, ?)';

/** All calls may throw SQLite's errors; callers wrap them in `Database.attempt`. */
export class TraceRows {
  readonly #database: Database;
  readonly #now: () => number;
  readonly #onTrouble: (message: string) => void;

  constructor(
    database: Database,
    options: { readonly now: () => number; readonly onTrouble: (message: string) => void },
  ) {
    this.#database = database;
    this.#now = options.now;
    this.#onTrouble = options.onTrouble;
  }

  /** In one query; rows that are gone are absent. */
  byId(ids: readonly number[]): readonly StoredTrace[] {
    return this.#query(byId, JSON.stringify(ids));
  }

  /** Last used first. */
  byKey(action: ActionId, key: KeyDigest): readonly StoredTrace[] {
    const found = this.#query(byKey, action, key, traceLimits.perKey);
    // A damaged search tree can lead to the wrong row, whose own checksum is right.
    return found.filter((trace) => trace.action === action && trace.key === key);
  }

  byClosure(action: ActionId, closure: OutputDigest): StoredTrace | undefined {
    const found = this.#query(byClosure, action, closure);
    return found.find((trace) => trace.action === action && trace.closureDigest === closure);
  }

  /** Writes it down as used now. @returns its row; that of the earlier trace where an equal result was recorded before */
  write(trace: BuildTrace): number {
    const { payload, manifest, identity } = encodeTrace(trace);
    const { action, key, closureDigest } = trace;
    const sum = rowSum(action, key, closureDigest, identity, payload);
    const inserted = this.#database.get(
      insert,
      action,
      key,
      closureDigest,
      identity,
      sum,
      payload,
      manifest,
    );
    const row = Number(inserted?.id);
    this.#use(row, this.#hits(row), figuresOf(trace, payload.length));
    return row;
  }

  /** Whether the row still holds this trace: row numbers are used again. */
  holds(trace: StoredTrace): boolean {
    const sql = 'SELECT 1 FROM traces WHERE id = ? AND action = ? AND key = ? AND closure = ?';
    return (
      this.#database.get(sql, trace.row, trace.action, trace.key, trace.closureDigest) !== undefined
    );
  }

  /** Writes down that a trace was found once more, now. */
  use(trace: StoredTrace): void {
    const sql = 'SELECT hits, started, duration, size FROM uses WHERE trace = ?';
    const before = this.#database.get(sql, trace.row);
    const figures = before
      ? ([Number(before.started), Number(before.duration), Number(before.size)] as const)
      : figuresOf(trace, 0);
    this.#use(trace.row, Number(before?.hits ?? 0) + 1, figures);
  }

  #hits(row: number): number {
    return Number(this.#database.get('SELECT hits FROM uses WHERE trace = ?', row)?.hits ?? 0);
  }

  #use(row: number, hits: number, figures: Figures): void {
    const columns = [row, this.#now(), hits, ...figures] as const;
    this.#database.run(use, ...columns, rowSum(...columns));
  }

  /** Drops what is beyond the limits, longest unused first. */
  evict(action: ActionId, key: KeyDigest): void {
    this.#evictBeyond(traceLimits.perKey, 'action = ? AND key = ?', action, key);
    this.#evictBeyond(traceLimits.perAction, 'action = ?', action);
  }

  drop(row: number | null): void {
    this.#database.run('DELETE FROM traces WHERE id = ?', row);
    this.#database.run('DELETE FROM uses WHERE trace = ?', row);
  }

  #evictBeyond(keep: number, where: string, ...values: readonly string[]): void {
    const count = this.#database.get(`SELECT count(*) AS n FROM traces WHERE ${where}`, ...values);
    if (Number(count?.n) <= keep) return;
    const sql = `SELECT traces.id FROM ${tables} WHERE ${where} ORDER BY uses.last_used DESC, traces.id DESC LIMIT -1 OFFSET ?`;
    for (const { id } of this.#database.all(sql, ...values, keep)) this.drop(Number(id));
  }

  #query(sql: string, ...values: (string | number)[]): readonly StoredTrace[] {
    return this.#database.all(sql, ...values).flatMap((row) => this.#decode(row) ?? []);
  }

  #decode(row: Row): StoredTrace | undefined {
    const { id, action, key, closure, identity, payload, sum } = row as Record<string, string>;
    if (rowSum(action, key, closure, identity, payload) !== sum) return this.#dropDamaged(row);
    const used = row.last_used;
    const decoded = {
      row: Number(id),
      action: action as ActionId,
      key: key as KeyDigest,
      closureDigest: closure as OutputDigest,
      lastUsedAt: typeof used === 'number' ? (used as EpochMs) : undefined,
      payload: String(payload),
    };
    const trace = decodeTrace(decoded, {
      readManifest: () => this.#manifestOf(decoded.row, String(identity)),
      onDamage: () =>
        this.#database.attempt('A damaged result could not be dropped', undefined, () =>
          this.#dropDamaged(row),
        ),
    });
    return trace ?? this.#dropDamaged(row);
  }

  #dropDamaged(row: Row): undefined {
    const action = String(row.action);
    this.#onTrouble(
      `A recorded result of ${action} was damaged; it is dropped and will be built again.`,
    );
    this.drop(typeof row.id === 'number' ? row.id : null);
  }

  /** Without it a rebuild is explained less well; the result itself is as good as before. */
  #manifestOf(row: number, identity: string): readonly ManifestEntry[] {
    const sql = 'SELECT manifest FROM traces WHERE id = ? AND identity = ?';
    const text = this.#database.attempt(
      'The parts of a recorded key could not be read',
      undefined,
      () => this.#database.get(sql, row, identity),
    )?.manifest;
    const manifest = text === undefined ? undefined : decodeManifest(String(text), identity);
    if (manifest) return manifest;
    this.#onTrouble('The parts of a recorded key were damaged, so changes of it cannot be named.');
    return [];
  }
}

/** What lists show of a trace: when its run started, how long it took, how many bytes it keeps. */
type Figures = readonly [startedAt: number, durationMs: number, bytes: number];

function figuresOf({ startedAt, duration, outputs }: BuildTrace, payloadLength: number): Figures {
  let bytes = payloadLength;
  for (const output of outputs) if (output.type === 'file') bytes += output.size;
  return [startedAt, duration, bytes];
}
