/** What went wrong, by kind, and where each kind is told of. */
import type { MetricWindow } from '../../server/protocol/metrics.ts';
import type { RunSummary } from '../../server/protocol/tasks.ts';
import { nothing } from '../overview/context.ts';
import { element } from '../ui/dom.ts';
import { type Column, table } from '../ui/table.ts';
import { commandLink } from '../ui/toolkit.ts';
import type { Scene } from './context.ts';
import type { Figures } from './figures.ts';

interface ErrorRow {
  readonly kind: string;
  readonly count: number;
}

/** How much went wrong in a window. */
export function errorCount(figures: Figures, window: MetricWindow): number {
  return figures.sum('errors', window);
}

/** The last run in which something failed. */
export function lastFailed({ runs }: Scene): RunSummary | undefined {
  return runs.find(({ failed }) => failed > 0);
}

/** Kinds that there were in the window, most frequent first. */
export function errorRows({ figures, window }: Scene): readonly ErrorRow[] {
  return figures
    .valuesOf('errors', 'kind')
    .map((kind) => ({ kind, count: figures.sum('errors', window, { kind }) }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
}

/** Draws them. */
export function errorTable(rows: readonly ErrorRow[], scene: Scene): HTMLElement {
  const { t, formats } = scene;
  if (rows.length === 0) {
    return element('p', { class: 'empty' }, t('Nothing went wrong in this time.'));
  }
  const columns: readonly Column<ErrorRow>[] = [
    { title: t('Kind'), kind: 'wrapped', cell: ({ kind }) => kindText(kind, scene) },
    { title: t('Times'), kind: 'number', cell: ({ count }) => formats.count(count) },
    { title: t('Last of'), kind: 'text', cell: ({ kind }) => lastLink(kind, scene) },
    { title: t('Where'), kind: 'short', cell: ({ kind }) => whereLink(kind, scene) },
  ];
  return table({ caption: t('Errors by kind'), columns, rows });
}

function kindText(kind: string, { t }: Scene): string {
  switch (kind) {
    case 'exit':
      return t('A command failed');
    case 'no-exit':
      return t('A command did not start, or was ended');
    case 'raced':
      return t('An input changed while an action ran');
    case 'cache':
      return t('A cache was in trouble');
    default:
      return kind;
  }
}

/** The action or the cache that it last happened to; known of this process alone. */
function lastLink(kind: string, { t, figures, command }: Scene): HTMLElement | string {
  const { action, cache, message } = figures.lastError(kind) ?? {};
  const focusKey = `last ${kind}`;
  if (cache !== undefined) {
    const onClick = () => command('cachescope.showCache', cache);
    return commandLink({ label: cache, title: message ?? cache, focusKey, onClick });
  }
  if (action === undefined) return nothing;
  const onClick = () => command('cachescope.explain', action);
  return commandLink({ label: action, title: t('Explain {0}', action), focusKey, onClick });
}

// A trouble of a cache is told in the log; all others happened in a run.
function whereLink(kind: string, scene: Scene): HTMLElement {
  const { t, command, runs, figures } = scene;
  const focusKey = `error ${kind}`;
  const known = figures.lastError(kind)?.run;
  const isFailure = kind === 'exit' || kind === 'no-exit';
  const run = known ?? (isFailure ? lastFailed(scene) : runs[0])?.id;
  if (kind === 'cache' || run === undefined) {
    const onClick = () => command('cachescope.showLog');
    return commandLink({ label: t('Show log'), focusKey, onClick });
  }
  const label = known === undefined && !isFailure ? t('Show last run') : t('Show run');
  const onClick = () => command('cachescope.openRun', run);
  return commandLink({ label: isFailure ? t('Show failed run') : label, focusKey, onClick });
}
