/**
 * Which actions a change of files may concern: those that read or run a changed path, whose patterns cover it or whose outputs it lies
 * among, and everything that depends on them. Errs towards too many; the decision then finds out.
 */
import { type ActionGraph, reachable } from '../graph/graph.ts';
import type { Action, FilePatterns } from '../model/action.ts';
import type { ActionId, RelativePath } from '../model/brand.ts';
import { compilePatterns, joinPath, parentPath } from '../model/glob.ts';
import type { Dependency } from '../model/trace.ts';
import type { TraceStore } from '../ports/store.ts';

/** Index over the actions of a workspace. */
export class DirtySet {
  readonly #actions: ReadonlyMap<ActionId, Action>;
  readonly #graph: ActionGraph;

  /**
   * @param actions all actions
   * @param graph how they depend on each other
   */
  constructor(actions: ReadonlyMap<ActionId, Action>, graph: ActionGraph) {
    this.#actions = actions;
    this.#graph = graph;
  }

  /** @param traces tells what actions were seen to read beyond their declarations */
  affectedBy(
    paths: readonly RelativePath[],
    traces: Pick<TraceStore, 'latest'>,
  ): readonly ActionId[] {
    const observed = observedBy(traces, [...this.#actions.values()]);
    const direct = new Set<ActionId>();
    if (paths.length > 0) for (const id of observed.throughLinks) direct.add(id);
    for (const path of paths) {
      for (const id of observed.paths.get(path) ?? []) direct.add(id);
      for (const { id, patterns } of observed.globs)
        if (patternsCover(patterns, path)) direct.add(id);
      for (const action of this.#actions.values())
        if (!direct.has(action.id) && covers(action, path)) direct.add(action.id);
    }
    return [
      ...direct,
      ...[...reachable(this.#graph, direct, 'dependents')].filter((id) => !direct.has(id)),
    ];
  }
}

function covers(action: Action, path: RelativePath): boolean {
  return (
    action.inputFiles.includes(path) ||
    patternsCover(action.inputs, path) ||
    patternsCover(action.outputs, path)
  );
}

function patternsCover(patterns: FilePatterns | undefined, path: string): boolean {
  if (patterns === undefined) return false;
  const { base, includeAlways = [] } = patterns;
  if (compilePatterns(patterns).matches(path)) return true;
  return (
    includeAlways.length > 0 &&
    compilePatterns({ ...patterns, base, include: includeAlways }).matches(path)
  );
}

interface Observed {
  readonly paths: ReadonlyMap<string, readonly ActionId[]>;
  readonly globs: readonly { readonly id: ActionId; readonly patterns: FilePatterns }[];
  /** Actions with a link among their inputs: what it leads to may lie anywhere. */
  readonly throughLinks: readonly ActionId[];
}

/** What actions were seen to read, look for, list or run beyond their declarations. */
function observedBy(traces: Pick<TraceStore, 'latest'>, actions: readonly Action[]): Observed {
  const paths = new Map<string, ActionId[]>();
  const globs: { id: ActionId; patterns: FilePatterns }[] = [];
  const throughLinks: ActionId[] = [];
  for (const [id, { dependencies }] of traces.latest(actions.map((action) => action.id))) {
    for (const dependency of dependencies) {
      if (dependency.kind === 'glob') globs.push({ id, patterns: dependency.patterns });
      if (hasLink(dependency)) throughLinks.push(id);
      const path = singlePath(dependency);
      if (path === undefined) continue;
      const readers = paths.get(path);
      if (readers) readers.push(id);
      else paths.set(path, [id]);
    }
  }
  return { paths, globs, throughLinks };
}

function singlePath(dependency: Dependency): string | undefined {
  switch (dependency.kind) {
    case 'file':
    case 'absent':
    case 'executable':
      return dependency.path;
    default:
      return undefined;
  }
}

function hasLink(dependency: Dependency): boolean {
  if (dependency.kind === 'file') return dependency.digest.endsWith('+link');
  return dependency.kind === 'inputs' && dependency.files.some(([, digest]) => digest.endsWith('+link'));
}
