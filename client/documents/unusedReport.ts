/** Files and exports that nothing uses. */
import type { ModuleStatus, UnusedPage } from '../../server/protocol/modules.ts';
import { formatCount } from '../format.ts';
import { notReadyText } from '../modules/moduleTexts.ts';
import { t } from '../texts.ts';
import { shownText } from './cyclesReport.ts';
import { fileLink } from './links.ts';
import { type Report, ReportBuilder } from './report.ts';

/** What was asked for. */
export interface Unused {
  readonly status: ModuleStatus;
  readonly files: UnusedPage;
  readonly exports: UnusedPage;
}

/** Makes the report. */
export function unusedReport(folder: string, { status, files, exports }: Unused): Report {
  const builder = new ReportBuilder(t('what nothing uses'));
  const why = notReadyText(status);
  if (why !== undefined) return builder.line().line(why).build();
  const missing = missingText(files);
  if (missing !== undefined) builder.line().line(missing);
  if (files.entries === 0 && status.modules > 0)
    builder
      .line()
      .line(
        t(
          'No file was found that is used from outside, so all count as unused. Name such files as "modules": { "entry": [...] } in cachescope.json.',
        ),
      );
  builder.heading(t('Files that no entry point leads to')).line(shownText(files));
  if (files.rows.length > 0) builder.line();
  for (const { path } of files.rows) builder.item(fileLink(folder, path));
  builder.heading(t('Exports that no import names')).line(shownText(exports));
  if (exports.rows.length > 0) builder.line();
  for (const { path, line, name = '' } of exports.rows)
    builder.item(fileLink(folder, path, line), ` ${name}`);
  return builder.build();
}

/** What makes the lists longer than they should be. */
function missingText({ missing }: UnusedPage): string | undefined {
  const [first] = missing;
  if (first === undefined) return undefined;
  const what =
    missing.length === 1
      ? t('{0} is not there.', first)
      : t('{0} is not there, and {1} more.', first, formatCount(missing.length - 1));
  const then = t(
    'What is imported only by names that stand in it counts as unused: start or build once what writes it.',
  );
  return `${what} ${then}`;
}
