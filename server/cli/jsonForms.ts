/** The plain objects of `--json`: how results and reasons of the engine are written there. Documented in JSON.md. */
import type { Problem } from '../engine/model/problem.ts';
import type { Reason } from '../engine/model/reason.ts';
import { reasonText } from '../engine/model/reason.ts';
import type { ActionResult, RunRecord } from '../engine/model/run.ts';
import { totalsOf } from '../host/workspace/runTotals.ts';

/** Version of every object that `--json` prints; raised when a field changes its meaning or goes. See JSON.md. */
export const jsonVersion = 1;

/** A reason: its own fields plus `text`, one line for people. */
export function jsonReason(reason: Reason): object {
  return { ...reason, text: reasonText(reason) };
}

/** One action of a run. */
export function jsonAction({
  id,
  state,
  reasons,
  duration,
  saved,
  unchanged,
  key,
  exitCode,
  message,
}: ActionResult): object {
  return {
    id,
    state,
    reasons: reasons.map(jsonReason),
    durationMs: round(duration),
    savedMs: round(saved),
    unchanged,
    key,
    exitCode,
    message,
  };
}

/** The run as a whole, without its actions. */
export function jsonRun(run: RunRecord): object {
  const { savedMs, hitRate, ...counts } = totalsOf(run.actions);
  return {
    id: run.id,
    startedAt: new Date(run.startedAt).toISOString(),
    durationMs: round(run.duration),
    targets: run.targets,
    totals: counts,
    hitRate: hitRate ?? null,
    savedMs: round(savedMs),
  };
}

/** A problem of the configuration. */
export function jsonProblem(problem: Problem): object {
  const { severity, code, message, location, suggestion } = problem;
  const place = location && { file: location.file, line: location.line, column: location.column };
  return { severity, code, message, location: place, suggestion };
}

/** Milliseconds to the microsecond. */
export function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
