/** Which package a file belongs to: that of the nearest folder above it with a package.json that gives a name. */
import type { RelativePath } from '../../engine/model/brand.ts';
import { parentPath } from '../../engine/model/glob.ts';

/** One package of the workspace. */
export interface PackageFolder {
  /** Empty for the root. */
  readonly folder: RelativePath;
  readonly name: string;
  /** Its package.json, as it was parsed. */
  readonly manifest: Readonly<Record<string, unknown>>;
}

/** Packages by folder. */
export class Packages {
  readonly all: readonly PackageFolder[];
  /** Also those without a name: no package that others could import, but with scripts, pages and dependencies of its own. */
  readonly manifests: readonly PackageFolder[];
  readonly #byFolder: ReadonlyMap<string, PackageFolder>;
  readonly #nameless: ReadonlySet<string>;
  /** By folder, since files of a folder share the answer. */
  readonly #known = new Map<string, PackageFolder | undefined>();

  /** @param nameless those without a name, other than the root's */
  constructor(all: readonly PackageFolder[], nameless: readonly PackageFolder[]) {
    this.all = all;
    this.manifests = [...all, ...nameless];
    this.#nameless = new Set(nameless.map(({ folder }) => folder));
    this.#byFolder = new Map(all.map((one) => [one.folder, one]));
  }

  /** The package that a file lies in; undefined where there is none. */
  of(path: string): PackageFolder | undefined {
    const folder = parentPath(path);
    if (this.#known.has(folder)) return this.#known.get(folder);
    const found = this.#above(folder);
    this.#known.set(folder, found);
    return found;
  }

  /** The package whose folder this is. */
  at(folder: string): PackageFolder | undefined {
    return this.#byFolder.get(folder);
  }

  /** Folders that names in a file may be relative to: its own, and those of the packages around it, with a name and without one. */
  foldersSeenFrom(path: string): ReadonlySet<string> {
    const own = parentPath(path);
    const folders = new Set<string>([own]);
    for (let folder = own; folder !== '' && !this.#byFolder.has(folder); ) {
      folder = parentPath(folder);
      if (this.#nameless.has(folder)) folders.add(folder);
    }
    return folders.add(this.of(path)?.folder ?? '');
  }

  #above(from: string): PackageFolder | undefined {
    for (let folder = from; ; folder = parentPath(folder)) {
      const found = this.#byFolder.get(folder);
      if (found !== undefined || folder === '') return found;
    }
  }
}

/**
 * Finds the packages.
 * @param paths of all files that may be a package.json
 * @param read gives the text of a file; undefined where it cannot be read
 */
export function findPackages(
  paths: Iterable<RelativePath>,
  read: (path: RelativePath) => string | undefined,
): Packages {
  const found: PackageFolder[] = [];
  const nameless: PackageFolder[] = [];
  for (const path of paths) {
    if (path !== 'package.json' && !path.endsWith('/package.json')) continue;
    const manifest = objectIn(read(path));
    const folder = parentPath(path) as RelativePath;
    // A package.json without a name, as some have to say `"type": "module"`, makes no package.
    if (typeof manifest?.name === 'string') found.push({ folder, name: manifest.name, manifest });
    else if (folder === '') found.push({ folder, name: '', manifest: manifest ?? {} });
    else if (manifest !== undefined) nameless.push({ folder, name: '', manifest });
  }
  return new Packages(found, nameless);
}

/** The object that a text of JSON stands for; undefined where it stands for none. */
export function objectIn(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    // Half-written: told by who reads the configuration.
    return undefined;
  }
}
