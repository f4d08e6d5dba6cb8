/**
 * The Cache view: named caches, their groups, their entries. The server sorts, filters and counts; this shows what it says, so totals cover all entries
 * and not the ones that happen to be here.
 */
import type {
  CacheRow,
  EntryOrder,
  EntryRow,
  EntrySelection,
  GroupRow,
} from '../../server/protocol/cache.ts';
import type { FolderStatus } from '../../server/protocol/overview.ts';
import {
  formatAge,
  formatBytes,
  formatCount,
  formatDuration,
  formatMoment,
  formatShare,
  formatTime,
  formatTimeLeft,
  oneLine,
  plainName,
} from '../format.ts';
import { t } from '../texts.ts';
import type { Ask } from './ask.ts';
import { folderNodes } from './folderNodes.ts';
import { facts, joinParts, type TooltipPart, type TreeModel, type ViewNode } from './node.ts';
import { pagedNodes } from './paging.ts';
import { good } from './statusLook.ts';
import { tierNodes } from './tierNodes.ts';

/** How entries are listed. */
export interface EntryListing {
  readonly filter: string;
  readonly order: EntryOrder;
  readonly descending: boolean;
}

/** What the view is made with. */
export interface CacheTreeSource {
  readonly ask: Ask;
  readonly folders: () => readonly FolderStatus[];
  readonly listing: () => EntryListing;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The model of the view. */
export class CacheTree implements TreeModel {
  readonly #source: CacheTreeSource;

  constructor(source: CacheTreeSource) {
    this.#source = source;
  }

  roots(): Promise<readonly ViewNode[]> {
    return folderNodes(this.#source.folders(), ({ folder }) => this.#caches(folder));
  }

  async #caches(folder: string): Promise<ViewNode[]> {
    const overview = await this.#source.ask('cachescope/caches', { folder });
    const caches = overview.caches.map((cache) => this.#cacheNode(folder, cache));
    return [...tierNodes(folder, overview), ...caches];
  }

  #cacheNode(folder: string, cache: CacheRow): ViewNode {
    const count = entriesText(cache.entries);
    const off = cache.enabled ? undefined : t('off');
    const select: EntrySelection = { cache: cache.name };
    return {
      key: `cache:${folder}:${cache.name}`,
      label: cache.name,
      description: joinParts(off, count, formatBytes(cache.bytes), hitText(cache)),
      icon: { id: cache.enabled ? 'database' : 'circle-slash' },
      context: `cache ${cache.entries > 0 ? 'filled' : 'empty'}`,
      spoken: joinParts(cache.name, cache.keeps, count, formatBytes(cache.bytes)),
      shape: cache.entries > 0 ? 'closed' : 'leaf',
      subject: { folder, select, selectName: cache.name },
      children: () => this.#inCache(folder, cache.name),
      tooltip: () => cacheTooltip(cache),
    };
  }

  // With a filter, what it finds lies directly below the cache: that is what it is asked for.
  #inCache(folder: string, cache: string): Promise<readonly ViewNode[]> {
    const { filter } = this.#source.listing();
    return filter === '' ? this.#groups(folder, cache) : this.#entries(folder, { cache, filter });
  }

  #groups(folder: string, cache: string): Promise<readonly ViewNode[]> {
    const { order } = this.#source.listing();
    const groupOrder = order === 'size' ? 'size' : order === 'hits' ? 'entries' : 'name';
    return pagedNodes({
      key: `groups:${folder}:${cache}`,
      page: (offset, limit) =>
        this.#source.ask('cachescope/cacheGroups', {
          folder,
          cache,
          order: groupOrder,
          offset,
          limit,
        }),
      node: (group) => this.#groupNode(folder, cache, group),
    });
  }

  #groupNode(folder: string, cache: string, group: GroupRow): ViewNode {
    const select: EntrySelection = { cache, group: group.name };
    const count = entriesText(group.entries);
    const label = oneLine(plainName(group.name)) || t('(no name)');
    return {
      key: `group:${folder}:${cache}:${group.name}`,
      label,
      description: joinParts(count, formatBytes(group.bytes)),
      icon: { id: 'symbol-namespace' },
      context: 'cacheGroup',
      spoken: joinParts(label, count, formatBytes(group.bytes)),
      shape: 'closed',
      subject: { folder, select, selectName: label },
      children: () => this.#entries(folder, select),
      tooltip: () => [
        { type: 'title', text: plainName(group.name) },
        ...facts({
          [t('Entries')]: formatCount(group.entries),
          [t('Size')]: formatBytes(group.bytes),
          [t('Last used')]: formatTime(group.lastUsedAt),
        }),
      ],
    };
  }

  #entries(folder: string, select: EntrySelection): Promise<ViewNode[]> {
    const { ask, listing, now } = this.#source;
    const { order, descending } = listing();
    return pagedNodes({
      key: `entries:${folder}:${select.cache ?? ''}:${select.group ?? ''}`,
      page: (offset, limit) =>
        ask('cachescope/cacheEntries', { folder, select, order, descending, offset, limit }),
      node: (entry) => entryNode(folder, entry, { now: now(), group: select.group }),
    });
  }
}

