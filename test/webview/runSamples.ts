/** Profiles of runs as the run's own writer makes them, from a few words about each action. */

/** An action: where and when it ran, in milliseconds, and what is said of it. */
export interface SampleAction {
  readonly id: string;
  readonly slot: number;
  readonly from: number;
  readonly to: number;
  readonly state?: string;
  readonly reason?: string;
  readonly critical?: boolean;
  readonly slackMs?: number;
}

/** The trace of a run. @param fresh actions that had nothing to do */
export function runTrace(actions: readonly SampleAction[], fresh: readonly string[] = []): string {
  const lane = (slot: number) => ({ pid: 1, tid: slot });
  const names = [...new Set(actions.map(({ slot }) => slot))].map((slot) => ({
    ...{ ph: 'M', name: 'thread_name', ...lane(slot) },
    args: { name: `Slot ${slot}` },
  }));
  const spans = actions.flatMap(({ id, slot, from, to, state = 'ran', ...more }) => {
    const { reason = 'src/a.ts changed', critical = false, slackMs = 0 } = more;
    const saves = critical ? to - from : 0;
    const args = { action: id, state, reasons: [reason], critical };
    return [
      {
        ...{ ph: 'X', name: id, cat: state, ts: from * 1000, dur: (to - from) * 1000 },
        ...{ ...lane(slot), args: { ...args, slackMs, wouldHaveSavedMs: saves } },
      },
      {
        ...{ ph: 'X', name: 'Run', cat: 'phase', ts: from * 1000, dur: (to - from) * 800 },
        ...lane(slot),
      },
    ];
  });
  const waiting = {
    ...{ ph: 'X', name: 'web#build', cat: 'waiting', ts: 0, dur: 90_000, ...lane(9) },
    args: { cause: 'core#build ended' },
  };
  const mark = { ph: 'i', name: 'Fresh', cat: 'cache', s: 'g', pid: 1, tid: 0, ts: 1000 };
  const marks = fresh.length > 0 ? [{ ...mark, args: { fresh } }] : [];
  const process = { ph: 'M', name: 'process_name', pid: 1, tid: 0, args: { name: 'cachescope' } };
  return JSON.stringify({ traceEvents: [process, ...names, ...spans, waiting, ...marks] });
}

/** A run after an edit, and the one before it. */
export const runNow = runTrace(
  [
    { id: 'core#build', slot: 1, from: 0, to: 100, critical: true },
    { id: 'web#build', slot: 1, from: 100, to: 500, critical: true },
    { id: 'docs#build', slot: 2, from: 0, to: 200, slackMs: 300 },
    { id: 'api#build', slot: 2, from: 200, to: 260, slackMs: 240, reason: 'tsconfig.json changed' },
    { id: 'new#build', slot: 2, from: 260, to: 300, reason: 'Never built before', slackMs: 200 },
  ],
  ['icons#build'],
);
export const runBefore = runTrace(
  [
    { id: 'core#build', slot: 1, from: 0, to: 98, critical: true },
    { id: 'web#build', slot: 1, from: 100, to: 250, critical: true },
    { id: 'docs#build', slot: 2, from: 0, to: 240, slackMs: 10 },
    { id: 'old#build', slot: 3, from: 0, to: 30, slackMs: 200 },
    { id: 'icons#build', slot: 3, from: 30, to: 55, slackMs: 200 },
  ],
  ['api#build'],
);
