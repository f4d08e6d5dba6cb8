/** What a run comes to: how many actions ended how, and what was saved. */
import type { ActionResult } from '../../engine/model/run.ts';

/** How many actions ended in each state, and what that means. */
export interface RunTotals {
  readonly actions: number;
  readonly fresh: number;
  readonly restored: number;
  readonly ran: number;
  readonly failed: number;
  readonly skipped: number;
  /** Share of the decided actions that were fresh or restored, 0 to 1; undefined where none was decided. */
  readonly hitRate: number | undefined;
  /** Time that fresh and restored actions would have taken, in milliseconds. */
  readonly savedMs: number;
}

/** Counts the results of a run. Tasks that only name others do nothing that could be a hit or a miss, so they are not counted. */
export function totalsOf(results: readonly ActionResult[]): RunTotals {
  const count = { fresh: 0, restored: 0, ran: 0, failed: 0, skipped: 0 };
  let savedMs = 0;
  const counted = results.filter((result) => !isGroup(result));
  for (const { state, saved } of counted) {
    count[state]++;
    savedMs += saved;
  }
  const hits = count.fresh + count.restored;
  const decided = counted.length - count.skipped;
  return {
    actions: counted.length,
    ...count,
    hitRate: decided === 0 ? undefined : hits / decided,
    savedMs,
  };
}

/** Whatever has a command or a builder and is fresh, or would run, was found by its key. */
function isGroup({ state, key, reasons }: ActionResult): boolean {
  if (key !== undefined) return false;
  return state === 'fresh' || reasons[0]?.kind === 'dependency-would-run';
}
