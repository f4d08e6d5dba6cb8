/**
 * What the default inputs of a task leave out: what actions write. A task's own outputs are not its inputs; outputs of an action that
 * it depends on count as that dependency's outputs already; and outputs of one that it does not depend on are none of its business.
 */
import type { Action } from '../model/action.ts';
import { isBelow, joinPath, matcherOf, patternsMeet, staticBase } from '../model/glob.ts';
import type { WorkspaceModel } from './model.ts';
import { filePatterns, type PatternList } from './patterns.ts';

/** Exclusions by package. */
export interface TaskExclusions {
  /**
   * Patterns relative to the package.
   * @param packageIndex whose default inputs they are
   */
  of(packageIndex: number): readonly string[];
}

/**
 * Collects what tasks and rules write.
 * @param model the tasks
 * @param ruleActions actions of rules, whose outputs are single files
 */
export function taskExclusions(
  model: WorkspaceModel,
  ruleActions: Iterable<Action>,
): TaskExclusions {
  const byPackage = new Map<number, string[]>();
  /** Outputs that lie outside of the package of whoever writes them, relative to the root. */
  const foreign: string[] = [];
  for (const task of model.tasks) addTask(model, task, byPackage, foreign);
  for (const action of ruleActions)
    for (const path of action.outputs?.include ?? []) foreign.push(path);
  const known = new Map<number, readonly string[]>();
  return {
    of(packageIndex) {
      let patterns = known.get(packageIndex);
      if (patterns === undefined) {
        patterns = packageExclusions(
          byPackage.get(packageIndex) ?? [],
          foreign,
          model.packages[packageIndex]?.dir ?? '',
        );
        known.set(packageIndex, patterns);
      }
      return patterns;
    },
  };
}

function addTask(
  model: WorkspaceModel,
  task: WorkspaceModel['tasks'][number],
  byPackage: Map<number, string[]>,
  foreign: string[],
): void {
  const outputs = model.definitions[task.definition]?.outputs;
  const entry = model.packages[task.package];
  if (!outputs || !entry || outputs.include.length === 0) return;
  const own = byPackage.get(task.package) ?? [];
  byPackage.set(task.package, own);
  // Exceptions (`.next/**`, `!.next/cache/**`) are left out with the rest: they are caches of the tool, written by the same command.
  for (const pattern of filePatterns(outputs, entry).include) {
    if (!pattern.startsWith('../')) own.push(pattern);
    else {
      const placed = joinPath(entry.dir, pattern);
      if (placed !== undefined) foreign.push(placed);
    }
  }
}

function packageExclusions(
  own: readonly string[],
  foreign: readonly string[],
  dir: string,
): readonly string[] {
  const result = new Set(own);
  for (const pattern of foreign) {
    if (dir === '') result.add(pattern);
    else if (isBelow(staticBase(pattern), dir)) result.add(pattern.slice(dir.length + 1));
  }
  return [...result];
}

/**
 * Outputs of a task itself that its written inputs leave out: `src/gen/**` of `src/**`. What is named as both stays an input.
 * @param inputs as written, relative to the package
 */
export function ownOutputs(inputs: PatternList, outputs: PatternList | null): readonly string[] {
  return (outputs?.include ?? []).filter(
    (output) =>
      inputs.include.some((input) => patternsMeet(input, output)) &&
      !inputs.include.some((input) => covers(output, input)),
  );
}

/** Whether a pattern takes all that another one can match: `src/**` takes `src/a/*.ts`. */
function covers(pattern: string, other: string): boolean {
  if (pattern === other) return true;
  const folder = pattern.replace(/\/\*\*(?:\/\*)?$/, '');
  return matcherOf([folder])(staticBase(other));
}
