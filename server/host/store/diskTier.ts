/**
 * The disk tier of named caches: a row each in the index; values of more than 8 kB are blobs. A damaged row or blob, or one written by
 * another schema version, is a miss: it is announced and removed.
 */

import type { BlobDigest, ByteCount, EpochMs } from '../../engine/model/brand.ts';
import type { EvictionReason } from '../../engine/model/cache.ts';
import type { Codec, OnEvicted, Stored, Tier, TierUsage } from '../../engine/ports/cache.ts';
import type { BlobStore } from '../../engine/ports/store.ts';
import type { Database, Row } from './database.ts';
import { rowSum } from './rowSum.ts';

/** Larger values are blobs. */
const inlineMaxDefault = 8 * 1024;
/** Uses are written down together, and at the latest when this many keys have one. */
const touchesMax = 1000;

const insert =
  'INSERT OR REPLACE INTO entries (cache, key, schema, value, blob, size, created, fresh, expires, last_used, hits, sum) ' +
  'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)';

/** What a disk tier works with. */
export interface DiskTierOptions<V> {
  readonly cache: string;
  readonly schema: string;
  readonly codec: Codec<V>;
  /** See `DiskSpec`. */
  readonly inlineMax?: number | undefined;
  readonly database: Database;
  readonly blobs: Pick<BlobStore, 'putBytes' | 'read'>;
  readonly now: () => number;
  readonly onEvicted: OnEvicted;
}

/** One cache's rows. */
export class DiskTier<V> implements Tier<V> {
  readonly #options: DiskTierOptions<V>;
  readonly #database: Database;
  readonly #touched = new Map<string, number>();

  constructor(options: DiskTierOptions<V>) {
    this.#options = options;
    this.#database = options.database;
  }

  get(key: string): Stored<V> | undefined {
    return this.#attempt(undefined, () => {
      const row = this.#row(key);
      return row && this.#decode(key, row);
    });
  }

  has(key: string): boolean {
    return this.#attempt(false, () => {
      const row = this.#row(key);
      return row !== undefined && this.#problemOf(key, row) === undefined;
    });
  }

  set(key: string, stored: Stored<V>): boolean {
    const text = stored.value === undefined ? null : this.#options.codec.encode(stored.value);
    const placed = this.#place(text);
    if (!placed) return false;
    const { cache, schema, now } = this.#options;
    const size = text === null ? 0 : Buffer.byteLength(text);
    const times = [now(), stored.freshUntil ?? null, stored.expiresAt ?? null] as const;
    const columns = [cache, key, schema, placed.value, placed.blob, size, ...times] as const;
    this.#touched.delete(key);
    return this.#attempt(false, () => {
      // Only correct if a large value's blob was put before: a row must never lead to nothing.
      this.#database.run(insert, ...columns, now(), rowSum(...columns));
      return true;
    });
  }

  delete(key: string): boolean {
    this.#touched.delete(key);
    const sql = 'DELETE FROM entries WHERE cache = ? AND key = ?';
    return this.#attempt(
      false,
      () => this.#database.run(sql, this.#options.cache, key).changes > 0,
    );
  }

  clear(): void {
    this.#touched.clear();
    this.#attempt(undefined, () => {
      this.#database.run('DELETE FROM entries WHERE cache = ?', this.#options.cache);
    });
  }

  usage(): TierUsage {
    const sql =
      'SELECT count(*) AS entries, coalesce(sum(size), 0) AS bytes FROM entries WHERE cache = ?';
    const row = this.#attempt(undefined, () => this.#database.get(sql, this.#options.cache));
    return { entries: Number(row?.entries ?? 0), bytes: Number(row?.bytes ?? 0) as ByteCount };
  }

  /** Keys by their value for a next session: found most often per byte first. */
  mostUsed(limit: number): readonly string[] {
    const sql =
      'SELECT key FROM entries WHERE cache = ? AND schema = ? ORDER BY (hits + 1.0) / (size + 64) DESC, last_used DESC LIMIT ?';
    const { cache, schema } = this.#options;
    const rows = this.#attempt([], () => this.#database.all(sql, cache, schema, limit));
    return rows.map((row) => String(row.key));
  }

  /** Writes down when entries were last used. */
  flush(): void {
    if (this.#touched.size === 0) return;
    const touched = [...this.#touched];
    this.#touched.clear();
    const sql = 'UPDATE entries SET hits = hits + ?, last_used = ? WHERE cache = ? AND key = ?';
    const { cache, now } = this.#options;
    this.#attempt(undefined, () =>
      this.#database.transaction(() => {
        for (const [key, hits] of touched) this.#database.run(sql, hits, now(), cache, key);
      }),
    );
  }

  #row(key: string): Row | undefined {
    const sql =
      'SELECT cache, key, schema, value, blob, size, created, fresh, expires, sum FROM entries WHERE cache = ? AND key = ?';
    return this.#database.get(sql, this.#options.cache, key);
  }

  #decode(key: string, row: Row): Stored<V> | undefined {
    const problem = this.#problemOf(key, row);
    if (problem !== undefined) return this.#drop(key, row, problem);
    const isNegative = row.value === null && row.blob === null;
    const value = isNegative ? undefined : this.#valueOf(row);
    if (!isNegative && value === undefined) return this.#drop(key, row, 'damaged');
    this.#touch(key);
    return { value, freshUntil: time(row.fresh), expiresAt: time(row.expires) };
  }

  #problemOf(key: string, row: Row): EvictionReason | undefined {
    const { cache, schema, value, blob, size, created, fresh, expires, sum } = row as Record<
      string,
      string | number | null
    >;
    if (
      rowSum(cache, row.key as string, schema, value, blob, size, created, fresh, expires) !== sum
    )
      return 'damaged';
    if (row.key !== key) return 'damaged';
    if (schema !== this.#options.schema) return 'schema';
    return typeof expires === 'number' && this.#options.now() >= expires ? 'expired' : undefined;
  }

  #valueOf(row: Row): V | undefined {
    const text = typeof row.value === 'string' ? row.value : this.#readBlob(row.blob);
    return text === undefined ? undefined : this.#options.codec.decode(text);
  }

  #readBlob(digest: Row[string] | undefined): string | undefined {
    const read = this.#options.blobs.read(String(digest) as BlobDigest);
    return 'bytes' in read ? Buffer.from(read.bytes).toString() : undefined;
  }

  #drop(key: string, row: Row, why: EvictionReason): undefined {
    this.#database.run('DELETE FROM entries WHERE cache = ? AND key = ?', this.#options.cache, key);
    this.#options.onEvicted('disk', Number(row.size) as ByteCount, why);
  }

  #place(
    text: string | null,
  ): { readonly value: string | null; readonly blob: string | null } | undefined {
    const { inlineMax = inlineMaxDefault } = this.#options;
    if (text === null || text.length <= inlineMax) return { value: text, blob: null };
    const put = this.#options.blobs.putBytes(Buffer.from(text));
    return 'digest' in put ? { value: null, blob: put.digest } : undefined;
  }

  #touch(key: string): void {
    this.#touched.set(key, (this.#touched.get(key) ?? 0) + 1);
    if (this.#touched.size >= touchesMax) this.flush();
  }

  #attempt<T>(fallback: NoInfer<T>, body: () => T): T {
    return this.#database.attempt(
      `The cache "${this.#options.cache}" could not be used`,
      fallback,
      body,
    );
  }
}

function time(value: Row[string] | undefined): EpochMs | undefined {
  return typeof value === 'number' ? (value as EpochMs) : undefined;
}
