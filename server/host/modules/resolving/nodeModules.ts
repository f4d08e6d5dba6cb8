/** Where packages are installed, by the folders that look for them. */
import { existsSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { lstatOf } from '../../files/signature.ts';

/** What it saw of the disk it keeps: whoever wants to know what is there now makes another one. */
export class NodeModules {
  readonly #above = new Map<string, readonly string[]>();

  /**
   * The `node_modules` that there are, nearest first.
   * @param folder absolute, of who looks for a package
   */
  above(folder: string): readonly string[] {
    const known = this.#above.get(folder);
    if (known) return known;
    const parent = dirname(folder);
    const further = parent === folder ? [] : this.above(parent);
    const own = `${folder}${folder.endsWith('/') ? '' : '/'}node_modules`;
    const found = lstatOf(own) === undefined ? further : [own, ...further];
    this.#above.set(folder, found);
    return found;
  }

  /**
   * Where a package is installed, links followed.
   * @param folder likewise
   */
  placeOf(folder: string, name: string): string | undefined {
    for (const modules of this.above(folder)) {
      const place = `${modules}/${name}`;
      if (existsSync(place)) return realpathSync(place);
    }
    return undefined;
  }

  /** Whether a package is installed at all, if only as a link to what is not there and may come. */
  hasEntry(folder: string, name: string): boolean {
    return this.above(folder).some((modules) => lstatOf(`${modules}/${name}`) !== undefined);
  }
}
