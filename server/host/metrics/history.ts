/**
 * Metrics of all processes that ever worked on the store, in less and less detail: by the hour for two days, by the day for two months,
 * by the month for ever. Nothing is lost by that but the time of day: counters are sums, and histograms add up without loss.
 *
 * It is a cache of its own among the named ones: a row for each hour, day and month, and one that lists them. What is added is read, summed up and
 * written in one transaction, so processes that save at the same moment lose nothing.
 */
import { jsonCodec } from '../../engine/cache/registry.ts';
import type { ReplayedCache } from '../../engine/metrics/cacheReplays.ts';
import { addRecords, isMetricsRecord, type MetricsRecord } from '../../engine/metrics/record.ts';
import { sumRecords, withinLimit } from '../../engine/metrics/sumRecords.ts';
import type { ByteCount } from '../../engine/model/brand.ts';
import type { Tier } from '../../engine/ports/cache.ts';
import type { Store } from '../store/openStore.ts';
import { recordOfUncounted } from './uncounted.ts';

/** The name under which they are kept. */
export const metricsName = 'metrics';

const hourMs = 3600_000;
const dayMs = 24 * hourMs;
const keepHours = 48;
const keepDays = 60;
/** Parts are rows: they change with each run, and as blobs each change would leave a file behind. */
const inlineMax = 1024 * 1024;
const listKey = 'parts';
const uncountedKey = 'uncounted';
const replaysKey = 'replays';

/** What a replay found, and when. */
export interface KeptReplay extends ReplayedCache {
  /** Milliseconds since 1970. */
  readonly atMs: number;
}

/** A stretch of time with what was counted in it. */
export interface HistoryPart {
  readonly startMs: number;
  readonly endMs: number;
  readonly metrics: MetricsRecord;
}

/** Where they are kept. */
export type MetricsStore = Pick<Store, 'openDisk' | 'transaction' | 'uncountedRuns'>;

type Span = 'hours' | 'days' | 'months';
/** Starts of the stretches, in milliseconds since 1970, rising. */
type Parts = Readonly<Record<Span, readonly number[]>>;

const noParts: Parts = { hours: [], days: [], months: [] };

/** See above. */
export class MetricsHistory {
  readonly #list: Tier<Parts>;
  readonly #records: Tier<MetricsRecord>;
  /** Row of the last run that was looked at. */
  readonly #seen: Tier<number>;
  readonly #replayed: Tier<readonly KeptReplay[]>;
  readonly #store: MetricsStore;
  readonly #now: () => number;

  constructor(store: MetricsStore, now: () => number = Date.now) {
    const ignore = (): void => undefined;
    const spec = { name: metricsName, schema: '1', inlineMax };
    this.#store = store;
    this.#list = store.openDisk({ ...spec, codec: jsonCodec(isParts) }, ignore);
    this.#records = store.openDisk({ ...spec, codec: jsonCodec(isMetricsRecord) }, ignore);
    this.#seen = store.openDisk({ ...spec, codec: jsonCodec(isRow) }, ignore);
    this.#replayed = store.openDisk({ ...spec, codec: jsonCodec(isReplays) }, ignore);
    this.#now = now;
  }

  /** Adds what a process counted. */
  add(record: MetricsRecord): void {
    if (record.length > 0)
      this.#store.transaction(() => this.#add(addRecords(record, this.#takeUncounted())));
  }

