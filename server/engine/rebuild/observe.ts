/**
 * What an action reads, as dependencies: those known before it runs, and whether recorded ones still hold.
 * The first that does not hold is the reason shown.
 */
import type { Action } from '../model/action.ts';
import { unreachable } from '../model/assert.ts';
import type {
  ActionId,
  DependencyDigest,
  FileDigest,
  OutputDigest,
  RelativePath,
} from '../model/brand.ts';
import { digestFiles } from '../model/fileDigest.ts';
import type { Reason } from '../model/reason.ts';
import type { Dependency, FileState } from '../model/trace.ts';
import { UnreadableFile } from '../ports/files.ts';
import type { Hasher } from '../ports/hasher.ts';
import type { BuildContext } from './context.ts';
import { sortedDependencies } from './manifest.ts';

/**
 * The dependencies that are known without running the action, as they are now: declared files, programs, outputs of others.
 * @throws UnreadableFile
 */
export function observeDeclared(context: BuildContext, action: Action): Dependency[] {
  const { files } = context.ports;
  const result: Dependency[] = [];
  if (action.inputs)
    result.push({ kind: 'inputs', patterns: action.inputs, files: files.inputs(action.inputs) });
  observeRest(context, action, result);
  return result;
}

/** All but the declared patterns. */
function observeRest(context: BuildContext, action: Action, result: Dependency[]): void {
  for (const path of action.inputFiles)
    result.push(fileDependency(path, inputDigest(context, path)));
  observePrograms(context, action, result);
  for (const { action: id, readsOutputs } of sortedDependencies(action)) {
    const outcome = context.outcomes.get(id);
    if (!readsOutputs || outcome?.outputs === undefined) continue;
    // With `direct`, what lies behind need not be known.
    const closure =
      outcome.closure ?? (action.dependencyOutputs === 'direct' ? outcome.outputs : undefined);
    if (closure !== undefined)
      result.push({ kind: 'output', action: id, digest: outcome.outputs, closure });
  }
}

/**
 * `dependencyDigestOf(observeDeclared(...))`, without unpacking what is known to be as before.
 * @throws UnreadableFile
 */
export function declaredDigest(context: BuildContext, action: Action): DependencyDigest {
  const rest: Dependency[] = [];
  observeRest(context, action, rest);
  const { files, hasher } = context.ports;
  const inputs = action.inputs ? [files.inputsDigest(action.inputs)] : [];
  return joinDigests(hasher, action, inputs, rest);
}

/** A name that is not UTF-8 cannot be said, neither to the system nor to a command: what was listed under it is not found. */
function inputDigest({ ports }: BuildContext, path: RelativePath): FileDigest | undefined {
  const digest = ports.files.digest(path);
  if (digest === undefined && path.includes('\uFFFD'))
    throw new UnreadableFile(path, `The name of ${path} is not UTF-8. Rename the file.`);
  return digest;
}

/** A file that is there or known to be absent. */
export function fileDependency(path: RelativePath, digest: FileDigest | undefined): Dependency {
  return digest === undefined ? { kind: 'absent', path } : { kind: 'file', path, digest };
}

/** The node that scripts below node_modules run on without naming it. */
const scriptRunner = 'node';

function observePrograms(context: BuildContext, action: Action, result: Dependency[]): void {
  let throughNode = false;
  for (const name of action.programs) {
    const found = observeProgram(context, action, name, result);
    throughNode ||= found?.includes('node_modules/') === true;
  }
  if (throughNode && !action.programs.includes(scriptRunner))
    observeProgram(context, action, scriptRunner, result);
}

function observeProgram(
  context: BuildContext,
  action: Action,
  name: string,
  result: Dependency[],
): string | undefined {
  const found = context.ports.files.executable(name, action.binDirs, action.cwd);
  result.push({ kind: 'executable', name, path: found?.path, digest: found?.digest });
  return found?.path;
}

