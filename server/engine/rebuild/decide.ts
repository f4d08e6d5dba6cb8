/**
 * The decision for one action whose dependencies are up to date: fresh, to be restored, or to be run, with the reasons as data.
 *
 *   no caching possible ----------------------------------------------> run
 *   a trace of equal key whose dependencies all hold
 *     outputs on disk as recorded -----------------------------------> fresh
 *     else ----------------------------------------------------------> restore
 *   otherwise --------------------------------------------------------> run, because of what differs from the newest trace
 */
import type { Action } from '../model/action.ts';
import { isTracked } from '../model/action.ts';
import type { ActionId } from '../model/brand.ts';
import type { Reason } from '../model/reason.ts';
import type { BuildRequest } from '../model/request.ts';
import type { StoredTrace } from '../ports/store.ts';
import type { BuildContext } from './context.ts';
import { leftOvers } from './leftOvers.ts';
import { diffManifests } from './manifest.ts';
import { checkDependencies, declaredDigest } from './observe.ts';
import { diffOutputs, type OutputDifference, outputDigestOf } from './outputs.ts';

/** What is to be done with an action. */
export type Decision =
  | { readonly type: 'fresh'; readonly trace: StoredTrace }
  | {
      readonly type: 'restore';
      readonly trace: StoredTrace;
      readonly reasons: readonly Reason[];
      readonly difference: OutputDifference;
    }
  | { readonly type: 'run'; readonly reasons: readonly Reason[]; readonly record: boolean };

/**
 * Decides. Reads the file table and the trace store, changes nothing.
 * @param forced run it whatever is recorded
 * @throws UnreadableFile when an input cannot be observed
 */
export function decide(
  context: BuildContext,
  action: Action,
  request: Pick<BuildRequest, 'noCache'>,
  forced: boolean,
): Decision {
  const never = notCached(context, action, request);
  if (never !== undefined) return { type: 'run', reasons: [never], record: false };
  if (forced) return { type: 'run', reasons: [{ kind: 'forced' }], record: true };
  const newest = context.latest.get(action.id);
  const key = context.key(action);
  if (newest?.key === key && holdsAtOnce(context, action, newest))
    return fromTrace(context, action, newest, []);
  const mismatches =
    newest?.key === key ? checkDependencies(context, action, newest.dependencies, 'all') : [];
  if (newest?.key === key && mismatches.length === 0) return fromTrace(context, action, newest, []);
  const reasons = whyNot(context, action, newest, mismatches);
  const older = findOlder(context, action, newest);
  if (older) return fromTrace(context, action, older, reasons);
  return { type: 'run', reasons, record: true };
}

/** A standing reason why this action cannot be taken from the cache. */
function notCached(
  context: BuildContext,
  action: Action,
  request: Pick<BuildRequest, 'noCache'>,
): Reason | undefined {
  if (request.noCache) return { kind: 'not-cached', what: 'no-cache-option' };
  if (action.persistent) return { kind: 'not-cached', what: 'persistent' };
  if (!action.cacheable) return { kind: 'not-cached', what: 'cache-off' };
  if (action.outputs === undefined) return { kind: 'not-cached', what: 'no-outputs' };
  if (!isTracked(action)) return { kind: 'not-cached', what: 'no-inputs' };
  const isDirect = action.dependencyOutputs === 'direct';
  for (const { action: id, readsOutputs } of action.dependsOn) {
    const outcome = context.outcomes.get(id);
    if (!readsOutputs || outcome === undefined) continue;
    if ((isDirect ? outcome.outputs : outcome.closure) !== undefined) continue;
    const untracked = untrackedBehind(context, id, isDirect);
    // In a dry run the outputs of what would run are not known either, but that is no lasting reason.
    if (untracked !== undefined) return { kind: 'dependency-untracked', action: untracked };
  }
  return undefined;
}

/**
 * The action at or behind `id` whose outputs are not declared.
 * @param itselfOnly what lies behind does not count
 */
