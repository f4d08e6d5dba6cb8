/**
 * All that is kept, as rows that can be sorted, filtered and paged. 100,000 results are read once; after that only what was written since,
 * by whichever process, and what was dropped is taken out. The order last asked for is held and follows, too, so that scrolling costs
 * nothing while a build goes on. All of it lets other work through.
 */
import { Turns } from '../../host/platform/turns.ts';
import type { Maintenance } from '../../host/store/maintenance.ts';
import type {
  EntryListRequest,
  EntryOrder,
  EntrySelection,
  GroupListRequest,
  GroupRow,
} from '../../protocol/cache.ts';
import { KnownResults } from './knownResults.ts';
import { type Entry, entryOf, resultRowOf, selects } from './selection.ts';
import { type Compare, filtered, merge, sorted } from './sorting.ts';

/** A list in an order. */
export interface EntryList {
  readonly entries: readonly Entry[];
  readonly totalBytes: number;
}

/** Sizes of a cache. */
export interface EntrySum {
  readonly entries: number;
  readonly bytes: number;
}

interface HeldList {
  readonly question: string;
  readonly select: EntrySelection;
  readonly compare: Compare<Entry>;
  readonly list: EntryList;
}

/** See above. */
export class EntryIndex {
  readonly #maintenance: Maintenance | undefined;
  readonly #results: KnownResults | undefined;
  #others: readonly Entry[] = [];
  #held: HeldList | undefined;
  #groups = new Map<string, readonly GroupRow[]>();
  #isCurrent = false;
  /** When the standing run was made that the lists know of. */
  #standing: number | undefined;
  /** Questions are answered one after the other: each may bring the lists up to date. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param maintenance undefined where nothing is kept on disk */
  constructor(maintenance: Maintenance | undefined) {
    this.#maintenance = maintenance;
    this.#results = maintenance && new KnownResults(maintenance.listed);
  }

  /** Something was written, here or elsewhere: who asks next is answered with it. */
  invalidate(): void {
    this.#isCurrent = false;
  }

