/**
 * What reading the configuration says with an unsaved text in place of the file: the whole workspace is read anew, so the files that stay are
 * parsed once and kept.
 */
import { type JsonDocument, parseJson } from '../../engine/config/jsonc.ts';
import { parseWorkspace } from '../../engine/config/parseWorkspace.ts';
import type { ConfigSource } from '../../engine/config/source.ts';
import type { Problem } from '../../engine/model/problem.ts';
import type { ConfigDocument, LanguageModel } from './languageModel.ts';

/** A file as it was parsed. */
interface Parsed {
  readonly text: string;
  readonly document: JsonDocument;
}

const parsedFiles = new WeakMap<LanguageModel['problems'], Map<string, Parsed>>();

/** What is wrong in the file with this text. */
export function unsavedProblems(
  { path, text }: ConfigDocument,
  model: LanguageModel,
): readonly Problem[] {
  const { workspace } = model;
  const files = filesFor(model);
  const source: ConfigSource = {
    read: (file) => (file === path ? text : (model.readSaved?.(file) ?? model.readText(file))),
    parsed: (file, content) => (file === path ? undefined : documentOf(file, content, files)),
    packageFolders: () => workspace.packageFolders,
    glob: () => workspace.lockFiles,
    environment: {},
  };
  const { problems, unknownReferences } = parseWorkspace(source);
  return [...problems, ...unknownReferences].filter(({ location }) => location?.file === path);
}

/** They go with the state of the workspace that they are of. */
function filesFor({ problems }: LanguageModel): Map<string, Parsed> {
  const known = parsedFiles.get(problems) ?? new Map<string, Parsed>();
  parsedFiles.set(problems, known);
  return known;
}

function documentOf(
  file: Parameters<typeof parseJson>[0],
  text: string,
  files: Map<string, Parsed>,
): JsonDocument {
  const known = files.get(file);
  if (known?.text === text) return known.document;
  const document = parseJson(file, text);
  // Only correct if the text is the same: a file that is open may be edited, too.
  files.set(file, { text, document });
  return document;
}
