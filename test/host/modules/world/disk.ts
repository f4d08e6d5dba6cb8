// What can be done to the files of a random workspace. Each step is noted, for who reads of a failure, and says what a watcher would tell.

import {
  type Dirent,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Paths of the workspace that a watcher would tell. */
export type Told = readonly string[];

const nothing: Told = [];

/** See the file's comment. Where a step cannot be done, e.g. since a file is where a folder should be, nothing happens. */
export class WorldDisk {
  readonly root: string;
  readonly log: string[] = [];

  constructor(root: string) {
    this.root = root;
  }

  /** @returns the file, or the topmost folder that was made for it where `tellsFolder` */
  put(path: string, text: string, tellsFolder = false): Told {
    const made = this.#try(() => {
      const first = mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), text);
      return { first };
    });
    if (!made) return nothing;
    this.log.push(`write ${path}: ${JSON.stringify(text)}`);
    return [tellsFolder && made.first ? made.first.slice(this.root.length + 1) : path];
  }

  remove(path: string): Told {
    if (!existsSync(join(this.root, path))) return nothing;
    rmSync(join(this.root, path), { recursive: true });
    this.log.push(`remove ${path}`);
    return [path];
  }

  /** Also where only upper and lower case differ. */
  rename(from: string, to: string): Told {
    const target = join(this.root, to);
    if (statSync(target, { throwIfNoEntry: false })) return nothing;
    const isDone = this.#try(() => {
      mkdirSync(dirname(target), { recursive: true });
      renameSync(join(this.root, from), target);
      return true;
    });
    // The folder may have been made all the same.
    if (!isDone) return [dirname(to)];
    this.log.push(`rename ${from} to ${to}`);
    return [from, to];
  }

  /** @param to absolute, or relative to the link */
  link(path: string, to: string): Told {
    const isDone = this.#try(() => {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      symlinkSync(to, join(this.root, path));
      return true;
    });
    if (!isDone) return nothing;
    this.log.push(`link ${path} to ${to}`);
    return [path];
  }

  /** Files that are no links, sorted; none of node_modules. */
  files(): readonly string[] {
    return this.#all((entry) => entry.isFile());
  }

  links(): readonly string[] {
    return this.#all((entry) => entry.isSymbolicLink());
  }

  folders(): readonly string[] {
    return this.#all((entry) => entry.isDirectory());
  }

  /** What is behind links is not entered: it changes where it is. */
  #all(isWanted: (entry: Dirent) => boolean, folder = ''): string[] {
    const found: string[] = [];
    for (const entry of readdirSync(join(this.root, folder), { withFileTypes: true })) {
      if (entry.name === 'node_modules' || entry.name === '.git') continue;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (isWanted(entry)) found.push(path);
      if (entry.isDirectory()) found.push(...this.#all(isWanted, path));
    }
    return found.sort();
  }

  #try<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      return undefined;
    }
  }
}
