/**
 * Whether what an import lacks is something that a program would write: git ignores the place where it would lie. Who reads why the import leads
 * nowhere is then told to build it, and does not look for a mistake in a name.
 */
import { folderOf, joinRelative, type Names } from './names.ts';

/** A file has one of these, where its ending was left out. */
const likelyEndings = ['', '.ts', '.tsx', '.d.ts', '.js', '.json'];
/** Where frameworks write types for routes, among `rootDirs`, and by which names: of any other file there is nothing to be expected. */
const routeTypes = /(?:^|\/)\.(?:svelte-kit|react-router)\/types\//;
const routeTypesName = /(?:\/\$types|\/\+types\/[^/]+?)(?:\.d)?(?:\.[jt]s)?$/;
/** What stands for a file of TypeScript, too. */
const scriptEnding = /\.[mc]?jsx?$/;

/**
 * @param places relative to the workspace, with or without ending
 * @returns the end of a sentence; nothing where git ignores none of them
 */
export function generatedHint(names: Names, places: readonly string[]): string {
  for (const place of new Set(places)) {
    const part = ignoredPart(names, place);
    if (part !== undefined)
      return `; ${part} is ignored by git, so it is probably generated: build it`;
  }
  return '';
}

/**
 * The same for places that are relative to a folder.
 * @param folder relative to the workspace
 */
export function generatedHintIn(
  names: Names,
  folder: string,
  places: readonly string[] = [],
): string {
  return generatedHint(
    names,
    places.flatMap((place) => joinRelative(folder, place) ?? []),
  );
}

/** The folder on the way to a place, or the file there, that git ignores; what is installed is none of them. */
function ignoredPart(names: Names, place: string): string | undefined {
  if (/(?:^|\/)(?:node_modules|\.git)(?:\/|$)/.test(place)) return undefined;
  if (routeTypes.test(place) && !routeTypesName.test(place)) return undefined;
  for (const folder of foldersTo(place)) if (names.isIgnored(folder, true)) return folder;
  const stem = place.replace(scriptEnding, '');
  const files = [...likelyEndings.map((ending) => place + ending)];
  if (stem !== place) files.push(`${stem}.ts`, `${stem}.tsx`, `${stem}.d.ts`);
  return files.find((file) => names.isIgnored(file, false));
}

/** From the root on, the place itself among them; without the root. */
function foldersTo(place: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = place; folder !== ''; folder = folderOf(folder)) folders.push(folder);
  return folders.reverse();
}
