/** The results of a store, held by row, and brought up to date by what the store says was written since. */
import type { Turns } from '../../host/platform/turns.ts';
import type { ResultList } from '../../host/store/resultList.ts';
import { type Entry, resultEntry } from './selection.ts';

/** Rows read in one go: about five milliseconds. */
const portion = 1000;
/** Numbers of rows read in one go: about the same. */
const rowsPortion = 8000;

/** What is otherwise than before; a row that changed came and went. */
export interface ResultChanges {
  readonly came: readonly Entry[];
  readonly gone: Set<Entry>;
}

/** See above. */
export class KnownResults {
  readonly entries = new Map<number, Entry>();
  readonly #list: ResultList;
  #last = 0;
  #generation: number;

  constructor(list: ResultList) {
    this.#list = list;
    this.#generation = list.generation;
  }

  /** Reads what was written and finds out what was dropped. To be called again when it is through, and not before. */
  async follow(turns: Turns): Promise<ResultChanges> {
    const came = new Set<Entry>();
    const gone = new Set<Entry>();
    if (this.#list.generation !== this.#generation) this.#forget(gone);
    await this.#read(came, gone, turns);
    // Only correct after reading: then everything that is there is known, and what is known beyond that is gone.
    if (this.#list.count() !== this.entries.size) await this.#dropGone(came, gone, turns);
    return { came: [...came], gone };
  }

  #forget(gone: Set<Entry>): void {
    for (const entry of this.entries.values()) gone.add(entry);
    this.entries.clear();
    this.#last = 0;
    this.#generation = this.#list.generation;
  }

  async #read(came: Set<Entry>, gone: Set<Entry>, turns: Turns): Promise<void> {
    for (let isMore = true; isMore; ) {
      const written = this.#list.writtenAfter(this.#last, portion);
      for (const result of written.results) {
        this.#remove(result.row, came, gone);
        const entry = resultEntry(result);
        this.entries.set(result.row, entry);
        came.add(entry);
      }
      ({ last: this.#last, isMore } = written);
      if (isMore) await turns.next();
    }
  }

  async #dropGone(came: Set<Entry>, gone: Set<Entry>, turns: Turns): Promise<void> {
    const left = new Set<number>();
    for (let [after, isMore] = [0, true]; isMore; ) {
      const some = this.#list.rowsAfter(after, rowsPortion);
      for (const row of some.rows) left.add(row);
      ({ last: after, isMore } = some);
      await turns.next();
    }
    for (const row of [...this.entries.keys()])
      if (!left.has(row)) {
        this.#remove(row, came, gone);
        this.entries.delete(row);
      }
  }

  /** One that came in this very round is not in anybody's list yet. */
  #remove(row: number, came: Set<Entry>, gone: Set<Entry>): void {
    const entry = this.entries.get(row);
    if (entry && !came.delete(entry)) gone.add(entry);
  }
}
