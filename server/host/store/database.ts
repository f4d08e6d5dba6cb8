/**
 * One connection to the index, with what every use of it needs: cached statements, transactions, patience with other processes, and a
 * damaged file set aside so that a new one can start. A lost index costs time; a wrong one would cost a wrong build.
 */
import { mkdirSync, renameSync, rmdirSync, statSync } from 'node:fs';
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { indexVersion, schemaText } from './schema.ts';
import type { Sqlite } from './sqlite.ts';
import { troubleOf } from './sqliteError.ts';

/** A row as `node:sqlite` gives it. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

/** How long to wait for another process's write. */
const busyTimeoutMs = 10_000;
const openPatienceMs = 10_000;

/** One connection. Methods throw SQLite's errors; `attempt` turns the expected ones into a fallback. */
export class Database {
  readonly #file: string;
  readonly #sqlite: Sqlite;
  readonly #onTrouble: (message: string) => void;
  readonly #statements = new Map<string, StatementSync>();
  #connection: DatabaseSync | undefined;
  #inode: bigint | undefined;
  #inTransaction = false;
  #generation = 0;

  /**
   * @param file absolute path of the index
   * @param onTrouble told once for each thing that went wrong, in words for people
   */
  constructor(file: string, sqlite: Sqlite, onTrouble: (message: string) => void) {
    this.#file = file;
    this.#sqlite = sqlite;
    this.#onTrouble = onTrouble;
  }

  /** Opens the file, sets a damaged one aside. @returns a message where that failed */
  open(): string | undefined {
    for (let attempt = 0; ; attempt++) {
      try {
        this.#connect();
        return undefined;
      } catch (error) {
        this.#disconnect();
        const trouble = troubleOf(error);
        if (trouble === 'bug') throw error;
        if (trouble !== 'damaged' || attempt > 1)
          return `The cache index ${this.#file} cannot be opened: ${detailOf(error)}. Free disk space or check its permissions.`;
        this.#setAside(detailOf(error));
      }
    }
  }

