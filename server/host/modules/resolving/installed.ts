/**
 * What is installed, as far as imports asked for it. No watcher tells of `node_modules`, so what was there when an answer was made is noted with
 * it, and compared later.
 */
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import type { Resolution } from '../../../modules/model.ts';
import { lstatOf } from '../../files/signature.ts';
import { NodeModules } from './nodeModules.ts';

/** Where the packages of a workspace are listed; others are keys of packages: `scope\0name`. */
const listKey = '\0';
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
    // Which packages are members follows from a list that is no module, so it is not looked at as one.
    this.#note(listKey);
    const packageName = installedName(name);
    if (packageName !== undefined) this.#note(`${scope}\0${packageName}`);
  }

  #note(key: string): void {
    const now = this.#looks.at(key);
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
    if (key === listKey) return this.#look(`${this.#root}/pnpm-workspace.yaml`);
    const [scope = '', name = ''] = key.split('\0');
    const modules = this.#modules.above(scope === '' ? this.#root : `${this.#root}/${scope}`);
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

  #look(path: string): string {
    let known = this.#seen.get(path);
    if (known === undefined) {
      const stats = lstatOf(path);
      known = stats ? `${stats.mtimeMs} ${stats.ctimeMs} ${stats.ino} ${stats.size}` : '';
      this.#seen.set(path, known);
    }
    return known;
  }
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
