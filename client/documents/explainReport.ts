/** Why an action was not fresh, from what decided it back to the file that a person changed. */
import type { ChainRow, ExplainResult, ExplanationView } from '../../server/protocol/explain.ts';
import type { ActionRow, ReasonRow } from '../../server/protocol/tasks.ts';
import { formatDuration, formatShare, formatTime } from '../format.ts';
import { t } from '../texts.ts';
import { lookOfResult, lookOfStatus } from '../views/statusLook.ts';
import { actionLink, differenceLink, fileLink, linkedText } from './links.ts';
import { type Report, ReportBuilder, type ReportPart } from './report.ts';

/** What the report is about. */
export interface ExplainSubject {
  readonly folder: string;
  readonly action: string;
  /** The action as it is now; undefined: there is no such action any more. */
  readonly row?: ActionRow | undefined;
}

/** Makes the report. */
export function explainReport(about: ExplainSubject, result: ExplainResult): Report {
  const builder = new ReportBuilder(t('why {0}', about.action));
  builder.line();
  nowLines(builder, about);
  if ('message' in result) return builder.line().line(result.message).build();
  builder.line().line(momentText(result));
  builder.heading(t('Reasons'));
  if (result.reasons.length === 0) builder.line(t('None: everything it depends on is as it was.'));
  for (const reason of result.reasons) builder.item(...reasonParts(about, result, reason));
  // A chain of the action alone says what the reasons have said.
  const chain = result.chain.some(({ action }) => action !== about.action) ? result.chain : [];
  if (chain.length > 0) builder.heading(t('Back to the first cause'));
  for (const step of chain) builder.item(...stepParts(about, result, step));
  firstCause(builder, about, result);
  return builder.build();
}

function nowLines(builder: ReportBuilder, { folder, row }: ExplainSubject): void {
  if (row === undefined) return;
  const { lastDurationMs, hitRate, declared } = row;
  builder.facts({
    [t('State')]: lookOfStatus(row.status).text,
    [t('Last duration')]: lastDurationMs === undefined ? undefined : formatDuration(lastDurationMs),
    [t('Hit rate')]: hitRate === undefined ? undefined : formatShare(hitRate),
    [t('Command')]: row.command,
  });
  if (declared !== undefined) {
    builder.line(`${t('Declared in')}: `, fileLink(folder, declared.path, declared.line));
  }
}

function momentText({ run, at, state }: ExplanationView): string {
  if (run === undefined) return wouldText(state);
  const look = lookOfResult(state).text;
  if (at === undefined) return t('In run {0}: {1}', run, look);
  return t('On {0}, in run {1}: {2}', formatTime(at), run, look);
}

function wouldText(state: ExplanationView['state']): string {
  switch (state) {
    case 'fresh':
      return t('It is fresh: nothing would be done.');
    case 'restored':
      return t('Its outputs would be taken from the cache.');
    case 'skipped':
      return t('It would be skipped.');
    case 'ran':
    case 'failed':
      return t('It would run.');
  }
}

function reasonParts(
  { folder, action }: ExplainSubject,
  { run }: ExplanationView,
  { text, path, action: other }: ReasonRow,
): readonly ReportPart[] {
  if (path !== undefined) return linkedText(text, fileLink(folder, path));
  if (other === undefined || other === action) return [text];
  return linkedText(text, actionLink(folder, other, run));
}

function stepParts(about: ExplainSubject, view: ExplanationView, step: ChainRow): ReportPart[] {
  const link = actionLink(about.folder, step.action, view.run);
  // What has not happened yet has no state.
  const state = view.run === undefined ? '' : ` ${lookOfResult(step.state).text}`;
  return [link, `${state}: `, ...reasonParts({ ...about, action: step.action }, view, step.reason)];
}

function firstCause(
  builder: ReportBuilder,
  { folder, action }: ExplainSubject,
  { changedFile, hasDifference, run, chain }: ExplanationView,
): void {
  if (changedFile === undefined) return;
  builder.heading(t('The file that changed'));
  // The difference is known to the action that reads the file: the last one of the chain.
  const reader = chain.at(-1)?.action ?? action;
  const difference: ReportPart[] = hasDifference
    ? [' — ', differenceLink({ folder, action: reader, path: changedFile, run })]
    : [];
  builder.line(fileLink(folder, changedFile), ...difference);
}
