/** Puts the page together: header, strips, figures, chart, tables. Pure drawing; what happens when is in `main.ts`. */
import type { OverviewView } from '../../server/protocol/overview.ts';
import { element, focusKeyAttribute } from '../ui/dom.ts';
import { badge, button } from '../ui/toolkit.ts';
import { runChart } from './chart.ts';
import type { Drawing } from './context.ts';
import { runTable } from './runTable.ts';
import { folderState, strips, wholePage } from './states.ts';
import {
  cachesSection,
  largestSection,
  reasonsSection,
  section,
  slowestSection,
} from './tables.ts';
import { tiles } from './tiles.ts';

/** What the page shows besides the figures themselves. */
export interface PageOptions {
  /** Runs as a table instead of bars. */
  readonly showTable: boolean;
  readonly onShowTable: (show: boolean) => void;
}

/** The page with its figures, or with the state that there is instead. */
export function overviewPage(
  view: OverviewView,
  drawing: Drawing,
  options: PageOptions,
): HTMLElement[] {
  const { status, runs } = view;
  const state = folderState(status, drawing);
  if (state !== undefined) return [header(view, drawing), state];
  const above = [header(view, drawing), ...strips(status, drawing)];
  if (runs.length === 0) return [...above, noRuns(view, drawing), cachesSection(view, drawing)];
  const parts = [
    runsSection(view, drawing, options),
    slowestSection(view, drawing),
    largestSection(view, drawing),
    reasonsSection(view, drawing),
    cachesSection(view, drawing),
  ];
  return [...above, tiles(view, drawing), element('div', { class: 'sections' }, ...parts)];
}

function header({ status, runs }: OverviewView, { t, formats, command }: Drawing): HTMLElement {
  const isRunning = status.running.length > 0;
  // Before the first run, the button is where that is told.
  const canRun = status.state === 'ready' && !isRunning && runs.length > 0;
  const counts = t(
    'Packages: {0} · Actions: {1}',
    formats.count(status.packages),
    formats.count(status.actions),
  );
  return element(
    'header',
    {},
    element(
      'div',
      { class: 'title' },
      element('h1', {}, status.name),
      isRunning ? badge(t('Running')) : undefined,
      element('p', { class: 'note' }, counts),
    ),
    element(
      'div',
      { class: 'steps' },
      button({
        label: t('Show dashboard'),
        onClick: () => command('cachescope.showDashboard'),
      }),
      canRun
        ? button({
            label: t('Build all'),
            primary: true,
            onClick: () => command('cachescope.runAll'),
          })
        : undefined,
    ),
  );
}

function noRuns({ status }: OverviewView, { t, command }: Drawing): HTMLElement {
  const isReady = status.state === 'ready' && status.running.length === 0;
  return wholePage({
    title: t('No runs yet'),
    text: t(
      'Once something has run, this page shows how often the cache helped, how much time that saved, and why actions ran again.',
    ),
    steps: isReady ? [{ label: t('Build all'), run: () => command('cachescope.runAll') }] : [],
  });
}

function runsSection(
  { runs }: OverviewView,
  drawing: Drawing,
  { showTable, onShowTable }: PageOptions,
): HTMLElement {
  const { t } = drawing;
  const body = element(
    'div',
    { class: 'runs' },
    element(
      'div',
      { class: 'corner' },
      button({
        label: showTable ? t('Show as chart') : t('Show as table'),
        attributes: { [focusKeyAttribute]: 'show-table' },
        onClick: () => onShowTable(!showTable),
      }),
    ),
    showTable
      ? runTable(runs.toReversed(), drawing, { withTargets: true })
      : runChart(runs, drawing),
  );
  return section(t('Last runs'), body, '', 'wide');
}
