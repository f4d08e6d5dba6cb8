/**
 * Which action writes a path. Answers for literal outputs by one look-up and for patterns by walking up the path's folders, so it
 * stays cheap with thousands of actions.
 */
import type { Action } from '../model/action.ts';
import type { ActionId, RelativePath } from '../model/brand.ts';
import {
  anchor,
  compilePatterns,
  joinPath,
  type PathMatcher,
  parentPath,
  staticBase,
} from '../model/glob.ts';

interface Claim {
  readonly action: ActionId;
  readonly matches: PathMatcher;
}

/** Index from path to the actions that declare it as an output. */
export class OutputOwners {
  readonly #claims = new Map<string, Claim[]>();

  /** @param actions all actions of the workspace */
  constructor(actions: Iterable<Action>) {
    for (const action of actions) this.#add(action);
  }

  #add({ id, outputs }: Action): void {
    if (outputs === undefined) return;
    const claim = { action: id, matches: compilePatterns(outputs).matches };
    for (const pattern of outputs.include) {
      const anchored = anchor(outputs.base, pattern);
      const folder = anchored && joinPath(anchored.base, staticBase(anchored.pattern));
      if (folder === undefined) continue;
      const claims = this.#claims.get(folder);
      if (claims) claims.push(claim);
      else this.#claims.set(folder, [claim]);
    }
  }

  /** The actions that declare `path` as an output; usually none or one. */
  of(path: RelativePath): readonly ActionId[] {
    const owners: ActionId[] = [];
    for (let folder: string = path; ; folder = parentPath(folder)) {
      for (const claim of this.#claims.get(folder) ?? []) {
        if (claim.matches(path) && !owners.includes(claim.action)) owners.push(claim.action);
      }
      if (folder === '') return owners;
    }
  }
}
