/** Where imports lead that lead to no module: each such place is kept once, however many imports lead there, and has a number. */
import type { Resolution } from '../../../modules/model.ts';

/** See the file's comment. */
export class OtherTargets {
  readonly #all: Resolution[] = [];
  readonly #ids: Readonly<Record<Resolution['type'], Map<string, number>>> = {
    file: new Map(),
    package: new Map(),
    builtin: new Map(),
    files: new Map(),
    unresolved: new Map(),
  };

  /** By their numbers. */
  get all(): readonly Resolution[] {
    return this.#all;
  }

  /** The number of a resolution; equal ones have the same. */
  idOf(resolution: Resolution): number {
    const ids = this.#ids[resolution.type];
    const key = keyOf(resolution);
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, this.#all.length);
    return this.#all.push(resolution) - 1;
  }
}

/** What tells a resolution from others of its type: a text that it holds anyway. */
function keyOf(resolution: Resolution): string {
  switch (resolution.type) {
    case 'file':
      return resolution.path;
    case 'files':
      return resolution.paths.join('\n');
    case 'unresolved':
      return resolution.reason;
    default:
      return resolution.name;
  }
}
