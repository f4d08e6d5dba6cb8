/**
 * What imports lead to that name no path: packages, aliases of tsconfig.json, members of the workspace, names of `imports`. One answer for all
 * files of a scope, which is a folder with a package.json, a pnpm-workspace.yaml, a tsconfig.json or a `node_modules`: what is above decides, not
 * the file.
 */
import { realpathSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { sep } from 'node:path';
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
import type { FolderNames } from '../folderNames.ts';
import { Aliases } from './aliases.ts';
import { AngularLibraries } from './angularLibraries.ts';
import { makerOf } from './frameworkPaths.ts';
import { type Installed, typesOf } from './installed.ts';
import type { Manner, NativeAnswer, NativeResolver } from './nativeResolver.ts';
import { NodeModules } from './nodeModules.ts';
import { Reasons } from './reasons.ts';
import { pnpmName, type WorkspacePackages } from './workspacePackages.ts';

const configNames = ['tsconfig.json', 'jsconfig.json'];
const scopeNames = ['package.json', pnpmName, ...configNames, 'node_modules'];

/** See the file's comment. */
export class BareResolver {
  readonly #root: string;
  readonly #realRoot: string;
  readonly #names: FolderNames;
  readonly #native: NativeResolver;
  readonly #packages: WorkspacePackages;
  readonly #installed: Installed;
  readonly #libraries: AngularLibraries;
  readonly #reasons: Reasons;
  readonly #scopes = new Map<string, string>();
  #modules = new NodeModules();
  readonly #aliases = new Map<string, Aliases>();

  constructor(parts: {
    readonly root: string;
    readonly names: FolderNames;
    readonly native: NativeResolver;
    readonly packages: WorkspacePackages;
    readonly installed: Installed;
  }) {
    this.#root = parts.root;
    this.#realRoot = realpathSync(parts.root);
    this.#names = parts.names;
    this.#native = parts.native;
    this.#packages = parts.packages;
    this.#installed = parts.installed;
    const folders = (): Iterable<string> => parts.names.folders.keys();
    this.#libraries = new AngularLibraries({ ...parts, folders });
    const aliasesOf = (scope: string): Aliases | undefined => this.#aliasesOf(scope);
    const modules = (): NodeModules => this.#modules;
    this.#reasons = new Reasons({ ...parts, root: this.#realRoot, aliasesOf, modules });
  }

  /** Folders or their names may have changed. */
  forget(): void {
    this.#scopes.clear();
    this.#libraries.forget();
    this.#modules = new NodeModules();
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
    // First, so that what it follows from is noted as it was before the native resolver reads it.
    this.#aliasesOf(scope);
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
    if (found) return found;
    const reason = this.#reasons.ofTypes({ scope, name, isStyle: false, answer });
    return { type: 'unresolved', reason };
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
    const found =
      this.#ours(scope, name, manner, answer) ??
      this.#byAlias(scope, name, manner) ??
      this.#made(scope, name) ??
      this.#types(scope, name, manner);
    if (found) return found;
    const isStyle = manner.by === 'style';
    const reason = this.#reasons.of({ scope, name, isStyle, answer });
    return { type: 'unresolved', reason };
  }

  /** Of a library that `paths` of tsconfig.json lead to where it is built; asked again when names change, since they do (see `aliasOf`). */
  #library(scope: string, name: string, { by }: Manner): Found | undefined {
    const isLed = by !== 'style' && this.#aliasesOf(scope)?.writtenPlacesOf(name).length;
    return isLed ? this.#libraries.sourceOf(name) : undefined;
  }

  /** The package that makes what a name stands for, which is no file. */
  #made(scope: string, name: string): Resolution | undefined {
    const maker = makerOf(name);
    return maker !== undefined && this.#packages.isDependency(scope, maker)
      ? { type: 'package', name: maker }
      : undefined;
  }

  /** What names alone tell of a place where tsconfig.json leads: files for platforms, sources of what is built. */
  #byAlias(scope: string, name: string, { flavour, by }: Manner): Resolution | undefined {
    if (by === 'style') return undefined;
    for (const target of this.placesOf(scope, name)) {
      const found = lookUp(this.#names, { target, flavour, isFolder: false });
      if (found.type === 'file') return { type: 'file', path: found.path as RelativePath };
    }
    return undefined;
  }

  /** What was found, or a member of the workspace where it is none of its modules. */
  #ours(scope: string, name: string, manner: Manner, answer: NativeAnswer): Resolution | undefined {
    const found = 'path' in answer ? this.placeOf(answer.path) : undefined;
    if (found && (found.type !== 'file' || this.#names.isModule(found.path))) return found;
    const own = this.#inWorkspace(scope, name, manner);
    const source = own?.type === 'file' ? own : this.#library(scope, name, manner);
    return source?.type === 'file' ? { type: 'file', path: source.path as RelativePath } : found;
  }

  /** What tsconfig.json has to do with a name: nothing, it leads it where names tell what is there, or where only the disk tells. */
  aliasOf(
    scope: string,
    name: string,
    {
      flavour,
      ofTypes,
    }: {
      readonly flavour: Flavour;
      /** The folders of types have to do with it, too. */
      readonly ofTypes: boolean;
    },
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
    const known = this.#aliases.get(config);
    if (known) return known;
    const aliases = new Aliases(this.#realRoot, config);
    this.#aliases.set(config, aliases);
    for (const [file, look] of aliases.asked) this.#installed.noteFile(file, look);
    return aliases;
  }

  /** Where tsconfig.json leads a name, relative to the workspace and without ending; none where that may be anywhere. */
  placesOf(scope: string, name: string): readonly string[] {
    return this.#aliasesOf(scope)?.placesOf(name) ?? [];
  }

  /** Whether the aliases of any scope follow from this file. @param path relative to the workspace */
  followFrom(path: string): boolean {
    return this.#installed.hasFile(this.#absolute(path));
  }

  /** Whether its tsconfig.json speaks of `moduleSuffixes`. */
  hasSuffixes(scope: string): boolean {
    return this.#aliasesOf(scope)?.hasSuffixes ?? false;
  }

  /** Places that stand for one, by `rootDirs`. */
  twinsOf(scope: string, place: string): readonly string[] {
    return this.#aliasesOf(scope)?.twinsOf(place) ?? [];
  }

  #isNamed(wanted: Wanted): boolean {
    const found = lookUp(this.#names, wanted);
    return found.type !== 'ask' || !found.isOutside;
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
    const installed = this.#modules.placeOf(this.#absolute(scope), name);
    if (installed === undefined) return this.#packages.byName(name, scope);
    const place = this.placeOf(installed);
    return place.type === 'file' ? this.#packages.inFolder(place.path) : undefined;
  }

  #configOf(scope: string): string | undefined {
    for (let folder = scope; ; folder = folderOf(folder)) {
      const names = this.#names.folders.get(folder)?.names;
      const config = configNames.find((name) => names?.has(name));
      if (config !== undefined) return `${this.#absolute(folder)}${sep}${config}`;
      if (folder === '') return undefined;
    }
  }

  #absolute(folder: string): string {
    return folder === '' ? this.#realRoot : `${this.#realRoot}${sep}${folder.replaceAll('/', sep)}`;
  }
}
