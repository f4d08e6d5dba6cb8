/**
 * Everything that is kept and could be dropped, as one list: results of actions, entries of named caches, packs of texts, digests of
 * files, the standing run. Each says which blobs it needs, when it was last used, and what it is worth.
 */
import type { ActionId, BlobDigest, EpochMs, KeyDigest } from '../../engine/model/brand.ts';
import { modulesRow } from '../files/packedRows.ts';
import type { Database, Row } from './database.ts';
import { rowSum } from './rowSum.ts';
import { decodePayload } from './traceCodec.ts';

/** One thing that is kept. */
export interface KeptItem {
  readonly kind: 'result' | 'cache-entry' | 'texts' | 'digests' | 'modules' | 'standing';
  /** Table row. */
  readonly row: number;
  /** The action of a result, the cache's name of an entry, else the kind. */
  readonly name: string;
  /** The key of a result or an entry, the folder of digests. */
  readonly key: string;
  readonly createdAt: EpochMs;
  readonly lastUsedAt: EpochMs;
  /** How often it was found; a result that stays the newest counts one use an hour. */
  readonly hits: number;
  /** Milliseconds that finding it saves; 0 where that is not known. */
  readonly savesMs: number;
  readonly blobs: readonly BlobDigest[];
  /** Bytes as the user knows them, before compression. */
  readonly size: number;
}

const batch = 500;
/** What says how the workspace is now. */
const ofNow: ReadonlySet<KeptItem['kind']> = new Set(['digests', 'modules', 'standing']);
/** Named caches that hold our own figures: their past is what they are for, and they stay small by themselves. */
const bookkeeping: ReadonlySet<string> = new Set(['figures', 'metrics']);

/**
 * Reads the list. Damaged rows are left out: reading them elsewhere announces and drops them.
 * @throws SQLite's errors
 */
export function readInventory(database: Database): readonly KeptItem[] {
  return [...readResults(database), ...readOthers(database)];
}

/**
 * All but the results.
 * @throws SQLite's errors
 */
export function readOthers(database: Database): readonly KeptItem[] {
  return [...readEntries(database), ...readPacks(database), ...readDigests(database)];
}

/**
 * Whether it goes when it is old, or when room is needed. The others are as old as the workspace, of which they say how it is now; they
 * go where somebody names them.
 */
export function isAging(item: Pick<KeptItem, 'kind' | 'name'>): boolean {
  return !ofNow.has(item.kind) && !isBookkeeping(item);
}

/** Whether it is our own figures, which no list shows and no count has. */
export function isBookkeeping({ kind, name }: Pick<KeptItem, 'kind' | 'name'>): boolean {
  return kind === 'cache-entry' && bookkeeping.has(name);
}

/** Blobs that no item owns: what failed commands printed. */
export function readFailureLogs(database: Database): readonly BlobDigest[] {
  const rows = database.all('SELECT failure FROM actions WHERE failure IS NOT NULL');
  return rows.flatMap((row) => {
    const log = /"log":"(sha256:[0-9a-f]{64})"/.exec(String(row.failure))?.[1];
    return log === undefined ? [] : [log as BlobDigest];
  });
}

/** The action of a result. */
export function actionOf(item: KeptItem): ActionId | undefined {
  return item.kind === 'result' ? (item.name as ActionId) : undefined;
}

/** The key of a result. */
export function keyOf(item: KeptItem): KeyDigest | undefined {
  return item.kind === 'result' ? (item.key as KeyDigest) : undefined;
}

function readResults(database: Database): readonly KeptItem[] {
  const items: KeptItem[] = [];
  for (let from: number | undefined = 0; from !== undefined; ) {
    const portion = readSomeResults(database, from);
    items.push(...portion.items);
    from = portion.next;
  }
  return items;
}

/**
 * A few hundred results, for who has more to do than to read them all at once.
 * @param from 0, then the `next` of the portion before; undefined there says that there are no more
 * @throws SQLite's errors
 */
export function readSomeResults(
  database: Database,
  from: number,
): { readonly items: readonly KeptItem[]; readonly next: number | undefined } {
  const sql =
    'SELECT traces.id, action, key, closure, identity, payload, traces.sum, uses.last_used, uses.hits FROM traces ' +
    'LEFT JOIN uses ON uses.trace = traces.id WHERE traces.id > ? ORDER BY traces.id LIMIT ?';
  const rows = database.all(sql, from, batch);
  const last = Number(rows.at(-1)?.id);
  const isMore = rows.length === batch && last > from;
  return { items: rows.flatMap(resultOf), next: isMore ? last : undefined };
}

function resultOf(row: Row): readonly KeptItem[] {
  const { action, key, closure, identity, payload, sum } = row as Record<string, string>;
  if (rowSum(action, key, closure, identity, payload) !== sum) return [];
  const view = decodePayload(String(payload));
  if (!view) return [];
  const blobs = view.outputs.flatMap((output) => (output.type === 'file' ? output.blob : []));
  return [
    {
      kind: 'result',
      row: Number(row.id),
      name: String(action),
      key: String(key),
      createdAt: view.startedAt,
      lastUsedAt: Number(row.last_used ?? view.startedAt) as EpochMs,
      hits: Number(row.hits ?? 0),
      savesMs: view.duration,
      blobs: view.log === undefined ? blobs : [...blobs, view.log],
      size: view.outputs.reduce(
        (total: number, output) => total + (output.type === 'file' ? output.size : 0),
        payload?.length ?? 0,
      ),
    },
  ];
}

function readEntries(database: Database): readonly KeptItem[] {
  const sql = 'SELECT rowid AS id, cache, key, blob, size, created, last_used, hits FROM entries';
  return database.all(sql).map((row) => ({
    kind: 'cache-entry' as const,
    row: Number(row.id),
    name: String(row.cache),
    key: String(row.key),
    createdAt: Number(row.created) as EpochMs,
    lastUsedAt: Number(row.last_used) as EpochMs,
    hits: Number(row.hits),
    savesMs: 0,
    blobs: row.blob === null ? [] : [String(row.blob) as BlobDigest],
    size: Number(row.size),
  }));
}

function readPacks(database: Database): readonly KeptItem[] {
  const sql =
    'SELECT id, blob, created, size FROM packs LEFT JOIN (SELECT pack, sum(length) AS size FROM texts GROUP BY pack) ON pack = id';
  return database.all(sql).map((row) => ({
    kind: 'texts' as const,
    row: Number(row.id),
    name: 'texts',
    key: String(row.blob),
    createdAt: Number(row.created) as EpochMs,
    lastUsedAt: Number(row.created) as EpochMs,
    hits: 0,
    savesMs: 0,
    blobs: [String(row.blob) as BlobDigest],
    size: Number(row.size ?? 0),
  }));
}

/** Rows of files, and one of modules. They are looked at in every run, and bear no dates. */
function readDigests(database: Database): readonly KeptItem[] {
  const now = Date.now() as EpochMs;
  const sql = 'SELECT rowid AS id, folder, length(payload) AS size FROM folders';
  return database.all(sql).map((row) => {
    const kind = row.folder === modulesRow ? 'modules' : 'digests';
    return {
      kind,
      row: Number(row.id),
      name: kind,
      key: String(row.folder),
      createdAt: 0 as EpochMs,
      lastUsedAt: now,
      hits: 0,
      savesMs: 0,
      blobs: [],
      size: Number(row.size),
    };
  });
}
