/**
 * The workspace as the engine sees it: packages, actions, settings. Read in two steps, so that the first, all that files say, can be
 * kept from one process to the next (`parseWorkspace`), and only the second is done each time (`instantiate`).
 */
import type { Action } from '../model/action.ts';
import type { ActionId } from '../model/brand.ts';
import type { Problem } from '../model/problem.ts';
import { instantiate } from './instantiate.ts';
import { parseJson } from './jsonc.ts';
import type { Locator } from './location.ts';
import type { PackageModel, Settings, WorkspaceModel } from './model.ts';
import { parseWorkspace } from './parseWorkspace.ts';
import type { ConfigSource } from './reading.ts';

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

/**
 * Reads a workspace in one go.
 * @param source where configuration, files and variables come from
 */
export function loadWorkspace(source: ConfigSource): Workspace {
  return instantiate(parseWorkspace(source), source, locatorOf(source));
}

/** Line and column by reading the file again; the start of the file where that fails. */
export function locatorOf(source: ConfigSource): Locator {
  return (at) => {
    const text = source.read(at.file);
    return text === undefined
      ? { line: 1, column: 1 }
      : parseJson(at.file, text).locate(at.path, 'key');
  };
}
