/**
 * The names in all folders of the workspace, as they were when each folder was last read, and which of them are modules. Folders that git
 * ignores and `node_modules` are not entered: what is in them is not ours, and where an import leads there, the disk is asked.
 */
import { type Dirent, readdirSync } from 'node:fs';
import type { RelativePath } from '../../engine/model/brand.ts';
import { kindOf as moduleKindOf } from '../../modules/kinds.ts';
import { baseOf, folderOf, type NameState, type Names } from '../../modules/resolve/names.ts';
import type { GitMemory } from '../files/gitView.ts';
import { GitView } from '../files/gitView.ts';
import { isSettled, lstatOf } from '../files/signature.ts';
import { isMissing } from '../files/systemError.ts';

/** What a name stands for. */
export const nameKind = {
  module: 1,
  file: 2,
  folder: 3,
  closedFolder: 4,
  link: 5,
  other: 6,
} as const;
const neverEntered: ReadonlySet<string> = new Set(['.git', '.cachescope', 'node_modules']);

/** One folder. */
export interface FolderOfNames {
  readonly names: Map<string, number>;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly inode: number;
  /** An equal stat later proves that no name came or went. */
  readonly isSettled: boolean;
  /** It has a `.gitignore`. */
  readonly isRuled: boolean;
}

/** What came and what went when folders were read again. */
export interface NameChanges {
  /** Modules that are there now. */
  readonly added: Set<RelativePath>;
  readonly removed: Set<RelativePath>;
  /** All names that came, went or became something else, modules among them. */
  readonly touched: Set<RelativePath>;
  /** A link, or a folder that is not entered, came or went: what is behind it is not known by name. */
  isBroad: boolean;
}

/** Without changes. */
export function noChanges(): NameChanges {
  return { added: new Set(), removed: new Set(), touched: new Set(), isBroad: false };
}

/** See the file's comment. */
export class FolderNames implements Names {
  readonly #root: string;
  readonly #memory: GitMemory;
  readonly #folders: Map<string, FolderOfNames>;
  /** The folder that was asked for last, and what is known of it; undefined where that may be another one by now. */
  #last: { readonly folder: string; readonly known: FolderOfNames | undefined } | undefined;
  #git: GitView | undefined;

  /** @param folders what was known before */
  constructor(
    root: string,
    memory: GitMemory,
    folders: ReadonlyMap<string, FolderOfNames> = new Map(),
  ) {
    this.#root = root;
    this.#memory = memory;
    this.#folders = new Map(folders);
  }

  /** All folders that are known. */
  get folders(): ReadonlyMap<string, FolderOfNames> {
    return this.#folders;
  }

  at(path: string): NameState {
    if (path === '') return 'folder';
    const known = this.#around(path);
    if (known === undefined) return this.at(folderOf(path)) === 'unknown' ? 'unknown' : 'absent';
    switch (known.names.get(baseOf(path))) {
      case nameKind.module:
      case nameKind.file:
        return 'file';
      case nameKind.folder:
        return 'folder';
      case nameKind.closedFolder:
      case nameKind.link:
        return 'unknown';
      default:
        return 'absent';
    }
  }

