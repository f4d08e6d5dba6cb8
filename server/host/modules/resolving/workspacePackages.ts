/**
 * The packages of the workspace: what each package.json says, and where its tsconfig.json has the output come from. Read when first needed, and
 * again when a JSON file changed. Any folder may have a list of members, not the root alone: of `web/pnpm-workspace.yaml`, who imports below
 * `web` knows the members, and nobody else.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson } from '../../../engine/config/jsonc.ts';
import type { PatternFiles } from '../../../engine/config/workspacePatterns.ts';
import type { RelativePath } from '../../../engine/model/brand.ts';
import { exactMatcherOf } from '../../../engine/model/glob.ts';
import { isDependency } from '../../../modules/resolve/dependencies.ts';
import { folderOf, joinRelative, type Names } from '../../../modules/resolve/names.ts';
import type { PackageJson } from '../../../modules/resolve/packageTargets.ts';
import type { WorkspacePackage } from '../../../modules/resolve/workspacePackage.ts';

const extendsMax = 8;
const manifestName = 'package.json';
/** Where pnpm has its list of members. */
export const pnpmName = 'pnpm-workspace.yaml';

/** Members by name, of each folder that has a list of them. */
type MembersByFolder = ReadonlyMap<string, ReadonlyMap<string, WorkspacePackage>>;

/** Reads which folders are packages; who analyses modules has this from who reads configuration, and is small without it. */
export type PackagePatterns = (files: PatternFiles) => readonly string[];

/** See the file's comment. */
export class WorkspacePackages {
  readonly #root: string;
  readonly #names: Names;
  readonly #folders: () => Iterable<string>;
  readonly #patternsOf: PackagePatterns;
  #members: MembersByFolder | undefined;
  readonly #byFolder = new Map<string, WorkspacePackage | undefined>();

  constructor(parts: {
    readonly root: string;
    readonly names: Names;
    /** All folders of the workspace. */
    readonly folders: () => Iterable<string>;
    readonly patterns: PackagePatterns;
  }) {
    this.#root = parts.root;
    this.#names = parts.names;
    this.#folders = parts.folders;
    this.#patternsOf = parts.patterns;
  }

  forget(): void {
    this.#members = undefined;
    this.#byFolder.clear();
  }

