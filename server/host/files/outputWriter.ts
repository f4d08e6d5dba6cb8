/** Removes outputs and makes folders, inside the workspace only: a parent that is a link out of it is refused. */
import { lstatSync, mkdirSync, realpathSync, rmdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { RelativePath } from '../../engine/model/brand.ts';
import { isBelow, parentPath } from '../../engine/model/glob.ts';
import type { OutputWriter } from '../../engine/ports/files.ts';
import { errorCode, explainFileError, isMissing } from './systemError.ts';

/** See `OutputWriter`. */
export class NodeOutputWriter implements OutputWriter {
  readonly #root: string;
  readonly #realRoot: string;

  /** @param root absolute workspace root */
  constructor(root: string) {
    this.#root = root;
    this.#realRoot = realpathSync(root);
  }

  remove(paths: readonly RelativePath[], keep: RelativePath): string | undefined {
    const parents = new Set<RelativePath>();
    // Deepest first, so that folders are empty when their turn comes.
    for (const path of [...paths].sort().reverse()) {
      const problem = this.#removeOne(path);
      if (problem !== undefined) return problem;
      parents.add(parentPath(path));
    }
    for (const parent of [...parents].sort().reverse()) this.#removeEmptyUpTo(parent, keep);
    return undefined;
  }

  #removeOne(path: RelativePath): string | undefined {
    try {
      const real = this.#checkedParent(path);
      if (typeof real !== 'string') return real.problem;
      const absolute = join(this.#root, path);
      if (lstatSync(absolute).isDirectory()) rmdirSync(absolute);
      else unlinkSync(absolute);
      return undefined;
    } catch (error) {
      if (isMissing(error) || errorCode(error) === 'ENOTEMPTY') return undefined;
      return explainFileError(error, 'remove the old output', path);
    }
  }

  /** Git's own fixes were bypassed through a link above the path (CVE-2024-32002), so the real parent is what counts. */
  #checkedParent(path: RelativePath): string | { readonly problem: string } {
    const real = realpathSync(join(this.#root, parentPath(path)));
    if (real === this.#realRoot || real.startsWith(`${this.#realRoot}/`)) return real;
    return {
      problem: `${path} leads out of the workspace through a symbolic link. Replace the link by a folder.`,
    };
  }

  /** Folders that became empty are no output of anybody; the next run makes those it needs. */
  #removeEmptyUpTo(folder: RelativePath, keep: RelativePath): void {
    for (let at = folder; at !== keep && at !== '' && isBelow(at, keep); at = parentPath(at)) {
      try {
        rmdirSync(join(this.#root, at));
      } catch (error) {
        if (!isMissing(error)) return; // Not empty, or not ours to remove: it stays.
      }
    }
  }

  makeParents(paths: readonly RelativePath[]): string | undefined {
    for (const parent of new Set(paths.map(parentPath))) {
      try {
        const existing = this.#deepestExisting(parent);
        const real = realpathSync(join(this.#root, existing));
        if (real !== this.#realRoot && !real.startsWith(`${this.#realRoot}/`)) {
          return `${parent} leads out of the workspace through a symbolic link. Replace the link by a folder.`;
        }
        mkdirSync(join(this.#root, parent), { recursive: true });
      } catch (error) {
        return explainFileError(error, 'make the folder', parent);
      }
    }
    return undefined;
  }

  #deepestExisting(folder: RelativePath): RelativePath {
    let at = folder;
    while (at !== '' && lstatSync(join(this.#root, at), { throwIfNoEntry: false }) === undefined)
      at = parentPath(at);
    return at;
  }
}
