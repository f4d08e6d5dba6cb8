/**
 * Build traces, failures, history and locks on the index. A row whose checksum is wrong is a miss: it is announced, deleted and built
 * again. A write is committed before the call returns, so it survives the death of this process.
 */
import type {
  ActionId,
  DurationMs,
  EpochMs,
  KeyDigest,
  OutputDigest,
} from '../../engine/model/brand.ts';
import type { RunRecord } from '../../engine/model/run.ts';
import type { BuildTrace } from '../../engine/model/trace.ts';
import type {
  ActionHistory,
  FailureRecord,
  StoredTrace,
  TraceStore,
} from '../../engine/ports/store.ts';
import { ActionRows } from './actionRows.ts';
import type { Database, Row } from './database.ts';
import type { LockHolder } from './locks.ts';
import { Locks } from './locks.ts';
import { rowSum } from './rowSum.ts';
import { RunHistory } from './runHistory.ts';
import { decodeTrace, encodeTrace } from './traceCodec.ts';

/** Traces kept for one action and key, and for one action in all. */
export const traceLimits = { perKey: 64, perAction: 256 } as const;

/** A use is written down again only when the last one is this old. */
const touchAfterMs = 3600 * 1000;

const traceColumns =
  'traces.id, traces.action, traces.key, traces.closure, traces.identity, traces.payload, traces.sum, uses.last_used';
const insertTrace =
  'INSERT INTO traces (action, key, closure, identity, payload, sum) VALUES (?, ?, ?, ?, ?, ?) ' +
  'ON CONFLICT (action, key, identity) DO UPDATE SET closure = excluded.closure, payload = excluded.payload, sum = excluded.sum RETURNING id';
const traceTables = 'traces LEFT JOIN uses ON uses.trace = traces.id';

/** The port's implementation. */
export class SqliteTraceStore implements TraceStore {
  readonly #database: Database;
  readonly #now: () => number;
  readonly #onTrouble: (message: string) => void;
  readonly #actions: ActionRows;
  readonly #runs: RunHistory;
  readonly #locks: Locks;
  /** Row of each action's newest trace, as last seen; saves a query on each touch. */
  readonly #newest = new Map<ActionId, number>();

  constructor(
    database: Database,
    options: { readonly now: () => number; readonly onTrouble: (message: string) => void },
  ) {
    this.#database = database;
    this.#now = options.now;
    this.#onTrouble = options.onTrouble;
    this.#actions = new ActionRows(database, options.onTrouble);
    this.#runs = new RunHistory(database, options.onTrouble);
    this.#locks = new Locks(database, options.now);
  }

  latest(actions: readonly ActionId[]): ReadonlyMap<ActionId, StoredTrace> {
    const sql =
      `SELECT ${traceColumns} FROM json_each(?) asked JOIN actions ON actions.action = asked.value ` +
      'JOIN traces ON traces.id = actions.trace LEFT JOIN uses ON uses.trace = traces.id';
    const found = new Map<ActionId, StoredTrace>();
    const rows = this.#query(sql, JSON.stringify(actions));
    for (const trace of rows) {
      found.set(trace.action, trace);
      this.#newest.set(trace.action, trace.row);
    }
    return found;
  }

  candidates(action: ActionId, key: KeyDigest): readonly StoredTrace[] {
    const sql =
      `SELECT ${traceColumns} FROM ${traceTables} WHERE traces.action = ? AND traces.key = ? ` +
      'ORDER BY uses.last_used DESC, traces.id DESC LIMIT ?';
    const found = this.#query(sql, action, key, traceLimits.perKey);
    return found.filter((trace) => trace.action === action && trace.key === key);
  }

  byClosure(action: ActionId, closure: OutputDigest): StoredTrace | undefined {
    const sql = `SELECT ${traceColumns} FROM ${traceTables} WHERE traces.action = ? AND closure = ? ORDER BY traces.id DESC LIMIT 4`;
    const found = this.#query(sql, action, closure);
    return found.find((trace) => trace.action === action && trace.closureDigest === closure);
  }

