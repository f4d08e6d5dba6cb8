/** One kept thing as lists show it, and which of them a person chose: lists and what removes count alike, since they ask here. */
import type { KeptItem } from '../../host/store/inventory.ts';
import type { ListedResult } from '../../host/store/resultList.ts';
import { cacheOf } from '../../host/workspace/cacheOverview.ts';
import type { EntrySelection } from '../../protocol/cache.ts';

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

/** What names a kept thing while it lives: row numbers are used again, the moment of its making is not. */
function idOf(kind: KeptItem['kind'], row: number, createdAt: number): string {
  return `${kind}-${row}-${Math.round(createdAt)}`;
}

/** The row of a result that an id names; undefined for other kinds. */
export function resultRowOf(id: string): number | undefined {
  const row = /^result-(\d+)-/.exec(id)?.[1];
  return row === undefined ? undefined : Number(row);
}

/** Results as both sources of them have them. */
type ResultFigures = Omit<ListedResult, 'action' | 'key'> & {
  readonly action: string;
  readonly key: string;
};

/** A result. */
export function resultEntry(result: ResultFigures): Entry {
  const { row, action, key, size, createdAt, lastUsedAt, hits, savesMs } = result;
  return {
    id: idOf('result', row, createdAt),
    row,
    cache: 'traces',
    group: action,
    name: action,
    key,
    bytes: size,
    createdAt,
    lastUsedAt,
    hits,
    savesMs,
  };
}

/** Anything; undefined for our own bookkeeping, which no list shows. */
export function entryOf(item: KeptItem): Entry | undefined {
  const cache = cacheOf(item);
  if (cache === undefined) return undefined;
  const { kind, row, name, key, size, createdAt, lastUsedAt, hits, savesMs } = item;
  if (kind === 'result') return resultEntry({ ...item, action: name });
  const group = (/^[^\s/:#-]+/.exec(key)?.[0] ?? cache).slice(0, 40);
  const id = idOf(kind, row, createdAt);
  const facts = { bytes: size, createdAt, lastUsedAt, hits, savesMs };
  return { id, row, cache, group, name: key, key, ...facts };
}

/** Whether a kept thing is among those that a person chose. @param now milliseconds since 1970 */
export function selectsItem(select: EntrySelection, now: number): (item: KeptItem) => boolean {
  const isSelected = selects(select, now);
  return (item) => {
    const entry = entryOf(item);
    return entry !== undefined && isSelected(entry);
  };
}

/** The same for what lists hold. */
export function selects(
  { cache, group, filter, unusedForMs, ids }: EntrySelection,
  now: number,
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
