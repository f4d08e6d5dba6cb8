/**
 * The language features, each a pure function over the text of one configuration file, a position, and what is known of the workspace.
 * Handles cachescope.json, turbo.json(c), and `wireit` and `scripts` in package.json; any other file has nothing of anything.
 *
 * Commands of lenses, to be registered by the client, each with one argument `LensArgument`: `cachescope.run`, `cachescope.force`,
 * `cachescope.explain`.
 */
import type { FolderPath } from '../../protocol/basics.ts';
import type { ConfigDocument, LanguageModel } from './languageModel.ts';
import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  Diagnostic,
  Hover,
  Location,
  Position,
  Range,
  RenameResult,
  RenameTarget,
} from './shapes.ts';

export type { ConfigDocument, FolderEntry, LanguageModel } from './languageModel.ts';

/** What the commands of lenses get. */
export interface LensArgument {
  readonly folder: string;
  /** As on the command line: `build`, `web#build`, a rule. */
  readonly targets: readonly string[];
  /** For `cachescope.explain`: the one action it is about. */
  readonly action?: string;
}

/** Whether these functions have anything to say about a file. @param path relative to the workspace folder */
export function isConfigFile(path: FolderPath, _model: LanguageModel): boolean {
  return /(?:^|\/)(?:cachescope\.json|turbo\.jsonc?|package\.json)$/.test(path);
}

/** Files that the workspace's problems lie in, for diagnostics of files that are not open. */
export function filesWithProblems(_model: LanguageModel): readonly FolderPath[] {
  return [];
}

/** What is wrong in one file: what is known of the saved workspace, and of the text itself where it differs from that. */
export function diagnosticsOf(_document: ConfigDocument, _model: LanguageModel): Diagnostic[] {
  return [];
}

/** Proposals at a position; works while the text is broken. */
export function complete(
  _document: ConfigDocument,
  _position: Position,
  _model: LanguageModel,
): CompletionItem[] {
  return [];
}

/** What stands under the pointer: state, last duration, hit rate of a task, or what a key means. */
export function hover(
  _document: ConfigDocument,
  _position: Position,
  _model: LanguageModel,
): Hover | undefined {
  return undefined;
}

/** Where the task, rule, package or file under the cursor is defined. */
export function definition(
  _document: ConfigDocument,
  _position: Position,
  _model: LanguageModel,
): Location[] {
  return [];
}

/** Every place that names the task or rule under the cursor. */
export function references(
  _document: ConfigDocument,
  _position: Position,
  _model: LanguageModel,
  _includeDefinitions: boolean,
): Location[] {
  return [];
}

/** The name under the cursor, if it can be changed. */
export function prepareRename(
  _document: ConfigDocument,
  _position: Position,
  _model: LanguageModel,
): RenameTarget | undefined {
  return undefined;
}

/** Changes the name of a task or rule in every configuration file that mentions it. */
export function rename(
  _document: ConfigDocument,
  _position: Position,
  newName: string,
  _model: LanguageModel,
): RenameResult {
  return { refused: `Nothing here can be called "${newName}".` };
}

/** Run, Force, Why and the last time, above each task, rule and script. */
export function codeLens(_document: ConfigDocument, _model: LanguageModel): CodeLens[] {
  return [];
}

/** Quick fixes for what is wrong in a stretch. */
export function codeActions(
  _document: ConfigDocument,
  _range: Range,
  _model: LanguageModel,
): CodeAction[] {
  return [];
}
