// Actions for tests, with everything that a test does not care about at a plain default.

import { programsOf } from '../../../server/engine/config/taskWork.ts';
import type { Action, FilePatterns } from '../../../server/engine/model/action.ts';
import type { ActionId, RelativePath } from '../../../server/engine/model/brand.ts';

/** What a test says of an action; ids, paths and patterns as plain strings. */
export interface ActionDraft
  extends Partial<Omit<Action, 'id' | 'cwd' | 'dependsOn' | 'inputs' | 'outputs' | 'inputFiles'>> {
  readonly id: string;
  readonly cwd?: string;
  /** A shell script; taken where `work` is not given. */
  readonly script?: string;
  readonly dependsOn?: readonly (
    | string
    | { readonly action: string; readonly readsOutputs: boolean }
  )[];
  /** Patterns below `cwd`, or the whole thing; null: not declared. */
  readonly inputs?: readonly string[] | FilePatterns | null;
  readonly outputs?: readonly string[] | FilePatterns | null;
  readonly inputFiles?: readonly string[];
}

/** Makes an action; one without declared inputs reads nothing, one without declared outputs writes nothing. */
export function action(draft: ActionDraft): Action {
  const {
    id,
    cwd = '',
    script,
    dependsOn = [],
    inputs = [],
    outputs = [],
    inputFiles = [],
    ...rest
  } = draft;
  const work = rest.work ?? {
    type: 'commands',
    commands: [{ type: 'shell', script: script ?? 'true' }],
  };
  return {
    kind: 'task',
    group: '//',
    name: id,
    programs: programsOf(work, {}),
    discovery: { type: 'declared' },
    environment: {},
    fixedEnvironment: {},
    binDirs: [],
    cacheable: true,
    persistent: false,
    clean: 'always',
    dependencyOutputs: 'transitive',
    source: { file: 'cachescope.json' as RelativePath, line: 1, column: 1 },
    ...rest,
    work,
    id: id as ActionId,
    cwd: cwd as RelativePath,
    dependsOn: dependsOn.map((edge) =>
      typeof edge === 'string'
        ? { action: edge as ActionId, readsOutputs: true }
        : { action: edge.action as ActionId, readsOutputs: edge.readsOutputs },
    ),
    inputs: inputs === null ? undefined : asPatterns(inputs, cwd),
    outputs: outputs === null ? undefined : asPatterns(outputs, cwd),
    inputFiles: inputFiles as readonly RelativePath[],
  };
}

/** Patterns below a folder; those that start with `!` exclude. */
export function patterns(
  base: string,
  list: readonly string[],
  changes: Partial<FilePatterns> = {},
): FilePatterns {
  return {
    base: base as RelativePath,
    include: list.filter((pattern) => !pattern.startsWith('!')),
    exclude: list.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1)),
    ignoreGitIgnored: false,
    boundaries: [],
    ...changes,
  };
}

function asPatterns(value: readonly string[] | FilePatterns, cwd: string): FilePatterns {
  return 'base' in value ? value : patterns(cwd, value);
}

/** Actions by id. */
export function actionMap(actions: readonly Action[]): ReadonlyMap<ActionId, Action> {
  return new Map(actions.map((each) => [each.id, each]));
}
