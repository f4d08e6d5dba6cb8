/**
 * What the file table knows of each folder's files, kept between processes: one row a folder, its content opaque here.
 */
import type { Database, Row } from './database.ts';
import { rowSum } from './rowSum.ts';

/** Keeps one text for each folder. A damaged row is as good as none. */
export interface FileDigestStore {
  load(folder: string): string | Uint8Array | undefined;
  /** Many at once; all that there are when `folders` is left out. */
  loadAll(folders?: readonly string[]): ReadonlyMap<string, string | Uint8Array>;
  /** Replaces these rows, leaves others; an empty text removes one. In one transaction. */
  save(rows: ReadonlyMap<string, string | Uint8Array>): void;
}

/** On the index. */
export class FileDigestTable implements FileDigestStore {
  readonly #database: Database;
  readonly #onTrouble: (message: string) => void;

  constructor(database: Database, onTrouble: (message: string) => void) {
    this.#database = database;
    this.#onTrouble = onTrouble;
  }

  load(folder: string): string | Uint8Array | undefined {
    return this.loadAll([folder]).get(folder);
  }

  loadAll(folders?: readonly string[]): ReadonlyMap<string, string | Uint8Array> {
    return this.#database.attempt<ReadonlyMap<string, string | Uint8Array>>(
      'Known file digests could not be read',
      new Map(),
      () => this.#checked(this.#rows(folders)),
    );
  }

  save(rows: ReadonlyMap<string, string | Uint8Array>): void {
    if (rows.size === 0) return;
    this.#database.attempt('File digests could not be kept', undefined, () =>
      this.#database.transaction(() => {
        for (const [folder, payload] of rows) this.#write(folder, payload);
      }),
    );
  }

  #write(folder: string, payload: string | Uint8Array): void {
    if (payload.length === 0) this.#database.run('DELETE FROM folders WHERE folder = ?', folder);
    else {
      const sql = 'INSERT OR REPLACE INTO folders (folder, payload, sum) VALUES (?, ?, ?)';
      this.#database.run(sql, folder, payload, rowSum(folder, payload));
    }
  }

  #rows(folders: readonly string[] | undefined): readonly Row[] {
    if (!folders) return this.#database.all('SELECT folder, payload, sum FROM folders');
    const sql =
      'SELECT folder, payload, sum FROM json_each(?) asked JOIN folders ON folders.folder = asked.value';
    return this.#database.all(sql, JSON.stringify(folders));
  }

  #checked(rows: readonly Row[]): ReadonlyMap<string, string | Uint8Array> {
    const found = new Map<string, string | Uint8Array>();
    for (const row of rows) {
      const { folder, payload, sum } = row as {
        folder?: string;
        payload?: string | Uint8Array;
        sum?: string;
      };
      if (folder !== undefined && payload !== undefined && rowSum(folder, payload) === sum)
        found.set(folder, payload);
      else this.#drop(folder);
    }
    return found;
  }

  #drop(folder: string | undefined): void {
    this.#onTrouble(`Known file digests of ${folder} were damaged; its files are read again.`);
    this.#database.run('DELETE FROM folders WHERE folder = ?', folder ?? null);
  }
}
