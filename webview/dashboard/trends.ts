/** What got worse over the recorded runs: since when, by how much, and the run in which it began. */
import type { MetricsTrend } from '../../server/protocol/metrics.ts';
import { element } from '../ui/dom.ts';
import { type Column, table } from '../ui/table.ts';
import { commandLink } from '../ui/toolkit.ts';
import { type Scene, timeText } from './context.ts';

/** Draws it. */
export function trendTable(rows: readonly MetricsTrend[], scene: Scene): HTMLElement {
  const { t, formats } = scene;
  if (rows.length === 0) {
    return element('p', { class: 'empty' }, t('Nothing got worse in the recorded runs.'));
  }
  const number = (title: string, of: (trend: MetricsTrend) => string): Column<MetricsTrend> => ({
    title,
    kind: 'number',
    cell: of,
  });
  const columns: readonly Column<MetricsTrend>[] = [
    { title: t('What'), kind: 'text', cell: (trend) => whatLink(trend, scene) },
    { title: t('Since'), kind: 'short', cell: (trend) => sinceLink(trend, scene) },
    number(t('Before'), (trend) => valueText(trend, trend.before, scene)),
    number(t('Now'), (trend) => valueText(trend, trend.after, scene)),
    number(t('Worse by'), (trend) => worseText(trend, scene)),
    number(t('Runs since'), ({ runs }) => formats.count(runs)),
  ];
  return table({ caption: t('Got worse'), columns, rows });
}

function whatLink({ action }: MetricsTrend, { t, command }: Scene): HTMLElement | string {
  if (action === undefined) return t('Hit rate');
  return commandLink({
    label: action,
    title: t('Explain {0}', action),
    focusKey: `trend ${action}`,
    onClick: () => command('cachescope.explain', action),
  });
}

function sinceLink({ since, run, action }: MetricsTrend, scene: Scene): HTMLElement | string {
  const { t, formats, command } = scene;
  const label = formats.date(since);
  if (run === undefined) return label;
  return commandLink({
    label,
    title: t('Show the run in which it began'),
    focusKey: `trend since ${action ?? ''}`,
    onClick: () => command('cachescope.openRun', run),
  });
}

function valueText({ kind }: MetricsTrend, value: number, scene: Scene): string {
  return kind === 'duration' ? timeText(value, scene) : scene.formats.percent(value);
}

/** Durations by their share, hit rates by their points. */
function worseText({ kind, before, after }: MetricsTrend, { formats }: Scene): string {
  const worse = kind === 'duration' ? after / before - 1 : before - after;
  // Shown as cut off behind the tenth, which 1.4 - 1 is just below.
  return formats.percent(Math.round(worse * 1000) / 1000);
}
