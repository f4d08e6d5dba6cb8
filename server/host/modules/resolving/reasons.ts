/** Why a name that is no path leads nowhere, and what to do about it. */
import { join } from 'node:path';
import { generatedHint, generatedHintIn } from '../../../modules/resolve/generated.ts';
import type { Names } from '../../../modules/resolve/names.ts';
import { exportTargets, importTargets } from '../../../modules/resolve/packageTargets.ts';
import { packageOf } from '../../../modules/resolve/specifiers.ts';
import type { Aliases } from './aliases.ts';
import { typesOf } from './installed.ts';
import type { NativeAnswer } from './nativeResolver.ts';
import type { NodeModules } from './nodeModules.ts';
import type { WorkspacePackages } from './workspacePackages.ts';

/** A name that led nowhere. */
interface Asked {
  /** Of the importer, relative to the workspace. */
  readonly scope: string;
  readonly name: string;
  readonly isStyle: boolean;
  readonly answer: NativeAnswer;
}

/** See the file's comment. */
export class Reasons {
  readonly #root: string;
  readonly #names: Names;
  readonly #packages: WorkspacePackages;
  readonly #aliasesOf: (scope: string) => Aliases | undefined;
  readonly #modules: () => NodeModules;

  constructor(parts: {
    /** Absolute, links followed. */
    readonly root: string;
    readonly names: Names;
    readonly packages: WorkspacePackages;
    readonly aliasesOf: (scope: string) => Aliases | undefined;
    /** What is installed, as it is known now. */
    readonly modules: () => NodeModules;
  }) {
    this.#root = parts.root;
    this.#names = parts.names;
    this.#packages = parts.packages;
    this.#aliasesOf = parts.aliasesOf;
    this.#modules = parts.modules;
  }

  /** Of what is imported. */
  of({ scope, name, isStyle, answer }: Asked): string {
    const error = 'error' in answer ? answer.error : '';
    const packageName = packageOf(name);
    if (packageName === undefined) return this.#ofAlias(scope, name, isStyle);
    if (/tsconfig|circular/i.test(error)) return error.replaceAll(this.#root, '.');
    const part = name.slice(packageName.length + 1);
    const folder = join(this.#root, scope);
    const modules = this.#modules();
    const isThere = modules.placeOf(folder, packageName) !== undefined;
    if (!isThere && modules.hasEntry(folder, packageName))
      return `package ${packageName} is a link that leads nowhere`;
    if (!isThere) return this.#ofAbsent({ scope, name, isStyle, packageName, part });
    if (/not exported|exports/i.test(error))
      return part === ''
        ? `${packageName} exports nothing by its own name`
        : `${packageName} exports no ./${part}`;
    return part === ''
      ? `${packageName} is installed, but its main file is not there`
      : `${packageName} has no file ${part}`;
  }

  #ofAbsent({
    scope,
    name,
    isStyle,
    packageName,
    part,
  }: Omit<Asked, 'answer'> & { readonly packageName: string; readonly part: string }): string {
    const own = this.#packages.around(`${scope}/x`);
    const member = own?.json.name === packageName ? own : this.#packages.byName(packageName, scope);
    const subpath = part === '' ? '.' : `./${part}`;
    if (member) {
      const { folder, json } = member;
      const hint = generatedHintIn(this.#names, folder, exportTargets(json, subpath, isStyle));
      return `${packageName}${isThePackage}${folder || 'the root folder'}, which has no file for ${part === '' ? 'its name' : subpath}${hint}`;
    }
    // What package.json names is to be installed, and no build makes it.
    const isNamed = this.#packages.isDependency(scope, packageName);
    const places = isNamed ? [] : (this.#aliasesOf(scope)?.writtenPlacesOf(name) ?? []);
    const hint = generatedHint(this.#names, places);
    const led = hint === '' ? '' : `, nor is there a file ${places.join(', ')}, ${byAlias(name)}`;
    return `package ${packageName}${notInstalled}${led}${hint}`;
  }

  /** Of what `/// <reference types>` names: what to install. */
  ofTypes(asked: Asked): string {
    const { scope, name } = asked;
    const packageName = packageOf(name);
    if (packageName === undefined) return `no package can have the name ${name}, nor its types`;
    const types = typesOf(packageName);
    const why = this.of(asked);
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
  #ofAlias(scope: string, name: string, isStyle: boolean): string {
    const aliases = this.#aliasesOf(scope);
    const places = aliases?.placesOf(name) ?? [];
    const missing = aliases?.missing ?? [];
    const why = name.startsWith('#')
      ? this.#ofImports(scope, name, isStyle)
      : places.length > 0
        ? `no file ${places.join(', ')}, ${byAlias(name)}${generatedHint(this.#names, places)}`
        : `no paths of a tsconfig.json lead ${name} to a file, and no package can have this name`;
    return missing.length === 0
      ? why
      : `${why}; tsconfig.json builds upon ${missing.join(', ')}, which is not there`;
  }

  #ofImports(scope: string, name: string, isStyle: boolean): string {
    const own = this.#packages.around(`${scope}/x`);
    const targets = own && importTargets(own.json, name, isStyle);
    const hint = generatedHintIn(this.#names, own?.folder ?? '', targets);
    return `the imports of package.json have no ${name}, or the file that they name is not there${hint}`;
  }
}

function byAlias(name: string): string {
  return `where tsconfig.json leads ${name}`;
}

const notInstalled = ' is not installed';
const isThePackage = ' is the package in ';

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

/** Whether it is that a package of the workspace, which is not installed, has no such file. */
export function isOfMember(packageName: string, reason: string): boolean {
  return reason.startsWith(packageName + isThePackage);
}
