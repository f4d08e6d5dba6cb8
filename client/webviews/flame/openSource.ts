/** Opens the place in a source that a profile names: the generated file, or what it was generated from where it has a source map. */
import { FileType, Position, Selection, Uri, ViewColumn, window, workspace } from 'vscode';
import { t } from '../../texts.ts';
import type { SourcePlace } from './flameHost.ts';
import { mapOf, originalPlace } from './sourceMap.ts';

/** A larger map would hold the extension host up for longer than a click may. */
const mapBytesMax = 32_000_000;

/**
 * Opens it.
 *
 * @param profile the profile's file: paths may be relative to its folder
 * @throws an error with a sentence for people, where there is no such file
 */
export async function openSource(place: SourcePlace, profile: Uri): Promise<void> {
  const uri = await findFile(place.file, profile);
  if (uri === undefined) throw new Error(t('{0} is not on this machine.', place.file));
  const { uri: shown, line, column } = await mapped(uri, place);
  const at = new Position(Math.max(0, line - 1), Math.max(0, column - 1));
  await window.showTextDocument(shown, {
    selection: new Selection(at, at),
    viewColumn: place.aside ? ViewColumn.Beside : ViewColumn.Active,
    preview: true,
  });
}

async function findFile(file: string, profile: Uri): Promise<Uri | undefined> {
  for (const uri of candidates(file, profile)) if (await isFile(uri)) return uri;
  return undefined;
}

// Files of this machine alone: what a profile names is not worth a request to somebody's server.
function candidates(file: string, profile: Uri): Uri[] {
  if (/^file:\/\//.test(file)) return [profile.with({ path: Uri.parse(file).path })];
  // webpack names sources by where they are in the project.
  const [, ofProject] = /^webpack:\/\/[^/]*\/(\.\/.+)$/.exec(file) ?? [];
  if (ofProject === undefined && /^[a-z][\w+.-]+:/i.test(file)) return [];
  if (/^(?:[a-z]:)?[\\/]/i.test(file)) return [profile.with({ path: Uri.file(file).path })];
  const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const path = ofProject ?? file;
  return [Uri.joinPath(profile, '..'), ...folders].map((folder) => Uri.joinPath(folder, path));
}

async function mapped(uri: Uri, { line, column }: SourcePlace) {
  const own = { uri, line, column };
  const map = line < 1 ? undefined : await mapFor(uri);
  const original = map && originalPlace(map.text, { line, column });
  const source = map && original && (await findFile(original.source, map.uri));
  if (original === undefined || source === undefined) return own;
  return { uri: source, line: original.line, column: original.column };
}

/** The map of a file: the one that it names or holds, else the one beside it. @returns its text, and what its paths are relative to */
async function mapFor(uri: Uri): Promise<{ text: string; uri: Uri } | undefined> {
  const named = mapOf((await textOf(uri)) ?? '');
  if (named !== undefined && 'text' in named) return { text: named.text, uri };
  const beside = uri.with({ path: `${uri.path}.map` });
  const other = named === undefined ? [] : [Uri.joinPath(uri, '..', named.path)];
  for (const map of [...other, beside]) {
    const text = await textOf(map);
    if (text !== undefined) return { text, uri: map };
  }
  return undefined;
}

async function textOf(uri: Uri): Promise<string | undefined> {
  if (!(await isFile(uri, mapBytesMax))) return undefined;
  return new TextDecoder().decode(await workspace.fs.readFile(uri));
}

async function isFile(uri: Uri, sizeMax = Number.POSITIVE_INFINITY): Promise<boolean> {
  try {
    const { type, size } = await workspace.fs.stat(uri);
    return (type & FileType.File) !== 0 && size <= sizeMax;
  } catch {
    // It is not there.
    return false;
  }
}
