/**
 * Results as lists show them, and what was written since somebody last looked: 100,000 rows are read once, and then those that changed,
 * whichever process changed them.
 *
 * Only correct if every write of a result writes its row of `uses`, too, which takes a new number then, and if both go together: what
 * went has no number that could tell of it, and shows in that the rows are fewer.
 */
import type { ActionId, EpochMs, KeyDigest } from '../../engine/model/brand.ts';
import type { Database, Row } from './database.ts';

/** One result, without what only the collector needs. */
export interface ListedResult {
  readonly row: number;
  readonly action: ActionId;
  readonly key: KeyDigest;
  readonly createdAt: EpochMs;
  readonly lastUsedAt: EpochMs;
  readonly hits: number;
  /** Milliseconds that its run took. */
  readonly savesMs: number;
  /** Bytes, before compression. */
  readonly size: number;
}

/** Some of them, in the order in which they were written. */
export interface WrittenResults {
  readonly results: readonly ListedResult[];
  /** Where the next portion starts. */
  readonly last: number;
  /** False: these were all, for now. */
  readonly isMore: boolean;
}

const written =
  'SELECT number, trace, action, key, last_used, hits, started, duration, size FROM uses ' +
  'JOIN traces ON traces.id = uses.trace WHERE number > ? ORDER BY number LIMIT ?';

/** See above. */
export class ResultList {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Rises when what was read may not have been written after all: everything is to be read again. */
  get generation(): number {
    return this.#database.generation;
  }

  /** @param after 0, then the `last` of the portion before */
  writtenAfter(after: number, limit: number): WrittenResults {
    const rows = this.#attempt([], () => this.#database.all(written, after, limit));
    const last = Number(rows.at(-1)?.number ?? after);
    return { results: rows.map(resultOf), last, isMore: rows.length === limit };
  }

  /** How many there are. */
  count(): number {
    return this.#attempt(0, () => Number(this.#database.get('SELECT count(*) AS n FROM uses')?.n));
  }

  /** The rows of some of them, for who has to find out which are gone. @param after as for `writtenAfter` */
  rowsAfter(
    after: number,
    limit: number,
  ): { readonly rows: readonly number[]; readonly last: number; readonly isMore: boolean } {
    const sql = 'SELECT number, trace FROM uses WHERE number > ? ORDER BY number LIMIT ?';
    const found = this.#attempt([], () => this.#database.all(sql, after, limit));
    const last = Number(found.at(-1)?.number ?? after);
    return { rows: found.map(({ trace }) => Number(trace)), last, isMore: found.length === limit };
  }

  #attempt<T>(fallback: NoInfer<T>, body: () => T): T {
    return this.#database.attempt('The cache could not be listed', fallback, body);
  }
}

function resultOf(row: Row): ListedResult {
  return {
    row: Number(row.trace),
    action: String(row.action) as ActionId,
    key: String(row.key) as KeyDigest,
    createdAt: Number(row.started) as EpochMs,
    lastUsedAt: Number(row.last_used) as EpochMs,
    hits: Number(row.hits),
    savesMs: Number(row.duration),
    size: Number(row.size),
  };
}
