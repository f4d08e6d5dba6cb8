// Whether the reasons that the engine gives are true: each must name something that really differs between the state that the action
// was last brought to and now.

import { createHash } from 'node:crypto';
import type { Reason } from '../../server/engine/model/reason.ts';
import { indexOf } from './actions.ts';
import type { Item, Tree } from './command.ts';
import {
  type Counted,
  declaredBy,
  sameCounted,
  sameMap,
  type Verdict,
  type View,
} from './model.ts';
import type { Step } from './script.ts';
import { sameItem } from './tree.ts';

/** What a reason is checked against. */
export interface ReasonContext {
  readonly index: number;
  readonly verdict: Verdict;
  readonly step: Step;
  /** What was on disk before the build. */
  readonly disk: Tree;
}

/** @returns one line for each reason that is not true, or for having none where there must be one */
export function falseReasons(reasons: readonly Reason[], context: ReasonContext): string[] {
  if (context.verdict.state === 'fresh')
    return reasons.length === 0 ? [] : ['fresh, and yet has reasons'];
  if (reasons.length === 0) return ['no reason given'];
  return reasons
    .filter((reason) => !isTrue(reason, context))
    .map((reason) => `not true: ${JSON.stringify(reason)}`);
}

function isTrue(reason: Reason, context: ReasonContext): boolean {
  const { verdict, step } = context;
  const { memory, view } = verdict;
  const before = memory.latest?.view;
  switch (reason.kind) {
    case 'never-built':
      return before === undefined;
    case 'earlier-failure':
      return memory.failedLast;
    case 'forced':
      return verdict.isForced;
    case 'not-cached':
      return isUncached(reason.what, view, step);
    case 'dependency-untracked':
      return unknownOutputs(view).includes(indexOf(reason.action));
    case 'output-missing':
    case 'output-edited':
    case 'output-added':
      return isOutputReason(reason, context);
    default:
      return before !== undefined && isChange(reason, before, view);
  }
}

function isUncached(what: string, { spec }: View, { noCache }: Step): boolean {
  if (what === 'no-cache-option') return noCache;
  return what === spec.declares;
}

function unknownOutputs({ dependencies }: View): number[] {
  return [...dependencies.values()].flatMap((counted) =>
    [...counted].flatMap(([index, each]) => (each === undefined ? index : [])),
  );
}

function isOutputReason(
  reason: Extract<Reason, { kind: 'output-missing' | 'output-edited' | 'output-added' }>,
  { index, verdict, disk }: ReasonContext,
): boolean {
  const now = disk.get(reason.path);
  const isDeclared = declaredBy(verdict.view.spec, index)(reason.path);
  return [verdict.memory.latest, verdict.match].some((remembered) => {
    if (remembered === undefined) return false;
    const recorded = remembered.outputs.get(reason.path);
    if (reason.kind === 'output-added')
      return recorded === undefined && now !== undefined && isDeclared;
    if (recorded === undefined || sameItem(recorded, now)) return false;
    return reason.kind === 'output-edited'
      ? outputDigest(now) === reason.after
      : now === undefined || isFullFolder(disk, reason.path);
  });
}

/** A folder with something in it has no entry of its own. */
function isFullFolder(disk: Tree, path: string): boolean {
  return [...disk.keys()].some((other) => other.startsWith(`${path}/`));
}

