/**
 * One attempt at running an action, between two observations of what it reads. The second observation tells whether the bytes that
 * the command saw are those that would be recorded.
 */
import type { Action } from '../model/action.ts';
import { unreachable } from '../model/assert.ts';
import type { EpochMs, RelativePath } from '../model/brand.ts';
import type { Reason } from '../model/reason.ts';
import type { Dependency } from '../model/trace.ts';
import type { CancelToken } from '../ports/cancel.ts';
import { UnreadableFile } from '../ports/files.ts';
import type { BuildContext } from './context.ts';
import { parseDepfile } from './depfile.ts';
import { shadowingPaths } from './includes.ts';
import { leftOvers } from './leftOvers.ts';
import { LogBuffer } from './log.ts';
import { checkDependencies, fileDependency, observeDeclared } from './observe.ts';
import { outputDigestOf, ruleOutputs } from './outputs.ts';
import { runWork, type WorkEnd } from './work.ts';

/** The grain of file times, in milliseconds: the kernel's coarse clock may lag by one tick. */
const clockGrainMs = 20;

/** One attempt that came to an end. */
export interface Attempt {
  readonly type: 'ended';
  readonly work: WorkEnd;
  readonly log: LogBuffer;
  readonly dependencies: readonly Dependency[];
  readonly raced: Reason | undefined;
  readonly startedAt: EpochMs;
}

/** How an attempt ended: `refused` before anything ran. */
export type AttemptEnd = Attempt | { readonly type: 'refused'; readonly message: string };

/**
 * Observes, clears, runs and observes again.
 * @param cancel ends the work early
 */
export async function runOnce(
  context: BuildContext,
  action: Action,
  cancel: CancelToken,
): Promise<AttemptEnd> {
  const { files, clock, traces } = context.ports;
  try {
    const declared = observeDeclared(context, action);
    const refused = clearOutputs(context, action);
    if (refused !== undefined) return { type: 'refused', message: refused };
    const startedAt = clock.now();
    // In this order: who takes a lock after the count was read changes it, and who took one before is seen to hold it.
    const activity = traces.foreignActivity();
    const wasAlone = !traces.othersAtWork();
    const log = new LogBuffer();
    const work = await runWork(context, action, log, cancel);
    if (work.type === 'cancelled')
      return { type: 'ended', work, log, dependencies: declared, raced: undefined, startedAt };
    files.newEpoch();
    context.emit({ type: 'phase-started', phase: 'check', action: action.id });
    const found = discover(context, action, work);
    const alone = wasAlone && traces.foreignActivity() === activity;
    const attempt = settle(context, action, { declared, found, startedAt, alone });
    context.emit({ type: 'phase-ended', phase: 'check', action: action.id });
    if (typeof attempt === 'string')
      return {
        type: 'ended',
        work: { type: 'failed', exitCode: undefined, message: attempt },
        log,
        dependencies: declared,
        raced: undefined,
        startedAt,
      };
    return { type: 'ended', work, log, startedAt, ...attempt };
  } catch (error) {
    if (error instanceof UnreadableFile) return { type: 'refused', message: error.message };
    throw error;
  }
}

/**
 * Joins what was known before with what the run discovered, and looks whether any of it changed meanwhile.
 * Only correct if the table was told to look at the disk again (`newEpoch`) after the command ended.
 */
function settle(
  context: BuildContext,
  action: Action,
  run: {
    declared: readonly Dependency[];
    found: readonly Dependency[] | string;
    startedAt: EpochMs;
    alone: boolean;
  },
): { dependencies: readonly Dependency[]; raced: Reason | undefined } | string {
  const { declared, found, startedAt, alone } = run;
  if (typeof found === 'string') return found;
  const undeclared = undeclaredProducer(context, action, found);
  if (undeclared !== undefined) return undeclared;
  const dependencies = [...declared, ...found];
  const changed = checkDependencies(context, action, dependencies, 'first')[0];
  const raced = changed
    ? racedOn(changed)
    : (changedLate(context, action, found, startedAt) ?? outputsTaken(context, action));
  return {
    dependencies,
    raced: raced ?? (alone ? undefined : outputsRewritten(context, action, startedAt)),
  };
}

function racedOn(reason: Reason): Reason {
  return {
    kind: 'raced',
    path: 'path' in reason ? (reason.path as RelativePath | undefined) : undefined,
  };
}

/**
 * A file that a compiler reported was digested only after it was read. Its digest speaks of the bytes read only if the file did not
 * change since the run began. Example: a header saved while `cc` runs would be recorded with the new bytes for the old object.
 * What a dependency wrote just before is no such change: its outputs are compared as a whole. Builders digest the very bytes they read.
 */
function changedLate(
  context: BuildContext,
  action: Action,
  found: readonly Dependency[],
  startedAt: EpochMs,
): Reason | undefined {
  if (action.discovery.type !== 'depfile') return undefined;
  for (const dependency of found) {
    if (
      dependency.kind !== 'file' ||
      !context.ports.files.changedSince(dependency.path, startedAt - clockGrainMs)
    )
      continue;
    const written = context
      .owners()
      .of(dependency.path)
      .some((owner) => context.outcomes.has(owner));
    if (!written) return { kind: 'raced', path: dependency.path };
  }
  return undefined;
}

