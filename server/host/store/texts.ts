/**
 * Keeps small text inputs, so that `explain --diff` can show what changed in an input between two runs. New texts are gathered into
 * packs of a few megabytes, which compress far better than single files and cost one row group each.
 *
 * It works in the idle moments of a build, while commands run, and never fails one: a text that could not be kept is not there later.
 */
import { hash } from 'node:crypto';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import type { BlobDigest, FileDigest, RelativePath } from '../../engine/model/brand.ts';
import type { FileState } from '../../engine/model/trace.ts';
import type { BlobStore } from '../../engine/ports/store.ts';
import type { TextKeeper } from './blobStore.ts';
import type { Database, Row } from './database.ts';
import { rowSum } from './rowSum.ts';

/** Larger files are not shown as differences. */
export const textBytesMax = 64 * 1024;
const packBytes = 4 * 1024 * 1024;
/** Files read in one turn of the event loop: about half a millisecond. */
const filesPerTurn = 16;
/** `sha256:` and 64 hex digits; what follows in a `FileDigest` tells the file's type. */
const digestLength = 71;

type Item = RelativePath | FileState;

/** The archive of texts. */
export class TextArchive implements TextKeeper {
  readonly #root: string;
  readonly #database: Database;
  readonly #blobs: () => Pick<BlobStore, 'putBytes' | 'read'>;
  readonly #now: () => number;
  readonly #buffer = Buffer.allocUnsafe(textBytesMax + 1);
  #queue: Item[] = [];
  #next = 0;
  #gathered = new Map<string, Buffer>();
  #gatheredBytes = 0;
  /** Digests that this process has kept. */
  readonly #written = new Set<string>();
  #wasEmpty: boolean | undefined;
  #working: Promise<void> | undefined;
  #lastPack: { readonly digest: string; readonly bytes: Uint8Array } | undefined;

  /** @param options.blobs where packs go; a function, because the store of blobs holds this archive */
  constructor(options: {
    readonly root: string;
    readonly database: Database;
    readonly blobs: () => Pick<BlobStore, 'putBytes' | 'read'>;
    readonly now: () => number;
  }) {
    this.#root = options.root;
    this.#database = options.database;
    this.#blobs = options.blobs;
    this.#now = options.now;
  }

  keep(items: readonly Item[]): void {
    for (const item of items) this.#queue.push(item);
    this.#working ??= this.#work();
  }

  async flush(): Promise<void> {
    await this.#working;
    this.#writePack();
  }

