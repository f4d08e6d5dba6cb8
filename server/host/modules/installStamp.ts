/**
 * What is installed, as far as imports asked for it: changes when one of these packages comes, goes or is replaced. No watcher tells of
 * `node_modules`, so this is compared instead.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Resolution } from '../../modules/model.ts';
import { folderOf } from '../../modules/resolve/names.ts';
import { packageOf } from '../../modules/resolve/specifiers.ts';
import { lstatOf } from '../files/signature.ts';

/**
 * @param root absolute
 * @param answers by `scope\0...\0name`
 */
export function installStamp(root: string, answers: ReadonlyMap<string, Resolution>): string {
  const asked = new Set<string>();
  for (const [key, { type }] of answers) {
    if (type === 'builtin') continue;
    const parts = key.split('\0');
    const name = packageOf(parts.at(-1) ?? '');
    if (name !== undefined) asked.add(`${parts[0] ?? ''}\0${name}`);
  }
  const looks = new Looks(root);
  const stamp = createHash('sha256');
  for (const one of [...asked].sort()) {
    const [scope = '', name = ''] = one.split('\0');
    stamp.update(`${one}\0${looks.find(scope, name)}\0`);
  }
  for (const [key, answer] of answers)
    if (answer.type === 'file' && answer.path !== '')
      stamp.update(`${key}\0${looks.at(answer.path)}\0`);
  return stamp.digest('base64');
}

/** Looks at each place once. */
class Looks {
  readonly #root: string;
  readonly #seen = new Map<string, string>();
  readonly #modules = new Map<string, boolean>();

  constructor(root: string) {
    this.#root = root;
  }

  /** The nearest place where a package is installed, and when. */
  find(scope: string, name: string): string {
    for (let folder = scope; ; folder = folderOf(folder)) {
      const modules = folder === '' ? 'node_modules' : `${folder}/node_modules`;
      const found = this.#isThere(modules) ? this.#look(`${modules}/${name}`) : '';
      // A link and what it leads to may both be replaced.
      if (found !== '')
        return `${modules} ${found} ${this.#look(`${modules}/${name}/package.json`)}`;
      if (folder === '') return '';
    }
  }

  /** Whether a file is there, whatever is in it. */
  at(path: string): string {
    return lstatOf(join(this.#root, path)) ? 'there' : '';
  }

  #isThere(folder: string): boolean {
    let known = this.#modules.get(folder);
    known ??= lstatOf(join(this.#root, folder)) !== undefined;
    this.#modules.set(folder, known);
    return known;
  }

  #look(path: string): string {
    let known = this.#seen.get(path);
    if (known === undefined) {
      const stats = lstatOf(join(this.#root, path));
      known = stats ? `${stats.mtimeMs} ${stats.ctimeMs} ${stats.ino} ${stats.size}` : '';
      this.#seen.set(path, known);
    }
    return known;
  }
}