  /**
   * The member of this name of the nearest list that has one.
   * @param from the folder of who asks
   */
  byName(name: string, from: string): WorkspacePackage | undefined {
    if (this.#members === undefined) for (const _ of this.readAhead());
    for (let folder = from; ; folder = folderOf(folder)) {
      const found = this.#members?.get(folder)?.get(name);
      if (found || folder === '') return found;
    }
  }

  /** Reads what `byName` follows from; of many packages that takes long. @yields for each of them, so that others may have their say */
  *readAhead(): Generator<undefined> {
    this.#members ??= yield* this.#readMembers();
  }

  /** The package whose package.json lies in this folder. */
  inFolder(folder: string): WorkspacePackage | undefined {
    if (this.#byFolder.has(folder)) return this.#byFolder.get(folder);
    const found = this.#read(folder);
    this.#byFolder.set(folder, found);
    return found;
  }

  /** The package that a path belongs to. */
  around(path: string): WorkspacePackage | undefined {
    for (let folder = folderOf(path); ; folder = folderOf(folder)) {
      const found = this.inFolder(folder);
      if (found || folder === '') return found;
    }
  }

  /** Whether a package.json in this folder or above it says that it needs a package. */
  isDependency(from: string, name: string): boolean {
    for (let folder = from; ; folder = folderOf(folder)) {
      const found = this.inFolder(folder);
      if (found && isDependency(found.json, name)) return true;
      if (folder === '') return false;
    }
  }

  *#readMembers(): Generator<undefined, MembersByFolder> {
    const packages: string[] = [];
    const lists = new Map<string, readonly string[]>();
    for (const folder of [...this.#folders()].sort()) {
      const isPackage = this.#has(folder, manifestName);
      if (!isPackage && !this.#has(folder, pnpmName)) continue;
      if (isPackage) packages.push(folder);
      const patterns = this.#patternsIn(folder);
      if (patterns.length > 0) lists.set(folder, patterns);
      yield;
    }
    const members = new Map<string, ReadonlyMap<string, WorkspacePackage>>();
    for (const [folder, patterns] of lists)
      members.set(folder, yield* this.#listed(folder, patterns, packages));
    return members;
  }

  /** @param patterns relative to the folder */
  *#listed(
    folder: string,
    patterns: readonly string[],
    packages: readonly string[],
  ): Generator<undefined, ReadonlyMap<string, WorkspacePackage>> {
    const members = new Map<string, WorkspacePackage>();
    const isIn = patterns.filter((one) => !one.startsWith('!')).map(exactMatcherOf);
    const isOut = patterns.flatMap((one) =>
      one.startsWith('!') ? exactMatcherOf(one.slice(1)) : [],
    );
    const prefix = prefixOf(folder);
    for (const one of packages) {
      if (!one.startsWith(prefix)) continue;
      const inside = one.slice(prefix.length);
      if (!isIn.some((test) => test(inside)) || isOut.some((test) => test(inside))) continue;
      const found = this.inFolder(one);
      const name = found?.json.name;
      if (found && typeof name === 'string' && !members.has(name)) members.set(name, found);
      yield;
    }
    return members;
  }

  #has(folder: string, name: string): boolean {
    return this.#names.at(prefixOf(folder) + name) === 'file';
  }

  #patternsIn(folder: string): readonly string[] {
    const prefix = prefixOf(folder);
    const pnpm = this.#text(prefix + pnpmName);
    const manifest = this.#text(prefix + manifestName);
    // Most have no list, and are not parsed to learn that.
    const hasList = manifest?.includes('"workspaces"') === true;
    if (pnpm === undefined && !hasList) return [];
    return this.#patternsOf({ pnpm, manifest: hasList ? parsed(manifest) : undefined });
  }

  #read(folder: string): WorkspacePackage | undefined {
    const prefix = prefixOf(folder);
    const json = this.json(prefix + manifestName);
    if (!json) return undefined;
    const { outDir, rootDir } = this.#outputOf(folder, `${prefix}tsconfig.json`, 0);
    return { folder, json, outDir, rootDir };
  }

  /** Both relative to the package; the nearest file that says one of them counts. */
  #outputOf(
    folder: string,
    file: string,
    depth: number,
  ): { readonly outDir?: string | undefined; readonly rootDir?: string | undefined } {
    const json = depth > extendsMax ? undefined : this.json(file);
    if (!json) return {};
    const options = (json.compilerOptions ?? {}) as PackageJson;
    const inPackage = (value: unknown): string | undefined => {
      if (typeof value !== 'string') return undefined;
      const path = joinRelative(folderOf(file), value);
      if (path === folder) return '';
      const prefix = prefixOf(folder);
      return path?.startsWith(prefix) ? path.slice(prefix.length) : undefined;
    };
    const own = { outDir: inPackage(options.outDir), rootDir: inPackage(options.rootDir) };
    const base = [json.extends]
      .flat()
      .find((one) => typeof one === 'string' && one.startsWith('.'));
    if ((own.outDir !== undefined && own.rootDir !== undefined) || typeof base !== 'string')
      return own;
    const path = joinRelative(folderOf(file), base.endsWith('.json') ? base : `${base}.json`);
    const inherited = path === undefined ? {} : this.#outputOf(folder, path, depth + 1);
    return { outDir: own.outDir ?? inherited.outDir, rootDir: own.rootDir ?? inherited.rootDir };
  }

  /** What a JSON file says; undefined where it is not there, or is no object. */
  json(path: string): PackageJson | undefined {
    const text = this.#text(path);
    return text === undefined ? undefined : parsed(text);
  }

  #text(path: string): string | undefined {
    if (this.#names.at(path) !== 'file') return undefined;
    try {
      return readFileSync(join(this.#root, path), 'utf8');
    } catch {
      // Gone since, or closed to us: as good as not there. Its coming back is a change that is told.
      return undefined;
    }
  }
}

/** What the paths of all that is in a folder begin with. */
export function prefixOf(folder: string): string {
  return folder === '' ? '' : `${folder}/`;
}

/** Of a file that is broken, what can be read of it. */
function parsed(text: string): PackageJson | undefined {
  const { value } = parseJson('' as RelativePath, text);
  return typeof value === 'object' && value !== null ? (value as PackageJson) : undefined;
}
