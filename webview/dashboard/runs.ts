/** The last runs. When one began leads to its details. */
import type { RunSummary } from '../../server/protocol/tasks.ts';
import { nothing } from '../overview/context.ts';
import { element } from '../ui/dom.ts';
import { type Column, table } from '../ui/table.ts';
import { commandLink } from '../ui/toolkit.ts';
import type { Scene } from './context.ts';

/** Draws them. */
export function runTable(scene: Scene): HTMLElement {
  const { t, formats, runs, command } = scene;
  if (runs.length === 0) return element('p', { class: 'empty' }, t('There was no run yet.'));
  const open = ({ id, startedAt }: RunSummary) =>
    commandLink({
      label: formats.date(startedAt),
      focusKey: `run ${id}`,
      onClick: () => command('cachescope.openRun', id),
    });
  const columns: readonly Column<RunSummary>[] = [
    { title: t('Started'), kind: 'short', cell: open },
    { title: t('Took'), kind: 'number', cell: ({ durationMs }) => formats.duration(durationMs) },
    { title: t('Saved'), kind: 'number', cell: ({ savedMs }) => formats.duration(savedMs) },
    { title: t('Ran'), kind: 'number', cell: ({ ran }) => formats.count(ran) },
    { title: t('Failed'), kind: 'number', cell: ({ failed }) => formats.count(failed) },
    { title: t('Hit rate'), kind: 'number', cell: ({ hitRate }) => rateText(hitRate, scene) },
  ];
  return table({ caption: t('Last runs'), columns, rows: runs });
}

function rateText(rate: number | undefined, { formats }: Scene): string {
  return rate === undefined ? nothing : formats.percent(rate);
}
