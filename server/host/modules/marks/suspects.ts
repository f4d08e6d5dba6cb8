/**
 * Files that may end the process that parses them, by path: they were being parsed when one ended, or one that was started for them ended of
 * them. Each is a file of its own, named after the path's sum with the path in it, so processes that add and remove some at once lose nothing.
 */
import { hash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMissing } from '../../files/systemError.ts';

const ownName = /^[0-9a-f]{32}\.suspect$/;
/** More than are ever under way. */
const countMax = 20_000;

/** See the file's comment. */
export class Suspects {
  readonly #folder: string;
  readonly #most: number;
  /** By the name of the file. */
  readonly #paths = new Map<string, string>();
  #all: ReadonlySet<string> = new Set();

  /** @param folder absolute, need not be there @param most of them; where there are more, only the latest count */
  constructor(folder: string, most = countMax) {
    this.#folder = folder;
    this.#most = most;
  }

  /** As of the last look. */
  get all(): ReadonlySet<string> {
    return this.#all;
  }

  /** Takes over what lies in the folder. @param names of all that does. @throws the system's error */
  look(names: readonly string[]): void {
    const there = new Set(this.#latest(names.filter((name) => ownName.test(name))));
    for (const name of this.#paths.keys()) if (!there.has(name)) this.#paths.delete(name);
    for (const name of there) {
      if (this.#paths.has(name)) continue;
      const path = this.#read(name);
      if (path !== undefined) this.#paths.set(name, path);
    }
    this.#all = new Set(this.#paths.values());
  }

  /** @throws the system's error; it counts as one here all the same */
  add(path: string): void {
    const name = nameOf(path);
    if (this.#paths.has(name)) return;
    this.#paths.set(name, path);
    this.#all = new Set(this.#paths.values());
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(this.#folder, name), path, { mode: 0o600 });
  }

  /** @throws the system's error; it is none here any more all the same */
  delete(path: string): void {
    const name = nameOf(path);
    if (!this.#paths.delete(name)) return;
    this.#all = new Set(this.#paths.values());
    rmSync(join(this.#folder, name), { force: true });
  }

  /** Of files that are gone they stay, since the same bytes may come back. So that they become no more and more, the oldest are taken away. */
  #latest(names: readonly string[]): readonly string[] {
    if (names.length <= this.#most) return names;
    const byAge = names.map((name) => ({ name, at: this.#addedAt(name) }));
    byAge.sort((a, b) => b.at - a.at);
    for (const { name } of byAge.splice(this.#most))
      rmSync(join(this.#folder, name), { force: true });
    return byAge.map(({ name }) => name);
  }

  #addedAt(name: string): number {
    return statSync(join(this.#folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  }

  /** Half a path is of no use to anyone: it was written by a process that was ended meanwhile, and its mark is still there. */
  #read(name: string): string | undefined {
    try {
      const path = readFileSync(join(this.#folder, name), 'utf8');
      if (nameOf(path) === name) return path;
      rmSync(join(this.#folder, name), { force: true });
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    return undefined;
  }
}

function nameOf(path: string): string {
  return `${hash('sha256', path).slice(0, 32)}.suspect`;
}