  /** Adds runs that were recorded by programs that load nothing to count with. */
  catchUp(): void {
    this.#store.transaction(() => {
      const record = this.#takeUncounted();
      if (record.length > 0) this.#add(record);
    });
  }

  /** Keeps what replays of the memory of caches found, in place of what was known of the same caches. */
  keepReplays(found: readonly ReplayedCache[]): void {
    if (found.length === 0) return;
    const atMs = this.#now();
    this.#store.transaction(() => {
      const others = this.replays().filter(({ cache }) =>
        found.every((one) => one.cache !== cache),
      );
      const value = [...others, ...found.map((one) => ({ ...one, atMs }))];
      // Only correct if read in the same transaction, as above.
      this.#replayed.set(replaysKey, { value, ...lasting }, 0 as ByteCount);
    });
  }

  /** What is known of the size of caches' memory. */
  replays(): readonly KeptReplay[] {
    return this.#replayed.get(replaysKey)?.value ?? [];
  }

  /** Only correct if what it gives is added in the same transaction: they are marked as counted. */
  #takeUncounted(): MetricsRecord {
    const before = this.#seen.get(uncountedKey)?.value ?? 0;
    const { runs, last } = this.#store.uncountedRuns(before);
    if (last !== before) this.#seen.set(uncountedKey, { value: last, ...lasting }, 0 as ByteCount);
    return recordOfUncounted(runs);
  }

  #add(record: MetricsRecord): void {
    const now = this.#now();
    const hour = now - (now % hourMs);
    const parts = this.#parts();
    this.#addTo('hours', hour, record);
    if (!parts.hours.includes(hour))
      this.#keep(this.#downsample(withPart(parts, 'hours', hour), now));
  }

  /** All there is, oldest first. */
  parts(): readonly HistoryPart[] {
    const parts = this.#parts();
    const spans: readonly Span[] = ['months', 'days', 'hours'];
    return spans
      .flatMap((span) => parts[span].flatMap((start) => this.#part(span, start) ?? []))
      .sort((a, b) => a.startMs - b.startMs);
  }

  /** The sum of all. */
  total(): MetricsRecord {
    return totalOf(this.parts());
  }

  #part(span: Span, startMs: number): HistoryPart | undefined {
    const metrics = this.#records.get(keyOf(span, startMs))?.value;
    return metrics && { startMs, endMs: endOf(span, startMs), metrics };
  }

  #parts(): Parts {
    return this.#list.get(listKey)?.value ?? noParts;
  }

  #keep(parts: Parts): void {
    // Only correct if every row that is not listed any more was added to a longer stretch before.
    this.#list.set(listKey, { value: parts, ...lasting }, 0 as ByteCount);
  }

  #addTo(span: Span, start: number, record: MetricsRecord): void {
    const key = keyOf(span, start);
    const value = withinLimit(addRecords(this.#records.get(key)?.value ?? [], record));
    // Only correct if read in the same transaction: what another process added since would be lost.
    this.#records.set(key, { value, ...lasting }, 0 as ByteCount);
  }

  /** Puts what is old into longer stretches. */
  #downsample(parts: Parts, now: number): Parts {
    const days = this.#move(parts, 'hours', now - keepHours * hourMs, {
      into: 'days',
      startOf: (ms) => ms - (ms % dayMs),
    });
    return this.#move(days, 'days', now - keepDays * dayMs, { into: 'months', startOf: monthOf });
  }

  #move(
    parts: Parts,
    from: Span,
    before: number,
    { into, startOf }: { readonly into: Span; readonly startOf: (ms: number) => number },
  ): Parts {
    const old = parts[from].filter((ms) => ms < before);
    let moved = { ...parts, [from]: parts[from].filter((ms) => ms >= before) };
    // Those of one day are added up first: the row of the day is written once.
    for (const [to, starts] of Map.groupBy(old, startOf)) {
      const records = starts.map((ms) => this.#records.get(keyOf(from, ms))?.value ?? []);
      this.#addTo(into, to, sumRecords(records));
      for (const start of starts) this.#records.delete(keyOf(from, start));
      moved = withPart(moved, into, to);
    }
    return moved;
  }
}

/** The sum of all, within the limit on series, as a process has it: each part may have named others. */
export function totalOf(parts: readonly HistoryPart[]): MetricsRecord {
  return withinLimit(sumRecords(parts.map(({ metrics }) => metrics)));
}

const lasting = { freshUntil: undefined, expiresAt: undefined };

function withPart(parts: Parts, span: Span, start: number): Parts {
  if (parts[span].includes(start)) return parts;
  return { ...parts, [span]: [...parts[span], start].sort((a, b) => a - b) };
}

function keyOf(span: Span, start: number): string {
  return `${span} ${new Date(start).toISOString()}`;
}

function monthOf(ms: number): number {
  const date = new Date(ms);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
}

function endOf(span: Span, start: number): number {
  if (span === 'months') return monthOf(start + 32 * dayMs);
  return start + (span === 'days' ? dayMs : hourMs);
}

function isRow(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isReplays(value: unknown): value is readonly KeptReplay[] {
  return Array.isArray(value) && value.every(isReplay);
}

function isReplay(value: unknown): boolean {
  const replay = value as Partial<KeptReplay> | null;
  const { limits, advice } = replay ?? {};
  const isSound = [replay?.lookUps, replay?.now, replay?.atMs, limits?.entries, limits?.bytes];
  const ofAdvice = advice ? [advice.after, advice.to?.entries, advice.to?.bytes] : [];
  return (
    typeof replay?.cache === 'string' &&
    [...isSound, ...ofAdvice].every((one) => typeof one === 'number')
  );
}

function isParts(value: unknown): value is Parts {
  const parts = value as Partial<Record<Span, unknown>> | null;
  return [parts?.hours, parts?.days, parts?.months].every(
    (starts) => Array.isArray(starts) && starts.every((start) => typeof start === 'number'),
  );
}
