/** Files by the folder that they lie in, so that those below one are found without going through all. */
import type { RelativePath } from '../../engine/model/brand.ts';
import { parentPath } from '../../engine/model/glob.ts';

/** See above. */
export class FilesBelow {
  readonly #files = new Map<string, RelativePath[]>();
  /** Each with a slash at its end, so that what lies below a folder stands together. */
  #folders: readonly string[] | undefined;

  add(path: RelativePath): void {
    const folder = parentPath(path);
    const known = this.#files.get(folder);
    if (known === undefined) {
      this.#files.set(folder, [path]);
      this.#folders = undefined;
    } else known.push(path);
  }

  /** All files below a folder; empty: the root. */
  *below(folder: string): Generator<RelativePath> {
    if (folder === '') {
      for (const files of this.#files.values()) yield* files;
      return;
    }
    this.#folders ??= [...this.#files.keys()].map((one) => `${one}/`).sort();
    const prefix = `${folder}/`;
    for (let at = firstFrom(this.#folders, prefix); at < this.#folders.length; at++) {
      const found = this.#folders[at] ?? '';
      if (!found.startsWith(prefix)) return;
      yield* this.#files.get(found.slice(0, -1)) ?? [];
    }
  }
}

/** Where the first text lies that is not before this one. */
function firstFrom(sorted: readonly string[], text: string): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] ?? '') < text) from = middle + 1;
    else to = middle;
  }
  return from;
}
