/**
 * Things that speak of paths, found by a path: a tree of folder names in which each thing stands where its patterns begin. So a path asks
 * the few things that stand above it or below it, and not thousands. What is found may concern the path; the caller asks each.
 */
import type { FilePatterns } from '../model/action.ts';
import { anchor, isLiteral } from '../model/glob.ts';

interface Folder<T> {
  readonly things: T[];
  folders: Map<string, Folder<T>> | undefined;
}

/** The tree. */
export class PathTree<T> {
  readonly #root: Folder<T> = emptyFolder();

  /** Things at one path, e.g. a file that is read. */
  addPath(path: string, thing: T): void {
    this.#folderAt(namesOf(path)).things.push(thing);
  }

  /** Things that speak of all that matches patterns. */
  addPatterns(patterns: FilePatterns, thing: T): void {
    for (const names of beginnings(patterns)) {
      const { things } = this.#folderAt(names);
      // Patterns of one thing stand together mostly, e.g. `*.ts` and `*.js`.
      if (things.at(-1) !== thing) things.push(thing);
    }
  }

  /** Takes back what `addPatterns` did. */
  removePatterns(patterns: FilePatterns, thing: T): void {
    for (const names of beginnings(patterns)) remove(this.#folderAt(names).things, thing);
  }

  /**
   * What may speak of a path or of anything below it; a thing may come more than once.
   * @param asFolder also where the path has signs that mean something in patterns: then it is followed up to the first of them
   */
  *near(path: string, asFolder: boolean): Generator<T> {
    let folder = this.#root;
    for (const name of namesOf(path)) {
      if (asFolder && !isLiteral(name)) break;
      yield* folder.things;
      const next = folder.folders?.get(name);
      if (next === undefined) return;
      folder = next;
    }
    yield* below(folder);
  }

  #folderAt(names: readonly string[]): Folder<T> {
    let folder = this.#root;
    for (const name of names) {
      folder.folders ??= new Map();
      let next = folder.folders.get(name);
      if (next === undefined) {
        next = emptyFolder();
        folder.folders.set(name, next);
      }
      folder = next;
    }
    return folder;
  }
}

function emptyFolder<T>(): Folder<T> {
  return { things: [], folders: undefined };
}

function* below<T>(top: Folder<T>): Generator<T> {
  const open = [top];
  for (let folder = open.pop(); folder; folder = open.pop()) {
    yield* folder.things;
    if (folder.folders) open.push(...folder.folders.values());
  }
}

function remove<T>(things: T[], thing: T): void {
  const at = things.indexOf(thing);
  if (at !== -1) things.splice(at, 1);
}

function namesOf(path: string): readonly string[] {
  return path === '' ? [] : path.split('/');
}

/** The names that every path begins with that a pattern can match, for each pattern. */
function beginnings({
  base,
  include,
  includeAlways = [],
}: FilePatterns): readonly (readonly string[])[] {
  return [...include, ...includeAlways].flatMap((pattern) => {
    const anchored = anchor(base, pattern);
    if (anchored === undefined) return [];
    const names = anchored.pattern.split('/');
    const end = names.findIndex((name) => name === '' || !isLiteral(name));
    return [[...namesOf(anchored.base), ...(end === -1 ? names : names.slice(0, end))]];
  });
}
