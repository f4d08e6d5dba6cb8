// Makes a failing script smaller: drops steps, edits, actions' edges and options, one after the other, as long as it still fails.

import type { ActionSpec, Script, Step } from './script.ts';

/** Whether a script still shows the problem. */
export type StillFails = (script: Script) => Promise<boolean>;

/**
 * Drops greedily what is not needed to fail.
 * @param tries most scripts to play
 */
export async function shrink(script: Script, stillFails: StillFails, tries = 300): Promise<Script> {
  let smallest = script;
  let left = tries;
  for (let progress = true; progress && left > 0; ) {
    progress = false;
    for (const candidate of candidates(smallest)) {
      if (left-- <= 0) break;
      if (!(await stillFails(candidate))) continue;
      smallest = candidate;
      progress = true;
      break;
    }
  }
  return smallest;
}

function* candidates(script: Script): Generator<Script> {
  const { steps, actions, files } = script;
  for (const at of steps.keys())
    if (steps.length > 1) yield { ...script, steps: without(steps, at) };
  if (actions.length > 1 && !steps.some(usesLast(actions.length - 1)))
    yield { ...script, actions: actions.slice(0, -1) };
  for (const [at, step] of steps.entries()) {
    for (const simpler of simplerSteps(step)) yield { ...script, steps: steps.with(at, simpler) };
  }
  for (const [at, action] of actions.entries()) {
    for (const simpler of simplerActions(action))
      yield { ...script, actions: actions.with(at, simpler) };
  }
  for (const at of files.keys()) yield { ...script, files: without(files, at) };
  if (script.settledTimes) yield { ...script, settledTimes: false };
}

function usesLast(last: number): (step: Step) => boolean {
  return ({ edits, targets }) =>
    targets.includes(last) ||
    edits.some(
      (edit) => (edit.type === 'output' || edit.type === 'action') && edit.action === last,
    );
}

function* simplerSteps(step: Step): Generator<Step> {
  for (const at of step.edits.keys()) yield { ...step, edits: without(step.edits, at) };
  for (const at of step.targets.keys())
    if (step.targets.length > 1) yield { ...step, targets: without(step.targets, at) };
  if (step.dryRunFirst) yield { ...step, dryRunFirst: false };
  if (step.keepEngine) yield { ...step, keepEngine: false };
  if (step.noCache) yield { ...step, noCache: false };
  if (step.force !== 'none') yield { ...step, force: 'none' };
  if (step.concurrency > 1) yield { ...step, concurrency: 1 };
  const { cancelAfter, ...uncancelled } = step;
  if (cancelAfter !== undefined) yield uncancelled;
}

function* simplerActions(action: ActionSpec): Generator<ActionSpec> {
  for (const at of action.deps.keys()) yield { ...action, deps: without(action.deps, at) };
  if (action.readsBehind) yield { ...action, readsBehind: false };
  if (action.readsConf) yield { ...action, readsConf: false };
  if (action.tool) yield { ...action, tool: false };
  if (action.direct) yield { ...action, direct: false };
  if (action.mode !== null) yield { ...action, mode: null };
  if (action.inputs === 'package') yield { ...action, inputs: 'src' };
  if (action.declares !== 'all') yield { ...action, declares: 'all' };
}

function without<T>(list: readonly T[], at: number): T[] {
  return list.filter((_, index) => index !== at);
}
