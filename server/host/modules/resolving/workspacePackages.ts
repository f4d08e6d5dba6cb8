/**
 * The packages of the workspace: what each package.json says, and where its tsconfig.json has the output come from. Read when first needed, and
 * again when a JSON file changed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson } from '../../../engine/config/jsonc.ts';
import type { PatternFiles } from '../../../engine/config/workspacePatterns.ts';
import type { RelativePath } from '../../../engine/model/brand.ts';
import { exactMatcherOf } from '../../../engine/model/glob.ts';
import { folderOf, joinRelative, type Names } from '../../../modules/resolve/names.ts';
import type { PackageJson } from '../../../modules/resolve/packageTargets.ts';
import type { WorkspacePackage } from '../../../modules/resolve/workspacePackage.ts';

const extendsMax = 8;

/** Reads which folders are packages; who analyses modules has this from who reads configuration, and is small without it. */
export type PackagePatterns = (files: PatternFiles) => readonly string[];

/** See the file's comment. */
export class WorkspacePackages {
  readonly #root: string;
  readonly #names: Names;
  readonly #folders: () => Iterable<string>;
  readonly #patternsOf: PackagePatterns;
  #byName: Map<string, WorkspacePackage> | undefined;
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
    this.#byName = undefined;
    this.#byFolder.clear();
  }

  /** The member of the workspace of this name, as its root says which folders are members. */
  byName(name: string): WorkspacePackage | undefined {
    if (this.#byName === undefined) for (const _ of this.readAhead());
    return this.#byName?.get(name);
  }

  /** Reads what `byName` follows from; of many packages that takes long. @yields for each of them, so that others may have their say */
  *readAhead(): Generator<undefined> {
    this.#byName ??= yield* this.#readMembers();
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

  *#readMembers(): Generator<undefined, Map<string, WorkspacePackage>> {
    const members = new Map<string, WorkspacePackage>();
    const patterns = this.#patterns();
    const isIn = patterns.filter((one) => !one.startsWith('!')).map(exactMatcherOf);
    const isOut = patterns.flatMap((one) =>
      one.startsWith('!') ? exactMatcherOf(one.slice(1)) : [],
    );
    if (isIn.length === 0) return members;
    for (const folder of [...this.#folders()].sort()) {
      if (!isIn.some((test) => test(folder)) || isOut.some((test) => test(folder))) continue;
      const found = this.inFolder(folder);
      const name = found?.json.name;
      if (found && typeof name === 'string' && !members.has(name)) members.set(name, found);
      yield;
    }
    return members;
  }

  #patterns(): readonly string[] {
    const pnpm = this.#text('pnpm-workspace.yaml');
    return this.#patternsOf({ pnpm, manifest: this.#json('package.json') });
  }

  #read(folder: string): WorkspacePackage | undefined {
    const prefix = folder === '' ? '' : `${folder}/`;
    if (this.#names.at(`${prefix}package.json`) !== 'file') return undefined;
    const json = this.#json(`${prefix}package.json`);
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
    const json = depth > extendsMax ? undefined : this.#json(file);
    if (!json) return {};
    const options = (json.compilerOptions ?? {}) as PackageJson;
    const inPackage = (value: unknown): string | undefined => {
      if (typeof value !== 'string') return undefined;
      const path = joinRelative(folderOf(file), value);
      if (path === folder) return '';
      return path?.startsWith(folder === '' ? '' : `${folder}/`)
        ? path.slice(folder === '' ? 0 : folder.length + 1)
        : undefined;
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

  #json(path: string): PackageJson | undefined {
    const text = this.#text(path);
    if (text === undefined) return undefined;
    const { value } = parseJson(path as RelativePath, text);
    return typeof value === 'object' && value !== null ? (value as PackageJson) : undefined;
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