/** The row of an entry. In a group of its own name, what tells it from the others is when it was made. */
export function entryNode(
  folder: string,
  entry: EntryRow,
  { now, group }: { now: number; group?: string | undefined },
): ViewNode {
  const state = stateOf(entry);
  const name = plainName(entry.name);
  const size = formatBytes(entry.bytes);
  const age = formatAge(entry.lastUsedAt, now);
  const hits = entry.hits === 0 ? undefined : hitsText(entry.hits);
  return {
    key: `entry:${folder}:${entry.id}`,
    label: entry.name === group ? formatMoment(entry.createdAt, now) : oneLine(name),
    description: joinParts(size, age, hits, state),
    icon: iconOf(entry),
    context: entry.cache === 'results' || entry.current !== undefined ? 'entry result' : 'entry',
    spoken: joinParts(name, state, size, age),
    shape: 'leaf',
    subject: { folder, entry: entry.id, select: { ids: [entry.id] }, selectName: name },
    enter: 'cachescope.openEntry',
    tooltip: () => entryTooltip(entry),
  };
}

function stateOf({ current }: EntryRow): string | undefined {
  if (current === undefined) return undefined;
  return current ? t('fresh') : t('older');
}

function iconOf({ current }: EntryRow) {
  if (current === undefined) return { id: 'symbol-field' };
  return current ? { id: 'pass', color: good } : { id: 'history' };
}

function entryTooltip(entry: EntryRow): TooltipPart[] {
  const left = entry.timeToLiveMs;
  return [
    { type: 'title', text: plainName(entry.name) },
    ...facts({
      [t('State')]: stateOf(entry),
      [t('Size')]: formatBytes(entry.bytes),
      [t('Hits')]: formatCount(entry.hits),
      [t('Saves')]: entry.savesMs === 0 ? undefined : formatDuration(entry.savesMs),
      // Digests of files bear no date.
      [t('Made')]: entry.createdAt === 0 ? undefined : formatTime(entry.createdAt),
      [t('Last used')]: formatTime(entry.lastUsedAt),
      [t('Expires in')]: left === undefined ? undefined : formatTimeLeft(left),
      [t('Key')]: plainName(entry.key),
    }),
  ];
}

function cacheTooltip(cache: CacheRow): TooltipPart[] {
  const { memoryHits, diskHits, misses } = cache;
  return [
    { type: 'title', text: cache.name },
    { type: 'line', text: cache.keeps },
    ...facts({
      [t('Entries')]: formatCount(cache.entries),
      [t('Size')]: formatBytes(cache.bytes),
      [t('Hits in memory')]: memoryHits === undefined ? undefined : formatCount(memoryHits),
      [t('Hits on disk')]: diskHits === undefined ? undefined : formatCount(diskHits),
      [t('Misses')]: misses === undefined ? undefined : formatCount(misses),
    }),
  ];
}

function hitText({ memoryHits, diskHits, misses }: CacheRow): string | undefined {
  const hits = (memoryHits ?? 0) + (diskHits ?? 0);
  const all = hits + (misses ?? 0);
  return all === 0 ? undefined : t('{0} hits', formatShare(hits / all));
}

function entriesText(count: number): string {
  return count === 1 ? t('1 entry') : t('{0} entries', formatCount(count));
}

function hitsText(count: number): string {
  return count === 1 ? t('1 hit') : t('{0} hits', formatCount(count));
}
