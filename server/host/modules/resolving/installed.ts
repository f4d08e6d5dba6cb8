/**
 * What is installed, as far as imports asked for it, and the files of configuration that answers follow from, wherever they are. No watcher tells
 * of `node_modules`, of ignored folders and of what is outside, so how it looked when an answer was made is noted with it, and compared later.
 */
import { createHash } from 'node:crypto';
import { realpathSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Resolution } from '../../../modules/model.ts';
import { folderOf } from '../../../modules/resolve/names.ts';
import { lstatOf } from '../../files/signature.ts';
import { NodeModules } from './nodeModules.ts';
import { pnpmName } from './workspacePackages.ts';

/** Before the absolute path, in the key of a file; others are keys of packages: `scope\0name`. */
const fileMark = '\0\0';
/** What is kept of a look. */
const shownLetters = 16;

/** See the file's comment. */
export class Installed {
  readonly #root: string;
  /** How it looked when it was first asked for, by scope and package. */
  readonly #seen = new Map<string, string>();
  #looks: Looks;
  /** Answers about one package are from before and after it changed. */
  #isMixed = false;

  constructor(root: string) {
    this.#root = root;
    this.#looks = new Looks(root);
  }

  /** What was seen of the disk may have changed; called together with the same for who answers, so that both see the same. */
  forget(): void {
    this.#looks = new Looks(this.#root);
  }

  /** There is no answer any more. */
  reset(): void {
    this.forget();
    this.#seen.clear();
    this.#isMixed = false;
  }

  /**
   * Notes how it looks, for an answer that is about to be made.
   * Only correct if it is called before: what is installed in between would otherwise be taken for what was answered of.
   */
  note(scope: string, name: string): void {
    // Which packages are members follows from lists that are no modules, so they are not looked at as such.
    for (let folder = scope; ; folder = folderOf(folder)) {
      this.#noteNow(fileKey(`${absolute(this.#root, folder)}/${pnpmName}`));
      if (folder === '') break;
    }
    const packageName = installedName(name);
    if (packageName !== undefined) this.#noteNow(`${scope}\0${packageName}`);
  }

  /**
   * Notes how a file of configuration looked that answers follow from.
   * @param file absolute
   * @param look by `lookOfFile`, from before it was read
   */
  noteFile(file: string, look: string): void {
    this.#note(fileKey(file), look);
    if (look === '') return;
    // Behind a link, as members of a workspace are installed, it is told by its own name.
    const real = realPathOf(file);
    if (real !== file) this.#note(fileKey(real), look);
  }

  /** Whether answers follow from this file of configuration. @param file absolute */
  hasFile(file: string): boolean {
    return this.#seen.has(fileKey(file));
  }

  #noteNow(key: string): void {
    this.#note(key, this.#looks.at(key));
  }

  #note(key: string, now: string): void {
    const before = this.#seen.get(key);
    if (before === undefined) this.#seen.set(key, now);
    else if (before !== now) this.#isMixed = true;
  }

  /**
   * Whether an answer may be another one now, because of what was installed or taken away.
   * @yields between any two looks at the disk
   */
  *hasChanged(answers: Iterable<Resolution>): Generator<undefined, boolean> {
    if (this.#isMixed) return true;
    const looks = new Looks(this.#root);
    for (const [key, before] of this.#seen) {
      if (looks.at(key) !== before) return true;
      yield;
    }
    for (const answer of answers) {
      if (answer.type === 'file' && !looks.isThere(answer.path)) return true;
      yield;
    }
    return false;
  }

  /** For keeping; what is mixed is kept as unknown. */
  entries(): (readonly [key: string, look: string])[] {
    return [...this.#seen].map(([key, look]) => [key, this.#isMixed ? '' : look]);
  }

  load(entries: Iterable<readonly [key: string, look: string]>): void {
    for (const [key, look] of entries) this.#seen.set(key, look);
  }
}

/** Looks at each place once. */
class Looks {
  readonly #root: string;
  readonly #seen = new Map<string, string>();
  readonly #there = new Map<string, boolean>();
  readonly #modules = new NodeModules();

  constructor(root: string) {
    this.#root = root;
  }

  /** The places where a package is installed, and when; and the same of its types. */
  at(key: string): string {
    if (key.startsWith(fileMark)) return this.#file(key);
    const [scope = '', name = ''] = key.split('\0');
    const modules = this.#modules.above(absolute(this.#root, scope));
    const text = `${this.#places(modules, name)}\n${this.#places(modules, typesOf(name))}`;
    return text === '\n'
      ? 'absent'
      : createHash('sha256').update(text).digest('base64').slice(0, shownLetters);
  }

  /** All of them: where the nearest has nothing of what is asked, the next one is taken. */
  #places(modules: readonly string[], name: string): string {
    let found = '';
    for (const folder of modules) found += this.#in(folder, name);
    return found;
  }

  #in(modules: string, name: string): string {
    const place = `${modules}/${name}`;
    if (name.startsWith('@') && !this.#isFolderThere(dirname(place))) return '';
    const found = this.#look(place);
    // A link and what it leads to may both be replaced.
    return found === '' ? '' : `${modules} ${found} ${this.#look(`${place}/package.json`)}`;
  }

  /** Whether a file of the workspace is there, whatever is in it. */
  isThere(path: string): boolean {
    return lstatOf(`${this.#root}/${path}`) !== undefined;
  }

  #isFolderThere(folder: string): boolean {
    let known = this.#there.get(folder);
    known ??= lstatOf(folder) !== undefined;
    this.#there.set(folder, known);
    return known;
  }

  #file(key: string): string {
    let known = this.#seen.get(key);
    if (known === undefined) {
      known = lookOfFile(key.slice(fileMark.length));
      this.#seen.set(key, known);
    }
    return known;
  }

  #look(path: string): string {
    let known = this.#seen.get(path);
    if (known === undefined) {
      known = textOf(lstatOf(path));
      this.#seen.set(path, known);
    }
    return known;
  }
}

/** @param folder relative to the root */
function absolute(root: string, folder: string): string {
  return folder === '' ? root : `${root}/${folder}`;
}

function fileKey(file: string): string {
  return `${fileMark}${file}`;
}

/** How a file looks, links followed; empty where it is not there. @param file absolute */
export function lookOfFile(file: string): string {
  try {
    return textOf(statSync(file, { throwIfNoEntry: false }));
  } catch {
    // Closed to us, or links that lead round: there is nothing to be read either.
    return '';
  }
}

function realPathOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    // It went meanwhile, which the next look shows.
    return file;
  }
}

function textOf(stats: Stats | undefined): string {
  return stats ? `${stats.mtimeMs} ${stats.ctimeMs} ${stats.ino} ${stats.size}` : '';
}

/** What is looked for in `node_modules`, also where that is no name that a package can have, e.g. `@/a` of `@/a/b`. */
function installedName(name: string): string | undefined {
  return name.startsWith('#') ? undefined : /^(?:@[^/\\]*\/)?[^/\\]+/.exec(name)?.[0];
}

/** Where the types of a package are installed: `@types/a`, and `@types/a__b` for `@a/b`. */
export function typesOf(name: string): string {
  return `@types/${mangled(name)}`;
}

/** A name as `@types` has it, which is a scope itself: `a__b` for `@a/b`. */
export function mangled(name: string): string {
  return name.replace(/^@([^/]+)\//, '$1__');
}
