/** What tools answer, as short text: a model reads every word, and pays for it. */
import type { CacheRow, PurgeResult } from '../../server/protocol/cache.ts';
import type { OverviewView } from '../../server/protocol/overview.ts';
import { formatBytes, formatCount, formatDuration, formatShare, oneLine } from '../format.ts';
import { t } from '../texts.ts';

/** Figures of the caches of one folder. */
export function statsText(view: OverviewView): string {
  const { status, hitRate, savedMs, runs, caches } = view;
  const last = runs.at(-1);
  return lines([
    t('Folder: {0}', oneLine(status.name)),
    hitRate === undefined
      ? t('Hit rate: nothing could be a hit yet')
      : t('Hit rate: {0}; runs looked at: {1}', formatShare(hitRate), formatCount(runs.length)),
    t('Time saved: {0}', formatDuration(savedMs)),
    last && lastRunText(last),
    t(
      'On disk: {0} in {1} files, index {2}, profiles of runs {3}',
      formatBytes(caches.blobBytes),
      formatCount(caches.blobs),
      formatBytes(caches.indexBytes),
      formatBytes(caches.profileBytes),
    ),
    caches.diskLimitBytes !== undefined &&
      t('Limit for outputs: {0}', formatBytes(caches.diskLimitBytes)),
    t('Caches:'),
    ...caches.caches.map(cacheText),
  ]);
}

function lastRunText({
  targets,
  durationMs,
  fresh,
  restored,
  ran,
  failed,
}: OverviewView['runs'][number]): string {
  const what = oneLine(targets.join(' ')) || t('all targets');
  const counts = [fresh, restored, ran, failed].map(formatCount) as [
    string,
    string,
    string,
    string,
  ];
  const [isFresh, isRestored, hasRun, hasFailed] = counts;
  return t(
    'Last run: {0}, {1}; fresh {2}, restored {3}, ran {4}, failed {5}',
    what,
    formatDuration(durationMs),
    isFresh,
    isRestored,
    hasRun,
    hasFailed,
  );
}

function cacheText({
  name,
  enabled,
  entries,
  bytes,
  memoryHits,
  diskHits,
  misses,
}: CacheRow): string {
  if (!enabled) return `- ${oneLine(name)}: ${t('off')}`;
  const hits =
    memoryHits === undefined && diskHits === undefined
      ? undefined
      : (memoryHits ?? 0) + (diskHits ?? 0);
  const parts = [
    t('{0} entries', formatCount(entries)),
    formatBytes(bytes),
    hits !== undefined && t('{0} hits', formatCount(hits)),
    misses !== undefined && t('{0} misses', formatCount(misses)),
  ];
  return `- ${oneLine(name)}: ${parts.filter((part) => part !== false).join(', ')}`;
}

/** Where time and space go. @param limit rows of each kind */
export function hotSpotsText(view: OverviewView, limit: number): string {
  const { status, slowest, reasons, largest } = view;
  const some = <Row>(title: string, rows: readonly Row[], text: (row: Row) => string) =>
    rows.length === 0 ? [] : [title, ...rows.slice(0, limit).map((row) => `- ${text(row)}`)];
  const found = [
    ...some(t('Slowest actions:'), slowest, ({ id, meanMs, runs, totalMs }) =>
      t(
        '{0}: {1} on average, ran {2} times, {3} in total',
        oneLine(id),
        formatDuration(meanMs),
        formatCount(runs),
        formatDuration(totalMs),
      ),
    ),
    ...some(t('Most frequent reasons to run:'), reasons, ({ text, count }) =>
      t('{0} times: {1}', formatCount(count), oneLine(text)),
    ),
    ...some(t('Largest cache entries:'), largest, ({ cache, name, bytes, hits }) =>
      t(
        '{0} ({1}): {2}, {3} hits',
        oneLine(name),
        oneLine(cache),
        formatBytes(bytes),
        formatCount(hits),
      ),
    ),
  ];
  const nothing = t('No run is recorded yet. Run a task first.');
  return lines([
    t('Folder: {0}', oneLine(status.name)),
    ...(found.length === 0 ? [nothing] : found),
  ]);
}

/** The way from one action to another. */
export function pathText(from: string, to: string, actions: readonly string[]): string {
  if (actions.length === 0)
    return t('{0} does not need {1}, near or far.', oneLine(from), oneLine(to));
  const steps = actions.map((action, index) => `${index + 1}. ${oneLine(action)}`);
  return lines([t('The shortest path; each action needs the next:'), ...steps]);
}

/** What was removed. */
export function purgedText({ entries, bytes, busy }: PurgeResult): string {
  return (
    busy ??
    t('Removed {0} entries; {1} on disk became free.', formatCount(entries), formatBytes(bytes))
  );
}

function lines(texts: readonly (string | false | undefined)[]): string {
  return texts.filter((text) => text !== false && text !== undefined).join('\n');
}