  record(trace: BuildTrace): void {
    const { payload, identity } = encodeTrace(trace);
    const { action, key, closureDigest } = trace;
    const values = [action, key, closureDigest, identity, payload] as const;
    this.#write(`The result of ${action} could not be recorded`, () => {
      const row = Number(this.#database.get(insertTrace, ...values, rowSum(...values))?.id);
      this.#use(row, action, key, 0);
      this.#actions.write(action, { trace: row, duration: trace.duration, failure: undefined });
      this.#evict(action, key);
      this.#newest.set(action, row);
    });
  }

  touch(trace: StoredTrace): void {
    const { action, key, row, lastUsedAt } = trace;
    const isNewest = this.#newest.get(action) === row;
    const now = this.#now();
    if (isNewest && now - lastUsedAt < touchAfterMs) return;
    this.#write(`The use of a result of ${action} could not be recorded`, () => {
      // Only correct if the trace is still there: another process may have dropped it since it was read.
      if (!this.#database.get('SELECT 1 FROM traces WHERE id = ? AND action = ?', row, action))
        return;
      this.#use(row, action, key, 1);
      const before = this.#actions.one(action);
      this.#actions.write(action, {
        duration: trace.duration,
        failure: undefined,
        ...before,
        trace: row,
      });
      this.#newest.set(action, row);
    });
  }

  failures(actions: readonly ActionId[]): ReadonlyMap<ActionId, FailureRecord> {
    const found = new Map<ActionId, FailureRecord>();
    for (const [action, row] of this.#rowsOf(actions))
      if (row.failure) found.set(action, row.failure);
    return found;
  }

  recordFailure(failure: FailureRecord): void {
    this.#write(`The failure of ${failure.action} could not be recorded`, () => {
      const before = this.#actions.one(failure.action);
      this.#actions.write(failure.action, {
        trace: before?.trace,
        duration: before?.duration,
        failure,
      });
    });
  }

  history(actions: readonly ActionId[]): ReadonlyMap<ActionId, ActionHistory> {
    const found = new Map<ActionId, ActionHistory>();
    for (const [action, row] of this.#rowsOf(actions))
      if (row.duration !== undefined)
        found.set(action, { lastDuration: row.duration as DurationMs });
    return found;
  }

  recordRun(run: RunRecord): void {
    this.#runs.record(run);
  }

  runs(limit: number): readonly RunRecord[] {
    return this.#runs.newest(limit);
  }

  run(id: string): RunRecord | undefined {
    return this.#runs.one(id);
  }

  lock(action: ActionId): LockHolder | undefined {
    return this.#locks.take(action);
  }

  unlock(action: ActionId): void {
    this.#locks.release(action);
  }

  lockHolder(action: ActionId): LockHolder | undefined {
    return this.#locks.holder(action);
  }

  #rowsOf(actions: readonly ActionId[]): ReturnType<ActionRows['many']> {
    return this.#database.attempt<ReturnType<ActionRows['many']>>(
      'The history could not be read',
      new Map(),
      () => this.#actions.many(actions),
    );
  }

  #write(what: string, body: () => void): void {
    this.#database.attempt(what, undefined, () => this.#database.transaction(body));
  }

  #query(sql: string, ...values: (string | number)[]): readonly StoredTrace[] {
    return this.#database.attempt('Recorded results could not be read', [], () =>
      this.#database.all(sql, ...values).flatMap((row) => this.#decode(row) ?? []),
    );
  }

  #decode(row: Row): StoredTrace | undefined {
    const { id, action, key, closure, identity, payload, sum, last_used } = row as Record<
      string,
      string | number | null
    >;
    if (rowSum(action, key, closure, identity, payload) !== sum) {
      this.#onTrouble(
        `A recorded result of ${String(action)} was damaged; it is dropped and will be built again.`,
      );
      this.#database.run('DELETE FROM traces WHERE id = ?', id ?? null);
      return undefined;
    }
    const columns = {
      action: action as ActionId,
      key: key as KeyDigest,
      closureDigest: closure as OutputDigest,
    };
    const trace = decodeTrace(String(payload), columns);
    return Object.assign(trace, {
      row: Number(id),
      lastUsedAt: Number(last_used ?? trace.startedAt) as EpochMs,
    });
  }

  /** Writes a use down; the next one of the same moment still counts as later. */
  #use(row: number, action: ActionId, key: KeyDigest, hits: number): void {
    const before = this.#database.get('SELECT hits FROM uses WHERE trace = ?', row);
    const total = Number(before?.hits ?? 0) + hits;
    const values = [row, action, key, this.#now(), total] as const;
    const sql =
      'INSERT OR REPLACE INTO uses (trace, action, key, last_used, hits, sum) VALUES (?, ?, ?, ?, ?, ?)';
    this.#database.run(sql, ...values, rowSum(...values));
  }

  #evict(action: ActionId, key: KeyDigest): void {
    const drop = (where: string, values: readonly string[], keep: number): void => {
      const beyond = `SELECT trace FROM uses WHERE ${where} ORDER BY last_used DESC, trace DESC LIMIT -1 OFFSET ?`;
      const rows = this.#database.all(beyond, ...values, keep);
      for (const { trace } of rows) {
        this.#database.run('DELETE FROM traces WHERE id = ?', trace ?? null);
        this.#database.run('DELETE FROM uses WHERE trace = ?', trace ?? null);
      }
    };
    drop('action = ? AND key = ?', [action, key], traceLimits.perKey);
    drop('action = ?', [action], traceLimits.perAction);
  }
}
