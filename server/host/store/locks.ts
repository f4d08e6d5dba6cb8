/**
 * Who is executing what, shared by all processes on one store. A lock names its holder by process number, start time and a token, so
 * that one left by a process that died (or whose number another process has now) is replaced at once.
 */
import type { EpochMs } from '../../engine/model/brand.ts';
import type { Database, Row } from './database.ts';
import { isAlive, ownIdentity } from './processIdentity.ts';

/** A holder, as others see it. */
export interface LockHolder {
  readonly pid: number;
  readonly since: EpochMs;
}

/** Named locks. Names of actions and of maintenance do not meet: the latter start with a space. */
export class Locks {
  readonly #database: Database;
  readonly #now: () => number;
  readonly #self = ownIdentity();

  constructor(database: Database, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  /** @returns undefined when taken (or held by this process already), else who holds it */
  take(name: string): LockHolder | undefined {
    return this.#database.attempt('A lock could not be taken', undefined, () => {
      if (this.#insert(name)) return undefined;
      return this.#database.transaction(() => this.#takeOver(name));
    });
  }

  /** Gives it back; does nothing when this process does not hold it. */
  release(name: string): void {
    this.#database.attempt('A lock could not be released', undefined, () => {
      this.#database.run('DELETE FROM locks WHERE name = ? AND token = ?', name, this.#self.token);
    });
  }

  /** Who else holds it now, if alive. */
  holder(name: string): LockHolder | undefined {
    return this.#database.attempt('A lock could not be read', undefined, () => {
      const row = this.#row(name);
      return row && this.#isForeign(row) ? holderOf(row) : undefined;
    });
  }

  /** Whether another process that lives holds any lock. */
  heldByOthers(): boolean {
    return this.#database.attempt('The locks could not be read', false, () =>
      this.#database
        .all('SELECT pid, started, token, since FROM locks WHERE token != ?', this.#self.token)
        .some((row) => this.#isForeign(row)),
    );
  }

  #takeOver(name: string): LockHolder | undefined {
    const row = this.#row(name);
    if (row && this.#isForeign(row)) return holderOf(row);
    this.#database.run('DELETE FROM locks WHERE name = ?', name);
    this.#insert(name);
    return undefined;
  }

  #insert(name: string): boolean {
    const { pid, started, token } = this.#self;
    const sql =
      'INSERT INTO locks (name, pid, started, token, since) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING';
    return this.#database.run(sql, name, pid, started, token, this.#now()).changes === 1;
  }

  #row(name: string): Row | undefined {
    return this.#database.get('SELECT pid, started, token, since FROM locks WHERE name = ?', name);
  }

  #isForeign(row: Row): boolean {
    if (row.token === this.#self.token) return false;
    return isAlive({ pid: Number(row.pid), started: String(row.started) });
  }
}

function holderOf(row: Row): LockHolder {
  return { pid: Number(row.pid), since: Number(row.since) as EpochMs };
}
