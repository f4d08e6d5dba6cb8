/**
 * All that is kept, as rows that can be sorted, filtered and paged: 100,000 of them are read once and held until something is written,
 * and the order last asked for is held, too, so that scrolling costs nothing. Reading lets other work through in between.
 */
import type { KeptItem } from '../../host/store/inventory.ts';
import type { Maintenance } from '../../host/store/maintenance.ts';
import { cacheOf } from '../../host/workspace/cacheOverview.ts';
import type {
  EntryListRequest,
  EntryOrder,
  EntrySelection,
  GroupListRequest,
  GroupRow,
} from '../../protocol/cache.ts';

/** One kept thing, without what only a few of the views need. */
export interface Entry {
  readonly id: string;
  readonly row: number;
  readonly cache: string;
  readonly group: string;
  readonly name: string;
  readonly key: string;
  readonly bytes: number;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  readonly hits: number;
  readonly savesMs: number;
}

/** A list in an order. */
export interface EntryList {
  readonly entries: readonly Entry[];
  readonly totalBytes: number;
}

/** See above. */
export class EntryIndex {
  readonly #maintenance: Maintenance | undefined;
  #reading: Promise<readonly Entry[]> | undefined;
  #ordered: { readonly question: string; readonly list: EntryList } | undefined;

  /** @param maintenance undefined where nothing is kept on disk */
  constructor(maintenance: Maintenance | undefined) {
    this.#maintenance = maintenance;
  }

  /** Something was written, here or elsewhere. */
  invalidate(): void {
    this.#reading = undefined;
    this.#ordered = undefined;
  }

  /** Everything, last used first. */
  async all(): Promise<readonly Entry[]> {
    this.#reading ??= this.#read();
    return await this.#reading;
  }

  /** The entry of this id. */
  async one(id: string): Promise<Entry | undefined> {
    return (await this.all()).find((entry) => entry.id === id);
  }

  /** What a list shows, in its order. */
  async list({ select, order, descending }: EntryListRequest): Promise<EntryList> {
    const question = JSON.stringify([select, order, descending]);
    if (this.#ordered?.question === question) return this.#ordered.list;
    const all = await this.all();
    const selected = all.filter(selects(select));
    const sign = descending ? -1 : 1;
    const compare = orders[order];
    const entries = selected.sort((a, b) => sign * compare(a, b) || compareText(a.id, b.id));
    const totalBytes = entries.reduce((sum, { bytes }) => sum + bytes, 0);
    const list = { entries, totalBytes };
    this.#ordered = { question, list };
    return list;
  }

  /** The groups of a cache, in order. */
  async groups({ cache, filter, order }: GroupListRequest): Promise<readonly GroupRow[]> {
    const groups = new Map<
      string,
      { name: string; entries: number; bytes: number; lastUsedAt: number }
    >();
    for (const entry of (await this.all()).filter(selects({ cache }))) {
      const { group: name, bytes, lastUsedAt } = entry;
      const known = groups.get(name) ?? { name, entries: 0, bytes: 0, lastUsedAt: 0 };
      groups.set(name, known);
      known.entries++;
      known.bytes += bytes;
      known.lastUsedAt = Math.max(known.lastUsedAt, lastUsedAt);
    }
    const part = filter?.toLowerCase() ?? '';
    return [...groups.values()]
      .filter(({ name }) => name.toLowerCase().includes(part))
      .sort((a, b) =>
        order === 'name'
          ? compareText(a.name, b.name)
          : order === 'size'
            ? b.bytes - a.bytes
            : b.entries - a.entries,
      );
  }

  async #read(): Promise<readonly Entry[]> {
    if (!this.#maintenance) return [];
    const entries: Entry[] = [];
    for (const portion of this.#maintenance.results()) {
      for (const item of portion) addEntry(entries, item);
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const item of this.#maintenance.others()) addEntry(entries, item);
    return entries;
  }
}

/** What names a kept thing while it lives: row numbers are used again, the moment of its making is not. */
export function idOf({ kind, row, createdAt }: KeptItem): string {
  return `${kind}-${row}-${Math.round(createdAt)}`;
}

/** Whether a kept thing is among those that a person chose. @param now milliseconds since 1970 */
export function selectsItem(select: EntrySelection, now: number): (item: KeptItem) => boolean {
  const isSelected = selects(select, now);
  return (item) => {
    const entries: Entry[] = [];
    addEntry(entries, item);
    return entries.some(isSelected);
  };
}

function addEntry(entries: Entry[], item: KeptItem): void {
  const cache = cacheOf(item);
  if (cache === undefined) return;
  const { row, name, key, size, createdAt, lastUsedAt, hits, savesMs } = item;
  const isResult = item.kind === 'result';
  entries.push({
    id: idOf(item),
    row,
    cache,
    group: isResult ? name : (/^[^\s/:#-]+/.exec(key)?.[0] ?? cache).slice(0, 40),
    name: isResult ? name : key,
    key,
    bytes: size,
    createdAt,
    lastUsedAt,
    hits,
    savesMs,
  });
}

function selects(
  { cache, group, filter, unusedForMs, ids }: EntrySelection,
  now = Date.now(),
): (entry: Entry) => boolean {
  const part = filter?.toLowerCase();
  const wanted = ids && new Set(ids);
  return (entry) =>
    (cache === undefined || entry.cache === cache) &&
    (group === undefined || entry.group === group) &&
    (wanted === undefined || wanted.has(entry.id)) &&
    (unusedForMs === undefined || now - entry.lastUsedAt > unusedForMs) &&
    (part === undefined ||
      part === '' ||
      entry.name.toLowerCase().includes(part) ||
      entry.key.toLowerCase().includes(part));
}

const orders: Readonly<Record<EntryOrder, (a: Entry, b: Entry) => number>> = {
  'last-used': (a, b) => a.lastUsedAt - b.lastUsedAt,
  size: (a, b) => a.bytes - b.bytes,
  hits: (a, b) => a.hits - b.hits,
  age: (a, b) => b.createdAt - a.createdAt,
  name: (a, b) => compareText(a.name, b.name),
  saves: (a, b) => a.savesMs - b.savesMs,
};

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
