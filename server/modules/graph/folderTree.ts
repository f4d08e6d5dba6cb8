/**
 * Files as a tree of folders, as the graph is shown: packages stand at the top with their names, and a folder that holds nothing but one other folder is
 * one with it. All by number, since there may be 100,000 files.
 */
import type { RelativePath } from '../../engine/model/brand.ts';
import { parentPath } from '../../engine/model/glob.ts';
import type { Packages } from './packages.ts';

/** One folder. */
export interface TreeFolder {
  /** Empty for the root. */
  readonly path: string;
  /** Name of the package, or the path from the folder that it is shown in; both where several have that name. */
  readonly label: string;
  readonly folders: readonly TreeFolder[];
  /** Numbers of files directly in it. */
  readonly files: readonly number[];
  /** Files in it, at any depth. */
  readonly count: number;
}

interface Growing {
  readonly path: string;
  readonly folders: Map<string, Growing>;
  readonly files: number[];
}

/**
 * Makes the tree.
 * @param files numbers of files with their paths
 */
export function folderTree(
  files: Iterable<readonly [number: number, path: RelativePath]>,
  packages: Packages,
): TreeFolder {
  const root: Growing = { path: '', folders: new Map(), files: [] };
  const known = new Map<string, Growing>([['', root]]);
  const folderAt = (path: string): Growing => {
    const found = known.get(path);
    if (found !== undefined) return found;
    const made: Growing = { path, folders: new Map(), files: [] };
    known.set(path, made);
    folderAt(shownIn(path, packages)).folders.set(path, made);
    return made;
  };
  for (const [number, path] of files) folderAt(parentPath(path)).files.push(number);
  return finished(root, '', packages);
}

/** A package is shown in the package around it, whatever folders lie between. */
function shownIn(path: string, packages: Packages): string {
  const isPackage = packages.at(path) !== undefined;
  return isPackage ? (packages.of(path)?.folder ?? '') : parentPath(path);
}

// Paths have at most some hundred parts, so this may call itself.
function finished(growing: Growing, shownIn: string, packages: Packages): TreeFolder {
  const [only, ...others] = growing.folders.values();
  const isPassage =
    growing.path !== '' && growing.files.length === 0 && others.length === 0 && only !== undefined;
  const isPackage = packages.at(growing.path) !== undefined;
  if (isPassage && !isPackage && packages.at(only.path) === undefined)
    return finished(only, shownIn, packages);
  const inside = [...growing.folders.values()].map((one) => finished(one, growing.path, packages));
  const folders = toldApart(inside, growing.path);
  const count = folders.reduce((sum, one) => sum + one.count, growing.files.length);
  const name = packages.at(growing.path)?.name;
  const below = shownIn === '' ? growing.path : growing.path.slice(shownIn.length + 1);
  const label = growing.path !== '' && name !== undefined && name !== '' ? name : below;
  return { path: growing.path, label, folders: folders.sort(byPath), files: growing.files, count };
}

// Samples and tests are often packages of one name.
function toldApart(folders: readonly TreeFolder[], shownIn: string): TreeFolder[] {
  const counts = new Map<string, number>();
  for (const { label } of folders) counts.set(label, (counts.get(label) ?? 0) + 1);
  return folders.map((one) => {
    if (counts.get(one.label) === 1) return one;
    const below = shownIn === '' ? one.path : one.path.slice(shownIn.length + 1);
    return { ...one, label: `${one.label} (${below})` };
  });
}

function byPath(a: TreeFolder, b: TreeFolder): number {
  return a.path < b.path ? -1 : 1;
}

/** Numbers of all files in a folder. */
export function* filesIn(folder: TreeFolder): Generator<number> {
  yield* folder.files;
  for (const one of folder.folders) yield* filesIn(one);
}
