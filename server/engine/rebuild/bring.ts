/**
 * Brings one action up to date: decides, takes the lock where something must be written, restores or executes, and says how it stands.
 */
import type { Action } from '../model/action.ts';
import { unreachable } from '../model/assert.ts';
import { as, type DurationMs, type OutputDigest } from '../model/brand.ts';
import type { Reason } from '../model/reason.ts';
import type { BuildRequest } from '../model/request.ts';
import type { ActionResult } from '../model/run.ts';
import type { CancelToken } from '../ports/cancel.ts';
import { UnreadableFile } from '../ports/files.ts';
import type { StoredTrace } from '../ports/store.ts';
import type { BuildContext, Outcome } from './context.ts';
import { type Decision, decide } from './decide.ts';
import { execute } from './execute.ts';
import { decodeLog } from './log.ts';
import { diffOutputs } from './outputs.ts';

const none = as<DurationMs>(0);
/** How often another process's lock is looked at, in milliseconds. */
const lockPollMs = as<DurationMs>(50);

/** A decision, or the outcome where the action could not even be looked at. */
export type Verdict = Decision | { readonly type: 'refused'; readonly outcome: Outcome };

/** Decides; an unreadable input is this action's failure alone. */
export function verdictOn(
  context: BuildContext,
  action: Action,
  request: BuildRequest,
  forced: boolean,
): Verdict {
  try {
    return decide(context, action, request, forced);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return { type: 'refused', outcome: failed(context, action, [], { message: error.message }) };
  }
}

/** The outcome of an action that is up to date as it is. */
export function freshOutcome(
  context: BuildContext,
  action: Action,
  trace: StoredTrace,
  replay: boolean,
): Outcome {
  settleOn(context, action, trace);
  if (replay) replayLog(context, action, trace);
  const result = {
    ...base(context, action),
    state: 'fresh',
    reasons: [],
    saved: trace.duration,
  } as const;
  return succeeded(context, action, { ...result, unchanged: true }, trace.outputDigest);
}

/** What the action would end as, for a dry run. Outputs of what would run are not known. */
export function predictedOutcome(
  context: BuildContext,
  action: Action,
  decision: Decision,
): Outcome {
  const result = base(context, action);
  switch (decision.type) {
    case 'fresh':
      return freshOutcome(context, action, decision.trace, false);
    case 'restore':
      return succeeded(
        context,
        action,
        { ...result, state: 'restored', reasons: decision.reasons, saved: decision.trace.duration },
        decision.trace.outputDigest,
      );
    case 'run':
      return {
        result: { ...result, state: 'ran', reasons: decision.reasons },
        outputs: undefined,
        closure: undefined,
      };
    default:
      return unreachable(decision);
  }
}

/** The outcome of an action that was not tried. */
export function skippedOutcome(action: Action, reason: Reason): Outcome {
  const result = {
    id: action.id,
    state: 'skipped',
    reasons: [reason],
    duration: none,
    saved: none,
    unchanged: false,
  } as const;
  return { result: { ...result, key: undefined }, outputs: undefined, closure: undefined };
}

/**
 * Restores or executes.
 * @param decision says which; it is made anew where another process held the action meanwhile
 */
export async function perform(
  context: BuildContext,
  action: Action,
  request: BuildRequest,
  options: {
    readonly decision: Exclude<Decision, { type: 'fresh' }>;
    readonly cancel: CancelToken;
  },
): Promise<Outcome> {
  const waited = await takeLock(context, action, options.cancel);
  try {
    if (!waited) return await carryOut(context, action, request, options);
    const again = verdictOn(context, action, request, false);
    if (again.type === 'refused') return again.outcome;
    if (again.type === 'fresh')
      return freshOutcome(context, action, again.trace, request.replayLogs);
    return await carryOut(context, action, request, { ...options, decision: again });
  } finally {
    context.ports.traces.unlock(action.id);
  }
}

/**
 * Waits for the right to write this action's outputs.
 * @returns true when another process held it, so that everything must be looked at again
 */
async function takeLock(
  context: BuildContext,
  action: Action,
  cancel: CancelToken,
): Promise<boolean> {
  const { traces, clock, files } = context.ports;
  let waited = false;
  for (;;) {
    const holder = traces.lock(action.id);
    if (holder === undefined || cancel.cancelled) break;
    if (!waited)
      context.emit({
        type: 'action-waiting',
        action: action.id,
        why: `Process ${holder.pid} is building it`,
      });
    waited = true;
    await clock.sleep(lockPollMs);
  }
  if (waited) {
    files.newEpoch();
    const newest = traces.latest([action.id]).get(action.id);
    if (newest) context.latest.set(action.id, newest);
  }
  return waited;
}

async function carryOut(
  context: BuildContext,
  action: Action,
  request: BuildRequest,
  {
    decision,
    cancel,
  }: { readonly decision: Exclude<Decision, { type: 'fresh' }>; readonly cancel: CancelToken },
): Promise<Outcome> {
  if (decision.type === 'run') return run(context, action, request, { ...decision, cancel });
  const started = context.ports.clock.elapsed();
  context.emit({ type: 'phase-started', phase: 'restore', action: action.id });
  const problem = restore(context, action, decision);
  context.emit({ type: 'phase-ended', phase: 'restore', action: action.id });
  const duration = as<DurationMs>(context.ports.clock.elapsed() - started);
  if (problem?.fatal)
    return failed(context, action, decision.reasons, { message: problem.message, duration });
  if (problem) {
    const damaged = { kind: 'cache-damaged', path: problem.path, detail: problem.message } as const;
    return run(context, action, request, {
      reasons: [damaged, ...decision.reasons],
      record: true,
      cancel,
    });
  }
  const { trace, reasons } = decision;
  settleOn(context, action, trace);
  if (request.replayLogs) replayLog(context, action, trace);
  const result = {
    ...base(context, action),
    state: 'restored',
    reasons,
    duration,
    saved: trace.duration,
  } as const;
  return succeeded(context, action, result, trace.outputDigest);
}

