// The rule about cachescope.json: a task that runs tests declares every file that they import. Without
// it, a change of such a file would leave the task fresh, and a failure would go unseen.

import { posix } from 'node:path';
import { groupOf } from '../testGroups.ts';
import type { Problem } from './importTable.ts';
import { reachableFrom, type SourceTree } from './sourceTree.ts';

/** What the rule reads of a task. */
export interface TaskOfTests {
  /** Patterns relative to the project; undefined: everything that git does not ignore. */
  readonly inputs?: readonly string[];
}

/**
 * Finds files that tests reach and their group's task does not declare.
 *
 * @param tasks tasks of cachescope.json by name
 */
export function taskInputProblems(
  tree: SourceTree,
  tasks: Readonly<Record<string, TaskOfTests>>,
): Problem[] {
  const problems: Problem[] = [];
  const tests = [...tree.keys()].filter((path) => path.endsWith('.test.ts'));
  for (const group of new Set(tests.map(groupOf))) {
    const task = tasks[`test:${group}`];
    if (task === undefined) {
      problems.push({ place: 'cachescope.json', message: `there is no task test:${group}` });
      continue;
    }
    const inGroup = tests.filter((path) => groupOf(path) === group);
    problems.push(...undeclared(`test:${group}`, task, reachableFrom(tree, inGroup)));
  }
  return problems;
}

function undeclared(
  name: string,
  { inputs }: TaskOfTests,
  reached: ReadonlySet<string>,
): Problem[] {
  if (inputs === undefined) return [];
  return [...reached]
    .filter((path) => !inputs.some((pattern) => posix.matchesGlob(path, pattern)))
    .map((path) => ({
      place: 'cachescope.json',
      message: `the tests of ${name} import ${path}: add it to the task's inputs`,
    }));
}
