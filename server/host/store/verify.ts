/**
 * Looks at every row and every blob, and says what is damaged or missing. With `repair` it removes that, so that the next build makes
 * it again and a second look finds nothing.
 */
import { rmSync } from 'node:fs';
import type { BlobDigest } from '../../engine/model/brand.ts';
import type { BlobFiles } from './blobFiles.ts';
import { BlobReader } from './blobReader.ts';
import type { StrayFile } from './blobWalk.ts';
import { walkBlobs } from './blobWalk.ts';
import type { Database, Row } from './database.ts';
import { detailOf } from './database.ts';
import type { KeptItem } from './inventory.ts';
import { readInventory } from './inventory.ts';
import type { Column } from './rowSum.ts';
import { rowSum } from './rowSum.ts';
import type { Steps } from './steps.ts';
import { decodeManifest } from './traceCodec.ts';

/** One thing that is wrong. */
export interface Finding {
  readonly kind: 'index' | 'row' | 'blob-damaged' | 'blob-missing' | 'stray-file';
  /** Where: table and row, digest, or file. */
  readonly what: string;
  readonly detail: string;
}

/** What was looked at and found. */
export interface VerifyReport {
  readonly rows: number;
  readonly blobs: number;
  readonly findings: readonly Finding[];
  readonly repaired: boolean;
  /** Bytes of the blobs. */
  readonly bytes: number;
  /** It was stopped: the counts are of what was looked at until then. */
  readonly isStopped: boolean;
}

/** Temporary files older than this were left by a process that died. */
export const strayAfterMs = 3600 * 1000;

/** Columns that each table's checksum covers, in the order in which they are written. */
const tables: Readonly<Record<string, readonly string[]>> = {
  traces: ['action', 'key', 'closure', 'identity', 'payload'],
  uses: ['trace', 'last_used', 'hits', 'started', 'duration', 'size'],
  actions: ['action', 'trace', 'duration', 'failure'],
  runs: ['id', 'started', 'payload'],
  folders: ['folder', 'payload'],
  packs: ['blob', 'created'],
  entries: ['cache', 'key', 'schema', 'value', 'blob', 'size', 'created', 'fresh', 'expires'],
};

/** One look at the whole store. */
export class Verifier {
  readonly #database: Database;
  readonly #files: BlobFiles;
  readonly #now: () => number;
  readonly #repair: boolean;
  readonly #isStopped: () => boolean;
  readonly #findings: Finding[] = [];
  #rows = 0;
  #blobs = 0;
  #bytes = 0;

  constructor(options: {
    readonly database: Database;
    readonly files: BlobFiles;
    readonly now: () => number;
    readonly repair: boolean;
    /** True: it looks no further. */
    readonly isStopped?: (() => boolean) | undefined;
  }) {
    this.#database = options.database;
    this.#files = options.files;
    this.#now = options.now;
    this.#repair = options.repair;
    this.#isStopped = options.isStopped ?? (() => false);
  }

