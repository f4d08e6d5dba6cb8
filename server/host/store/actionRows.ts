/**
 * The one row that each action has besides its traces: which trace is the newest, how long it last took, how it last failed.
 */
import type { ActionId } from '../../engine/model/brand.ts';
import { jsonObject } from '../../engine/model/jsonValue.ts';
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

/**
 * Reads and writes them. All calls may throw SQLite's errors; callers wrap them in `Database.attempt`. Rows once read are kept until
 * another process writes to the index, because a build asks for each of them three times.
 */
export class ActionRows {
  readonly #known = new Map<ActionId, ActionRow | undefined>();
  #version = '';
  readonly #database: Database;
  readonly #onDamage: (message: string) => void;

  constructor(database: Database, onDamage: (message: string) => void) {
    this.#database = database;
    this.#onDamage = onDamage;
  }

  /** @returns the rows that exist; at most one query */
  many(actions: readonly ActionId[]): ReadonlyMap<ActionId, ActionRow> {
    this.#forgetIfChanged();
    const missing = actions.filter((action) => !this.#known.has(action));
    if (missing.length > 0) this.#read(missing);
    const found = new Map<ActionId, ActionRow>();
    for (const action of actions) {
      const row = this.#known.get(action);
      if (row) found.set(action, row);
    }
    return found;
  }

  /** What was last seen of the row, without asking the index again. */
  lastSeen(action: ActionId): ActionRow | undefined {
    return this.#known.get(action);
  }

  /**
   * `data_version` changes when another connection has committed (https://www.sqlite.org/pragma.html#pragma_data_version), the
   * generation when a transaction of ours was undone.
   */
  #forgetIfChanged(): void {
    const version = `${this.#database.get('PRAGMA data_version')?.data_version}/${this.#database.generation}`;
    if (version !== this.#version) this.#known.clear();
    this.#version = version;
  }

  #read(actions: readonly ActionId[]): void {
    for (const action of actions) this.#known.set(action, undefined);
    const sql = `SELECT ${columns} FROM json_each(?) asked JOIN actions ON actions.action = asked.value`;
    for (const row of this.#database.all(sql, JSON.stringify(actions)))
      this.#known.set(String(row.action) as ActionId, this.#check(row));
  }

  write(action: ActionId, row: ActionRow): void {
    const failure = row.failure === undefined ? null : JSON.stringify(row.failure);
    const values = [action, row.trace ?? null, row.duration ?? null, failure] as const;
    const sql =
      'INSERT OR REPLACE INTO actions (action, trace, duration, failure, sum) VALUES (?, ?, ?, ?, ?)';
    this.#database.run(sql, ...values, rowSum(...values));
    this.#known.set(action, row);
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
      failure: failure === null ? undefined : failureOf(String(failure)),
    };
  }
}

/** Undefined where the text is not what `write` writes: that it failed is then forgotten, and it runs again as after any failure. */
function failureOf(text: string): FailureRecord | undefined {
  const failure = jsonObject(text);
  const isFailure =
    failure !== undefined &&
    typeof failure.action === 'string' &&
    typeof failure.key === 'string' &&
    typeof failure.message === 'string';
  return isFailure ? (failure as unknown as FailureRecord) : undefined;
}
