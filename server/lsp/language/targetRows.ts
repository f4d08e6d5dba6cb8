/** The actions that a name in a file stands for. */
import type { ActionName } from '../../protocol/basics.ts';
import type { ActionRow } from '../../protocol/tasks.ts';
import type { LanguageModel } from './languageModel.ts';
import type { Target } from './mentions.ts';
import { indexOf } from './workspaceIndex.ts';

/** Ids of the actions, in the order of the workspace. */
export function actionsOf(target: Target, model: LanguageModel): readonly ActionName[] {
  if (target.kind === 'rule') return model.ruleActions.get(target.name) ?? [];
  const tasks = indexOf(model.workspace).tasks.get(target.name) ?? [];
  return tasks
    .filter(({ owner }) => target.package === undefined || owner.name === target.package)
    .map(({ id }) => id);
}

/** Their rows, without those that are gone. */
export function rowsOf(target: Target, model: LanguageModel): readonly ActionRow[] {
  return actionsOf(target, model)
    .map((id) => model.row(id))
    .filter((row) => row !== undefined);
}

/** The word of the command line that runs them all. */
export function commandLineName(target: Target): string {
  return target.package === undefined ? target.name : `${target.package}#${target.name}`;
}
