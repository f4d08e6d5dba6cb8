/** What the language features know of the workspace. The folder worker fills it in; tests fill it in from a fixture. */
import type { WorkspaceModel } from '../../engine/config/model.ts';
import type { Problem } from '../../engine/model/problem.ts';
import type { ActionName, FolderPath, FolderUri } from '../../protocol/basics.ts';
import type { ActionRow } from '../../protocol/tasks.ts';

/** A file with the text that the editor has of it, saved or not. */
export interface ConfigDocument {
  readonly path: FolderPath;
  readonly text: string;
}

/** One entry of a folder. */
export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** The workspace as it was saved. Each function is asked only where its answer is needed. */
export interface LanguageModel {
  readonly folder: FolderUri;
  /** What the configuration says: `engine.workspace.model`. */
  readonly workspace: WorkspaceModel;
  /**
   * All that is known to be wrong: problems of the configuration, dependencies on nothing (`workspace.model.unknownReferences`), what
   * the check of the whole graph found, what `doctor` advises.
   */
  readonly problems: readonly Problem[];
  /** Actions of each rule, by its name: `engine.workspace.ruleActions`. */
  readonly ruleActions: ReadonlyMap<string, readonly ActionName[]>;
  /** State, last duration, hit rate and reasons of an action; undefined where there is none of that name. */
  row(id: ActionName): ActionRow | undefined;
  /** Text of a configuration file, the editor's where it is open, else the saved one; undefined where there is none. */
  readText(path: FolderPath): string | undefined;
  /** Text of a configuration file on disk; absent: no text differs from what `readText` gives. */
  readSaved?(path: FolderPath): string | undefined;
  /** Entries of a folder, without what git ignores; empty where there is none. `''` is the workspace folder. */
  listFolder(path: FolderPath): readonly FolderEntry[];
  /** URI of a file in the workspace folder. */
  uriOf(path: FolderPath): string;
  /** Names of the variables that are set where commands start. Their values are nobody's business here. */
  readonly environmentNames: readonly string[];
  /**
   * True: the editor reads the JSON Schema of cachescope.json itself, so keys and their descriptions are left to it and do not show
   * twice.
   */
  readonly editorHasSchema: boolean;
}
