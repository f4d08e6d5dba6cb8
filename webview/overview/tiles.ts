/** The figures at the top of the page, a few large ones. */
import type { OverviewView } from '../../server/protocol/overview.ts';
import { type Child, element } from '../ui/dom.ts';
import { type Drawing, nothing } from './context.ts';

/** All tiles. */
export function tiles(view: OverviewView, drawing: Drawing): HTMLElement {
  return element(
    'dl',
    { class: 'tiles' },
    hitRateTile(view, drawing),
    savedTile(view, drawing),
    lastRunTile(view, drawing),
    storeTile(view, drawing),
  );
}

function tile(label: string, value: string, note: Child): HTMLElement {
  return element(
    'div',
    { class: 'tile' },
    element('dt', {}, label),
    element('dd', { class: 'value' }, value),
    element('dd', { class: 'note' }, note),
  );
}

function hitRateTile({ hitRate, runs }: OverviewView, { t, formats }: Drawing): HTMLElement {
  const note =
    hitRate === undefined
      ? t('Nothing could be a hit yet')
      : t('Runs looked at: {0}', formats.count(runs.length));
  return tile(t('Hit rate'), hitRate === undefined ? nothing : formats.percent(hitRate), note);
}

function savedTile({ savedMs, runs }: OverviewView, { t, formats }: Drawing): HTMLElement {
  const last = runs.at(-1);
  const note = last && t('In the last run: {0}', formats.duration(last.savedMs));
  return tile(t('Time saved'), formats.duration(savedMs), note);
}

function lastRunTile({ runs }: OverviewView, { t, formats, now }: Drawing): HTMLElement {
  const last = runs.at(-1);
  if (last === undefined) return tile(t('Last run'), nothing, t('There was none yet'));
  const time = element(
    'time',
    {
      attributes: {
        datetime: new Date(last.startedAt).toISOString(),
        title: formats.date(last.startedAt),
      },
    },
    formats.ago(last.startedAt, now),
  );
  const note = element('span', {}, time);
  if (last.failed > 0) note.append(' · ', t('Failed: {0}', formats.count(last.failed)));
  return tile(t('Last run'), formats.duration(last.durationMs), note);
}

function storeTile({ status, caches }: OverviewView, { t, formats }: Drawing): HTMLElement {
  const limit = caches.diskLimitBytes;
  const note =
    limit === undefined ? t('No limit is set') : t('Limit for outputs: {0}', formats.size(limit));
  return tile(t('On disk'), formats.size(status.storeBytes), note);
}