function untrackedBehind(
  context: BuildContext,
  id: ActionId,
  itselfOnly: boolean,
): ActionId | undefined {
  const action = context.action(id);
  if (action.outputs === undefined && action.work.type !== 'none') return id;
  if (itselfOnly) return undefined;
  for (const dependency of action.dependsOn) {
    if (!dependency.readsOutputs || context.outcomes.get(dependency.action)?.closure !== undefined)
      continue;
    const found = untrackedBehind(context, dependency.action, false);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The walk over all dependencies at once, by one digest. Only for actions whose dependencies are all known without running them; a
 * name or digest with a line break cannot make two lists look alike, since the manifest fixes the patterns and paths are sorted.
 */
function holdsAtOnce(context: BuildContext, action: Action, trace: StoredTrace): boolean {
  if (action.discovery.type !== 'declared') return false;
  return declaredDigest(context, action) === trace.dependencyDigest;
}

/** A trace's dependencies hold: are its outputs on disk? */
function fromTrace(
  context: BuildContext,
  action: Action,
  trace: StoredTrace,
  reasons: readonly Reason[],
): Decision {
  const { files, hasher } = context.ports;
  const now = action.outputs ? files.outputsDigest(action.outputs) : outputDigestOf(hasher, []);
  const older = leftOvers(context, action);
  if (older.length === 0 && now === trace.outputDigest) return { type: 'fresh', trace };
  const current = action.outputs ? files.outputs(action.outputs) : [];
  const difference = diffOutputs(trace.outputs, current, older);
  return {
    type: 'restore',
    trace,
    reasons: reasons.length > 0 ? reasons : difference.reasons,
    difference,
  };
}

/** Another recorded state of the same key that is the state of now, e.g. after an edit was undone. */
function findOlder(
  context: BuildContext,
  action: Action,
  newest: StoredTrace | undefined,
): StoredTrace | undefined {
  if (newest === undefined && !context.builtBefore.has(action.id)) return undefined;
  for (const trace of context.ports.traces.candidates(action.id, context.key(action))) {
    if (trace.row === newest?.row && newest.key === trace.key) continue;
    if (checkDependencies(context, action, trace.dependencies, 'first').length === 0) return trace;
  }
  return undefined;
}

function whyNot(
  context: BuildContext,
  action: Action,
  newest: StoredTrace | undefined,
  mismatches: readonly Reason[],
): readonly Reason[] {
  const reasons: Reason[] = [];
  if (newest !== undefined && newest.key !== context.key(action)) {
    reasons.push(...diffManifests(newest.manifest, context.manifest(action).entries));
    reasons.push(...checkDependencies(context, action, comparable(action, newest), 'all'));
  }
  reasons.push(...mismatches);
  if (context.failures.has(action.id)) reasons.push({ kind: 'earlier-failure' });
  if (reasons.length > 0) return reasons;
  return [{ kind: context.builtBefore.has(action.id) ? 'expired' : 'never-built' }];
}

/**
 * Of a trace with another key, what the action would still read today: a changed pattern would show every file as added or removed, and
 * what it does not depend on any more is no reason.
 */
function comparable(action: Action, trace: StoredTrace): StoredTrace['dependencies'] {
  const patterns = JSON.stringify(action.inputs);
  const read = new Set(
    action.dependsOn.flatMap(({ action: id, readsOutputs }) => (readsOutputs ? id : [])),
  );
  const isDeclared = action.discovery.type === 'declared';
  return trace.dependencies.filter((dependency) => {
    switch (dependency.kind) {
      case 'inputs':
        return JSON.stringify(dependency.patterns) === patterns;
      case 'output':
        return read.has(dependency.action);
      case 'file':
      case 'absent':
        return !isDeclared || action.inputFiles.includes(dependency.path);
      case 'executable':
        return !isDeclared || action.programs.includes(dependency.name);
      default:
        return true;
    }
  });
}
