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
 * @param items everything that is kept
 */
export async function warmResults(
  items: readonly KeptItem[],
  blobs: Preloader,
  options: WarmOptions,
): Promise<WarmReport> {
  const { limits, cancel, where = () => true, onProgress } = options;
  const wanted = mostValuableFirst(items.filter((item) => item.kind === 'result' && where(item)));
  const seen = new Set<BlobDigest>();
  let report = { entries: 0, bytes: 0, damaged: 0, left: wanted.length, isCancelled: false };
  for (const [at, item] of wanted.entries()) {
    if (at % resultsPerTurn === 0) await new Promise((resolve) => setImmediate(resolve));
    if (cancel.cancelled) return { ...report, isCancelled: true };
    const blobsOfItem = item.blobs.filter((blob) => !seen.has(blob));
    const isRoom =
      report.bytes + item.size <= limits.bytes && seen.size + blobsOfItem.length <= limits.entries;
    if (!isRoom) continue;
    const failures = blobsOfItem.filter((blob) => blobs.preload(blob) !== undefined);
    for (const blob of blobsOfItem) seen.add(blob);
    report = {
      ...report,
      entries: report.entries + 1,
      bytes: report.bytes + item.size,
      damaged: report.damaged + failures.length,
      left: report.left - 1,
    };
    onProgress?.(report);
  }
  return report;
}

/** By the time that finding it saves, as often as it was found before and once more, for each byte that it takes. */
export function mostValuableFirst(items: readonly KeptItem[]): readonly KeptItem[] {
  const value = ({ savesMs, hits, size }: KeptItem): number =>
    (savesMs * (hits + 1)) / Math.max(1, size);
  return [...items].sort((a, b) => value(b) - value(a));
}
