/**
 * A package of the workspace, imported by its name, leads to its own source. What it says of itself are names of built files, which git ignores
 * and which are often not there; whoever edits `src/a.ts` wants to know that the import of `dist/a.js` is concerned.
 *
 * The source of a built file is taken from what says it most surely: a target under a condition for sources or the field `source`; then where
 * the package's tsconfig.json says that its output comes from (`outDir`, `rootDir`); then the habit of a folder `src` beside the output.
 */
import { type Output, sourcesOf } from './builtSources.ts';
import type { Flavour } from './extensions.ts';
import { joinRelative, type Names } from './names.ts';
import { exportTargets, importTargets, type PackageJson } from './packageTargets.ts';
import { type Found, firstFile, lookUp } from './relative.ts';

/** One package of the workspace. */
export interface WorkspacePackage extends Output {
  /** Relative to the workspace. */
  readonly folder: string;
  readonly json: PackageJson;
}

/** Where the main file often lies. */
const scriptGuesses = ['src/index', 'index', 'src/main', 'lib/index'];
const styleGuesses = ['index', 'src/index', 'style', 'styles', 'src/style', 'src/styles'];

/**
 * The file of a part of a package.
 * @param subpath `.` or `./part`
 */
export function packageFile(
  names: Names,
  found: WorkspacePackage,
  { subpath, flavour }: { readonly subpath: string; readonly flavour: Flavour },
): Found {
  const targets = exportTargets(found.json, subpath, flavour === 'style');
  const file = targetFile(names, found, targets ?? [], flavour);
  if (file.type === 'file' || (targets === undefined && found.json.exports !== undefined))
    return file;
  const main = flavour === 'style' ? styleGuesses : scriptGuesses;
  const guesses = subpath === '.' ? main : [`src/${subpath.slice(2)}`, subpath.slice(2)];
  return targetFile(names, found, guesses, flavour);
}

/** The file of a name that starts with `#`; a name of another package is given back as it is. */
export function importedFile(
  names: Names,
  found: WorkspacePackage,
  { name, flavour }: { readonly name: string; readonly flavour: Flavour },
): Found {
  return targetFile(
    names,
    found,
    importTargets(found.json, name, flavour === 'style') ?? [],
    flavour,
  );
}

function targetFile(
  names: Names,
  found: WorkspacePackage,
  targets: readonly string[],
  flavour: Flavour,
): Found {
  let mayBe: Found = { type: 'absent' };
  for (const target of targets) {
    const source = firstSource(names, found, target, flavour);
    if (source.type === 'file') return source;
    const path = joinRelative(found.folder, target);
    const own: Found =
      path === undefined
        ? mayBe
        : lookUp(names, { target: path, flavour, isFolder: path === found.folder });
    if (own.type === 'file') return own;
    if (own.type === 'ask') mayBe = own;
  }
  return mayBe;
}

function firstSource(
  names: Names,
  found: WorkspacePackage,
  target: string,
  flavour: Flavour,
): Found {
  const candidates = [...sourcesOf(found, target, flavour)].flatMap(
    (source) => joinRelative(found.folder, source) ?? [],
  );
  return firstFile(names, candidates);
}
