/** The tables of the page: what is slow, what is large, what made work necessary, and the caches. Rows lead to their details. */
import type { CacheRow, EntryRow } from '../../server/protocol/cache.ts';
import type { OverviewView, SlowAction } from '../../server/protocol/overview.ts';
import { element } from '../ui/dom.ts';
import { type Column, table } from '../ui/table.ts';
import { badge, commandLink } from '../ui/toolkit.ts';
import { type Drawing, nothing } from './context.ts';

let sections = 0;

/** A part of the page with a heading; `body` undefined: `empty` says why there is nothing. */
export function section(
  title: string,
  body: HTMLElement | undefined,
  empty: string,
  wide?: 'wide',
): HTMLElement {
  const id = `section-${++sections}`;
  const content = body ?? element('p', { class: 'empty' }, empty);
  const attributes = { 'aria-labelledby': id };
  return element(
    'section',
    { class: wide ?? '', attributes },
    element('h2', { attributes: { id } }, title),
    content,
  );
}

/** Actions that take longest. */
export function slowestSection({ slowest }: OverviewView, drawing: Drawing): HTMLElement {
  const { t, formats, command } = drawing;
  const explain = ({ id }: SlowAction) =>
    commandLink({
      label: id,
      title: t('Explain {0}', id),
      focusKey: `slow ${id}`,
      onClick: () => command('cachescope.explain', id),
    });
  const columns: readonly Column<SlowAction>[] = [
    { title: t('Action'), kind: 'text', cell: explain },
    { title: t('Mean'), kind: 'number', cell: ({ meanMs }) => formats.duration(meanMs) },
    { title: t('Times run'), kind: 'number', cell: ({ runs }) => formats.count(runs) },
    { title: t('Total'), kind: 'number', cell: ({ totalMs }) => formats.duration(totalMs) },
  ];
  const title = t('Slowest actions');
  const body = slowest.length > 0 ? table({ caption: title, columns, rows: slowest }) : undefined;
  return section(title, body, t('No action has run yet.'));
}

/** Entries that take most room. */
export function largestSection({ largest }: OverviewView, drawing: Drawing): HTMLElement {
  const { t, formats, now, command } = drawing;
  const open = ({ id, name }: EntryRow) =>
    commandLink({
      label: name,
      title: t('Open {0}', name),
      focusKey: `entry ${id}`,
      onClick: () => command('cachescope.openEntry', id),
    });
  const columns: readonly Column<EntryRow>[] = [
    { title: t('Entry'), kind: 'text', cell: open },
    { title: t('Size'), kind: 'number', cell: ({ bytes }) => formats.size(bytes) },
    { title: t('Hits'), kind: 'number', cell: ({ hits }) => formats.count(hits) },
    {
      title: t('Last used'),
      kind: 'number',
      cell: ({ lastUsedAt }) => formats.ago(lastUsedAt, now),
    },
  ];
  const title = t('Largest entries');
  const body = largest.length > 0 ? table({ caption: title, columns, rows: largest }) : undefined;
  return section(title, body, t('Nothing is kept yet.'));
}

/** Why actions were not fresh. */
export function reasonsSection({ reasons }: OverviewView, drawing: Drawing): HTMLElement {
  const { t, formats } = drawing;
  const columns: readonly Column<OverviewView['reasons'][number]>[] = [
    { title: t('Times'), kind: 'number', cell: ({ count }) => formats.count(count) },
    { title: t('Reason'), kind: 'wrapped', cell: ({ text }) => text },
  ];
  const title = t('Most frequent reasons');
  const body = reasons.length > 0 ? table({ caption: title, columns, rows: reasons }) : undefined;
  return section(title, body, t('Nothing had to be done again yet.'), 'wide');
}

/** Named caches, and what the store holds altogether. */
export function cachesSection({ caches }: OverviewView, drawing: Drawing): HTMLElement {
  const { t, formats } = drawing;
  const known = (value: number | undefined) =>
    value === undefined ? nothing : formats.count(value);
  const columns: readonly Column<CacheRow>[] = [
    { title: t('Cache'), kind: 'short', cell: (row) => cacheName(row, drawing) },
    { title: t('Keeps'), kind: 'text', cell: ({ keeps }) => note(keeps) },
    { title: t('Entries'), kind: 'number', cell: ({ entries }) => formats.count(entries) },
    { title: t('Size'), kind: 'number', cell: ({ bytes }) => formats.size(bytes) },
    { title: t('From memory'), kind: 'number', cell: ({ memoryHits }) => known(memoryHits) },
    { title: t('From disk'), kind: 'number', cell: ({ diskHits }) => known(diskHits) },
    { title: t('Misses'), kind: 'number', cell: ({ misses }) => known(misses) },
    { title: t('Hit rate'), kind: 'number', cell: (row) => hitRate(row, drawing) },
  ];
  const title = t('Caches');
  const rows = table({ caption: title, columns, rows: caches.caches });
  const body = element('div', {}, rows, storeLine({ caches, drawing }));
  return section(
    title,
    caches.caches.length > 0 ? body : undefined,
    t('There is no cache.'),
    'wide',
  );
}

function cacheName({ name, enabled }: CacheRow, { t }: Drawing): HTMLElement {
  return element('span', { class: 'cache' }, name, enabled ? undefined : badge(t('Off')));
}

function note(text: string): HTMLElement {
  return element('span', { class: 'note', attributes: { title: text } }, text);
}

function hitRate({ memoryHits, diskHits, misses }: CacheRow, { formats }: Drawing): string {
  if (misses === undefined) return nothing;
  const hits = (memoryHits ?? 0) + (diskHits ?? 0);
  return hits + misses === 0 ? nothing : formats.percent(hits / (hits + misses));
}

function storeLine(of: { caches: OverviewView['caches']; drawing: Drawing }): HTMLElement {
  const { blobs, blobBytes, indexBytes, profiles, profileBytes, ttlMs } = of.caches;
  const { t, formats } = of.drawing;
  const parts = [
    t('Files kept: {0}, {1}', formats.count(blobs), formats.size(blobBytes)),
    t('Index: {0}', formats.size(indexBytes)),
    t('Profiles of runs: {0}, {1}', formats.count(profiles), formats.size(profileBytes)),
  ];
  if (ttlMs !== undefined) parts.push(t('Goes when unused for {0}', formats.limit(ttlMs)));
  return element('p', { class: 'note totals' }, parts.join(' · '));
}
