/** A run as Markdown, to be pasted into a ticket or a chat: what bound it, and what ran for which reason. */
import type { Profile } from '../../profiles/profile.ts';
import { type RunAction, runActions } from '../../profiles/run/runActions.ts';
import { countText, durationText } from './units.ts';
import { visible } from './visible.ts';

/** Rows of the longer table. */
const rowsMax = 50;

/** @param run its id */
export function runMarkdown(run: string, profile: Profile): string {
  const { actions, fresh } = runActions(profile);
  const path = actions.filter(({ isCritical }) => isCritical);
  const slowest = actions.toSorted((a, b) => b.duration - a.duration);
  const left = slowest.length - rowsMax;
  return [
    `# Run ${cell(run)}`,
    '',
    `Took ${took(profile.length)}. Not fresh: ${countText(actions.length, 'action')}; fresh: ${fresh.length}.`,
    ...section(
      `Critical path: ${took(sumOf(path))}`,
      ['Action', 'Took', 'Would have saved'],
      path,
      (action) => [cell(action.id), took(action.duration), took(action.wouldSave)],
    ),
    ...section(
      'What was done',
      ['Action', 'State', 'Took', 'Why'],
      slowest.slice(0, rowsMax),
      (action) => [
        cell(action.id),
        cell(action.state),
        took(action.duration),
        cell(action.reasons[0] ?? ''),
      ],
    ),
    ...(left > 0 ? ['', `And ${countText(left, 'faster one')}.`] : []),
    ...profile.notes.map((note) => `\n${cell(note)}`),
    '',
  ].join('\n');
}

function section(
  title: string,
  heads: readonly string[],
  actions: readonly RunAction[],
  cells: (action: RunAction) => readonly string[],
): readonly string[] {
  const rows = [heads, heads.map(() => '---'), ...actions.map(cells)];
  return ['', `## ${title}`, '', ...rows.map((row) => `| ${row.join(' | ')} |`)];
}

function sumOf(actions: readonly RunAction[]): number {
  return actions.reduce((sum, { duration }) => sum + duration, 0);
}

function took(micros: number): string {
  return durationText(micros / 1000);
}

/** Text as itself: names of files must not become markup, nor end their cell. */
function cell(text: string): string {
  return visible(text).replace(/[\\`*_{}[\]<>|#~!&]/g, '\\$&');
}
