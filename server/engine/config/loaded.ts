/** A workspace that was read: what the engine and the command line work on. */
import type { Action } from '../model/action.ts';
import type { ActionId } from '../model/brand.ts';
import type { Problem } from '../model/problem.ts';
import type { PackageModel, Settings, WorkspaceModel } from './model.ts';

/** Everything that can be run. */
export interface Workspace {
  readonly model: WorkspaceModel;
  /** The root first. */
  readonly packages: readonly PackageModel[];
  readonly actions: ReadonlyMap<ActionId, Action>;
  readonly settings: Settings;
  /** What is wrong with the configuration. With an error among them nothing may run. */
  readonly problems: readonly Problem[];
  /** Dependencies on nothing, which matter to runs that reach them. */
  readonly unknownDependencies: ReadonlyMap<ActionId, readonly Problem[]>;
  /** Actions of each rule. */
  readonly ruleActions: ReadonlyMap<string, readonly ActionId[]>;
}
