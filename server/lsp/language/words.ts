/** Texts that hovers and lenses are made of: times, shares, states, and Markdown in which nothing of the workspace is markup. */
import type { ActionRow, ActionStatus } from '../../protocol/tasks.ts';

/** `850 ms`, `1.2 s`, `3 min 20 s`. @param durationMs milliseconds */
export function durationText(durationMs: number): string {
  if (durationMs < 999.5) return `${Math.round(durationMs)} ms`;
  if (durationMs < 59_950) return `${(durationMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1000);
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)} min${rest === 0 ? '' : ` ${rest} s`}`;
}

/** `80%`. @param share 0 to 1 */
export function shareText(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** Text of the workspace as Markdown shows it letter by letter, on one line. */
export function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]()#+\-.!|<>~&$@:/]/g, '\\$&');
}

/** A status as people read it. */
export function statusText(status: ActionStatus): string {
  switch (status) {
    case 'unknown':
      return 'not checked yet';
    case 'dirty':
      return 'may have changed';
    case 'restorable':
      return 'in the cache';
    case 'uncached':
      return 'always runs';
    default:
      return status;
  }
}

/** Whether there is anything to explain: fresh ones have no reason to run. */
export function hasWhy(row: ActionRow): boolean {
  return row.reasons.length > 0 && row.status !== 'fresh' && row.status !== 'running';
}

/** `10 fresh, 2 stale`, the most frequent first. */
export function countsText(rows: readonly ActionRow[]): string {
  const counts = new Map<ActionStatus, number>();
  for (const { status } of rows) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([status, count]) => `${count} ${statusText(status)}`)
    .join(', ');
}

/** The text, cut to a length. */
export function shortened(text: string, lengthMax: number): string {
  return text.length <= lengthMax ? text : `${text.slice(0, lengthMax - 1)}…`;
}
