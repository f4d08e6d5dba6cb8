/**
 * Runs one action and records what it did. The order is what makes the record true:
 *
 *   observe inputs, clear old outputs, run, observe again
 *     an input changed meanwhile -> nothing is recorded, run again
 *     it failed                  -> the failure is remembered
 *     else                       -> blobs, then the trace, then the acknowledgement
 */
import type { Action } from '../model/action.ts';
import type { DurationMs } from '../model/brand.ts';
import type { CancelToken } from '../ports/cancel.ts';
import { runOnce } from './attempt.ts';
import type { BuildContext } from './context.ts';
import { type Execution, fail, finish } from './record.ts';

/** Runs of one action in a build: a command that always changes its own inputs must come to an end. */
const attemptsMax = 3;

/**
 * Runs an action whose dependencies are up to date.
 * @param record whether a success may be recorded
 * @param refresh brings a dependency up to date again whose outputs were changed by somebody else meanwhile
 */
export async function execute(
  context: BuildContext,
  action: Action,
  record: boolean,
  cancel: CancelToken,
  refresh: (action: Action) => Promise<void>,
): Promise<Execution> {
  const started = context.ports.clock.elapsed();
  const spent = (): DurationMs => (context.ports.clock.elapsed() - started) as DurationMs;
  for (let attempt = 1; ; attempt++) {
    const end = await runOnce(context, action, cancel);
    if (end.type === 'refused')
      return { type: 'failed', exitCode: undefined, message: end.message, duration: spent() };
    if (end.work.type === 'cancelled') return { type: 'cancelled', duration: spent() };
    const raced = record ? end.raced : undefined;
    if (raced !== undefined && attempt < attemptsMax) {
      context.emit({ type: 'action-raced', action: action.id, reason: raced, attempt });
      await refresh(action);
      continue;
    }
    if (end.work.type === 'failed') return fail(context, action, end.work, end.log, spent());
    return finish(context, action, end, record && raced === undefined, raced, spent());
  }
}
