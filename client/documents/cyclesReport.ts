/** Modules that import each other in circles. */
import type { Page } from '../../server/protocol/basics.ts';
import type { CyclePage, ModuleStatus } from '../../server/protocol/modules.ts';
import { formatCount } from '../format.ts';
import { notReadyText } from '../modules/moduleTexts.ts';
import { t } from '../texts.ts';
import { fileLink } from './links.ts';
import { type Report, ReportBuilder } from './report.ts';

/** Makes the report. @param path the file that they hold; undefined: all of the folder */
export function cyclesReport(
  folder: string,
  path: string | undefined,
  { status, page }: { readonly status: ModuleStatus; readonly page: CyclePage },
): Report {
  const title =
    path === undefined ? t('circles of imports') : t('circles of imports through {0}', path);
  const builder = new ReportBuilder(title);
  builder.line().line(notReadyText(status) ?? shownText(page));
  for (const [at, { members, shortest }] of page.rows.entries()) {
    builder.heading(t('Circle {0}', formatCount(at + 1)));
    for (const file of shortest) builder.item(fileLink(folder, file));
    const [first] = shortest;
    if (first !== undefined) builder.item(t('and back to'), ' ', fileLink(folder, first));
    if (members > shortest.length)
      builder
        .line()
        .line(
          t('It is the shortest among {0} files that all reach each other.', formatCount(members)),
        );
  }
  return builder.build();
}

/** How many there are of something, and how many of these are shown. */
export function shownText({ total, rows }: Page<unknown>): string {
  if (total === 0) return t('There are none.');
  if (total > rows.length)
    return t('{0} of {1} are shown.', formatCount(rows.length), formatCount(total));
  return total === 1 ? t('There is one.') : t('There are {0}.', formatCount(total));
}
