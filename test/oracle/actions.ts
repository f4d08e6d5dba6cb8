// Turns the oracle's actions into the engine's.

import type { Action } from '../../server/engine/model/action.ts';
import type { ActionId, RelativePath } from '../../server/engine/model/brand.ts';
import { action, actionMap, patterns } from '../support/engine/actions.ts';
import { scriptOf } from './command.ts';
import { type ActionSpec, packageFolder } from './script.ts';

/** Folder of the workspace's own programs. */
export const toolFolder = 'tools/bin';

/** Name of an action. */
export function idOf(index: number): ActionId {
  return `a${index}#build` as ActionId;
}

/** Index of an action by its name. */
export function indexOf(id: string): number {
  return Number(/^a(\d+)#/.exec(id)?.[1]);
}

/** All actions, for `createEngine`. */
export function engineActions(specs: readonly ActionSpec[]): ReadonlyMap<ActionId, Action> {
  return actionMap(specs.map((spec, index) => engineAction(specs, spec, index)));
}

function engineAction(specs: readonly ActionSpec[], spec: ActionSpec, index: number): Action {
  const cwd = packageFolder(spec.pkg);
  return action({
    id: idOf(index),
    cwd,
    script: scriptOf(specs, index),
    dependsOn: spec.deps.map(({ to, order }) => ({ action: idOf(to), readsOutputs: !order })),
    inputs:
      spec.declares === 'no-inputs' ? null : [...inputPatterns(spec), ...ownOutputs(spec, index)],
    inputFiles: spec.readsConf ? [`${cwd}/conf`] : [],
    outputs: outputPatterns(spec, index),
    environment: { MODE: spec.mode ?? undefined },
    binDirs: [toolFolder as RelativePath],
    cacheable: spec.declares !== 'cache-off',
    dependencyOutputs: spec.direct ? 'direct' : 'transitive',
  });
}

/** Declared inputs, relative to the package. */
export function inputPatterns(spec: ActionSpec): readonly string[] {
  return { src: ['src/**'], flat: ['src/*.t'], package: ['**'] }[spec.inputs];
}

/** Whoever declares everything in a package leaves out what the action itself writes there, as the configuration does. */
function ownOutputs(spec: ActionSpec, index: number): readonly string[] {
  if (spec.inputs !== 'package' || spec.declares === 'no-outputs') return [];
  return ['out', 'alt'].flatMap((folder) => [
    `!${folder}_${index}/**`,
    `!${folder}_${index}.stamp`,
  ]);
}

function outputPatterns(spec: ActionSpec, index: number): ReturnType<typeof patterns> | null {
  if (spec.declares === 'no-outputs') return null;
  if (spec.declares === 'empty-outputs') return patterns(packageFolder(spec.pkg), []);
  return patterns(packageFolder(spec.pkg), [
    `${spec.folder}_${index}/**`,
    `${spec.folder}_${index}.stamp`,
  ]);
}
