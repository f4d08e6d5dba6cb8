/** Percentiles: of each action that ran, sortable, and of what the engine itself does. */
import type { MetricDistribution } from '../../server/protocol/metrics.ts';
import { type Child, element, focusKeyAttribute } from '../ui/dom.ts';
import { type Column, table } from '../ui/table.ts';
import { button, commandLink } from '../ui/toolkit.ts';
import { type Scene, timeText } from './context.ts';

/** Columns by which actions can be sorted. */
export const orders = ['name', 'count', 'p50', 'p95', 'p99', 'max', 'total'] as const;

/** How actions are listed. */
export interface ActionListing {
  readonly order: (typeof orders)[number];
  readonly isDescending: boolean;
  /** False: the first ones alone. */
  readonly isWhole: boolean;
}

interface TimedRow {
  readonly name: string;
  readonly times: MetricDistribution;
}

const shownAtFirst = 15;
/** What the collector calls actions beyond those that it tells apart. */
const others = 'other';

/** Actions that ran in the window, in the order of the listing. */
export function actionRows({ figures, window }: Scene, listing: ActionListing): TimedRow[] {
  const rows = figures
    .timed('action_run_duration', window)
    .map(({ labels, times }) => ({ name: labels.action ?? '', times }));
  const { order, isDescending } = listing;
  const sign = isDescending ? -1 : 1;
  return rows.sort((a, b) =>
    order === 'name'
      ? sign * a.name.localeCompare(b.name)
      : sign * (a.times[order] - b.times[order]) || a.name.localeCompare(b.name),
  );
}

/** Draws them. @param change lists them otherwise */
export function actionTable(
  rows: readonly TimedRow[],
  scene: Scene,
  { listing, change }: { listing: ActionListing; change: (listing: ActionListing) => void },
): readonly Child[] {
  const { t, formats } = scene;
  if (rows.length === 0) {
    return [element('p', { class: 'empty' }, t('No action ran in this time.'))];
  }
  const shown = listing.isWhole ? rows : rows.slice(0, shownAtFirst);
  const more =
    rows.length > shownAtFirst &&
    button({
      label: listing.isWhole ? t('Show fewer') : t('Show all {0}', formats.count(rows.length)),
      attributes: { [focusKeyAttribute]: 'more actions' },
      onClick: () => change({ ...listing, isWhole: !listing.isWhole }),
    });
  const caption = t('Durations of actions that ran');
  const columns = sortable(actionColumns(scene), listing, change);
  return [table({ caption, columns, rows: shown }), more || undefined];
}

type SortableColumn = Column<TimedRow> & { readonly order: ActionListing['order'] };

function actionColumns(scene: Scene): readonly SortableColumn[] {
  const { t, formats } = scene;
  const time = (title: string, order: 'p50' | 'p95' | 'p99' | 'max' | 'total'): SortableColumn => ({
    title,
    order,
    kind: 'number',
    cell: ({ times }) => timeText(times[order], scene),
  });
  const cell = ({ name }: TimedRow) => actionLink(name, scene);
  const count = ({ times }: TimedRow) => formats.count(times.count);
  return [
    { title: t('Action'), order: 'name', kind: 'text', cell },
    { title: t('Times run'), order: 'count', kind: 'number', cell: count },
    time('p50', 'p50'),
    time('p95', 'p95'),
    time('p99', 'p99'),
    { ...time(t('Longest'), 'max'), cell: (row) => longestLink(row, scene, 'cachescope.openRun') },
    time(t('Total'), 'total'),
  ];
}

/** The longest leads to the run that it was in, where that is known. */
function longestLink({ name, times }: TimedRow, scene: Scene, show: string): Child {
  const { t, command } = scene;
  const { max, worst } = times;
  const label = timeText(max, scene);
  if (worst === undefined) return label;
  return commandLink({
    label,
    title: t('Show the run in which it took so long'),
    focusKey: `longest ${name}`,
    onClick: () => command(show, worst),
  });
}

function actionLink(name: string, { t, command }: Scene): Child {
  if (name === others) return t('All others');
  return commandLink({
    label: name,
    title: t('Explain {0}', name),
    focusKey: `action ${name}`,
    onClick: () => command('cachescope.explain', name),
  });
}

function sortable(
  columns: readonly SortableColumn[],
  listing: ActionListing,
  change: (listing: ActionListing) => void,
): readonly Column<TimedRow>[] {
  return columns.map(({ order, ...column }) => {
    const isCurrent = order === listing.order;
    const isDescending = isCurrent ? !listing.isDescending : order !== 'name';
    const onSort = () => change({ ...listing, order, isDescending });
    if (!isCurrent) return { ...column, onSort };
    return { ...column, onSort, sorted: listing.isDescending ? 'descending' : 'ascending' };
  });
}

/** What the engine does besides running actions: waits, whole runs, its own work. */
export function stepRows(scene: Scene): TimedRow[] {
  const { t, figures, window } = scene;
  const named = (metric: string, name: string): TimedRow[] =>
    figures.timed(metric, window).map(({ times }) => ({ name, times }));
  const phases = figures
    .timed('phase_duration', window)
    .map(({ labels, times }) => ({ name: phaseText(labels.phase ?? '', scene), times }))
    .sort((a, b) => b.times.total - a.times.total);
  return [
    ...named('run_duration', t('Whole run')),
    ...named('queue_wait', t('Wait for a slot')),
    ...phases,
  ];
}

function phaseText(phase: string, { t }: Scene): string {
  switch (phase) {
    case 'prepare':
      return t('Prepare a run');
    case 'decide':
      return t('Decide what is fresh');
    case 'run':
      return t('Run a command');
    case 'check':
      return t('Check what was read');
    case 'store':
      return t('Store results');
    case 'restore':
      return t('Restore results');
    case 'save':
      return t('Save the run');
    default:
      return phase;
  }
}

/** Draws them. */
export function stepTable(rows: readonly TimedRow[], scene: Scene): HTMLElement {
  const { t, formats } = scene;
  if (rows.length === 0) {
    return element('p', { class: 'empty' }, t('Nothing was measured in this time.'));
  }
  const time = (title: string, of: (times: MetricDistribution) => number): Column<TimedRow> => ({
    title,
    kind: 'number',
    cell: ({ times }) => timeText(of(times), scene),
  });
  const count = ({ times }: TimedRow) => formats.count(times.count);
  const columns: readonly Column<TimedRow>[] = [
    { title: t('Step'), kind: 'text', cell: ({ name }) => name },
    { title: t('Times'), kind: 'number', cell: count },
    time('p50', ({ p50 }) => p50),
    time('p95', ({ p95 }) => p95),
    time('p99', ({ p99 }) => p99),
    {
      title: t('Longest'),
      kind: 'number',
      cell: (row) => longestLink(row, scene, 'cachescope.openFlameChart'),
    },
    time(t('Total'), ({ total }) => total),
  ];
  return table({ caption: t('Waits and steps of the engine'), columns, rows });
}
