/** Looks packages, tasks and rules of a workspace up by name; a file may mention thousands. */
import type { PackageModel, WorkspaceModel } from '../../engine/config/model.ts';
import type { ActionName } from '../../protocol/basics.ts';

/** A task with the package that has it. */
export interface OwnedTask {
  readonly id: ActionName;
  readonly owner: PackageModel;
}

/** Tables over one workspace. */
export interface WorkspaceIndex {
  readonly packages: ReadonlyMap<string, PackageModel>;
  readonly folders: ReadonlyMap<string, PackageModel>;
  /** By the name of the task, in the order of the workspace. */
  readonly tasks: ReadonlyMap<string, readonly OwnedTask[]>;
  readonly rules: ReadonlySet<string>;
}

const known = new WeakMap<WorkspaceModel, WorkspaceIndex>();

/** The tables, made once for a workspace. */
export function indexOf(workspace: WorkspaceModel): WorkspaceIndex {
  const index = known.get(workspace) ?? makeIndex(workspace);
  // Only correct if a workspace that changes is another object, which reading the configuration anew makes.
  known.set(workspace, index);
  return index;
}

function makeIndex(workspace: WorkspaceModel): WorkspaceIndex {
  const tasks = new Map<string, OwnedTask[]>();
  for (const task of workspace.tasks) {
    const owner = workspace.packages[task.package];
    if (owner === undefined) continue;
    const named = tasks.get(task.name) ?? [];
    named.push({ id: `${owner.name}#${task.name}`, owner });
    tasks.set(task.name, named);
  }
  return {
    packages: new Map(workspace.packages.map((entry) => [entry.name, entry])),
    folders: new Map(workspace.packages.map((entry) => [entry.dir, entry])),
    tasks,
    rules: new Set(workspace.rules.map(({ name }) => name)),
  };
}
