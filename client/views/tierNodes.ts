/** The tiers of a cache: what answered in memory, what lies on disk, and the limits in force. */
import type { CacheOverview } from '../../server/protocol/cache.ts';
import { formatBytes, formatCount, formatTimeLeft } from '../format.ts';
import { t } from '../texts.ts';
import { facts, joinParts, type ViewNode } from './node.ts';

/** The rows of a folder's tiers. */
export function tierNodes(folder: string, overview: CacheOverview): ViewNode[] {
  return [memoryNode(folder, overview), diskNode(folder, overview)];
}

function memoryNode(folder: string, { caches }: CacheOverview): ViewNode {
  const sum = (pick: (cache: CacheOverview['caches'][number]) => number | undefined) =>
    caches.reduce((total, cache) => total + (pick(cache) ?? 0), 0);
  const hits = t('{0} hits', formatCount(sum(({ memoryHits }) => memoryHits)));
  return {
    key: `tier:${folder}:memory`,
    label: t('Memory'),
    description: hits,
    icon: { id: 'chip' },
    context: 'tier memory',
    spoken: joinParts(t('Memory'), hits),
    shape: 'leaf',
    subject: { folder },
  };
}

function diskNode(folder: string, overview: CacheOverview): ViewNode {
  const used = overview.blobBytes + overview.indexBytes + overview.profileBytes;
  const size =
    overview.diskLimitBytes === undefined
      ? formatBytes(used)
      : t('{0} of {1}', formatBytes(used), formatBytes(overview.diskLimitBytes));
  return {
    key: `tier:${folder}:disk`,
    label: t('Disk'),
    description: size,
    icon: { id: 'server' },
    context: 'tier disk',
    spoken: joinParts(t('Disk'), size),
    shape: 'leaf',
    subject: { folder },
    tooltip: () => [
      { type: 'title', text: t('Disk') },
      ...facts({
        [t('Blobs')]: formatCount(overview.blobs),
        [t('Blobs, size')]: formatBytes(overview.blobBytes),
        [t('Index, size')]: formatBytes(overview.indexBytes),
        [t('Profiles of runs')]: formatCount(overview.profiles),
        [t('Profiles of runs, size')]: formatBytes(overview.profileBytes),
        [t('Time to live')]:
          overview.ttlMs === undefined ? undefined : formatTimeLeft(overview.ttlMs),
      }),
    ],
  };
}
