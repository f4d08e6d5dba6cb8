/** Opens the place in a source that a profile names: the generated file, or what it was generated from where a source map lies beside it. */
import { FileType, Position, Selection, Uri, ViewColumn, window, workspace } from 'vscode';
import { t } from '../../texts.ts';
import type { SourcePlace } from './flameHost.ts';
import { originalPlace } from './sourceMap.ts';

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
  if (/^[a-z][\w+.-]+:/i.test(file)) return [];
  if (/^(?:[a-z]:)?[\\/]/i.test(file)) return [profile.with({ path: Uri.file(file).path })];
  const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  return [Uri.joinPath(profile, '..'), ...folders].map((folder) => Uri.joinPath(folder, file));
}

async function mapped(uri: Uri, { line, column }: SourcePlace) {
  const own = { uri, line, column };
  const map = uri.with({ path: `${uri.path}.map` });
  if (line < 1 || !(await isFile(map, mapBytesMax))) return own;
  const text = new TextDecoder().decode(await workspace.fs.readFile(map));
  const original = originalPlace(text, { line, column });
  if (original === undefined) return own;
  const [source] = candidates(original.source, map);
  if (source === undefined || !(await isFile(source))) return own;
  return { uri: source, line: original.line, column: original.column };
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
