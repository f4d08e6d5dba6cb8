/**
 * The one row that each action has besides its traces: which trace is the newest, how long it last took, how it last failed.
 */
import type { ActionId } from '../../engine/model/brand.ts';
import type { FailureRecord } from '../../engine/ports/store.ts';
import type { Database, Row } from './database.ts';
import { rowSum } from './rowSum.ts';

/** A row, checked. */
export interface ActionRow {
  /** Row of the newest trace; undefined where it never succeeded. */
  readonly trace: number | undefined;
  /** Milliseconds. */
  readonly duration: number | undefined;
  readonly failure: FailureRecord | undefined;
}

const columns = 'actions.action, actions.trace, actions.duration, actions.failure, actions.sum';

/** Reads and writes them. All calls may throw SQLite's errors; callers wrap them in `Database.attempt`. */
export class ActionRows {
  readonly #database: Database;
  readonly #onDamage: (message: string) => void;

  constructor(database: Database, onDamage: (message: string) => void) {
    this.#database = database;
    this.#onDamage = onDamage;
  }

  one(action: ActionId): ActionRow | undefined {
    const row = this.#database.get(`SELECT ${columns} FROM actions WHERE action = ?`, action);
    return row && this.#check(row);
  }

  /** @returns the rows that exist; in one query */
  many(actions: readonly ActionId[]): ReadonlyMap<ActionId, ActionRow> {
    const found = new Map<ActionId, ActionRow>();
    const sql = `SELECT ${columns} FROM json_each(?) asked JOIN actions ON actions.action = asked.value`;
    for (const row of this.#database.all(sql, JSON.stringify(actions))) {
      const checked = this.#check(row);
      if (checked) found.set(String(row.action) as ActionId, checked);
    }
    return found;
  }

  write(action: ActionId, row: ActionRow): void {
    const failure = row.failure === undefined ? null : JSON.stringify(row.failure);
    const values = [action, row.trace ?? null, row.duration ?? null, failure] as const;
    const sql =
      'INSERT OR REPLACE INTO actions (action, trace, duration, failure, sum) VALUES (?, ?, ?, ?, ?)';
    this.#database.run(sql, ...values, rowSum(...values));
  }

  #check(row: Row): ActionRow | undefined {
    const { action, trace, duration, failure, sum } = row as Record<string, string | number | null>;
    if (rowSum(action, trace, duration, failure) !== sum) {
      this.#onDamage(`The history of ${String(action)} was damaged; it is forgotten.`);
      this.#database.run('DELETE FROM actions WHERE action = ?', action ?? null);
      return undefined;
    }
    return {
      trace: trace === null ? undefined : Number(trace),
      duration: duration === null ? undefined : Number(duration),
      failure: failure === null ? undefined : (JSON.parse(String(failure)) as FailureRecord),
    };
  }
}
