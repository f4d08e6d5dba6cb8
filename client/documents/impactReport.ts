/** What changing files would cost, before it is done. */
import type { ImpactAction, ImpactResult } from '../../server/protocol/modules.ts';
import { formatCount, formatDuration, formatShare } from '../format.ts';
import { t } from '../texts.ts';
import { actionLink, fileLink } from './links.ts';
import { type Report, ReportBuilder, type ReportPart } from './report.ts';

const filesShown = 50;

/** Makes the report. @param name what would change, for the title */
export function impactReport(folder: string, name: string, result: ImpactResult): Report {
  const builder = new ReportBuilder(t('what changing {0} would cost', name));
  builder.line();
  const { files, modules, actions, expectedMs, workMs, unknown } = result;
  const isTimeKnown = actions.length > unknown;
  builder.facts({
    [t('Files that depend on it')]: formatCount(modules),
    [t('Tasks that may run')]: formatCount(actions.length),
    [t('Time on this machine')]: isTimeKnown
      ? t('about {0}', formatDuration(expectedMs))
      : undefined,
    [t('Work')]: isTimeKnown ? formatDuration(workMs) : undefined,
  });
  if (files.length > 1) filesPart(builder, folder, files);
  builder.heading(t('Tasks'));
  if (files.length === 0) builder.line(t('None: nothing changed.'));
  else if (actions.length === 0) builder.line(t('None: no task reads it.'));
  for (const action of actions) builder.item(...actionParts(folder, action));
  if (unknown > 0)
    builder.line().line(t('Tasks that never ran have no time yet; they are not part of the sum.'));
  if (actions.length > 0)
    builder
      .line()
      .line(t('How likely a task is to run follows from how often it was spared in earlier runs.'));
  return builder.build();
}

function filesPart(builder: ReportBuilder, folder: string, files: readonly string[]): void {
  builder.heading(t('Files'));
  for (const path of files.slice(0, filesShown)) builder.item(fileLink(folder, path));
  const more = files.length - filesShown;
  if (more > 0) builder.item(t('and {0} more', formatCount(more)));
}

function actionParts(
  folder: string,
  { id, likelihood, expectedMs, via }: ImpactAction,
): ReportPart[] {
  const time = expectedMs === undefined ? t('never ran') : formatDuration(expectedMs);
  const cause: ReportPart[] =
    via.type === 'file'
      ? [t('reads'), ' ', fileLink(folder, via.path)]
      : [t('after'), ' ', actionLink(folder, via.id)];
  return [actionLink(folder, id), `: ${formatShare(likelihood)}, ${time}, `, ...cause];
}
