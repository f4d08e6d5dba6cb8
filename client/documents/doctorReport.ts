/** What `doctor` found: problems first, each with what to do, then facts. */
import type { DoctorResult } from '../../server/protocol/overview.ts';
import type { ProblemRow } from '../../server/protocol/tasks.ts';
import { t } from '../texts.ts';
import { fileLink } from './links.ts';
import { type Report, ReportBuilder, type ReportPart } from './report.ts';

/** Makes the report. */
export function doctorReport(folder: string, name: string, result: DoctorResult): Report {
  const builder = new ReportBuilder(t('doctor, {0}', name));
  builder.heading(t('Problems'));
  if (result.problems.length === 0) builder.line(t('None found.'));
  for (const problem of result.problems) builder.item(...problemParts(folder, problem));
  if (result.facts.length > 0) builder.heading(t('Facts'));
  for (const fact of result.facts) builder.line(`${fact.name}: ${fact.value}`);
  return builder.build();
}

function problemParts(folder: string, problem: ProblemRow): ReportPart[] {
  const { severity, message, suggestion, place } = problem;
  const parts: ReportPart[] = [`${severity === 'error' ? t('error') : t('warning')}: ${message}`];
  if (suggestion !== undefined) parts.push(`${endOf(message)} ${suggestion}`);
  if (place !== undefined) parts.push(' — ', fileLink(folder, place.path, place.line));
  return parts;
}

// Some messages are no whole sentences.
function endOf(message: string): string {
  return /[.!?:]$/.test(message) ? '' : '.';
}
