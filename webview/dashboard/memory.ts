/** Memory of the process that works for this folder, and in words whether it grows without end. */
import type { MetricGauge, MetricsLeak } from '../../server/protocol/metrics.ts';
import { nothing } from '../overview/context.ts';
import { type Child, element } from '../ui/dom.ts';
import { type Column, table } from '../ui/table.ts';
import { commandLink } from '../ui/toolkit.ts';
import type { Scene } from './context.ts';

interface MemoryRow {
  readonly name: string;
  readonly shown: MetricGauge;
}

/** What there is to say of memory. */
export interface MemoryFigures {
  readonly rows: readonly MemoryRow[];
  readonly baseline?: number;
  readonly leak: MetricsLeak;
}

/** Reads it. */
export function memoryFigures({ t, figures, window }: Scene): MemoryFigures {
  const row = (area: string, name: string): MemoryRow[] => {
    const shown = figures.gauge('memory', window, { area });
    return shown === undefined ? [] : [{ name, shown }];
  };
  const baseline = figures.gauge('memory_baseline', 'start')?.last;
  return {
    rows: [
      ...row('heap_used', t('Heap in use')),
      ...row('heap_total', t('Heap')),
      ...row('external', t('Outside of the heap')),
      ...row('rss', t('Whole process (RSS)')),
    ],
    ...(baseline === undefined ? {} : { baseline }),
    leak: figures.leak,
  };
}

/** What is drawn of it, rounded as people see it: a few bytes more are no reason to draw anew. */
export function memoryTexts({ rows, baseline, leak }: MemoryFigures, { formats }: Scene): unknown {
  const sizes = rows.flatMap(({ shown }) => [shown.last, shown.min, shown.max]);
  const { verdict, slope, minutes, caches } = leak;
  const grown = [slope, ...caches.map(({ bytesPerMinute }) => bytesPerMinute)];
  const all = [...sizes, baseline ?? 0, ...grown.map(Math.abs)].map((size) => formats.size(size));
  return [all, verdict, Math.round(minutes), caches.map(({ cache }) => cache)];
}

/** Draws it. */
export function memoryTable({ rows, baseline, leak }: MemoryFigures, scene: Scene): Child[] {
  const { t, formats } = scene;
  const size = (title: string, of: (shown: MetricGauge) => number): Column<MemoryRow> => ({
    title,
    kind: 'number',
    cell: ({ shown }) => formats.size(of(shown)),
  });
  const columns: readonly Column<MemoryRow>[] = [
    { title: t('Memory'), kind: 'text', cell: ({ name }) => name },
    size(t('Now'), ({ last }) => last),
    size(t('Least'), ({ min }) => min),
    size(t('Most'), ({ max }) => max),
  ];
  const start = baseline === undefined ? nothing : formats.size(baseline);
  return [
    verdict(leak, scene),
    rows.length > 0 ? table({ caption: t('Memory'), columns, rows }) : undefined,
    element('p', { class: 'note below-table' }, t('Heap in use when counting began: {0}', start)),
  ];
}

function verdict(leak: MetricsLeak, scene: Scene): HTMLElement {
  const { t, formats } = scene;
  const minutes = formats.count(Math.round(leak.minutes));
  const slope = formats.size(Math.max(0, leak.slope));
  switch (leak.verdict) {
    case 'unknown':
      return sentence(t('Watched for too short a time to tell whether memory leaks.'));
    case 'steady':
      return sentence(t('No leak in the last {0} min: growth {1} a minute.', minutes, slope));
    case 'leak':
      return leakSentence(leak, scene, t('It leaks: {0} a minute over {1} min.', slope, minutes));
  }
}

function sentence(text: string, ...more: readonly Child[]): HTMLElement {
  return element('p', { class: 'verdict' }, text, ...more);
}

function leakSentence({ caches }: MetricsLeak, scene: Scene, text: string): HTMLElement {
  const { t, formats, command } = scene;
  const mark = element('span', { class: 'warning', attributes: { 'aria-hidden': 'true' } }, '▲ ');
  if (caches.length === 0) return element('p', { class: 'verdict' }, mark, text);
  const links = caches.flatMap(({ cache, bytesPerMinute }, at) => [
    at === 0 ? ' ' : ', ',
    commandLink({
      label: cache,
      title: t('Show the entries of {0}', cache),
      focusKey: `leak ${cache}`,
      onClick: () => command('cachescope.showCache', cache),
    }),
    ` (${t('{0} a minute', formats.size(bytesPerMinute))})`,
  ]);
  const grown = ` ${t('These caches grew:')}`;
  return element('p', { class: 'verdict' }, mark, text, grown, ...links);
}
