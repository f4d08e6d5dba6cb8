/** Finds programs as `execvp` does, so that the bytes of the program that would run are part of what an action depends on. */
import { realpathSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import type { FileDigest, RelativePath } from '../../engine/model/brand.ts';
import type { FileTable } from './fileTable.ts';
import { isExecutableFile, type Witnesses } from './witnesses.ts';

/** A program that was found. */
export interface Program {
  /** Workspace-relative where it is inside, else absolute; links followed. */
  readonly path: string;
  readonly digest: FileDigest;
}

/** Looks programs up and remembers what the base PATH holds. */
export class Programs {
  readonly #table: FileTable;
  readonly #realRoot: string;
  readonly #basePath: readonly string[];
  /** The base PATH is taken not to change while this process runs; folders inside the workspace are looked at each epoch. */
  readonly #onBasePath = new Map<string, string | undefined>();
  #epoch = -1;
  #folderThere = new Map<string, boolean>();
  #found = new Map<string, Program | undefined>();
  /** Paths that were looked at, and whether a program is there. */
  readonly #looks = new Map<string, boolean>();
  /** Programs, and where they are with links followed. */
  readonly #links = new Map<string, string>();

  /** @param basePath the PATH that commands get behind their own folders */
  constructor(table: FileTable, basePath: string) {
    this.#table = table;
    this.#realRoot = realpathSync(table.folders.root);
    this.#basePath = basePath.split(delimiter).filter((folder) => folder !== '');
  }

  /** See `Files.executable`. */
  find(name: string, binDirs: readonly RelativePath[], cwd: RelativePath): Program | undefined {
    if (this.#epoch !== this.#table.folders.epoch) {
      this.#epoch = this.#table.folders.epoch;
      this.#folderThere = new Map();
      this.#found = new Map();
    }
    const absolute = name.includes('/') ? this.#named(name, cwd) : this.#searched(name, binDirs);
    if (absolute === undefined) return undefined;
    if (!this.#found.has(absolute)) this.#found.set(absolute, this.#describe(absolute));
    return this.#found.get(absolute);
  }

  #named(name: string, cwd: RelativePath): string | undefined {
    const path = isAbsolute(name) ? name : join(this.#table.folders.root, cwd, name);
    const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
    this.#looks.set(path, this.#isExecutable(path));
    return isFile ? path : undefined;
  }

  #searched(name: string, binDirs: readonly RelativePath[]): string | undefined {
    for (const folder of binDirs) {
      if (!this.#isThere(folder)) continue;
      const path = join(this.#table.folders.root, folder, name);
      if (this.#isExecutable(path)) return path;
    }
    if (!this.#onBasePath.has(name)) {
      this.#onBasePath.set(
        name,
        this.#basePath.map((folder) => join(folder, name)).find((path) => this.#isExecutable(path)),
      );
    }
    return this.#onBasePath.get(name);
  }

  #isThere(folder: RelativePath): boolean {
    let there = this.#folderThere.get(folder);
    if (there === undefined) {
      there = this.#table.folders.isThere(folder);
      this.#folderThere.set(folder, there);
    }
    return there;
  }

  #isExecutable(path: string): boolean {
    const isThere = isExecutableFile(path);
    this.#looks.set(path, isThere);
    return isThere;
  }

  /** Tells what was looked at. */
  tellLooks(witnesses: Witnesses): void {
    for (const [path, isThere] of this.#looks) witnesses.executable(path, isThere);
    for (const [path, real] of this.#links) witnesses.link(path, real);
  }

  #describe(absolute: string): Program | undefined {
    const real = realpathSync(absolute);
    this.#links.set(absolute, real);
    const inside = real.startsWith(`${this.#realRoot}/`);
    const path = inside ? real.slice(this.#realRoot.length + 1) : real;
    const digest = this.#table.digests.digest(path as RelativePath);
    return digest && { path, digest };
  }
}