interface RestoreProblem {
  readonly message: string;
  readonly path: ActionPath;
  /** The disk refused, so running the action would not help. */
  readonly fatal: boolean;
}
type ActionPath = Extract<Reason, { kind: 'cache-damaged' }>['path'];

/**
 * Brings recorded outputs back and removes what does not belong.
 * Only correct if looked at again afterwards: the files of a restore count only once their bytes on disk are as recorded.
 */
function restore(
  context: BuildContext,
  action: Action,
  { trace, difference }: Extract<Decision, { type: 'restore' }>,
): RestoreProblem | undefined {
  const { blobs, files, writer } = context.ports;
  const outcome = blobs.restore(difference.toRestore);
  if (outcome !== undefined) {
    const { failure, path } = outcome;
    const message =
      failure.type === 'absent'
        ? `${path ?? 'an output'} is no longer in the cache`
        : failure.message;
    return { message, path, fatal: failure.type === 'io' };
  }
  const { outputs } = action;
  const refused = writer.remove(difference.extra, outputs?.base ?? action.cwd);
  files.newEpoch();
  if (refused !== undefined) return { message: refused, path: undefined, fatal: true };
  const left = diffOutputs(trace.outputs, outputs ? files.outputs(outputs) : []).reasons[0];
  return (
    left && {
      message: 'its outputs changed while they were restored',
      path: undefined,
      fatal: false,
    }
  );
}

async function run(
  context: BuildContext,
  action: Action,
  request: BuildRequest,
  { reasons, record, cancel }: { reasons: readonly Reason[]; record: boolean; cancel: CancelToken },
): Promise<Outcome> {
  const before = context.latest.get(action.id)?.outputDigest;
  const refresh = (): Promise<void> => refreshDependencies(context, action, request, cancel);
  const execution = await execute(context, action, record, cancel, refresh);
  const { duration } = execution;
  switch (execution.type) {
    case 'cancelled':
      return skippedOutcome(action, { kind: 'stopped', detail: cancel.why ?? 'Stopped' });
    case 'failed':
      return failed(context, action, reasons, execution);
    case 'done': {
      const all = execution.notRecorded ? [...reasons, execution.notRecorded] : reasons;
      const unchanged = before !== undefined && before === execution.outputs;
      const result = {
        ...base(context, action),
        state: 'ran',
        reasons: all,
        duration,
        unchanged,
      } as const;
      return succeeded(context, action, result, execution.outputs);
    }
    default:
      return unreachable(execution);
  }
}

/** Another process may have rebuilt what this action depends on, from other sources: bring it up to date again before the next try. */
async function refreshDependencies(
  context: BuildContext,
  action: Action,
  request: BuildRequest,
  cancel: CancelToken,
): Promise<void> {
  for (const { action: id } of action.dependsOn) {
    const dependency = context.action(id);
    if (dependency.outputs === undefined || dependency.work.type === 'none') continue;
    const verdict = verdictOn(context, dependency, request, false);
    if (verdict.type === 'refused') continue; // The action itself then fails on the same file, with the message.
    if (verdict.type === 'run' && !verdict.record) continue;
    const outcome =
      verdict.type === 'fresh'
        ? freshOutcome(context, dependency, verdict.trace, false)
        : await perform(context, dependency, request, { decision: verdict, cancel });
    context.outcomes.set(id, outcome);
  }
}

function base(context: BuildContext, action: Action): Omit<ActionResult, 'state' | 'reasons'> {
  return { id: action.id, duration: none, saved: none, unchanged: false, key: context.key(action) };
}

function succeeded(
  context: BuildContext,
  action: Action,
  result: ActionResult,
  outputs: OutputDigest | undefined,
): Outcome {
  return { result, outputs, closure: context.closureOf(action, outputs) };
}

function failed(
  context: BuildContext,
  action: Action,
  reasons: readonly Reason[],
  how: {
    readonly message: string;
    readonly exitCode?: number | undefined;
    readonly duration?: DurationMs;
  },
): Outcome {
  const { message, exitCode, duration = none } = how;
  const result = {
    ...base(context, action),
    state: 'failed',
    reasons,
    duration,
    exitCode,
    message,
  } as const;
  return { result, outputs: undefined, closure: undefined };
}

/** This trace is what the action stands for now. */
function settleOn(context: BuildContext, action: Action, trace: StoredTrace): void {
  const isOther = context.latest.get(action.id) !== trace;
  context.latest.set(action.id, trace);
  context.ports.traces.touch(trace);
  if (isOther) context.renewed(action.id);
}

function replayLog(context: BuildContext, action: Action, trace: StoredTrace): void {
  if (trace.log === undefined) return;
  const stored = context.ports.blobs.read(trace.log);
  const chunks = 'bytes' in stored ? decodeLog(stored.bytes) : undefined;
  if (chunks === undefined) {
    context.emit({
      type: 'cache-trouble',
      cache: 'logs',
      message: `What ${action.id} printed can no longer be shown`,
    });
    return;
  }
  for (const chunk of chunks)
    context.emit({ type: 'action-log', action: action.id, chunk, replayed: true });
}
