/** Where names are defined and where they are used. */
import { jsonCursor } from '../../engine/config/jsonc.ts';
import { joinPath } from '../../engine/model/glob.ts';
import type { FolderPath } from '../../protocol/basics.ts';
import { type ConfigFile, configDocuments, readConfigFile } from './configFile.ts';
import type { ConfigDocument, LanguageModel } from './languageModel.ts';
import { isSame, type Mention, mentionAt, mentionsIn, type Target } from './mentions.ts';
import type { Location, Position } from './shapes.ts';
import { specsAt } from './specWalk.ts';
import { indexOf } from './workspaceIndex.ts';

/** A mention and the file that it stands in. */
export interface FoundMention {
  readonly file: ConfigFile;
  readonly mention: Mention;
}

/** Every mention of a name in all configuration files, also those of tasks of other packages. */
export function mentionsOf(target: Target, model: LanguageModel): readonly FoundMention[] {
  return mentionsAmong(configDocuments(model), target, model);
}

function mentionsAmong(
  documents: Iterable<ConfigDocument>,
  target: Target,
  model: LanguageModel,
): readonly FoundMention[] {
  const found: FoundMention[] = [];
  for (const document of documents) {
    // Most files of a large workspace do not have the name at all and need not be parsed.
    if (!document.text.includes(target.name)) continue;
    const file = readConfigFile(document, model);
    if (file === undefined) continue;
    for (const mention of mentionsIn(file, model))
      if (mention.kind === target.kind && mention.name === target.name)
        found.push({ file, mention });
  }
  return found;
}

/** Where the task, rule, package or file under the cursor is defined. */
export function definition(
  document: ConfigDocument,
  position: Position,
  model: LanguageModel,
): Location[] {
  const file = readConfigFile(document, model);
  if (file === undefined) return [];
  const offset = file.lines.offset(position);
  const mention = mentionAt(file, offset, model);
  if (mention === undefined) return otherDefinition(file, offset, model);
  // On the first part of `web#build`.
  const isOnPackage = mention.package !== undefined && offset < mention.span.start;
  if (isOnPackage) return packageFile(mention.package, model);
  return taskDefinitions(mention, model);
}

/** Files of tasks stand before scripts: the script of each of 500 packages is not what `^build` is followed for. */
function taskDefinitions(target: Target, model: LanguageModel): Location[] {
  const ofTasks = definitionsAmong((path) => !path.endsWith('package.json'), target, model);
  if (target.package === undefined && ofTasks.length > 0) return ofTasks;
  const owners = indexOf(model.workspace).tasks.get(target.name) ?? [];
  const files = owners
    .filter(({ owner }) => target.package === undefined || owner.name === target.package)
    .map(({ owner }) => owner.file);
  const scripts = new Set<string | undefined>(files);
  return [...definitionsAmong((path) => scripts.has(path), target, model), ...ofTasks];
}

function definitionsAmong(
  isWanted: (path: FolderPath) => boolean,
  target: Target,
  model: LanguageModel,
): Location[] {
  return mentionsAmong(configDocuments(model, isWanted), target, model)
    .filter(({ mention }) => mention.use === 'definition' && isSame(mention, target))
    .map((one) => locationOf(one, model));
}

/** Every place that names the task or rule under the cursor. */
export function references(
  document: ConfigDocument,
  position: Position,
  model: LanguageModel,
  includeDefinitions: boolean,
): Location[] {
  const file = readConfigFile(document, model);
  const target = file && mentionAt(file, file.lines.offset(position), model);
  if (target === undefined) return [];
  return mentionsOf(target, model)
    .filter(({ mention }) => isSame(mention, target))
    .filter(({ mention }) => includeDefinitions || mention.use !== 'definition')
    .map((one) => locationOf(one, model));
}

function locationOf({ file, mention }: FoundMention, model: LanguageModel): Location {
  return { uri: model.uriOf(file.path), range: file.lines.range(mention.span) };
}

/** A package that is extended, a builder's module, or a pattern that is the name of a file. */
function otherDefinition(file: ConfigFile, offset: number, model: LanguageModel): Location[] {
  const cursor = jsonCursor(file.text, offset);
  if (cursor?.string === undefined || cursor.isKey) return [];
  const text = file.text.slice(cursor.string.start, cursor.string.end);
  const role = specsAt(file.spec, cursor.path).find((spec) => spec.role !== undefined)?.role;
  if (role === 'package') return packageFile(text, model);
  if (role !== 'module' && role !== 'pattern') return [];
  const path = joinPath(role === 'module' ? '' : file.owner.dir, text);
  return path === undefined || !isFile(path, model) ? [] : [startOf(path, model)];
}

function packageFile(name: string | undefined, model: LanguageModel): Location[] {
  const path = indexOf(model.workspace).packages.get(name ?? '')?.file;
  return path === undefined ? [] : [startOf(path, model)];
}

function startOf(path: FolderPath, model: LanguageModel): Location {
  const start = { line: 0, character: 0 };
  return { uri: model.uriOf(path), range: { start, end: { ...start } } };
}

function isFile(path: FolderPath, model: LanguageModel): boolean {
  const slash = path.lastIndexOf('/');
  const name = path.slice(slash + 1);
  return model
    .listFolder(path.slice(0, Math.max(slash, 0)))
    .some((entry) => entry.name === name && !entry.isFolder);
}
