/** Changes of one setting of a task, in the file that has the say: a list that is there gets one entry more, else the key is added. */
import type { JsonPath } from '../../engine/config/values.ts';
import { type ConfigFile, readConfigFile } from './configFile.ts';
import { jsonRemove, jsonSet } from './jsonEdits.ts';
import type { LanguageModel } from './languageModel.ts';
import { Lines } from './lines.ts';
import { isSame, type Target } from './mentions.ts';
import { mentionsOf } from './navigation.ts';
import type { TextEdit, WorkspaceEdit } from './shapes.ts';
import { nodeAt } from './trees.ts';

/** A place in a configuration file. */
export interface SettingPlace {
  readonly path: string;
  /** Undefined: the file is not there yet. */
  readonly file: ConfigFile | undefined;
  /** The way to the entry of the task or rule. */
  readonly entry: JsonPath;
  /** Wireit has other names for some keys. */
  readonly isWireit: boolean;
}

/** A key that fixes set. */
export type SettingKey = 'outputs' | 'env' | 'dependsOn';

const wireitKeys: Readonly<Record<SettingKey, string>> = {
  outputs: 'output',
  env: 'env',
  dependsOn: 'dependencies',
};

/**
 * Where a task's setting is to be changed: where the key stands already, since a key of a stronger file would replace it and all that
 * it says; else where the task is defined; for a plain script in cachescope.json.
 */
export function settingPlace(
  file: ConfigFile,
  path: JsonPath,
  key: SettingKey,
  model: LanguageModel,
): SettingPlace | undefined {
  const [section, name] = path;
  if (typeof name !== 'string') return undefined;
  if (section === 'rules') return placeIn(file, path.slice(0, 2));
  const target = targetOf(file, name);
  const holder = mentionsOf(target, model)
    .filter(({ mention }) => mention.use === 'definition' && isSame(mention, target))
    .map((found) => placeIn(found.file, found.mention.path))
    .find(
      (place) =>
        place.entry[0] !== 'scripts' &&
        nodeAt(place.file?.tree, [...place.entry, keyIn(place, key)]),
    );
  if (holder !== undefined) return holder;
  return section === 'scripts' ? ownFile(file, name, model) : placeIn(file, path.slice(0, 2));
}

function targetOf(file: ConfigFile, name: string): Target {
  const hash = name.indexOf('#');
  if (file.kind !== 'package' && hash !== -1)
    return { kind: 'task', name: name.slice(hash + 1), package: name.slice(0, hash) };
  const isGeneral = file.kind !== 'package' && file.owner.dir === '';
  return { kind: 'task', name, package: isGeneral ? undefined : file.owner.name };
}

function placeIn(file: ConfigFile, entry: JsonPath): SettingPlace {
  return { path: file.path, file, entry, isWireit: entry[0] === 'wireit' };
}

/** Only this package's script is meant: others of the name may do something else. */
function ownFile(file: ConfigFile, name: string, model: LanguageModel): SettingPlace {
  const path = 'cachescope.json';
  const text = model.readText(path);
  const entry = ['tasks', `${file.owner.name}#${name}`];
  const own = text === undefined ? undefined : readConfigFile({ path, text }, model);
  return { path, file: own, entry, isWireit: false };
}

/** How the key is called there. */
export function keyIn({ isWireit }: Pick<SettingPlace, 'isWireit'>, key: SettingKey): string {
  return isWireit ? wireitKeys[key] : key;
}

/** Sets a key to a value, or adds to the list that it has. */
export function settingEdit(
  place: SettingPlace,
  change:
    | { readonly key: string; readonly add: string }
    | { readonly key: string; readonly set: unknown },
  model: LanguageModel,
): WorkspaceEdit {
  const path = [...place.entry, change.key];
  const isList = nodeAt(place.file?.tree, path)?.type === 'array';
  const edit =
    'set' in change
      ? { path, value: change.set }
      : isList
        ? { path: [...path, -1], value: change.add }
        : { path, value: [change.add] };
  return fileEdit(place, jsonTextEdits(place.file?.text ?? '', edit.path, edit.value), model);
}

/** The changes of a text that set a value; `undefined` removes it. */
export function jsonTextEdits(text: string, path: JsonPath, value: unknown): TextEdit[] {
  const edit = value === undefined ? jsonRemove(text, path) : jsonSet(text, path, value);
  if (edit === undefined) return [];
  const range = new Lines(text).range({ start: edit.offset, end: edit.offset + edit.length });
  return [{ range, newText: edit.content }];
}

/** Edits of one file, which is made first where it is not there. */
export function fileEdit(
  { path, file }: Pick<SettingPlace, 'path' | 'file'>,
  edits: TextEdit[],
  model: LanguageModel,
): WorkspaceEdit {
  const uri = model.uriOf(path);
  const change = { textDocument: { uri, version: null }, edits };
  if (file !== undefined) return { documentChanges: [change] };
  return {
    documentChanges: [{ kind: 'create', uri, options: { ignoreIfExists: true } }, change],
  };
}
