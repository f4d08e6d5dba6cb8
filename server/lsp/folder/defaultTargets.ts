/** What a run without targets means: the task that nearly every workspace has, else everything that ends by itself. */
import type { Workspace } from '../../engine/config/loaded.ts';

/** @returns names as on the command line */
export function defaultTargets({ actions, model }: Workspace): readonly string[] {
  const names = new Set(model.tasks.map(({ name }) => name));
  for (const { name } of model.groups) names.add(name);
  if (names.has('build')) return ['build'];
  return [...actions.values()].filter(({ persistent }) => !persistent).map(({ id }) => id);
}