/**
 * Digest of a list of dependencies in its order. Equal digests mean that every one of them is equal; which file differs is found by
 * `checkDependencies`. With `direct`, what lies behind a dependency does not count, and so is left out.
 */
export function dependencyDigestOf(
  hasher: Hasher,
  action: Action,
  dependencies: readonly Dependency[],
): DependencyDigest {
  const inputs = dependencies.flatMap((dependency) =>
    dependency.kind === 'inputs' ? [digestFiles(hasher, dependency.files)] : [],
  );
  const rest = dependencies.filter(({ kind }) => kind !== 'inputs');
  return joinDigests(hasher, action, inputs, rest);
}

function joinDigests(
  hasher: Hasher,
  action: Action,
  inputs: readonly string[],
  rest: readonly Dependency[],
): DependencyDigest {
  const parts = [...inputs];
  for (const dependency of rest) {
    if (dependency.kind === 'output' && action.dependencyOutputs === 'direct') {
      parts.push(`output ${dependency.action} ${dependency.digest}`);
    } else parts.push(dependencyText(dependency));
  }
  return hasher.digest(parts.join('\n')) as DependencyDigest;
}

/** One dependency as text; as JSON where a name holds a line break, so that no two lists look alike. */
function dependencyText(dependency: Dependency): string {
  switch (dependency.kind) {
    case 'output':
      return `output ${dependency.action} ${dependency.digest} ${dependency.closure}`;
    case 'file':
      if (!dependency.path.includes('\n')) return `file ${dependency.path} ${dependency.digest}`;
      break;
    default:
      break;
  }
  return JSON.stringify(dependency);
}

/** How much to find out about a trace that does not hold. */
export type Thoroughness = 'first' | 'all';

/**
 * Checks recorded dependencies in their recorded order against what is there now.
 * @param thoroughness `first` stops at the first that does not hold
 * @returns the reasons that they do not hold; empty: they do
 * @throws UnreadableFile
 */
export function checkDependencies(
  context: BuildContext,
  action: Action,
  dependencies: readonly Dependency[],
  thoroughness: Thoroughness,
): Reason[] {
  const reasons: Reason[] = [];
  for (const dependency of dependencies) {
    checkOne(context, action, dependency, reasons);
    if (reasons.length > 0 && thoroughness === 'first') return reasons;
  }
  return reasons;
}

function checkOne(
  context: BuildContext,
  action: Action,
  dependency: Dependency,
  reasons: Reason[],
): void {
  const { files } = context.ports;
  switch (dependency.kind) {
    case 'inputs':
      diffFiles(dependency.files, files.inputs(dependency.patterns), reasons);
      return;
    case 'file': {
      const after = files.digest(dependency.path);
      if (after === dependency.digest) return;
      reasons.push(changedFile(dependency.path, dependency.digest, after));
      return;
    }
    case 'absent': {
      const after = files.digest(dependency.path);
      if (after !== undefined) reasons.push({ kind: 'input-added', path: dependency.path, after });
      return;
    }
    case 'glob':
      diffNames(dependency.matches, files.glob(dependency.patterns), reasons);
      return;
    case 'executable':
      checkProgram(context, action, dependency, reasons);
      return;
    case 'output':
      checkOutput(context, action, dependency, reasons);
      return;
    default:
      unreachable(dependency);
  }
}

function changedFile(
  path: RelativePath,
  before: FileDigest,
  after: FileDigest | undefined,
): Reason {
  return after === undefined
    ? { kind: 'input-removed', path, before }
    : { kind: 'input-changed', path, before, after };
}

