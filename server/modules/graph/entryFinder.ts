/** Finds entry points anew whenever the graph is another one, and knows which files they follow from. */
import type { RelativePath } from '../../engine/model/brand.ts';
import { parentPath } from '../../engine/model/glob.ts';
import { type Entries, findEntries } from './entries.ts';
import { EntryNames } from './entryNames.ts';
import type { EntrySource } from './entrySource.ts';
import type { ModuleGraph } from './moduleGraph.ts';

/** See above. */
export class EntryFinder {
  readonly #graph: ModuleGraph;
  readonly #names = new EntryNames();
  readonly #read = new Set<RelativePath>();
  /** By folder, which names in it are of interest. */
  readonly #listed = new Map<string, RegExp>();

  constructor(graph: ModuleGraph) {
    this.#graph = graph;
  }

  /** All of them, as of now. */
  find(
    source: Pick<EntrySource, 'packages' | 'read' | 'ofActions' | 'rules'> & {
      readonly list: (folder: RelativePath) => readonly string[];
    },
  ): Generator<undefined, Entries> {
    const graph = this.#graph;
    this.#read.clear();
    this.#listed.clear();
    return findEntries({
      ...source,
      paths: this.#paths(),
      has: (path) => graph.numberOf(path) !== undefined,
      importedBy: (path) => {
        const number = graph.numberOf(path);
        if (number === undefined) return new Set();
        return new Set(graph.pathsOf(graph.next(number, 'dependencies')));
      },
      isByName: (path) => this.#names.isEntry(graph.numberOf(path), path),
      read: (path) => {
        this.#read.add(path);
        return source.read(path);
      },
      list: (folder, wanted) => {
        this.#listed.set(folder, wanted);
        return source.list(folder).filter((name) => wanted.test(name));
      },
    });
  }

  /** Whether what was found follows from the text of this file, there or not, or from its name. */
  isRead(path: RelativePath): boolean {
    if (this.#read.has(path)) return true;
    const folder = parentPath(path);
    const name = folder === '' ? path : path.slice(folder.length + 1);
    return this.#listed.get(folder)?.test(name) ?? false;
  }

  *#paths(): Generator<RelativePath> {
    for (const number of this.#graph.present()) yield this.#graph.pathOf(number);
  }
}