function isChange(reason: Reason, before: View, now: View): boolean {
  switch (reason.kind) {
    case 'input-changed':
      return (
        inputDigest(before.inputs.get(reason.path)) === reason.before &&
        inputDigest(now.inputs.get(reason.path)) === reason.after &&
        reason.before !== reason.after
      );
    case 'input-added':
      return (
        !before.inputs.has(reason.path) &&
        inputDigest(now.inputs.get(reason.path)) === reason.after &&
        now.inputs.has(reason.path)
      );
    case 'input-removed':
      return before.inputs.has(reason.path) && !now.inputs.has(reason.path);
    case 'command-changed':
      return before.script !== now.script;
    case 'environment-changed':
      return reason.name === 'MODE' && before.spec.mode !== now.spec.mode;
    case 'tool-changed':
      return isToolChange(reason.name, before, now);
    case 'configuration-changed':
      return declaration(before) !== declaration(now);
    case 'dependency-added':
      return !edges(before).has(indexOf(reason.action)) && edges(now).has(indexOf(reason.action));
    case 'dependency-removed':
      return edges(before).has(indexOf(reason.action)) && !edges(now).has(indexOf(reason.action));
    case 'dependency-changed':
      return isDependencyChange(reason, before, now);
    default:
      return false;
  }
}

function isToolChange(name: string, before: View, now: View): boolean {
  if (before.script.includes(name) !== now.script.includes(name)) return true;
  return name === 'stampit' && now.script.includes(name) && before.tool !== now.tool;
}

function declaration({ spec }: View): string {
  const { inputs, readsConf, declares, folder, direct, deps } = spec;
  return JSON.stringify([
    inputs,
    readsConf,
    declares,
    folder,
    direct,
    deps.map(({ to, order }) => `${to} ${order}`).sort(),
  ]);
}

function edges({ spec }: View): ReadonlySet<number> {
  return new Set(spec.deps.map(({ to }) => to));
}

function isDependencyChange(
  reason: Extract<Reason, { kind: 'dependency-changed' }>,
  before: View,
  now: View,
): boolean {
  const changed = indexOf(reason.action);
  if (reason.via === reason.action) return isUntraceable(changed, before, now);
  const through = reason.via === undefined ? changed : indexOf(reason.via);
  const [old, current] = [before.dependencies.get(through), now.dependencies.get(through)];
  if (old === undefined || current === undefined) return false;
  if (reason.via === undefined) return old.get(changed)?.outputs !== current.get(changed)?.outputs;
  // With `via`, the direct dependency's own outputs must be as they were, and something behind it must not.
  if (changed === through || old.get(through)?.outputs !== current.get(through)?.outputs)
    return false;
  return (
    old.get(changed)?.outputs !== current.get(changed)?.outputs || cameOrWent(changed, old, current)
  );
}

/** Of an action of which no record says what lay behind it, it can only be told that something behind it changed. */
function isUntraceable(index: number, before: View, now: View): boolean {
  return [...now.dependencies].some(([to, counted]) => {
    const old = before.dependencies.get(to);
    const each = counted.get(index);
    if (
      old === undefined ||
      each === undefined ||
      each.isTraceable ||
      each.outputs !== old.get(index)?.outputs
    )
      return false;
    return !sameMap(old, counted, sameCounted);
  });
}

/** Whether one of those that lie behind reads an action that it did not read before, or the reverse. */
function cameOrWent(
  index: number,
  old: ReadonlyMap<number, Counted | undefined>,
  now: ReadonlyMap<number, Counted | undefined>,
): boolean {
  const isRead = (each: Counted | undefined): boolean =>
    each?.reads.includes(` ${index} `) === true;
  return [...old].some(
    ([other, each]) => now.has(other) && isRead(each) !== isRead(now.get(other)),
  );
}

function inputDigest(state: string | undefined): string | undefined {
  return state === undefined ? undefined : fileDigest(state.slice(1), state.startsWith('x'));
}

function outputDigest(item: Item | undefined): string | undefined {
  if (item?.type === 'file') return fileDigest(item.content, item.executable);
  if (item?.type === 'link') return `sha256:${hexOf(item.target)}+link`;
  return item && 'directory';
}

function fileDigest(content: string, executable: boolean): string {
  return `sha256:${hexOf(content)}${executable ? '+x' : ''}`;
}

function hexOf(content: string): string {
  return createHash('sha256').update(content, 'latin1').digest('hex');
}
