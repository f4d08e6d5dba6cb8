/** One run of the history: its figures and all its results, slowest first. */
import type { RunDetails } from '../../server/protocol/overview.ts';
import type { ResultRow } from '../../server/protocol/tasks.ts';
import { formatCount, formatDuration, formatShare, formatTime } from '../format.ts';
import { t } from '../texts.ts';
import { lookOfResult } from '../views/statusLook.ts';
import { actionLink } from './links.ts';
import { type Report, ReportBuilder } from './report.ts';

/** Results listed; a run may have 100,000. */
const resultsMax = 2_000;

/** Makes the report. */
export function runReport(folder: string, details: RunDetails | null): Report {
  if (details === null) {
    const gone = new ReportBuilder(t('run'));
    return gone.line().line(t('This run is no longer in the history.')).build();
  }
  const { summary, results } = details;
  const builder = new ReportBuilder(t('run {0}', summary.targets.join(' ') || t('all targets')));
  builder.line().facts({
    [t('Started')]: formatTime(summary.startedAt),
    [t('Duration')]: formatDuration(summary.durationMs),
    [t('Hit rate')]: summary.hitRate === undefined ? undefined : formatShare(summary.hitRate),
    [t('Time saved')]: formatDuration(summary.savedMs),
    [t('Fresh')]: formatCount(summary.fresh),
    [t('Restored')]: formatCount(summary.restored),
    [t('Ran')]: formatCount(summary.ran),
    [t('Failed')]: formatCount(summary.failed),
    [t('Skipped')]: formatCount(summary.skipped),
    [t('Id')]: summary.id,
  });
  const failed = results.filter(({ state }) => state === 'failed');
  if (failed.length > 0) builder.heading(t('Failed'));
  resultLines(builder, { folder, run: summary.id, results: failed });
  builder.heading(t('Results, slowest first'));
  resultLines(builder, { folder, run: summary.id, results });
  return builder.build();
}

function resultLines(
  builder: ReportBuilder,
  about: { folder: string; run: string; results: readonly ResultRow[] },
): void {
  const { folder, run, results } = about;
  for (const result of results.slice(0, resultsMax)) {
    builder.item(actionLink(folder, result.id, run), `: ${resultText(result)}`);
  }
  const rest = results.length - resultsMax;
  if (rest > 0) builder.line(t('… and {0} more', formatCount(rest)));
}

function resultText({ state, durationMs, message, reasons }: ResultRow): string {
  const why = message ?? (state === 'fresh' ? undefined : reasons[0]?.text);
  const text = `${lookOfResult(state).text}, ${formatDuration(durationMs)}`;
  return why === undefined ? text : `${text} — ${why}`;
}
