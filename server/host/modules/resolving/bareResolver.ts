/**
 * What imports lead to that name no path: packages, aliases of tsconfig.json, members of the workspace, names of `imports`. One answer for all
 * files of a scope, which is a folder with a package.json, a tsconfig.json or a `node_modules`: what is above decides, not the file.
 */
import { existsSync, realpathSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, sep } from 'node:path';
import type { RelativePath } from '../../../engine/model/brand.ts';
import type { Resolution } from '../../../modules/model.ts';
import type { Flavour } from '../../../modules/resolve/extensions.ts';
import { folderOf } from '../../../modules/resolve/names.ts';
import { type Found, lookUp, type Wanted } from '../../../modules/resolve/relative.ts';
import { packageOf } from '../../../modules/resolve/specifiers.ts';
import {
  importedFile,
  packageFile,
  type WorkspacePackage,
} from '../../../modules/resolve/workspacePackage.ts';
import { lstatOf } from '../../files/signature.ts';
import type { FolderNames } from '../folderNames.ts';
import { Aliases } from './aliases.ts';
import { typesOf } from './installed.ts';
import type { Manner, NativeAnswer, NativeResolver } from './nativeResolver.ts';
import type { WorkspacePackages } from './workspacePackages.ts';

const configNames = ['tsconfig.json', 'jsconfig.json'];
const scopeNames = ['package.json', ...configNames, 'node_modules'];

/** See the file's comment. */
export class BareResolver {
  readonly #root: string;
  readonly #realRoot: string;
  readonly #names: FolderNames;
  readonly #native: NativeResolver;
  readonly #packages: WorkspacePackages;
  readonly #scopes = new Map<string, string>();
  readonly #aliases = new Map<string, Aliases>();

  constructor(parts: {
    readonly root: string;
    readonly names: FolderNames;
    readonly native: NativeResolver;
    readonly packages: WorkspacePackages;
  }) {
    this.#root = parts.root;
    this.#realRoot = realpathSync(parts.root);
    this.#names = parts.names;
    this.#native = parts.native;
    this.#packages = parts.packages;
  }

  /** Folders or their names may have changed. */
  forget(): void {
    this.#scopes.clear();
  }

  /** A tsconfig.json may have changed. */
  forgetConfiguration(): void {
    this.#aliases.clear();
  }

  /** The folder whose files all get the same answers. */
  scopeOf(folder: string): string {
    const known = this.#scopes.get(folder);
    if (known !== undefined) return known;
    const names = this.#names.folders.get(folder)?.names;
    const isScope = folder === '' || scopeNames.some((name) => names?.has(name));
    const scope = isScope ? folder : this.scopeOf(folderOf(folder));
    this.#scopes.set(folder, scope);
    return scope;
  }

  /** @param scope of the importer */
  resolve(scope: string, name: string, manner: Manner): Resolution {
    if (manner.by === 'reference') return this.#reference(scope, name, manner);
    return this.#resolve(scope, name, manner);
  }

  /**
   * Types from the folders for them, then those of their own, then those that a package brings along. Aliases have no say, and what a host brings
   * along is a package as well.
   */
  #reference(scope: string, name: string, manner: Manner): Resolution {
    const folder = this.#absolute(scope);
    const inRoots = this.#inTypeRoots(scope, name);
    if (inRoots) return inRoots;
    const types = this.#native.resolve(folder, typesOf(name), manner, undefined);
    if ('path' in types) return this.placeOf(types.path);
    const answer = this.#native.resolve(folder, name, manner, undefined);
    const found = this.#ours(scope, name, manner, answer);
    return found ?? { type: 'unresolved', reason: this.#reasonOfTypes(scope, name, answer) };
  }

