/** Figures of a folder: how it stands for the status bar, and the overview page. */
import { reasonText } from '../../engine/model/reason.ts';
import type { EntryListRequest } from '../../protocol/cache.ts';
import type { FolderStatus, OverviewView } from '../../protocol/overview.ts';
import type { CacheViews } from './caches.ts';
import type { RunHistoryView } from './history.ts';

const slowestMax = 10;
const largestMax = 10;
const reasonsMax = 10;

/** All that the overview page shows. */
export async function overview(
  status: FolderStatus,
  history: RunHistoryView,
  caches: CacheViews,
): Promise<OverviewView> {
  const { hitRate, savedMs, slowest, reasons, summaries } = history.recent;
  const largest: Omit<EntryListRequest, 'folder'> = {
    select: { cache: 'traces' },
    order: 'size',
    descending: true,
    offset: 0,
    limit: largestMax,
  };
  return {
    status,
    savedMs,
    runs: summaries.toReversed(),
    slowest: slowest
      .slice(0, slowestMax)
      .map(({ id, ran, meanMs, totalMs }) => ({ id, runs: ran, meanMs, totalMs })),
    largest: (await caches.entries({ folder: status.folder, ...largest })).rows,
    reasons: reasons
      .slice(0, reasonsMax)
      .map(({ example, count }) => ({ text: reasonText(example), count })),
    caches: await caches.overview(),
    ...(hitRate === undefined ? {} : { hitRate }),
  };
}