/** Merges two sorted lists. */
function diffFiles(
  before: readonly FileState[],
  after: readonly FileState[],
  reasons: Reason[],
): void {
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    const old = before[i];
    const now = after[j];
    if (old && now && old[0] === now[0]) {
      if (old[1] !== now[1]) reasons.push(changedFile(old[0], old[1], now[1]));
      i++;
      j++;
    } else if (old && (now === undefined || old[0] < now[0])) {
      reasons.push({ kind: 'input-removed', path: old[0], before: old[1] });
      i++;
    } else if (now) {
      reasons.push({ kind: 'input-added', path: now[0], after: now[1] });
      j++;
    }
  }
}

function diffNames(
  before: readonly RelativePath[],
  after: readonly RelativePath[],
  reasons: Reason[],
): void {
  if (before.length === after.length && before.every((path, index) => path === after[index]))
    return;
  const old = new Set(before);
  const now = new Set(after);
  for (const path of before)
    if (!now.has(path)) reasons.push({ kind: 'input-removed', path, before: undefined });
  for (const path of after)
    if (!old.has(path)) reasons.push({ kind: 'input-added', path, after: undefined });
}

function checkProgram(
  context: BuildContext,
  action: Action,
  { name, path, digest }: Extract<Dependency, { kind: 'executable' }>,
  reasons: Reason[],
): void {
  const now = context.ports.files.executable(name, action.binDirs, action.cwd);
  if (now?.digest === digest && now?.path === path) return;
  reasons.push({
    kind: 'tool-changed',
    name,
    path: now?.path ?? path,
    before: digest,
    after: now?.digest,
  });
}

/**
 * Only correct if the dependency was brought up to date before in this build; its outcome then says what is on disk.
 * Through `closure`, outputs further back count too: a type checker sees a changed type through a package whose own output is equal.
 */
function checkOutput(
  context: BuildContext,
  action: Action,
  { action: id, digest, closure }: Extract<Dependency, { kind: 'output' }>,
  reasons: Reason[],
): void {
  const outcome = context.outcomes.get(id);
  if (outcome === undefined) return; // No longer depended upon: the manifest says so.
  if (outcome.result.state === 'ran' && outcome.outputs === undefined) {
    reasons.push({ kind: 'dependency-would-run', action: id });
    return;
  }
  const before = action.dependencyOutputs === 'direct' ? digest : closure;
  const after = action.dependencyOutputs === 'direct' ? outcome.outputs : outcome.closure;
  if (before === after) return;
  if (digest !== outcome.outputs) {
    reasons.push({
      kind: 'dependency-changed',
      action: id,
      before: digest,
      after: outcome.outputs,
    });
    return;
  }
  const behind = changedBehind(context, id, closure);
  reasons.push({ kind: 'dependency-changed', via: id, ...behind });
}

/**
 * Finds which action behind `via` changed its outputs, or came or went, by comparing the trace that `via` had at that time with what is
 * there now. Follows unchanged actions further back; where the trace is gone, or none was kept, all that can be said is that something
 * behind that action changed.
 */
function changedBehind(
  context: BuildContext,
  via: ActionId,
  closure: OutputDigest,
): Omit<Extract<Reason, { kind: 'dependency-changed' }>, 'kind'> {
  const old = context.ports.traces.byClosure(via, closure);
  const read = new Set(
    context
      .action(via)
      .dependsOn.flatMap(({ action, readsOutputs }) => (readsOutputs ? action : [])),
  );
  for (const dependency of old?.dependencies ?? []) {
    if (dependency.kind !== 'output') continue;
    const isRead = read.delete(dependency.action);
    const outcome = isRead ? context.outcomes.get(dependency.action) : undefined;
    if (outcome !== undefined && outcome.closure === dependency.closure) continue;
    if (outcome?.outputs !== dependency.digest) {
      return { action: dependency.action, before: dependency.digest, after: outcome?.outputs };
    }
    return changedBehind(context, dependency.action, dependency.closure);
  }
  const [added] = old === undefined ? [] : read;
  if (added === undefined) return { action: via, via, before: undefined, after: undefined };
  return { action: added, before: undefined, after: context.outcomes.get(added)?.outputs };
}
