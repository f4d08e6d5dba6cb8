/** A cache entry: its figures, and for a result its inputs, outputs and what was printed. */
import type { EntryDetails, EntryRow, FileRow } from '../../server/protocol/cache.ts';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatTime,
  formatTimeLeft,
  plainName,
} from '../format.ts';
import { t } from '../texts.ts';
import { actionLink, fileLink } from './links.ts';
import { type Report, ReportBuilder, type ReportPart } from './report.ts';

/** Files listed of each kind; an entry may have 100,000. */
const filesMax = 2_000;

/** Makes the report. */
export function entryReport(folder: string, details: EntryDetails | null): Report {
  if (details === null) {
    const gone = new ReportBuilder(t('cache entry'));
    return gone.line().line(t('This entry is gone: it was removed or replaced.')).build();
  }
  const { entry, result, text } = details;
  const builder = new ReportBuilder(t('cache entry {0}', plainName(entry.name)));
  builder.line().facts(entryFacts(entry));
  if (result !== undefined) resultLines(builder, folder, entry, result);
  if (text !== undefined) builder.heading(t('Value')).block(text);
  return builder.build();
}

function entryFacts(entry: EntryRow): Record<string, string | undefined> {
  const { current, savesMs, timeToLiveMs } = entry;
  return {
    [t('Cache')]: entry.cache,
    [t('Group')]: plainName(entry.group),
    [t('State')]: current === undefined ? undefined : current ? t('fresh') : t('older'),
    [t('Size')]: formatBytes(entry.bytes),
    [t('Hits')]: formatCount(entry.hits),
    [t('Saves')]: savesMs === 0 ? undefined : formatDuration(savesMs),
    // Digests of files bear no date.
    [t('Made')]: entry.createdAt === 0 ? undefined : formatTime(entry.createdAt),
    [t('Last used')]: formatTime(entry.lastUsedAt),
    [t('Expires in')]: timeToLiveMs === undefined ? undefined : formatTimeLeft(timeToLiveMs),
    [t('Key')]: plainName(entry.key),
  };
}

function resultLines(
  builder: ReportBuilder,
  folder: string,
  entry: EntryRow,
  result: NonNullable<EntryDetails['result']>,
): void {
  builder.heading(t('Result'));
  builder.line(`${t('Action')}: `, actionLink(folder, result.action));
  builder.facts({
    [t('Started')]: formatTime(result.startedAt),
    [t('Duration')]: formatDuration(result.durationMs),
  });
  builder.heading(t('Outputs ({0})', formatCount(result.outputs.length)));
  fileLines(builder, result.outputs, (file) => outputParts(folder, entry, file));
  builder.heading(t('Inputs ({0})', formatCount(result.inputs.length)));
  fileLines(builder, result.inputs, (file) => [fileLink(folder, file.path), fileText(file)]);
  builder.heading(t('Printed'));
  if (result.log === '') builder.line(t('Nothing.'));
  else builder.block(withoutEscapes(result.log));
}

function fileLines(
  builder: ReportBuilder,
  files: readonly FileRow[],
  parts: (file: FileRow) => ReportPart[],
): void {
  if (files.length === 0) builder.line(t('None.'));
  for (const file of files.slice(0, filesMax)) builder.item(...parts(file));
  const rest = files.length - filesMax;
  if (rest > 0) builder.line(t('… and {0} more', formatCount(rest)));
}

function outputParts(folder: string, entry: EntryRow, file: FileRow): ReportPart[] {
  const compare: ReportPart = {
    text: t('compare'),
    target: {
      command: 'cachescope.compareOutput',
      subject: { folder, entry: entry.id, path: file.path },
      title: t('Compare with the current file'),
    },
  };
  return [fileLink(folder, file.path), fileText(file), ' — ', compare];
}

function fileText({ bytes, now, digest }: FileRow): string {
  const size = bytes === undefined ? '' : `, ${formatBytes(bytes)}`;
  return `${size}, ${digest.slice(0, 19)}${nowText(now)}`;
}

function nowText(now: FileRow['now']): string {
  if (now === 'changed') return `, ${t('now different')}`;
  if (now === 'absent') return `, ${t('now absent')}`;
  return '';
}

// Colours and cursor movements of terminals, ECMA-48 control sequences (5.4) and titles: of no use outside of one.
const terminalSequence = new RegExp(
  `${'\u001b'}(?:\\[[0-?]*[ -/]*[@-~]|\\].*?(?:${'\u0007'}|${'\u001b'}\\\\))`,
  'g',
);

function withoutEscapes(text: string): string {
  return text.replace(terminalSequence, '').replaceAll('\r', '');
}
