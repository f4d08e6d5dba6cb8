/** The cache views: which caches there are, what they hold, page by page. */

import type { CacheName } from '../../engine/config/model.ts';
import { cacheNames } from '../../engine/config/model.ts';
import type { ActionId } from '../../engine/model/brand.ts';
import { CacheFigures } from '../../host/workspace/cacheFigures.ts';
import type { WorkspaceEngine } from '../../host/workspace/workspaceEngine.ts';
import type { Page } from '../../protocol/basics.ts';
import type {
  CacheOverview,
  CacheRow,
  EntryListRequest,
  EntryPage,
  EntryRow,
  GroupListRequest,
  GroupRow,
} from '../../protocol/cache.ts';
import type { ActionTable } from './actions.ts';
import type { EntryIndex, EntrySum } from './entries.ts';
import type { RunHistoryView } from './history.ts';
import { pageOf } from './page.ts';
import type { Entry } from './selection.ts';
import type { StoreUsageView } from './usage.ts';

const dayMs = 24 * 3600 * 1000;
/** As the collector: texts may be needed for a difference long after. */
const textsMs = 90 * dayMs;

/** See above. */
export class CacheViews {
  readonly #session: Pick<WorkspaceEngine, 'workspace' | 'store'>;
  readonly #entries: EntryIndex;
  readonly #history: RunHistoryView;
  readonly #usage: StoreUsageView;
  readonly #table: ActionTable;

  constructor(options: {
    readonly session: Pick<WorkspaceEngine, 'workspace' | 'store'>;
    readonly entries: EntryIndex;
    readonly history: RunHistoryView;
    readonly usage: StoreUsageView;
    readonly table: ActionTable;
  }) {
    this.#session = options.session;
    this.#entries = options.entries;
    this.#history = options.history;
    this.#usage = options.usage;
    this.#table = options.table;
  }

  async overview(): Promise<CacheOverview> {
    const { disk } = this.#session.workspace.settings.cache;
    const sums = await this.#entries.sums();
    const names = Object.keys(cacheNames) as CacheName[];
    const { entries: _entries, ...usage } = await this.#usage.now();
    return {
      caches: names.map((name) => this.#row(name, sums)),
      ...usage,
      diskLimitBytes: disk.size,
      ttlMs: disk.ttl,
    };
  }

  async groups(request: GroupListRequest): Promise<Page<GroupRow>> {
    return pageOf(await this.#entries.groups(request), request, (group) => group);
  }

  async entries(request: EntryListRequest): Promise<EntryPage> {
    const { entries, totalBytes } = await this.#entries.list(request);
    const page = pageOf(entries, request, (entry) => entry);
    return { ...page, rows: this.rows(page.rows), totalBytes };
  }

  /** Rows for a few entries. */
  rows(entries: readonly Entry[]): readonly EntryRow[] {
    const results = entries.filter(({ cache }) => cache === 'traces');
    const actions = [...new Set(results.map(({ name }) => name as ActionId))];
    const latest = this.#session.store.traces.latest(actions);
    return entries.map((entry) => {
      const { row: _row, ...rest } = entry;
      const timeToLiveMs = this.#timeToLive(entry);
      if (entry.cache !== 'traces') return { ...rest, timeToLiveMs };
      const isLatest = latest.get(entry.name as ActionId)?.row === entry.row;
      const status = this.#table.status(entry.name as ActionId);
      return { ...rest, timeToLiveMs, current: isLatest && status !== 'stale' };
    });
  }

  #timeToLive({ cache, lastUsedAt }: Entry): number {
    const { ttl } = this.#session.workspace.settings.cache.disk;
    const lifetimeMs = cache === 'texts' ? Math.max(ttl, textsMs) : ttl;
    return Math.max(0, lifetimeMs - (Date.now() - lastUsedAt));
  }

  #row(name: CacheName, sums: ReadonlyMap<string, EntrySum>): CacheRow {
    const enabled = !this.#session.workspace.settings.cache.disable.includes(name);
    const { entries, bytes } = sums.get(name) ?? { entries: 0, bytes: 0 };
    return { name, keeps: cacheNames[name], enabled, entries, bytes, ...this.#lookUps(name) };
  }

  #lookUps(name: CacheName): Partial<CacheRow> {
    if (name === 'traces') {
      const { hits, misses } = this.#history.recent.lookUps;
      return { memoryHits: 0, diskHits: hits, misses };
    }
    const { openDisk, transaction } = this.#session.store;
    const isKept = openDisk !== undefined && transaction !== undefined;
    const figure = isKept && new CacheFigures({ openDisk, transaction }).read().get(name);
    if (!figure) return {};
    const { memoryHits, diskHits, misses } = figure;
    return { memoryHits, diskHits, misses };
  }
}
