/**
 * Reads results ahead of their use: most seconds saved per byte first, by what their runs took and how often they were found. A process
 * that lives on then has them in memory; for one that ends, the system has them in its page cache. Reading verifies, so damage is
 * found, too.
 */
import type { MemoryLimits } from '../../engine/cache/memoryTier.ts';
import type { BlobDigest } from '../../engine/model/brand.ts';
import type { CancelToken } from '../../engine/ports/cancel.ts';
import type { BlobFailure } from '../../engine/ports/store.ts';
import type { KeptItem } from './inventory.ts';

/** How to warm. */
export interface WarmOptions {
  readonly limits: MemoryLimits;
  readonly cancel: CancelToken;
  /** Results for which this holds; undefined: all. */
  readonly where?: (item: KeptItem) => boolean;
  /** Called after each result. */
  readonly onProgress?: (report: WarmReport) => void;
}

/** What was done. */
export interface WarmReport {
  /** Results that were read. */
  readonly entries: number;
  /** Their bytes, before compression. */
  readonly bytes: number;
  /** Blobs that cannot be had. */
  readonly damaged: number;
  /** Results that were not read: there is no room, or it was cancelled. */
  readonly left: number;
  readonly isCancelled: boolean;
}

/** What reads blobs: into memory, where there is one. */
export interface Preloader {
  preload(digest: BlobDigest): BlobFailure | undefined;
}

/** Results read in one turn of the event loop; between turns a build, an editor's question or a cancellation comes through. */
const resultsPerTurn = 4;

/**
 * Reads in the background of whatever else the process does.
 * @param portions what is kept, a few hundred at a time
 */
export async function warmResults(
  portions: Iterable<readonly KeptItem[]>,
  blobs: Preloader,
  options: WarmOptions,
): Promise<WarmReport> {
  const { cancel, onProgress } = options;
  const warming = new Warming(blobs, options.limits);
  const wanted = await gather(portions, options);
  const count = wanted.reduce((sum, { length }) => sum + length, 0);
  let at = 0;
  for (const item of mostValuableFirst(wanted)) {
    if (at++ % resultsPerTurn === 0) await nextTurn();
    if (cancel.cancelled) break;
    if (warming.read(item)) onProgress?.(warming.report(count, false));
  }
  return warming.report(count, cancel.cancelled);
}

/** Something to read, and what that is worth. */
interface Valued {
  readonly item: KeptItem;
  readonly value: number;
}

/** @returns portions, in each the most valuable first */
async function gather(
  portions: Iterable<readonly KeptItem[]>,
  { cancel, where = () => true }: WarmOptions,
): Promise<readonly (readonly Valued[])[]> {
  const wanted: (readonly Valued[])[] = [];
  for (const portion of portions) {
    const valued = portion.filter(where).map((item) => ({ item, value: worthOf(item) }));
    wanted.push(valued.sort((a, b) => b.value - a.value));
    await nextTurn();
    if (cancel.cancelled) break;
  }
  return wanted;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** What was read up to now. */
class Warming {
  readonly #blobs: Preloader;
  readonly #limits: MemoryLimits;
  readonly #seen = new Set<BlobDigest>();
  #entries = 0;
  #bytes = 0;
  #damaged = 0;

  constructor(blobs: Preloader, limits: MemoryLimits) {
    this.#blobs = blobs;
    this.#limits = limits;
  }

  /** @returns false where there is no room: what is read already is worth more */
  read({ blobs, size }: KeptItem): boolean {
    const unread = blobs.filter((blob) => !this.#seen.has(blob));
    const isRoom =
      this.#bytes + size <= this.#limits.bytes &&
      this.#seen.size + unread.length <= this.#limits.entries;
    if (!isRoom) return false;
    for (const blob of unread) {
      this.#seen.add(blob);
      if (this.#blobs.preload(blob) !== undefined) this.#damaged++;
    }
    this.#entries++;
    this.#bytes += size;
    return true;
  }

  report(wanted: number, isCancelled: boolean): WarmReport {
    return {
      entries: this.#entries,
      bytes: this.#bytes,
      damaged: this.#damaged,
      left: wanted - this.#entries,
      isCancelled,
    };
  }
}

/** The time that finding it saves, as often as it was found before and once more, for each byte that it takes. */
function worthOf({ savesMs, hits, size }: KeptItem): number {
  return (savesMs * (hits + 1)) / Math.max(1, size);
}

/** Takes the best of all portions again and again: few are read of very many, so that sorting them all would take longer. */
function* mostValuableFirst(portions: readonly (readonly Valued[])[]): Generator<KeptItem> {
  const taken = portions.map(() => 0);
  for (;;) {
    let best: Valued | undefined;
    let from = 0;
    for (const [at, portion] of portions.entries()) {
      const head = portion[taken[at] ?? 0];
      if (head === undefined || (best !== undefined && best.value >= head.value)) continue;
      best = head;
      from = at;
    }
    if (best === undefined) return;
    taken[from] = (taken[from] ?? 0) + 1;
    yield best.item;
  }
}
