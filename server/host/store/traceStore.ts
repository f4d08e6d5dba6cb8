/**
 * Build traces, failures, history and locks on the index. A write is committed before the call returns, so it survives the death of
 * this process; where the disk or the index refuses, that is announced and the build goes on as if there were no cache.
 */
import type { ActionId, DurationMs, KeyDigest, OutputDigest } from '../../engine/model/brand.ts';
import type { RunRecord } from '../../engine/model/run.ts';
import type { BuildTrace } from '../../engine/model/trace.ts';
import type {
  ActionHistory,
  FailureRecord,
  StoredTrace,
  TraceStore,
} from '../../engine/ports/store.ts';
import type { ActionRow } from './actionRows.ts';
import { ActionRows } from './actionRows.ts';
import type { Database } from './database.ts';
import type { LockHolder, Locks } from './locks.ts';
import { RunHistory } from './runHistory.ts';
import { TraceRows } from './traceRows.ts';

/** A use is written down again only when the last one is this old. */
const touchAfterMs = 3600 * 1000;

/** The port's implementation. */
export class SqliteTraceStore implements TraceStore {
  readonly #database: Database;
  readonly #now: () => number;
  readonly #actions: ActionRows;
  readonly #traces: TraceRows;
  readonly #runs: RunHistory;
  readonly #locks: Locks;

  constructor(
    database: Database,
    options: {
      readonly now: () => number;
      readonly locks: Locks;
      readonly onTrouble: (message: string) => void;
    },
  ) {
    this.#database = database;
    this.#now = options.now;
    this.#actions = new ActionRows(database, options.onTrouble);
    this.#traces = new TraceRows(database, options);
    this.#runs = new RunHistory(database, options.onTrouble);
    this.#locks = options.locks;
  }

  latest(actions: readonly ActionId[]): ReadonlyMap<ActionId, StoredTrace> {
    const found = new Map<ActionId, StoredTrace>();
    for (const trace of this.#read(() => this.#newest(actions))) found.set(trace.action, trace);
    return found;
  }

  candidates(action: ActionId, key: KeyDigest): readonly StoredTrace[] {
    return this.#read(() => this.#traces.byKey(action, key));
  }

  byClosure(action: ActionId, closure: OutputDigest): StoredTrace | undefined {
    return this.#read(() => [this.#traces.byClosure(action, closure)])[0];
  }

  record(trace: BuildTrace): void {
    const { action, key, duration } = trace;
    this.#write(`The result of ${action} could not be recorded`, () => {
      const row = this.#traces.write(trace);
      this.#actions.write(action, { trace: row, duration, failure: undefined });
      this.#traces.evict(action, key);
    });
  }

  touch(trace: StoredTrace): void {
    const isRecent = this.#now() - trace.lastUsedAt < touchAfterMs;
    const row = this.#actions.lastSeen(trace.action);
    if (isRecent && row?.trace === trace.row && row.failure === undefined) return;
    const what = `The use of a result of ${trace.action} could not be recorded`;
    this.#write(what, () => this.#use(trace));
  }

  failures(actions: readonly ActionId[]): ReadonlyMap<ActionId, FailureRecord> {
    const found = new Map<ActionId, FailureRecord>();
    for (const [action, row] of this.#rowsOf(actions))
      if (row.failure) found.set(action, row.failure);
    return found;
  }

  recordFailure(failure: FailureRecord): void {
    this.#write(`The failure of ${failure.action} could not be recorded`, () => {
      const before = this.#actionRow(failure.action);
      this.#actions.write(failure.action, {
        trace: before?.trace,
        duration: before?.duration,
        failure,
      });
    });
  }

  forgetFailure(action: ActionId): void {
    this.#write(`The end of a failure of ${action} could not be recorded`, () => {
      const before = this.#actionRow(action);
      if (before) this.#actions.write(action, { ...before, failure: undefined });
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

  foreignActivity(): number {
    return this.#database.attempt('The index could not be asked', 0, () =>
      Number(this.#database.get('PRAGMA data_version')?.data_version ?? 0),
    );
  }

  othersAtWork(): boolean {
    return this.#locks.heldByOthers();
  }

  lockHolder(action: ActionId): LockHolder | undefined {
    return this.#locks.holder(action);
  }

  #newest(actions: readonly ActionId[]): readonly StoredTrace[] {
    const rows = this.#actions.many(actions);
    const ids = [...rows.values()].flatMap((row) => row.trace ?? []);
    // Row numbers are used again, so a row may hold another action's trace by now.
    return this.#traces.byId(ids).filter((trace) => rows.get(trace.action)?.trace === trace.row);
  }

  /** Only correct if the trace is still there: another process may have dropped it since it was read. */
  #use(trace: StoredTrace): void {
    if (!this.#traces.holds(trace)) return;
    this.#traces.use(trace);
    const before = this.#actionRow(trace.action);
    this.#actions.write(trace.action, {
      trace: trace.row,
      duration: before?.duration ?? trace.duration,
      failure: undefined,
    });
  }

  #actionRow(action: ActionId): ActionRow | undefined {
    return this.#actions.many([action]).get(action);
  }

  #rowsOf(actions: readonly ActionId[]): ReadonlyMap<ActionId, ActionRow> {
    const none: ReadonlyMap<ActionId, ActionRow> = new Map();
    return this.#database.attempt('The history could not be read', none, () =>
      this.#actions.many(actions),
    );
  }

  #write(what: string, body: () => void): void {
    this.#database.attempt(what, undefined, () => this.#database.transaction(body));
  }

  #read<T>(body: () => readonly T[]): readonly T[] {
    return this.#database.attempt<readonly T[]>('Recorded results could not be read', [], body);
  }
}
