/** Each cache: how often it helped, and from which tier. Its name leads to its entries. */
import { nothing } from '../overview/context.ts';
import { element } from '../ui/dom.ts';
import { type Column, table } from '../ui/table.ts';
import { commandLink } from '../ui/toolkit.ts';
import type { Scene } from './context.ts';
import { hitRate } from './figures.ts';

interface CacheFigures {
  readonly name: string;
  readonly memoryHits: number;
  readonly diskHits: number;
  readonly misses: number;
  readonly puts: number;
  readonly putBytes: number;
  readonly evicted: number;
}

/** The caches with which something was done in the window, busiest first. */
export function cacheRows({ figures, window }: Scene): readonly CacheFigures[] {
  const names = ['cache_hits', 'cache_misses', 'cache_sets', 'cache_evictions'].flatMap((metric) =>
    figures.valuesOf(metric, 'cache'),
  );
  const rows = [...new Set(names)].map((name) => {
    const sum = (metric: string, more: Readonly<Record<string, string>> = {}) =>
      figures.sum(metric, window, { cache: name, ...more });
    return {
      name,
      memoryHits: sum('cache_hits', { tier: 'memory' }),
      diskHits: sum('cache_hits', { tier: 'disk' }),
      misses: sum('cache_misses'),
      puts: sum('cache_sets'),
      putBytes: sum('cache_set'),
      evicted: sum('cache_evictions'),
    };
  });
  return rows.filter((row) => activity(row) > 0).sort((a, b) => activity(b) - activity(a));
}

function activity({ memoryHits, diskHits, misses, puts, evicted }: CacheFigures): number {
  return memoryHits + diskHits + misses + puts + evicted;
}

/** Draws them. */
export function cacheTable(rows: readonly CacheFigures[], scene: Scene): HTMLElement {
  const { t, formats, command } = scene;
  if (rows.length === 0) {
    return element('p', { class: 'empty' }, t('No cache was asked in this time.'));
  }
  const name = (row: CacheFigures) =>
    commandLink({
      label: row.name,
      title: t('Show the entries of {0}', row.name),
      focusKey: `cache ${row.name}`,
      onClick: () => command('cachescope.showCache', row.name),
    });
  const number = (title: string, of: (row: CacheFigures) => number): Column<CacheFigures> => ({
    title,
    kind: 'number',
    cell: (row) => formats.count(of(row)),
  });
  const columns: readonly Column<CacheFigures>[] = [
    { title: t('Cache'), kind: 'text', cell: name },
    { title: t('Hit rate'), kind: 'number', cell: (row) => rateOf(row, scene) },
    number(t('From memory'), ({ memoryHits }) => memoryHits),
    number(t('From disk'), ({ diskHits }) => diskHits),
    number(t('Misses'), ({ misses }) => misses),
    number(t('Written'), ({ puts }) => puts),
    { title: t('Size written'), kind: 'number', cell: (row) => formats.size(row.putBytes) },
    number(t('Evicted'), ({ evicted }) => evicted),
  ];
  return table({ caption: t('Caches'), columns, rows });
}

function rateOf({ memoryHits, diskHits, misses }: CacheFigures, { formats }: Scene): string {
  const rate = hitRate({ hits: memoryHits + diskHits, misses });
  return rate === undefined ? nothing : formats.percent(rate);
}