  #inTypeRoots(scope: string, name: string): Resolution | undefined {
    for (const place of this.#aliasesOf(scope)?.typePlacesOf(name) ?? []) {
      const answer = this.#native.resolveDeclaration(place);
      if ('path' in answer) return this.placeOf(answer.path);
    }
    return undefined;
  }

  #resolve(scope: string, name: string, manner: Manner): Resolution {
    if (isBuiltin(name) && !name.endsWith('/'))
      return { type: 'builtin', name: name.startsWith('node:') ? name : `node:${name}` };
    const folder = this.#absolute(scope);
    const answer = this.#native.resolve(folder, name, manner, this.#configOf(scope));
    const found = this.#ours(scope, name, manner, answer) ?? this.#types(scope, name, manner);
    return found ?? { type: 'unresolved', reason: this.#reason(scope, name, answer) };
  }

  /** What was found, or a member of the workspace where it is none of its modules. */
  #ours(scope: string, name: string, manner: Manner, answer: NativeAnswer): Resolution | undefined {
    const found = 'path' in answer ? this.placeOf(answer.path) : undefined;
    if (found && (found.type !== 'file' || this.#names.isModule(found.path))) return found;
    const own = this.#inWorkspace(scope, name, manner);
    return own?.type === 'file' ? { type: 'file', path: own.path as RelativePath } : found;
  }

  /**
   * What tsconfig.json has to do with a name: nothing, it leads it where names tell what is there, or where only the disk tells.
   * @param ofTypes the folders of types have to do with it, too
   */
  aliasOf(
    scope: string,
    name: string,
    flavour: Flavour,
    ofTypes: boolean,
  ): 'none' | 'named' | 'the disk' {
    const aliases = this.#aliasesOf(scope);
    if (!aliases) return 'none';
    const types = ofTypes ? aliases.typePlacesOf(name) : [];
    const places = [
      aliases.placesOf(name),
      types.map((place) => aliases.inWorkspace(place)),
    ].flat();
    if (places.length === 0) return 'none';
    const isNamed = places.every(
      (target) => target !== undefined && this.#isNamed({ target, flavour, isFolder: false }),
    );
    return isNamed ? 'named' : 'the disk';
  }

  #aliasesOf(scope: string): Aliases | undefined {
    const config = this.#configOf(scope);
    if (config === undefined) return undefined;
    const aliases = this.#aliases.get(config) ?? new Aliases(this.#realRoot, config);
    this.#aliases.set(config, aliases);
    return aliases;
  }

  /** Where tsconfig.json leads a name, relative to the workspace and without ending; none where that may be anywhere. */
  placesOf(scope: string, name: string): readonly string[] {
    return this.#aliasesOf(scope)?.placesOf(name) ?? [];
  }

  /** Places that stand for one, by `rootDirs`. */
  twinsOf(scope: string, place: string): readonly string[] {
    return this.#aliasesOf(scope)?.twinsOf(place) ?? [];
  }

  #isNamed(wanted: Wanted): boolean {
    const found = lookUp(this.#names, wanted);
    return found.type !== 'ask' || !found.isOutside;
  }

  /** Whether the workspace has a package of this name, whose files may come and go. */
  isMember(scope: string, name: string): boolean {
    const packageName = packageOf(name);
    if (packageName === undefined) return true;
    const own = this.#packages.around(`${scope}/x`);
    return own?.json.name === packageName || this.#packages.byName(packageName) !== undefined;
  }

  /** What an absolute path with links followed is to the workspace. */
  placeOf(path: string): Resolution {
    const inside = path.startsWith(`${this.#realRoot}${sep}`);
    const relative = inside
      ? path
          .slice(this.#realRoot.length + 1)
          .split(sep)
          .join('/')
      : path;
    const parts = relative.split(/(?:^|[\\/])node_modules[\\/]/);
    const inPackage = parts.length > 1 ? parts.at(-1) : undefined;
    if (inPackage !== undefined)
      return { type: 'package', name: packageOf(inPackage.split(sep).join('/')) ?? inPackage };
    return inside
      ? { type: 'file', path: relative as RelativePath }
      : { type: 'package', name: path };
  }

  /** Also for JavaScript: what its host brings along, e.g. `vscode`, is installed as types alone. */
  #types(scope: string, name: string, { by }: Manner): Resolution | undefined {
    if (by === 'style') return undefined;
    const answer = this.#native.resolveTypes(this.#absolute(scope), name);
    return 'path' in answer ? this.placeOf(answer.path) : this.#inTypeRoots(scope, name);
  }

  /** Members of the workspace by their sources, whether they are installed as links or not. */
  #inWorkspace(scope: string, name: string, { flavour }: Manner): Found | undefined {
    if (name.startsWith('#')) {
      const own = this.#packages.around(`${scope}/x`);
      return own && importedFile(this.#names, own, { name, flavour });
    }
    const packageName = packageOf(name);
    const member = packageName === undefined ? undefined : this.#member(scope, packageName);
    if (!member || packageName === undefined) return undefined;
    const subpath = name === packageName ? '.' : `.${name.slice(packageName.length)}`;
    return packageFile(this.#names, member, { subpath, flavour });
  }

  #member(scope: string, name: string): WorkspacePackage | undefined {
    const own = this.#packages.around(`${scope}/x`);
    if (own?.json.name === name) return own;
    const installed = this.#installed(scope, name);
    if (installed === undefined) return this.#packages.byName(name);
    const place = this.placeOf(installed);
    return place.type === 'file' ? this.#packages.inFolder(place.path) : undefined;
  }

  /** Where a package is installed, links followed. */
  #installed(scope: string, name: string): string | undefined {
    for (let folder = this.#absolute(scope); ; folder = join(folder, '..')) {
      const place = join(folder, 'node_modules', name);
      if (existsSync(place)) return realpathSync(place);
      if (folder === join(folder, '..')) return undefined;
    }
  }

  /** Whether a package is installed as a link to what is not there, and may come. */
  #isDangling(scope: string, name: string): boolean {
    for (let folder = this.#absolute(scope); ; folder = join(folder, '..')) {
      if (lstatOf(join(folder, 'node_modules', name))) return true;
      if (folder === join(folder, '..')) return false;
    }
  }

  #configOf(scope: string): string | undefined {
    for (let folder = scope; ; folder = folderOf(folder)) {
      const names = this.#names.folders.get(folder)?.names;
      const config = configNames.find((name) => names?.has(name));
      if (config !== undefined) return join(this.#absolute(folder), config);
      if (folder === '') return undefined;
    }
  }

  #absolute(folder: string): string {
    return folder === '' ? this.#realRoot : join(this.#realRoot, folder);
  }

  #reason(scope: string, name: string, answer: NativeAnswer): string {
    const error = 'error' in answer ? answer.error : '';
    const packageName = packageOf(name);
    if (packageName === undefined) return this.#reasonOfAlias(scope, name);
    if (/tsconfig|circular/i.test(error)) return error.replaceAll(this.#realRoot, '.');
    const part = name.slice(packageName.length + 1);
    const isThere = this.#installed(scope, packageName) !== undefined;
    if (!isThere && this.#isDangling(scope, packageName))
      return `package ${packageName} is a link that leads nowhere`;
    const member = isThere ? undefined : this.#packages.byName(packageName);
    if (member)
      return `${packageName} is the package in ${member.folder}, which has no file for ${part === '' ? 'its name' : `./${part}`}`;
    if (!isThere) return `package ${packageName}${notInstalled}`;
    if (/not exported|exports/i.test(error))
      return part === ''
        ? `${packageName} exports nothing by its own name`
        : `${packageName} exports no ./${part}`;
    return part === ''
      ? `${packageName} is installed, but its main file is not there`
      : `${packageName} has no file ${part}`;
  }

  /** Of what `/// <reference types>` names: what to install. */
  #reasonOfTypes(scope: string, name: string, answer: NativeAnswer): string {
    const packageName = packageOf(name);
    if (packageName === undefined) return `no package can have the name ${name}, nor its types`;
    const types = typesOf(packageName);
    const why = this.#reason(scope, name, answer);
    if (!isNotInstalled(packageName, why)) return `${why}, and ${types}${notInstalled}`;
    const aliases = this.#aliasesOf(scope);
    const places = aliases?.typePlacesOf(name).map((place) => aliases.shown(place)) ?? [];
    const roots =
      places.length === 0
        ? ''
        : `, nor at ${places.join(', ')}, ${places.length === 1 ? 'a place' : 'places'} of typeRoots in tsconfig.json`;
    return `${typesNotInstalled(packageName)}${roots}: install ${types}, or ${packageName} if it has its own`;
  }

  /** Of a name that no package can have. */
  #reasonOfAlias(scope: string, name: string): string {
    const places = this.placesOf(scope, name);
    const missing = this.#aliasesOf(scope)?.missing ?? [];
    const why = name.startsWith('#')
      ? `the imports of package.json have no ${name}, or the file that they name is not there`
      : places.length > 0
        ? `no file ${places.join(', ')}, where tsconfig.json leads ${name}`
        : `no paths of a tsconfig.json lead ${name} to a file, and no package can have this name`;
    return missing.length === 0
      ? why
      : `${why}; tsconfig.json builds upon ${missing.join(', ')}, which is not there`;
  }
}

const notInstalled = ' is not installed';

function typesNotInstalled(packageName: string): string {
  return `types of ${packageName} are not installed`;
}

/**
 * Whether this is why something is unresolved.
 * @param packageName that was looked for
 */
export function isNotInstalled(packageName: string, reason: string): boolean {
  return (
    reason.startsWith(`package ${packageName}${notInstalled}`) ||
    reason.startsWith(typesNotInstalled(packageName))
  );
}
