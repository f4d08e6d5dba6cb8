/** Runs as a table. When one began leads to its details. */
import type { RunSummary } from '../../server/protocol/tasks.ts';
import { type Column, table } from '../ui/table.ts';
import { commandLink } from '../ui/toolkit.ts';
import { type Drawing, nothing } from './context.ts';

/** Draws it. @param options.withTargets says what each run was asked for, where there is room */
export function runTable(
  runs: readonly RunSummary[],
  drawing: Drawing,
  { withTargets }: { readonly withTargets: boolean },
): HTMLElement {
  const { t, formats, command } = drawing;
  const open = ({ id, startedAt }: RunSummary) =>
    commandLink({
      label: formats.date(startedAt),
      focusKey: `run ${id}`,
      onClick: () => command('cachescope.openRun', id),
    });
  const targets: Column<RunSummary> = {
    title: t('Targets'),
    kind: 'text',
    cell: (run) => targetsText(run.targets, drawing),
  };
  const columns: readonly Column<RunSummary>[] = [
    { title: t('Started'), kind: 'short', cell: open },
    ...(withTargets ? [targets] : []),
    { title: t('Took'), kind: 'number', cell: ({ durationMs }) => formats.duration(durationMs) },
    { title: t('Saved'), kind: 'number', cell: ({ savedMs }) => formats.duration(savedMs) },
    { title: t('Ran'), kind: 'number', cell: ({ ran }) => formats.count(ran) },
    { title: t('Failed'), kind: 'number', cell: ({ failed }) => formats.count(failed) },
    { title: t('Hit rate'), kind: 'number', cell: (run) => hitRateText(run, drawing) },
  ];
  return table({ caption: t('Last runs'), columns, rows: runs });
}

/** What a run was asked for. */
export function targetsText(targets: readonly string[], { t }: Drawing): string {
  return targets.length === 0 ? t('all targets') : targets.join(', ');
}

/** Its hit rate, where anything was decided. */
export function hitRateText({ hitRate }: RunSummary, { formats }: Drawing): string {
  return hitRate === undefined ? nothing : formats.percent(hitRate);
}
