/** Finds entry points anew whenever the graph is another one, and knows which files they follow from. */
import type { RelativePath } from '../../engine/model/brand.ts';
import { type Entries, type EntrySource, findEntries } from './entries.ts';
import { EntryNames } from './entryNames.ts';
import type { ModuleGraph } from './moduleGraph.ts';

/** See above. */
export class EntryFinder {
  readonly #graph: ModuleGraph;
  readonly #names = new EntryNames();
  readonly #read = new Set<RelativePath>();

  constructor(graph: ModuleGraph) {
    this.#graph = graph;
  }

  /** All of them, as of now. */
  find(
    source: Pick<EntrySource, 'packages' | 'read' | 'ofActions' | 'rules'>,
  ): Generator<undefined, Entries> {
    const graph = this.#graph;
    this.#read.clear();
    return findEntries({
      ...source,
      paths: this.#paths(),
      has: (path) => graph.numberOf(path) !== undefined,
      isByName: (path) => this.#names.isEntry(graph.numberOf(path), path),
      read: (path) => {
        this.#read.add(path);
        return source.read(path);
      },
    });
  }

  /** Whether what was found follows from the text of this file, there or not. */
  isRead(path: RelativePath): boolean {
    return this.#read.has(path);
  }

  *#paths(): Generator<RelativePath> {
    for (const number of this.#graph.present()) yield this.#graph.pathOf(number);
  }
}