  /** Rows of a query. Numbers too large for JavaScript can only come from damage; they are rounded, and fail the row's checksum. */
  all(sql: string, ...values: SQLInputValue[]): readonly Row[] {
    const statement = this.#prepare(sql);
    try {
      return statement.all(...values);
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'ERR_OUT_OF_RANGE') throw error;
      return this.#allRounded(statement, values);
    }
  }

  /** First row of a query. */
  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.all(sql, ...values)[0];
  }

  /** Runs a statement. @returns how many rows it changed and the row it inserted last */
  run(sql: string, ...values: SQLInputValue[]): { readonly changes: number; readonly row: number } {
    const result = this.#prepare(sql).run(...values);
    return { changes: Number(result.changes), row: Number(result.lastInsertRowid) };
  }

  /** Runs `body` in one write transaction; a nested call joins the outer one. */
  transaction<T>(body: () => T): T {
    if (this.#inTransaction) return body();
    this.run('BEGIN IMMEDIATE');
    this.#inTransaction = true;
    const generation = this.#generation;
    try {
      const result = body();
      // Where `body` found the index damaged, it went on with a new one, in which nothing is begun.
      if (generation === this.#generation) this.run('COMMIT');
      return result;
    } catch (error) {
      this.#rollback();
      throw error;
    } finally {
      this.#inTransaction = false;
    }
  }

  /**
   * Runs `body`; where the index is damaged, a new one is started and `body` tried once more; where the disk refuses, says so.
   * @param what for the message, e.g. `'A result could not be recorded'`
   */
  attempt<T>(what: string, fallback: NoInfer<T>, body: () => T): T {
    for (let attempt = 0; ; attempt++) {
      if (!this.#connection) return fallback;
      try {
        return body();
      } catch (error) {
        const trouble = troubleOf(error);
        if (trouble === 'bug') throw error;
        if (trouble !== 'damaged' || attempt > 0) {
          this.#onTrouble(
            `${what}: the cache index refused (${detailOf(error)}). The build goes on without it.`,
          );
          return fallback;
        }
        this.restart(detailOf(error));
      }
    }
  }

  /** True while there is an index to work with. */
  get isOpen(): boolean {
    return this.#connection !== undefined;
  }

  /** Rises whenever something written may be gone again: a transaction was undone, the index replaced. */
  get generation(): number {
    return this.#generation;
  }

  /** Ends the connection; later attempts give their fallback. */
  close(): void {
    this.#disconnect();
  }

  #connect(): void {
    const connection = new this.#sqlite.DatabaseSync(this.#file, { timeout: busyTimeoutMs });
    this.#connection = connection;
    // What is dropped can then be given back a few pages at a time. Only a file without pages takes it.
    const shape = 'PRAGMA page_size = 4096; PRAGMA auto_vacuum = INCREMENTAL;';
    patiently(() => connection.exec(`${shape} PRAGMA journal_mode = WAL`));
    connection.exec(
      'PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 2000; PRAGMA cache_size = -16000',
    );
    this.#ensureSchema();
    this.#inode = inodeOf(this.#file);
  }

  #ensureSchema(): void {
    if (this.#version() === indexVersion) return;
    this.transaction(() => {
      const version = this.#version();
      if (version === indexVersion) return;
      if (version !== 0) throw otherVersion(version);
      this.#connection?.exec(schemaText);
    });
  }

  #version(): number {
    return Number(this.get('PRAGMA user_version')?.user_version ?? 0);
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      if (!this.#connection) throw closedError();
      statement = this.#connection.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #allRounded(statement: StatementSync, values: readonly SQLInputValue[]): readonly Row[] {
    statement.setReadBigInts(true);
    try {
      const rounded = (value: SQLOutputValue): SQLOutputValue =>
        typeof value === 'bigint' ? Number(value) : value;
      return statement
        .all(...values)
        .map((row) =>
          Object.fromEntries(Object.entries(row).map(([name, value]) => [name, rounded(value)])),
        );
    } finally {
      statement.setReadBigInts(false);
    }
  }

  #rollback(): void {
    this.#generation++;
    try {
      this.run('ROLLBACK');
    } catch (error) {
      // After some errors (disk full) SQLite has rolled back by itself, and says that there is no transaction.
      if (troubleOf(error) === 'bug' && !detailOf(error).includes('no transaction')) throw error;
    }
  }

  /** Sets the index aside, whatever its state, and starts a new one. @param detail why, for the user */
  restart(detail: string): void {
    this.#disconnect();
    this.#setAside(detail);
    const failed = this.open();
    if (failed !== undefined) this.#onTrouble(failed);
  }

  #disconnect(): void {
    this.#generation++;
    this.#statements.clear();
    this.#inTransaction = false;
    const connection = this.#connection;
    this.#connection = undefined;
    try {
      connection?.close();
    } catch (error) {
      // Closing checkpoints the log, which fails on a damaged file or a full disk. What was committed is in the log still.
      if (troubleOf(error) === 'bug') throw error;
    }
  }

  /**
   * Moves the damaged index away, its log first: a log left behind would be replayed into the new index. Of several processes that
   * find the damage, only one moves it; the others see that the file is another one by then.
   */
  #setAside(detail: string): void {
    const lock = `${this.#file}.moving`;
    if (!takeFolder(lock)) return;
    try {
      if (this.#inode !== undefined && inodeOf(this.#file) !== this.#inode) return;
      const aside = `${this.#file.replace(/\.db$/, '')}.corrupt-${Date.now()}`;
      for (const suffix of ['-wal', '-shm', ''])
        renameIfThere(`${this.#file}${suffix}`, `${aside}${suffix}`);
      this.#onTrouble(
        `The cache index was damaged (${detail}). It is kept as ${aside}, and a new one is started.`,
      );
    } catch (error) {
      this.#onTrouble(
        `The damaged cache index ${this.#file} could not be moved away: ${detailOf(error)}. Remove it by hand.`,
      );
    } finally {
      this.#inode = undefined;
      rmdirSync(lock);
    }
  }
}

/** Simultaneous first opens: `PRAGMA journal_mode = WAL` ignores the busy timeout and throws SQLITE_BUSY. */
function patiently(action: () => void): void {
  const end = Date.now() + openPatienceMs;
  for (;;) {
    try {
      action();
      return;
    } catch (error) {
      if (troubleOf(error) !== 'busy' || Date.now() > end) throw error;
      pause(5);
    }
  }
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** A folder as a lock between processes, held for a few milliseconds; one older than 10 s was left by a process that died. */
function takeFolder(path: string): boolean {
  for (let tries = 0; tries < 2000; tries++) {
    try {
      mkdirSync(path);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false;
      const since = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
      if (Date.now() - since > 10_000) rmdirSync(path);
      else pause(5);
    }
  }
  return false;
}

function inodeOf(file: string): bigint | undefined {
  return statSync(file, { throwIfNoEntry: false, bigint: true })?.ino;
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function otherVersion(version: number): Error {
  const error = new Error(`it was written by another version (${version})`);
  return Object.assign(error, { code: 'ERR_SQLITE_ERROR', errcode: 26 });
}

function closedError(): Error {
  return Object.assign(new Error('the index is closed'), { code: 'ERR_SQLITE_ERROR', errcode: 14 });
}

/** The message of anything thrown. */
export function detailOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
