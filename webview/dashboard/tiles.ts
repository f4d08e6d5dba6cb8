/** The figures at the top of the page, each with the way to what it comes from. */

import { nothing } from '../overview/context.ts';
import { type Child, element } from '../ui/dom.ts';
import { commandLink } from '../ui/toolkit.ts';
import { rateText, type Scene, timeText } from './context.ts';
import { errorCount, lastFailed } from './errors.ts';
import { actionLookups, cacheOperations, hitRate } from './figures.ts';

/** Ids that tiles lead to within the page. */
export type Place = 'caches' | 'actions' | 'memory' | 'errors';

interface Tile {
  readonly label: string;
  readonly value: string;
  readonly note: string;
  readonly link?: { readonly label: string; readonly go: () => void };
}

/** How many there are. */
export const tileCount = 8;

/** What the tiles say. */
export function tileTexts(scene: Scene, toPlace: (place: Place) => void): readonly Tile[] {
  return [
    hitTile(scene),
    savedTile(scene),
    actionsTile(scene, toPlace),
    operationsTile(scene, toPlace),
    evictedTile(scene, toPlace),
    waitTile(scene),
    errorsTile(scene, toPlace),
    memoryTile(scene, toPlace),
  ];
}

/** Draws one. */
export function tileContent({ label, value, note, link }: Tile): readonly Child[] {
  return [
    element('dt', {}, label),
    element('dd', { class: 'value' }, value),
    element('dd', { class: 'note' }, note),
    link &&
      element(
        'dd',
        {},
        commandLink({ label: link.label, focusKey: `tile ${label}`, onClick: link.go }),
      ),
  ];
}

function lastRunLink({ t, runs, command }: Scene): Pick<Tile, 'link'> {
  const [last] = runs;
  if (last === undefined) return {};
  return { link: { label: t('Show last run'), go: () => command('cachescope.openRun', last.id) } };
}

/** Leads to the flame chart of the run in which something took longest. */
function chartLink(run: string, { t, command }: Scene): Pick<Tile, 'link'> {
  const go = () => command('cachescope.openFlameChart', run);
  return { link: { label: t('Show its run'), go } };
}

function hitTile(scene: Scene): Tile {
  const { t, formats, figures, window } = scene;
  const lookups = actionLookups(figures, window);
  const rate = hitRate(lookups);
  const all = formats.count(lookups.hits + lookups.misses);
  return {
    label: t('Hit rate'),
    value: rate === undefined ? nothing : formats.percent(rate),
    note:
      rate === undefined
        ? t('No action was asked for')
        : t('{0} of {1} actions', formats.count(lookups.hits), all),
    ...lastRunLink(scene),
  };
}

function savedTile(scene: Scene): Tile {
  const { t, formats, figures, window, command } = scene;
  const restored = figures.sum('actions', window, { outcome: 'restored' });
  return {
    label: t('Time saved'),
    value: formats.duration(figures.sum('time_saved', window)),
    note: t('Restored: {0}', formats.count(restored)),
    link: { label: t('Show results'), go: () => command('cachescope.showCache', 'traces') },
  };
}

function actionsTile(scene: Scene, toPlace: (place: Place) => void): Tile {
  const { t, formats, figures, window } = scene;
  const { hits, misses } = actionLookups(figures, window);
  const seconds = figures.lengthMs(window) / 1000;
  return {
    label: t('Actions'),
    value: seconds > 0 ? t('{0}/s', rateText((hits + misses) / seconds, scene)) : nothing,
    note: t('Ran: {0}', formats.count(misses)),
    link: { label: t('Show actions'), go: () => toPlace('actions') },
  };
}

function operationsTile(scene: Scene, toPlace: (place: Place) => void): Tile {
  const { t, formats, figures, window } = scene;
  const operations = cacheOperations(figures, window);
  const seconds = figures.lengthMs(window) / 1000;
  return {
    label: t('Cache operations'),
    value: seconds > 0 ? t('{0}/s', rateText(operations / seconds, scene)) : nothing,
    note: t('In all: {0}', formats.count(operations)),
    link: { label: t('Show caches'), go: () => toPlace('caches') },
  };
}

function evictedTile(scene: Scene, toPlace: (place: Place) => void): Tile {
  const { t, formats, figures, window } = scene;
  return {
    label: t('Evicted from caches'),
    value: formats.count(figures.sum('cache_evictions', window)),
    note: t('Size: {0}', formats.size(figures.sum('cache_evicted', window))),
    link: { label: t('Show caches'), go: () => toPlace('caches') },
  };
}

function waitTile(scene: Scene): Tile {
  const { t, figures, window } = scene;
  const waits = figures.timed('queue_wait', window)[0]?.times;
  return {
    label: t('Wait for a slot, p95'),
    value: waits === undefined ? nothing : timeText(waits.p95, scene),
    note: waits === undefined ? t('Nothing waited') : t('Longest: {0}', timeText(waits.max, scene)),
    ...(waits?.worst === undefined ? lastRunLink(scene) : chartLink(waits.worst, scene)),
  };
}

function errorsTile(scene: Scene, toPlace: (place: Place) => void): Tile {
  const { t, formats, figures, window, command } = scene;
  const count = errorCount(figures, window);
  const failed = lastFailed(scene);
  const showRun = failed && {
    label: t('Show failed run'),
    go: () => command('cachescope.openRun', failed.id),
  };
  const showErrors = { label: t('Show errors'), go: () => toPlace('errors') };
  const link = count === 0 ? undefined : (showRun ?? showErrors);
  return {
    label: t('Errors'),
    value: formats.count(count),
    note: count === 0 ? t('Nothing went wrong') : t('Kinds: {0}', formats.count(errorKinds(scene))),
    ...(link ? { link } : {}),
  };
}

function errorKinds({ figures, window }: Scene): number {
  const kinds = figures.valuesOf('errors', 'kind');
  return kinds.filter((kind) => figures.sum('errors', window, { kind }) > 0).length;
}

function memoryTile(scene: Scene, toPlace: (place: Place) => void): Tile {
  const { t, formats, figures, window } = scene;
  const heap = figures.gauge('memory', window, { area: 'heap_used' });
  const rss = figures.gauge('memory', window, { area: 'rss' });
  return {
    label: t('Heap'),
    value: heap === undefined ? nothing : formats.size(heap.last),
    note: rss === undefined ? '' : t('Of the process: {0}', formats.size(rss.last)),
    link: { label: t('Show memory'), go: () => toPlace('memory') },
  };
}