  /** How many entries each cache has, and their bytes. */
  async sums(): Promise<ReadonlyMap<string, EntrySum>> {
    return await this.#answer(async (turns) => {
      const sums = new Map<string, { entries: number; bytes: number }>();
      await filtered(this.#all(), (entry) => addTo(sums, entry), turns);
      return sums;
    });
  }

  /** The entry of this id. */
  async one(id: string): Promise<Entry | undefined> {
    return await this.#answer(() => {
      const row = resultRowOf(id);
      if (row === undefined) return this.#others.find((entry) => entry.id === id);
      const entry = this.#results?.entries.get(row);
      return entry?.id === id ? entry : undefined;
    });
  }

  /** What a list shows, in its order. */
  async list({ select, order, descending }: EntryListRequest): Promise<EntryList> {
    const question = JSON.stringify([select, order, descending]);
    return await this.#answer(async (turns) => {
      if (this.#held?.question === question) return this.#held.list;
      const compare = comparison(order, descending);
      const chosen = await filtered(this.#all(), selects(select, Date.now()), turns);
      const list = listOf(await sorted(chosen, compare, turns));
      this.#held = { question, select, compare, list };
      return list;
    });
  }

  /** The groups of a cache, in order. */
  async groups(request: GroupListRequest): Promise<readonly GroupRow[]> {
    const { cache, filter, order } = request;
    const question = JSON.stringify([cache, filter, order]);
    return await this.#answer(async (turns) => {
      const known = this.#groups.get(question);
      if (known) return known;
      const groups = await this.#group(cache, turns);
      const part = filter?.toLowerCase() ?? '';
      const shown = groups.filter(({ name }) => name.toLowerCase().includes(part));
      const rows = await sorted(shown, groupOrders[order], turns);
      this.#groups.set(question, rows);
      return rows;
    });
  }

  async #group(cache: string, turns: Turns): Promise<readonly GroupRow[]> {
    const groups = new Map<string, Writable<GroupRow>>();
    const add = ({ cache: of, group: name, bytes, lastUsedAt }: Entry): boolean => {
      if (of !== cache) return false;
      const known = groups.get(name) ?? { name, entries: 0, bytes: 0, lastUsedAt: 0 };
      groups.set(name, known);
      known.entries++;
      known.bytes += bytes;
      known.lastUsedAt = Math.max(known.lastUsedAt, lastUsedAt);
      return false;
    };
    await filtered(this.#all(), add, turns);
    return [...groups.values()];
  }

  *#all(): Generator<Entry> {
    if (this.#results) yield* this.#results.entries.values();
    yield* this.#others;
  }

  async #answer<T>(question: (turns: Turns) => T | Promise<T>): Promise<T> {
    const answer = this.#last.then(async () => {
      const turns = new Turns();
      if (!this.#isCurrent || this.#standingNow() !== this.#standing) await this.#follow(turns);
      return await question(turns);
    });
    // Who asks next waits for this one, however it ends; its failure is told to who asked for it.
    this.#last = answer.catch(() => undefined);
    return await answer;
  }

  /** A file: that it came or went, no index tells. */
  #standingNow(): number | undefined {
    return this.#maintenance?.standing()[0]?.createdAt;
  }

  async #follow(turns: Turns): Promise<void> {
    // Only correct if set before reading: what is written meanwhile makes it false again.
    this.#isCurrent = true;
    this.#standing = this.#standingNow();
    if (!this.#maintenance || !this.#results) return;
    const { came, gone } = await this.#results.follow(turns);
    const others = this.#maintenance.others().flatMap((item) => entryOf(item) ?? []);
    for (const entry of this.#others) gone.add(entry);
    this.#others = others;
    this.#groups.clear();
    await this.#followList([...came, ...others], gone, turns);
  }

  async #followList(came: readonly Entry[], gone: ReadonlySet<Entry>, turns: Turns): Promise<void> {
    const held = this.#held;
    this.#held = undefined;
    // What time alone changes is selected anew.
    if (!held || held.select.unusedForMs !== undefined) return;
    const { select, compare, list } = held;
    const left = await filtered(list.entries, (entry) => !gone.has(entry), turns);
    const chosen = came.filter(selects(select, Date.now()));
    const entries = await merge(left, await sorted(chosen, compare, turns), compare, turns);
    this.#held = { ...held, list: listOf(entries) };
  }
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

function addTo(sums: Map<string, Writable<EntrySum>>, { cache, bytes }: Entry): boolean {
  const sum = sums.get(cache) ?? { entries: 0, bytes: 0 };
  sums.set(cache, sum);
  sum.entries++;
  sum.bytes += bytes;
  return false;
}

function listOf(entries: readonly Entry[]): EntryList {
  let totalBytes = 0;
  for (const { bytes } of entries) totalBytes += bytes;
  return { entries, totalBytes };
}

function comparison(order: EntryOrder, descending: boolean): Compare<Entry> {
  const sign = descending ? -1 : 1;
  const compare = orders[order];
  return (a, b) => sign * compare(a, b) || compareText(a.id, b.id);
}

const orders: Readonly<Record<EntryOrder, Compare<Entry>>> = {
  'last-used': (a, b) => a.lastUsedAt - b.lastUsedAt,
  size: (a, b) => a.bytes - b.bytes,
  hits: (a, b) => a.hits - b.hits,
  age: (a, b) => b.createdAt - a.createdAt,
  name: (a, b) => compareText(a.name, b.name),
  saves: (a, b) => a.savesMs - b.savesMs,
};

const groupOrders: Readonly<Record<GroupListRequest['order'], Compare<GroupRow>>> = {
  name: (a, b) => compareText(a.name, b.name),
  size: (a, b) => b.bytes - a.bytes,
  entries: (a, b) => b.entries - a.entries,
};

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