  /** Stopped between two steps, it has repaired a part. */
  *run(): Steps<VerifyReport> {
    const step = (message: string, share: number) => ({ message, share });
    yield step('Reading the index', 0);
    this.#guarded(() => this.#checkPages());
    for (const table of Object.keys(tables)) {
      yield step(`${this.#rows} rows read`, 0.05);
      if (this.#isStopped()) return this.#report(true);
      this.#guarded(() => this.#checkRows(table));
    }
    const { blobs, strays } = walkBlobs(this.#files.folder);
    const intact = new Set<BlobDigest>();
    for (const [at, { digest, path, size }] of blobs.entries()) {
      yield step(`${at} of ${blobs.length} files read`, 0.1 + (0.9 * at) / blobs.length);
      // What is missing is known only when all were looked at.
      if (this.#isStopped()) return this.#report(true);
      if (this.#isIntact(digest, path)) intact.add(digest);
      this.#blobs++;
      this.#bytes += size;
    }
    this.#guarded(() => this.#checkReferences(intact));
    for (const stray of strays) this.#checkStray(stray);
    return this.#report(false);
  }

  #report(isStopped: boolean): VerifyReport {
    const [rows, blobs, bytes] = [this.#rows, this.#blobs, this.#bytes];
    return { rows, blobs, bytes, findings: this.#findings, repaired: this.#repair, isStopped };
  }

  /** Damage that stops SQLite from reading on is one more finding; repair starts a new index then. */
  #guarded(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.#found('index', 'index', detailOf(error));
      if (this.#repair) this.#database.restart('found by verify');
    }
  }

  #checkPages(): void {
    const rows = this.#database.all('PRAGMA integrity_check');
    const problems = rows.map((row) => String(row.integrity_check)).filter((line) => line !== 'ok');
    if (problems.length === 0) return;
    this.#found('index', 'index', problems.slice(0, 5).join('; '));
    if (this.#repair) this.#database.restart('found by verify');
  }

  #checkRows(table: string): void {
    const columns = tables[table] ?? [];
    // WITHOUT ROWID tables are addressed by their first column.
    const id = table === 'actions' ? 'action' : 'rowid';
    for (const row of this.#database.all(`SELECT ${id} AS row_name, * FROM ${table}`)) {
      this.#rows++;
      if (isRowIntact(table, row, columns)) continue;
      this.#found('row', `${table} ${String(row.row_name)}`, 'its checksum is wrong');
      if (this.#repair)
        this.#database.run(`DELETE FROM ${table} WHERE ${id} = ?`, row.row_name ?? null);
    }
    if (this.#repair && table === 'uses') this.#dropHalves();
  }

  /** Only correct if a result has both its rows: lists count one kind and show the other. */
  #dropHalves(): void {
    this.#database.run('DELETE FROM uses WHERE trace NOT IN (SELECT id FROM traces)');
    this.#database.run('DELETE FROM traces WHERE id NOT IN (SELECT trace FROM uses)');
  }

  #isIntact(digest: BlobDigest, path: string): boolean {
    let damage: string | undefined;
    const reader = new BlobReader(this.#files, () => {}, { dropDamaged: this.#repair });
    const failure = reader.stream(digest, () => {});
    if (failure) damage = 'message' in failure ? failure.message : 'it is gone';
    if (damage !== undefined) this.#found('blob-damaged', path, damage);
    return damage === undefined;
  }

  /** What needs a blob that is not there cannot be restored; the row is of no use. */
  #checkReferences(intact: ReadonlySet<BlobDigest>): void {
    for (const item of readInventory(this.#database)) {
      const missing = item.blobs.find((blob) => !intact.has(blob));
      if (missing === undefined) continue;
      this.#found('blob-missing', missing, `${item.kind} ${item.name} needs it`);
      if (this.#repair) dropItem(this.#database, item);
    }
  }

  #checkStray(stray: StrayFile): void {
    if (this.#now() - stray.mtimeMs < strayAfterMs) return;
    this.#found('stray-file', stray.path, 'it belongs to nothing');
    if (this.#repair) rmSync(stray.path, { recursive: true, force: true });
  }

  #found(kind: Finding['kind'], what: string, detail: string): void {
    this.#findings.push({ kind, what, detail });
  }
}

/**
 * Removes the rows of one thing that is kept; its blobs are the collector's. Only correct if the row is still of that thing: row numbers
 * are used again, and since it was looked at something else may have been kept there.
 */
export function dropItem(database: Database, item: KeptItem): void {
  const { row, name, key } = item;
  switch (item.kind) {
    case 'result': {
      const sql = 'DELETE FROM traces WHERE id = ? AND action = ? AND key = ?';
      const { changes } = database.run(sql, row, name, key);
      if (changes > 0) database.run('DELETE FROM uses WHERE trace = ?', row);
      return;
    }
    case 'cache-entry':
      database.run('DELETE FROM entries WHERE rowid = ? AND cache = ? AND key = ?', row, name, key);
      return;
    case 'texts':
      database.run('DELETE FROM texts WHERE pack = ?', row);
      database.run('DELETE FROM packs WHERE id = ?', row);
      return;
    case 'digests':
    case 'modules':
      database.run('DELETE FROM folders WHERE folder = ?', key);
      return;
    case 'standing':
    // A file, which is forgotten before anything else is dropped.
  }
}

function isRowIntact(table: string, row: Row, columns: readonly string[]): boolean {
  if (rowSum(...columns.map((name) => row[name] as Column)) !== row.sum) return false;
  return (
    table !== 'traces' || decodeManifest(String(row.manifest), String(row.identity)) !== undefined
  );
}
