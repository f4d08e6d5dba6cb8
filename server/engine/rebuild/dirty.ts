/**
 * Which actions a change of files may concern: those that read or run a changed path, whose patterns cover it or whose outputs it lies
 * among, and everything that depends on them. Errs towards too many; the decision then finds out.
 *
 * The indexes are made at the first change, so a command that builds and ends never pays for them.
 */
import { type ActionGraph, reachable } from '../graph/graph.ts';
import type { Action } from '../model/action.ts';
import type { ActionId, RelativePath } from '../model/brand.ts';
import { joinPath } from '../model/glob.ts';
import { concerns, isIgnoreFile, patternsCover, patternsReach } from './concern.ts';
import { type NewestTraces, ObservedPaths } from './observed.ts';
import { PathTree } from './pathTree.ts';

/** Index over the actions of a workspace. */
export class DirtySet {
  readonly #actions: ReadonlyMap<ActionId, Action>;
  readonly #graph: ActionGraph;
  #declared: DeclaredPaths | undefined;
  #observed: ObservedPaths | undefined;

  /**
   * @param actions all actions
   * @param graph how they depend on each other
   */
  constructor(actions: ReadonlyMap<ActionId, Action>, graph: ActionGraph) {
    this.#actions = actions;
    this.#graph = graph;
  }

  /** The newest trace of this action is another one now: what it was seen to read is to be read anew. */
  forget(id: ActionId): void {
    this.#observed?.forget(id);
  }

  /**
   * @param traces tells what actions were seen to read beyond their declarations
   * @param isFile false for folders and for what is gone, which may have been one: moving a folder is a single change
   */
  affectedBy(
    paths: readonly RelativePath[],
    traces: NewestTraces,
    isFile: (path: RelativePath) => boolean,
  ): readonly ActionId[] {
    if (paths.length === 0) return [];
    const direct = this.directlyAffectedBy(paths, traces, isFile);
    return [
      ...direct,
      ...[...reachable(this.#graph, direct, 'dependents')].filter((id) => !direct.has(id)),
    ];
  }

  /** As `affectedBy`, without what only depends on others that are. */
  directlyAffectedBy(
    paths: readonly RelativePath[],
    traces: NewestTraces,
    isFile: (path: RelativePath) => boolean,
  ): ReadonlySet<ActionId> {
    this.#declared ??= new DeclaredPaths(this.#actions.values());
    this.#observed ??= new ObservedPaths(this.#actions.keys());
    this.#observed.refresh(traces);
    const direct = new Set<ActionId>();
    for (const path of paths) {
      const asFolder = !isFile(path);
      const covers = asFolder ? patternsReach : patternsCover;
      for (const id of this.#observed.usersOf(path, covers, asFolder)) direct.add(id);
      for (const action of this.#declared.near(path, asFolder))
        if (!direct.has(action.id) && concerns(action, path, covers)) direct.add(action.id);
    }
    return direct;
  }
}

/** The actions that may declare something about a path; `concerns` tells. */
class DeclaredPaths {
  readonly #byPath = new PathTree<Action>();
  readonly #byProgram = new Map<string, Set<Action>>();
  readonly #byIgnoreFile: Action[] = [];

  constructor(actions: Iterable<Action>) {
    for (const action of actions) this.#add(action);
  }

  /** An action may come more than once. */
  *near(path: RelativePath, asFolder: boolean): Generator<Action> {
    yield* this.#byPath.near(path, asFolder);
    yield* this.#byProgram.get(lastName(path)) ?? [];
    if (isIgnoreFile(path)) yield* this.#byIgnoreFile;
  }

  #add(action: Action): void {
    const { inputs, outputs, inputFiles, programs, cwd } = action;
    if (inputs) this.#byPath.addPatterns(inputs, action);
    if (outputs) this.#byPath.addPatterns(outputs, action);
    for (const file of inputFiles) this.#byPath.addPath(file, action);
    if (inputs?.ignoreGitIgnored) this.#byIgnoreFile.push(action);
    for (const program of programs) this.#addProgram(joinPath(cwd, program) ?? program, action);
  }

  #addProgram(path: string, action: Action): void {
    const name = lastName(path);
    const others = this.#byProgram.get(name);
    if (others) others.add(action);
    else this.#byProgram.set(name, new Set([action]));
  }
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