/** Whether the outputs of a dependency are still those that this build saw: another process may have rebuilt them. */
function outputsTaken(context: BuildContext, action: Action): Reason | undefined {
  for (const { action: id, readsOutputs } of action.dependsOn) {
    const outcome = context.outcomes.get(id);
    const { outputs } = context.action(id);
    if (!readsOutputs || outputs === undefined || outcome?.outputs === undefined) continue;
    const now = context.ports.files.outputs(outputs);
    if (outputDigestOf(context.ports.hasher, now) !== outcome.outputs)
      return { kind: 'raced', path: now[0]?.path };
  }
  return undefined;
}

/**
 * Whether outputs behind this action were written again while it ran, though they are equal now: another process removed and rebuilt
 * them, and a command may have read them, or failed to find them, in between. Asked only when another process was at work, since a change
 * time moves with harmless things, too, e.g. a hard link.
 */
function outputsRewritten(
  context: BuildContext,
  action: Action,
  startedAt: EpochMs,
): Reason | undefined {
  const seen = new Set<Action>([action]);
  for (const { dependsOn } of seen) {
    for (const { action: id, readsOutputs } of dependsOn) {
      const dependency = context.action(id);
      if (!readsOutputs || seen.has(dependency)) continue;
      seen.add(dependency);
      const outputs = dependency.outputs ? context.ports.files.outputs(dependency.outputs) : [];
      // The engine's clock counts whole milliseconds: what was written in the same one may have been before the start.
      const touched = outputs.find(({ path }) =>
        context.ports.files.changedSince(path, startedAt + 1),
      );
      if (touched) return { kind: 'raced', path: touched.path };
    }
  }
  return undefined;
}

/** Reading what another action writes without depending on it gives a result that depends on luck. */
function undeclaredProducer(
  context: BuildContext,
  action: Action,
  found: readonly Dependency[],
): string | undefined {
  for (const dependency of found) {
    if (dependency.kind !== 'file' && dependency.kind !== 'absent') continue;
    for (const owner of context.owners().of(dependency.path)) {
      if (owner === action.id || context.outcomes.has(owner)) continue;
      return `${action.id} reads ${dependency.path}, which ${owner} writes. Add "${context.action(owner).name}" to its dependsOn.`;
    }
  }
  return undefined;
}

/** Removes what an earlier run left, so that the result is that of a clean build; makes the folders of a rule's outputs. */
function clearOutputs(context: BuildContext, action: Action): string | undefined {
  const { files, writer } = context.ports;
  if (action.outputs === undefined) return undefined;
  const old = leftOvers(context, action);
  if (isCleared(context, action))
    old.push(...files.outputs(action.outputs).map(({ path }) => path));
  const refused = old.length > 0 ? writer.remove(old, action.outputs.base) : undefined;
  if (old.length > 0) files.newEpoch();
  if (refused !== undefined) return refused;
  if (action.kind !== 'rule') return undefined;
  const { discovery } = action;
  const written = discovery.type === 'depfile' ? [discovery.path] : [];
  return writer.makeParents([...ruleOutputs(action), ...written]);
}

function isCleared(context: BuildContext, action: Action): boolean {
  return (
    action.clean === 'always' ||
    (action.clean === 'if-file-deleted' && inputDeleted(context, action))
  );
}

function inputDeleted(context: BuildContext, action: Action): boolean {
  const newest = context.latest.get(action.id);
  return (
    newest === undefined ||
    checkDependencies(context, action, newest.dependencies, 'all').some(
      ({ kind }) => kind === 'input-removed',
    )
  );
}

/** What the run says it read, beyond what was declared; a string where that cannot be told. */
function discover(
  context: BuildContext,
  action: Action,
  work: WorkEnd,
): readonly Dependency[] | string {
  const { discovery } = action;
  switch (discovery.type) {
    case 'declared':
      return [];
    case 'tracked':
      return work.type === 'done' ? work.dependencies : [];
    case 'depfile':
      return work.type === 'done' ? readDepfile(context, action, discovery) : [];
    default:
      return unreachable(discovery);
  }
}

/** A file outside the workspace, e.g. a system header, counts like a program: by its absolute path and its bytes. */
function outsideFile(context: BuildContext, action: Action, path: string): readonly Dependency[] {
  if (context.ports.files.inside(action.cwd, [path]).length > 0) return [];
  const found = context.ports.files.executable(path, [], action.cwd);
  return [{ kind: 'executable', name: path, path: found?.path, digest: found?.digest }];
}

function readDepfile(
  context: BuildContext,
  action: Action,
  discovery: Extract<Action['discovery'], { type: 'depfile' }>,
): readonly Dependency[] | string {
  const { files } = context.ports;
  const text = files.takeText(discovery.path);
  if (text === undefined)
    return `${action.id} wrote no dependency file at ${discovery.path}. Pass {depfile} to the command, as in: cc -MD -MF {depfile}.`;
  const parsed = parseDepfile(text);
  if ('problem' in parsed) return `${discovery.path}: ${parsed.problem}`;
  const read = files.inside(action.cwd, parsed.dependencies);
  const known = new Set<string>(action.inputFiles);
  const shadows = shadowingPaths(read, discovery.includeDirs).filter((path) => !known.has(path));
  return [
    ...read
      .filter((path) => !known.has(path))
      .map((path) => fileDependency(path, files.digest(path))),
    ...shadows
      .filter((path) => files.digest(path) === undefined)
      .map((path) => ({ kind: 'absent', path }) as const),
    ...parsed.dependencies
      .filter((path) => path.startsWith('/'))
      .flatMap((path) => outsideFile(context, action, path)),
  ];
}