  /** The text with this digest, verified; undefined where it was not kept. */
  read(digest: FileDigest): string | undefined {
    const wanted = digest.slice(0, digestLength);
    if (digest.endsWith('+link')) return undefined;
    const gathered = this.#gathered.get(wanted);
    if (gathered) return gathered.toString();
    const sql =
      'SELECT packs.blob, texts.start, texts.length FROM texts JOIN packs ON packs.id = texts.pack WHERE digest = ?';
    const row = this.#database.attempt('A kept text could not be read', undefined, () =>
      this.#database.get(sql, rowKey(wanted)),
    );
    if (!row) return undefined;
    const start = Number(row.start);
    const bytes = this.#pack(String(row.blob) as BlobDigest)?.subarray(
      start,
      start + Number(row.length),
    );
    return bytes && digestOf(bytes) === wanted ? Buffer.from(bytes).toString() : undefined;
  }

  async #work(): Promise<void> {
    while (this.#next < this.#queue.length) {
      await new Promise((resolve) => setImmediate(resolve));
      this.#turn();
    }
    this.#queue = [];
    this.#next = 0;
    this.#working = undefined;
  }

  #turn(): void {
    const end = Math.min(this.#next + filesPerTurn, this.#queue.length);
    for (; this.#next < end; this.#next++) {
      const item = this.#queue[this.#next];
      if (item !== undefined) this.#gather(item);
    }
    if (this.#gatheredBytes >= packBytes) this.#writePack();
  }

  /** A digest that is known spares reading the file. */
  #gather(item: Item): void {
    const isPath = typeof item === 'string';
    if (!isPath && this.#isKept(item[1].slice(0, digestLength))) return;
    const bytes = this.#readText(isPath ? item : item[0]);
    if (!bytes) return;
    // A digest that was observed before is taken as it is: should the file have changed in between, reading the text back finds that
    // its bytes have another digest, and gives none.
    const digest = isPath ? digestOf(bytes) : item[1].slice(0, digestLength);
    if (isPath && this.#isKept(digest)) return;
    this.#gathered.set(digest, Buffer.from(bytes));
    this.#gatheredBytes += bytes.length;
  }

  #isKept(digest: string): boolean {
    if (this.#gathered.has(digest) || this.#written.has(digest)) return true;
    // In a first build there is nothing to look up, and thousands of files to ask for.
    this.#wasEmpty ??= this.#ask('SELECT 1 FROM texts LIMIT 1') === undefined;
    return (
      !this.#wasEmpty &&
      this.#ask('SELECT 1 FROM texts WHERE digest = ?', rowKey(digest)) !== undefined
    );
  }

  #ask(sql: string, ...values: readonly Buffer[]): Row | undefined {
    return this.#database.attempt('Kept texts could not be looked up', undefined, () =>
      this.#database.get(sql, ...values),
    );
  }

  /** @returns a view of a buffer that the next call uses again; undefined for what is no small text file */
  #readText(path: RelativePath): Buffer | undefined {
    let file: number;
    try {
      file = openSync(
        `${this.#root}/${path}`,
        constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
      );
    } catch {
      // Gone, a link, or not readable: there is nothing to keep, and the build has its own way of finding out.
      return undefined;
    }
    try {
      const length = readSync(file, this.#buffer, 0, this.#buffer.length, 0);
      const bytes = this.#buffer.subarray(0, length);
      return length > textBytesMax || bytes.includes(0) ? undefined : bytes;
    } catch {
      // A folder, or a disk error while reading an extra copy: the same holds.
      return undefined;
    } finally {
      closeSync(file);
    }
  }

  #writePack(): void {
    const texts = this.#gathered;
    if (texts.size === 0) return;
    this.#gathered = new Map();
    this.#gatheredBytes = 0;
    const put = this.#blobs().putBytes(Buffer.concat([...texts.values()]));
    if ('failure' in put) return;
    // Only correct if the pack's blob was put before its rows: a row without its blob would be a text that cannot be read.
    this.#database.attempt('Texts could not be kept', undefined, () =>
      this.#database.transaction(() => this.#writeRows(put.digest, texts)),
    );
  }

  #writeRows(blob: BlobDigest, texts: ReadonlyMap<string, Buffer>): void {
    const created = this.#now();
    const sql = 'INSERT INTO packs (blob, created, sum) VALUES (?, ?, ?)';
    const pack = this.#database.run(sql, blob, created, rowSum(blob, created)).row;
    let start = 0;
    for (const [digest, bytes] of texts) {
      const insert =
        'INSERT OR IGNORE INTO texts (digest, pack, start, length) VALUES (?, ?, ?, ?)';
      this.#database.run(insert, rowKey(digest), pack, start, bytes.length);
      start += bytes.length;
      this.#written.add(digest);
    }
  }

  #pack(digest: BlobDigest): Uint8Array | undefined {
    if (this.#lastPack?.digest === digest) return this.#lastPack.bytes;
    const read = this.#blobs().read(digest);
    if ('failure' in read) return undefined;
    this.#lastPack = { digest, bytes: read.bytes };
    return read.bytes;
  }
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${hash('sha256', bytes, 'hex')}`;
}

/** The digest's bytes: half as long as its text, and there are many. */
function rowKey(digest: string): Buffer {
  return Buffer.from(digest.slice('sha256:'.length), 'hex');
}