  /** The folder of a path. What is looked for one after the other mostly lies in the same one. */
  #around(path: string): FolderOfNames | undefined {
    const length = Math.max(0, path.lastIndexOf('/'));
    const last = this.#last;
    if (last?.folder.length === length && path.startsWith(last.folder)) return last.known;
    const folder = path.slice(0, length);
    const known = this.folders.get(folder);
    this.#last = { folder, known };
    return known;
  }

  #set(folder: string, known: FolderOfNames): void {
    this.#last = undefined;
    this.#folders.set(folder, known);
  }

  inFolder(path: string): Iterable<string> | undefined {
    return this.folders.get(path)?.names.keys();
  }

  isIgnored(path: string, isFolder: boolean): boolean {
    return this.#rules.ignores(path as RelativePath, isFolder);
  }

  isModule(path: string): boolean {
    return this.#around(path)?.names.get(baseOf(path)) === nameKind.module;
  }

  /** Known folders below one, and itself. */
  *below(folder: string): Generator<string> {
    const names = this.folders.get(folder)?.names;
    if (!names) return;
    yield folder;
    const prefix = folder === '' ? '' : `${folder}/`;
    for (const [name, kind] of names)
      if (kind === nameKind.folder) yield* this.below(prefix + name);
  }

  /** The modules of one folder. */
  *modulesIn(folder: string): Generator<RelativePath> {
    const prefix = folder === '' ? '' : `${folder}/`;
    for (const [name, kind] of this.folders.get(folder)?.names ?? [])
      if (kind === nameKind.module) yield (prefix + name) as RelativePath;
  }

  /** All modules. */
  *modules(): Generator<RelativePath> {
    for (const folder of this.folders.keys()) yield* this.modulesIn(folder);
  }

  /** All files below a folder, modules or not, that git does not ignore the folder of. */
  *filesBelow(folder: string): Generator<string> {
    for (const inner of this.below(folder)) {
      const prefix = inner === '' ? '' : `${inner}/`;
      for (const [name, kind] of this.folders.get(inner)?.names ?? [])
        if (kind === nameKind.module || kind === nameKind.file) yield prefix + name;
    }
  }

  /**
   * Signatures of all ignore files: they decide which names are modules.
   * @param readAt what changed right before that, or later, may have been read as it was before: it is equal to nothing
   */
  ignoreStamp(readAt: number): string {
    const parts: string[] = [];
    for (const [folder, { isRuled }] of this.folders) {
      if (!isRuled) continue;
      const stats = lstatOf(`${this.#root}/${folder}/.gitignore`);
      const shown =
        stats && isSettled(stats.ctimeMs, readAt)
          ? `${stats.ctimeMs} ${stats.mtimeMs} ${stats.size} ${stats.ino}`
          : 'unsettled';
      parts.push(`${folder}\0${shown}`);
    }
    return parts.join('\n');
  }

  /** What the rules followed from by which the names were read, apart from the ignore files in the workspace. */
  get rulesStamp(): string {
    return this.#rules.stamp;
  }

  /** The same as things stand now. */
  currentRulesStamp(): string {
    return new GitView(this.#root, this.#memory).stamp;
  }

  get #rules(): GitView {
    if (!this.#git) {
      this.#git = new GitView(this.#root, this.#memory);
      for (const [folder, { isRuled }] of this.folders)
        if (isRuled) this.#git.noteFolder(folder as RelativePath, true);
    }
    return this.#git;
  }

  /** Reads every folder; yields the modules of each as it is read. */
  *walk(): Generator<readonly RelativePath[]> {
    this.#last = undefined;
    this.#folders.clear();
    this.#git = undefined;
    yield* this.#enter('');
  }

  *#enter(start: string): Generator<readonly RelativePath[]> {
    const waiting = [start];
    for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
      const read = this.#read(folder);
      if (!read) continue;
      this.#set(folder, read);
      const prefix = folder === '' ? '' : `${folder}/`;
      const modules: RelativePath[] = [];
      for (const [name, kind] of read.names) {
        if (kind === nameKind.module) modules.push((prefix + name) as RelativePath);
        else if (kind === nameKind.folder) waiting.push(prefix + name);
      }
      yield modules;
    }
  }

  /** @returns undefined where there is no such folder, or one that may not be read */
  #read(folder: string): FolderOfNames | undefined {
    const absolute = folder === '' ? this.#root : `${this.#root}/${folder}`;
    const takenAt = Date.now();
    const stats = lstatOf(absolute);
    if (!stats?.isDirectory()) return undefined;
    const entries = readNames(absolute);
    if (!entries) return undefined;
    const isRuled = entries.some(({ name }) => name === '.gitignore');
    this.#rules.noteFolder(folder as RelativePath, isRuled);
    const prefix = folder === '' ? '' : `${folder}/`;
    const names = new Map<string, number>();
    for (const entry of entries) names.set(entry.name, this.#kindOf(prefix, entry));
    const { mtimeMs, ctimeMs, ino } = stats;
    return {
      names,
      mtimeMs,
      ctimeMs,
      inode: ino,
      isSettled: isSettled(ctimeMs, takenAt),
      isRuled,
    };
  }

  #kindOf(prefix: string, entry: Dirent): number {
    const { name } = entry;
    const path = (prefix + name) as RelativePath;
    if (entry.isDirectory())
      return neverEntered.has(name) || this.#rules.ignores(path, true)
        ? nameKind.closedFolder
        : nameKind.folder;
    if (entry.isSymbolicLink()) return nameKind.link;
    if (!entry.isFile()) return nameKind.other;
    return moduleKindOf(name) && !this.#rules.ignores(path, false)
      ? nameKind.module
      : nameKind.file;
  }

  /** Reads one folder again, and what became of folders in it. */
  reread(folder: string, changes: NameChanges): void {
    const before = this.folders.get(folder);
    const read = this.#read(folder);
    if (!read) {
      this.#drop(folder, changes);
      if (folder !== '') this.reread(folderOf(folder), changes);
      return;
    }
    this.#set(folder, read);
    const prefix = folder === '' ? '' : `${folder}/`;
    for (const [name, kind] of before?.names ?? [])
      if (read.names.get(name) !== kind) this.#gone(prefix + name, kind, changes);
    for (const [name, kind] of read.names)
      if (before?.names.get(name) !== kind) this.#came(prefix + name, kind, changes);
  }

  #came(path: string, kind: number, changes: NameChanges): void {
    touch(changes, path, kind);
    if (kind === nameKind.module) add(changes, path);
    if (kind !== nameKind.folder) return;
    for (const modules of this.#enter(path)) for (const module of modules) add(changes, module);
    this.#touchBelow(path, changes);
  }

  #touchBelow(folder: string, changes: NameChanges): void {
    for (const [name, kind] of this.folders.get(folder)?.names ?? []) {
      touch(changes, `${folder}/${name}`, kind);
      if (kind === nameKind.folder) this.#touchBelow(`${folder}/${name}`, changes);
    }
  }

  #gone(path: string, kind: number, changes: NameChanges): void {
    touch(changes, path, kind);
    if (kind === nameKind.module) remove(changes, path);
    if (kind === nameKind.folder) this.#drop(path, changes);
  }

  #drop(folder: string, changes: NameChanges): void {
    const known = this.folders.get(folder);
    this.#last = undefined;
    this.#folders.delete(folder);
    const prefix = folder === '' ? '' : `${folder}/`;
    for (const [name, kind] of known?.names ?? []) this.#gone(prefix + name, kind, changes);
  }
}

function touch(changes: NameChanges, path: string, kind: number): void {
  changes.touched.add(path as RelativePath);
  if (kind === nameKind.closedFolder || kind === nameKind.link) changes.isBroad = true;
}

function add({ added, removed }: NameChanges, path: string): void {
  // Gone and back within one change: what is in it is looked at again all the same.
  removed.delete(path as RelativePath);
  added.add(path as RelativePath);
}

function remove({ added, removed }: NameChanges, path: string): void {
  added.delete(path as RelativePath);
  removed.add(path as RelativePath);
}

function readNames(absolute: string): readonly Dirent[] | undefined {
  try {
    return readdirSync(absolute, { withFileTypes: true });
  } catch (error) {
    // Not there, or closed to us: nothing of it can be a module.
    if (isMissing(error) || error instanceof Error) return undefined;
    throw error;
  }
}
