/**
 * Which actions a change of files may concern: those that read or run a changed path, whose patterns cover it or whose outputs it lies
 * among, and everything that depends on them. Errs towards too many; the decision then finds out.
 */
import { type ActionGraph, reachable } from '../graph/graph.ts';
import type { Action, FilePatterns } from '../model/action.ts';
import type { ActionId, RelativePath } from '../model/brand.ts';
import {
  anchor,
  compilePatterns,
  isBelow,
  joinPath,
  parentPath,
  patternsMeet,
} from '../model/glob.ts';
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

  /**
   * @param traces tells what actions were seen to read beyond their declarations
   * @param isFile false for folders and for what is gone, which may have been one: moving a folder is a single change
   */
  affectedBy(
    paths: readonly RelativePath[],
    traces: Pick<TraceStore, 'latest'>,
    isFile: (path: RelativePath) => boolean,
  ): readonly ActionId[] {
    const observed = observedBy(traces, [...this.#actions.values()]);
    const direct = new Set<ActionId>();
    if (paths.length > 0) for (const id of observed.throughLinks) direct.add(id);
    for (const path of paths) {
      const covers = isFile(path) ? patternsCover : patternsReach;
      for (const id of observed.paths.get(path) ?? []) direct.add(id);
      for (const { id, patterns } of observed.globs) if (covers(patterns, path)) direct.add(id);
      for (const action of this.#actions.values()) {
        if (!direct.has(action.id) && concerns(action, path, covers)) direct.add(action.id);
      }
    }
    return [
      ...direct,
      ...[...reachable(this.#graph, direct, 'dependents')].filter((id) => !direct.has(id)),
    ];
  }
}

type Cover = (patterns: FilePatterns | undefined, path: RelativePath) => boolean;

function concerns(action: Action, path: RelativePath, covers: Cover): boolean {
  if (action.inputs?.ignoreGitIgnored && isIgnoreFile(path)) return true;
  return (
    action.inputFiles.some((file) => isBelow(file, path)) ||
    covers(action.inputs, path) ||
    covers(action.outputs, path) ||
    mayBeProgram(action, path)
  );
}

/** Its rules decide which files are inputs. */
function isIgnoreFile(path: RelativePath): boolean {
  return path === '.gitignore' || path.endsWith('/.gitignore');
}

/** A program that comes to stand where one is looked for. */
function mayBeProgram({ programs, binDirs, cwd }: Action, path: RelativePath): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (programs.includes(name) && binDirs.includes(parentPath(path))) return true;
  return programs.some((program) => program.includes('/') && joinPath(cwd, program) === path);
}

function patternsCover(patterns: FilePatterns | undefined, path: RelativePath): boolean {
  if (patterns === undefined) return false;
  const { includeAlways = [] } = patterns;
  if (compilePatterns(patterns).matches(path)) return true;
  return (
    includeAlways.length > 0 &&
    compilePatterns({ ...patterns, include: includeAlways }).matches(path)
  );
}

/** Whether something at or below a path may match; what is excluded counts, too. */
function patternsReach(patterns: FilePatterns | undefined, path: RelativePath): boolean {
  if (patterns === undefined) return false;
  const { base, include, includeAlways = [] } = patterns;
  return [...include, ...includeAlways].some((pattern) => {
    const anchored = anchor(base, pattern);
    if (anchored === undefined) return false;
    if (!isBelow(path, anchored.base)) return isBelow(anchored.base, path);
    const rest = anchored.base === '' ? path : path.slice(anchored.base.length + 1);
    // Any character of a name may mean something in a pattern; `?` stands for all of them.
    const asPattern = rest.replace(/[*?[\]{}()!+@\\]/g, '?');
    return rest === '' || patternsMeet(anchored.pattern, `${asPattern}/**`);
  });
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
  return (
    dependency.kind === 'inputs' && dependency.files.some(([, digest]) => digest.endsWith('+link'))
  );
}
