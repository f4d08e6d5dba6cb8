/**
 * The language features, each a pure function over the text of one configuration file, a position, and what is known of the workspace.
 * Handles cachescope.json, turbo.json(c), and `wireit` and `scripts` in package.json; any other file has nothing of anything.
 *
 * Commands of lenses, each with one argument `LensArgument`: `cachescope.run`, `cachescope.force`, `cachescope.explain`.
 */
import type { FolderPath } from '../../protocol/basics.ts';
import { placeOf } from './configFile.ts';
import { filesWithProblems } from './diagnostics.ts';
import type { LanguageModel } from './languageModel.ts';

/** Whether these functions have anything to say about a file. @param path relative to the workspace folder */
export function isConfigFile(path: FolderPath, model: LanguageModel): boolean {
  return placeOf(path, model) !== undefined || filesWithProblems(model).includes(path);
}

export { complete, completionList } from './complete.ts';
export { diagnosticsOf, filesWithProblems } from './diagnostics.ts';
export { codeActions } from './fixes.ts';
export { hover } from './hover.ts';
export type { ConfigDocument, FolderEntry, LanguageModel } from './languageModel.ts';
export { codeLens, type LensArgument } from './lenses.ts';
export { definition, references } from './navigation.ts';
export { prepareRename, rename } from './rename.ts';
