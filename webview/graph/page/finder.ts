/** Search: the server finds nodes, also those in closed folders; what is shown of them is highlighted, and one goes from one to the next. */
import type { GraphViewNode } from '../../../server/protocol/modules.ts';
import type { Bridge } from '../../bridge/bridge.ts';
import type { Formats } from '../../overview/formats.ts';
import type { Translate } from '../../overview/texts.ts';
import { matchesIn } from '../model/matches.ts';
import { foldersAround, none, pathOf, type ViewGraph } from '../model/viewGraph.ts';

/** What a search works with. */
export interface FinderParts {
  readonly bridge: Bridge;
  readonly folder: string;
  readonly t: Translate;
  readonly formats: Formats;
  /** Says how many there are. */
  readonly tell: (text: string, canStep: boolean) => void;
  readonly highlight: (nodes: ReadonlySet<number>) => void;
  readonly graph: () => ViewGraph;
  /** A search begins, to be kept. */
  readonly begun: (words: string) => void;
  readonly failed: (error: unknown) => void;
  /** Goes to a node, shown or not. */
  readonly goTo: (id: string) => void;
}

const foundMax = 500;
/** A search begins when nothing was typed for so long. */
const pauseMs = 150;

/** The node that stands for another one: itself, the closed folder that it lies in, or the first in a folder that is no node; `none` where nothing does. */
export function standInOf(graph: ViewGraph, id: string): number {
  const own = graph.numberOf(id);
  if (own !== none) return own;
  const folder = foldersAround(pathOf(id)).findLast((one) => graph.numberOf(one) !== none);
  const found = folder === undefined ? none : graph.numberOf(folder);
  if (found !== none && graph.isOpen[found] !== 1) return found;
  const inside = `${pathOf(id)}/`;
  return graph.nodes.findIndex(
    (node) => node.id.startsWith('f') && pathOf(node.id).startsWith(inside),
  );
}

/** The search. */
export class Finder {
  readonly #parts: FinderParts;
  #words = '';
  #found: readonly string[] = [];
  #at = -1;
  /** The server knows more than it was asked for. */
  #hasMore = false;
  #timer = 0;

  constructor(parts: FinderParts) {
    this.#parts = parts;
  }

  /** Searches when the user has stopped to type. */
  searchSoon(words: string): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.search(words), pauseMs);
  }

  /** Searches; '' ends it. */
  async search(words: string): Promise<void> {
    const { bridge, folder, begun, failed, graph } = this.#parts;
    begun(words);
    this.#words = words.trim();
    if (this.#words === '') return this.#end();
    const params = { folder, words: this.#words, limit: foundMax };
    try {
      const answer = await bridge.request('cachescope/graphSearch', params);
      // Another search began before this one had its answer.
      if (params.words === this.#words) this.#take(answer, graph());
    } catch (error) {
      failed(error);
    }
  }

  /** Highlights in another answer. */
  apply(graph: ViewGraph): void {
    const { highlight } = this.#parts;
    const nodes = this.#found.map((id) => standInOf(graph, id)).filter((node) => node !== none);
    highlight(new Set(nodes));
  }

  /** Goes to the next match, or to the one before. */
  go(by: 1 | -1): void {
    const { t, formats, tell, goTo } = this.#parts;
    const count = this.#found.length;
    if (count === 0) return;
    this.#at = this.#at < 0 && by < 0 ? count - 1 : (this.#at + by + count) % count;
    const all = this.#hasMore ? t('{0} or more', formats.count(count)) : formats.count(count);
    tell(t('{0} of {1}', formats.count(this.#at + 1), all), true);
    goTo(this.#found[this.#at] ?? '');
  }

  #take(answer: readonly GraphViewNode[], graph: ViewGraph): void {
    const { t, formats, tell } = this.#parts;
    const ids = answer.map(({ id }) => id);
    // What is shown and fits is found, however much better others fit.
    const shown = matchesIn(graph, this.#words) ?? [];
    this.#found = [...new Set([...ids, ...shown.map((node) => graph.nodes[node]?.id ?? '')])];
    this.#at = -1;
    this.#hasMore = answer.length >= foundMax;
    const count = formats.count(this.#found.length);
    tell(t('Found: {0}', this.#hasMore ? t('{0} or more', count) : count), this.#found.length > 0);
    this.apply(graph);
  }

  #end(): void {
    this.#found = [];
    this.#parts.tell('', false);
    this.#parts.highlight(new Set());
  }
}
