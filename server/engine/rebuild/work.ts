/** Does what an action says: commands one after the other, or a builder. */
import type { Action } from '../model/action.ts';
import { unreachable } from '../model/assert.ts';
import type { Dependency } from '../model/trace.ts';
import type { CancelToken } from '../ports/cancel.ts';
import type { ExecutionResult, LogChunk } from '../ports/processes.ts';
import type { BuildContext } from './context.ts';
import type { LogBuffer } from './log.ts';
import { ruleOutputs } from './outputs.ts';

/** How the work of an action ended. */
export type WorkEnd =
  | { readonly type: 'done'; readonly dependencies: readonly Dependency[] }
  | { readonly type: 'failed'; readonly exitCode: number | undefined; readonly message: string }
  | { readonly type: 'cancelled' };

const done: WorkEnd = { type: 'done', dependencies: [] };

/**
 * Runs the work of an action to its end.
 * @param log collects what it prints
 */
export async function runWork(
  context: BuildContext,
  action: Action,
  log: LogBuffer,
  cancel: CancelToken,
): Promise<WorkEnd> {
  const onLog = (chunk: LogChunk): void => {
    log.add(chunk);
    context.emit({ type: 'action-log', action: action.id, chunk, replayed: false });
  };
  const { work } = action;
  switch (work.type) {
    case 'none':
      return done;
    case 'builder':
      return build(context, action, work, { onLog, cancel });
    case 'commands':
      for (const command of work.commands) {
        const result = await context.ports.processes.run({ action, command, onLog, cancel });
        const problem = problemOf(action, result);
        if (problem !== undefined) return problem;
      }
      return done;
    default:
      return unreachable(work);
  }
}

async function build(
  context: BuildContext,
  action: Action,
  work: Extract<Action['work'], { type: 'builder' }>,
  streams: { onLog: (chunk: LogChunk) => void; cancel: CancelToken },
): Promise<WorkEnd> {
  const problem = context.builderProblems.get(work.module);
  if (problem !== undefined) return { type: 'failed', exitCode: undefined, message: problem };
  const { module, input } = work;
  const result = await context.ports.builders.build({
    action,
    module,
    input,
    outputs: ruleOutputs(action),
    ...streams,
  });
  switch (result.type) {
    case 'built':
      return { type: 'done', dependencies: result.dependencies };
    case 'failed':
      return { type: 'failed', exitCode: undefined, message: result.message };
    case 'cancelled':
      return result;
    default:
      return unreachable(result);
  }
}

function problemOf(action: Action, result: ExecutionResult): WorkEnd | undefined {
  switch (result.type) {
    case 'exited': {
      if (result.exitCode === 0 && result.signal === undefined) return undefined;
      const how =
        result.signal === undefined ? `exit code ${result.exitCode}` : `signal ${result.signal}`;
      return {
        type: 'failed',
        exitCode: result.exitCode,
        message: `${action.id} ended with ${how}.`,
      };
    }
    case 'not-started':
      return { type: 'failed', exitCode: undefined, message: result.message };
    case 'cancelled':
      return result;
    default:
      return unreachable(result);
  }
}
