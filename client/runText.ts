/** What a terminal shows of a run, besides what its commands print. Lines with problems have the form that our problem matcher reads. */
import type { ProblemRow, ResultRow, RunOutcome } from '../server/protocol/tasks.ts';
import { formatCount, formatDuration, formatShare, oneLine } from './format.ts';
import { t } from './texts.ts';

/** The line that stands above what an action prints. */
export function actionHeader(action: string): string {
  return dim(`── ${oneLine(action)} ──`);
}

/** A line of ours between what commands print. */
export function sideNote(text: string): string {
  return dim(oneLine(text));
}

/** The lines that end a run. */
export function outcomeLines(outcome: RunOutcome): string[] {
  if (outcome.type === 'refused') {
    return [...outcome.problems.map(problemLine), t('Nothing was started.')];
  }
  const { summary, results } = outcome;
  const failed = results.filter(({ state }) => state === 'failed');
  return ['', ...failed.map(failureLine), summaryLine(summary)];
}

/** A problem in one line: `cachescope.json:3:5: error config/unknown: There is no task x.` */
export function problemLine({ place, severity, code, message, suggestion }: ProblemRow): string {
  const where = place === undefined ? '' : `${place.path}:${place.line}:${place.column}: `;
  const advice = suggestion === undefined ? '' : ` ${suggestion}`;
  return oneLine(`${where}${severity} ${code}: ${message}${advice}`);
}

/** What became of a run, in one sentence. */
export function summaryLine(summary: (RunOutcome & { type: 'ended' })['summary']): string {
  const { fresh, restored, ran, failed, skipped, durationMs, hitRate } = summary;
  const counts = [
    [ran, t('ran')],
    [restored, t('restored')],
    [fresh, t('fresh')],
    [failed, t('failed')],
    [skipped, t('skipped')],
  ] as const;
  const parts = counts.flatMap(([count, name]) =>
    count === 0 ? [] : [`${formatCount(count)} ${name}`],
  );
  const hits = hitRate === undefined ? '' : `, ${t('{0} hits', formatShare(hitRate))}`;
  const all = parts.length === 0 ? t('nothing to do') : parts.join(', ');
  return `${all}${hits}, ${formatDuration(durationMs)}`;
}

// At the start of a line: `src/a.ts(2,14)`, `src/a.ts:2:14`, with colours or without.
const color = String.raw`(?:\x1b\[[\d;]*m)*`;
const place = new RegExp(
  String.raw`^([ \t]*${color})(?:\./)?([^\s:()\x1b][^\s:()\x1b]*\.\w+)(?=${color}[(:]${color}\d+${color}[,:])`,
  'gm',
);

/**
 * Makes the places that compilers print relative to the workspace's folder, so that the terminal's links and the problem matchers find the files. Matchers
 * that are to find out by themselves what a path is relative to look at the disk for it, and lose what they found where the terminal ends before that.
 *
 * @param cwd where the command ran, relative to that folder; empty: in it
 * @param root path of that folder, absolute
 */
export function fromWorkspace(text: string, { cwd, root }: { cwd: string; root: string }): string {
  const above = cwd === '' || cwd === '.' ? '' : `${cwd}/`;
  return text.replace(place, (whole, start: string, path: string) => {
    if (path.startsWith(`${root}/`)) return start + path.slice(root.length + 1);
    return isAbsolute(path) || path.startsWith(above) ? whole : start + above + path;
  });
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || path.startsWith('\\');
}

/** Text as a terminal wants it: each line ends with both characters. */
export function terminalText(text: string): string {
  return text.replace(/\r?\n/g, '\r\n');
}

function failureLine({ id, message }: ResultRow): string {
  // The message begins with the name where it is the engine's own.
  const text = message ?? t('failed');
  return red(oneLine(text.startsWith(id) ? text : `${id}: ${text}`));
}

function dim(text: string): string {
  return isPlain() ? text : `\u001b[2m${text}\u001b[22m`;
}

function red(text: string): string {
  return isPlain() ? text : `\u001b[31m${text}\u001b[39m`;
}

/** https://no-color.org: set and not empty counts, as on the command line. What commands print is shown as it is. */
function isPlain(): boolean {
  return Boolean(process.env.NO_COLOR);
}
