/** The engine's nouns as rows of the protocol. Pure. */
import type { Action } from '../../engine/model/action.ts';
import { isTracked } from '../../engine/model/action.ts';
import type { Problem } from '../../engine/model/problem.ts';
import type { Reason } from '../../engine/model/reason.ts';
import { reasonText } from '../../engine/model/reason.ts';
import type { ActionResult, RunRecord } from '../../engine/model/run.ts';
import { totalsOf } from '../../host/workspace/runTotals.ts';
import type {
  ActionStatus,
  ProblemRow,
  ReasonRow,
  ResultRow,
  RunSummary,
} from '../../protocol/tasks.ts';

/** A reason. */
export function reasonRow(reason: Reason): ReasonRow {
  // The path of a program may lie anywhere on the machine.
  const path = 'path' in reason && reason.kind !== 'tool-changed' ? reason.path : undefined;
  return {
    kind: reason.kind,
    text: reasonText(reason),
    ...(path === undefined ? {} : { path }),
    ...('action' in reason ? { action: reason.action } : {}),
  };
}

/** A result. */
export function resultRow({
  id,
  state,
  reasons,
  duration,
  saved,
  message,
}: ActionResult): ResultRow {
  return {
    id,
    state,
    reasons: reasons.map(reasonRow),
    durationMs: duration,
    savedMs: saved,
    ...(message === undefined ? {} : { message }),
  };
}

/** A run without its results. */
export function runSummary(run: RunRecord): RunSummary {
  const { fresh, restored, ran, failed, skipped, hitRate, savedMs } = totalsOf(run.actions);
  return {
    id: run.id,
    startedAt: run.startedAt,
    durationMs: run.duration,
    targets: run.targets,
    fresh,
    restored,
    ran,
    failed,
    skipped,
    ...(hitRate === undefined ? {} : { hitRate }),
    savedMs,
  };
}

/** A problem of the configuration. */
export function problemRow({ severity, code, message, suggestion, location }: Problem): ProblemRow {
  return {
    severity,
    code,
    message,
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(location === undefined
      ? {}
      : { place: { path: location.file, line: location.line, column: location.column } }),
  };
}

/** How an action stands, and why. */
export interface Standing {
  readonly status: ActionStatus;
  readonly reasons: readonly ReasonRow[];
}

/** What a dry run says about an action. */
export function standingWhenChecked(result: ActionResult): Standing {
  const reasons = result.state === 'fresh' ? [] : result.reasons.map(reasonRow);
  return { status: statusWhenChecked(result), reasons };
}

function statusWhenChecked({ state, reasons }: ActionResult): ActionStatus {
  const [first] = reasons;
  switch (state) {
    case 'fresh':
      return 'fresh';
    case 'restored':
      return 'restorable';
    case 'failed':
      return 'failed';
    case 'ran':
      if (first?.kind === 'not-cached' || first?.kind === 'dependency-untracked') return 'uncached';
      return first?.kind === 'earlier-failure' ? 'failed' : 'stale';
    case 'skipped':
      return 'stale';
  }
}

/** How an action stands after a run; undefined: as before, nothing was done with it. */
export function statusWhenRun(action: Action, { state }: ActionResult): ActionStatus | undefined {
  switch (state) {
    case 'failed':
      return 'failed';
    case 'skipped':
      return undefined;
    case 'fresh':
    case 'restored':
    case 'ran':
      return action.work.type === 'none' || isTracked(action) ? 'fresh' : 'uncached';
  }
}

/** What an action runs, for people. */
export function commandText({ work }: Action): string {
  switch (work.type) {
    case 'commands':
      return work.commands
        .map((command) => (command.type === 'shell' ? command.script : command.argv.join(' ')))
        .join(' && ');
    case 'builder':
      return work.module;
    case 'none':
      return '';
  }
}
