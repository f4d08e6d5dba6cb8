/** The tree beside the drawing: the same nodes, with their edges. However many rows there are, only those in sight are elements. */
import type { Translate } from '../../overview/texts.ts';
import { element } from '../../ui/dom.ts';
import { type TreeRow, treeRows } from '../model/treeRows.ts';
import { none, type ViewGraph } from '../model/viewGraph.ts';

/** What the tree starts. */
export interface TreeEvents {
  selected(node: number): void;
  /** Opens or closes a folder, opens a file. */
  opened(node: number): void;
}

const rowPixels = 22;
const rowsAround = 10;
const indentPixels = 14;
const pageRows = 15;

/** The tree. */
export class GraphTree {
  readonly element: HTMLElement;
  readonly #t: Translate;
  readonly #events: TreeEvents;
  readonly #describe: (node: number) => string;
  readonly #list = element('div', { class: 'rows', attributes: { role: 'presentation' } });
  readonly #withEdges = new Set<string>();
  #graph: ViewGraph | undefined;
  #rows: readonly TreeRow[] = [];
  #at = 0;

  /** @param describe what is known of a node, in a few words, for screen readers */
  constructor(t: Translate, describe: (node: number) => string, events: TreeEvents) {
    this.#t = t;
    this.#events = events;
    this.#describe = describe;
    const label = t('Nodes of the graph with their edges');
    const attributes = { role: 'tree', tabindex: '0', 'aria-label': label };
    this.element = element('div', { class: 'tree', attributes }, this.#list);
    this.element.addEventListener('scroll', () => this.#draw());
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
    this.element.addEventListener('click', (event) => this.#onClick(event));
    new ResizeObserver(() => this.#draw()).observe(this.element);
  }

  /** Shows another answer; the row that had the keyboard has it again where it is still there. */
  show(graph: ViewGraph): void {
    const key = this.#rows[this.#at]?.key;
    this.#graph = graph;
    this.#rows = treeRows(graph, this.#withEdges);
    const found = this.#rows.findIndex((row) => row.key === key);
    this.#at = found >= 0 ? found : Math.max(0, Math.min(this.#at, this.#rows.length - 1));
    this.#draw();
  }

  /** What is known of nodes is told in other words. */
  describe(): void {
    this.#draw();
  }

  /** Goes to the row of a node. */
  select(node: number): void {
    const here = this.#rows[this.#at];
    if (node === none || (here?.node === node && here.kind !== 'edge')) return;
    const found = this.#rows.findIndex((row) => row.kind === 'node' && row.node === node);
    if (found >= 0) this.#go(found);
  }

  #go(at: number): void {
    this.#at = Math.max(0, Math.min(this.#rows.length - 1, at));
    const top = this.#at * rowPixels;
    const { scrollTop, clientHeight } = this.element;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top + rowPixels > scrollTop + clientHeight)
      this.element.scrollTop = top + rowPixels - clientHeight;
    this.#draw();
  }

  #move(at: number): void {
    this.#go(at);
    const row = this.#rows[this.#at];
    if (row !== undefined && row.kind !== 'edge') this.#events.selected(row.node);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = this.#rows[this.#at];
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => this.#move(this.#at + 1),
      ArrowUp: () => this.#move(this.#at - 1),
      PageDown: () => this.#move(this.#at + pageRows),
      PageUp: () => this.#move(this.#at - pageRows),
      Home: () => this.#move(0),
      End: () => this.#move(this.#rows.length - 1),
      ArrowRight: () => this.#expand(row),
      ArrowLeft: () => this.#collapse(row),
      Enter: () => this.#choose(row),
      e: () => this.#toggleEdges(row),
    };
    const move = Object.hasOwn(moves, event.key) ? moves[event.key] : undefined;
    if (move === undefined) return;
    event.preventDefault();
    move();
  }

  #expand(row: TreeRow | undefined): void {
    if (row === undefined) return;
    if (row.isExpanded === true) this.#move(this.#at + 1);
    else if (row.kind !== 'node') return;
    else if (this.#isFolder(row)) this.#events.opened(row.node);
    else this.#toggleEdges(row);
  }

  #collapse(row: TreeRow | undefined): void {
    if (row === undefined) return;
    const hasEdges = this.#withEdges.has(row.key);
    if (row.kind === 'node' && hasEdges) this.#toggleEdges(row);
    else if (row.kind === 'node' && row.isExpanded === true) this.#events.opened(row.node);
    else {
      const outer = this.#rows.slice(0, this.#at).findLastIndex(({ level }) => level < row.level);
      if (outer >= 0) this.#move(outer);
    }
  }

  // An edge leads to the other node's own row.
  #choose(row: TreeRow | undefined): void {
    if (row?.kind === 'node') this.#events.opened(row.node);
    else if (row?.kind === 'edge') {
      this.#events.selected(row.node);
      this.select(row.node);
    }
  }

  #toggleEdges(row: TreeRow | undefined): void {
    if (row?.kind !== 'node' || this.#graph === undefined) return;
    if (!this.#withEdges.delete(row.key)) this.#withEdges.add(row.key);
    this.show(this.#graph);
  }

  #isFolder({ node }: TreeRow): boolean {
    return this.#graph?.nodes[node]?.type === 'folder';
  }

  #onClick({ target }: MouseEvent): void {
    const found = target instanceof Element ? target.closest('[data-row]') : null;
    if (found === null || !(target instanceof Element)) return;
    const at = Number(found.getAttribute('data-row'));
    const row = this.#rows[at];
    if (row === undefined) return;
    if (row.kind === 'edge') {
      this.#at = at;
      this.#choose(row);
      return;
    }
    this.#move(at);
    if (!target.classList.contains('twisty')) return;
    if (row.isExpanded === true) this.#collapse(row);
    else this.#expand(row);
  }

  #draw(): void {
    const { scrollTop, clientHeight } = this.element;
    const first = Math.max(0, Math.floor(scrollTop / rowPixels) - rowsAround);
    const last = Math.min(
      this.#rows.length,
      Math.ceil((scrollTop + clientHeight) / rowPixels) + rowsAround,
    );
    const made: HTMLElement[] = [];
    // The one with the keyboard is an element wherever it is: the browser says which one it is.
    const isAway = this.#at < first || this.#at >= last;
    if (isAway && this.#rows[this.#at] !== undefined) made.push(this.#rowElement(this.#at));
    for (let at = first; at < last; at++) made.push(this.#rowElement(at));
    this.#list.replaceChildren(...made);
    this.#list.style.height = `${this.#rows.length * rowPixels}px`;
    if (this.#rows.length > 0)
      this.element.setAttribute('aria-activedescendant', `row-${this.#at}`);
    else this.element.removeAttribute('aria-activedescendant');
  }

  #rowElement(at: number): HTMLElement {
    const row = this.#rows[at];
    if (row === undefined) return element('div', {});
    const isHere = at === this.#at;
    const attributes = {
      id: `row-${at}`,
      role: 'treeitem',
      'data-row': String(at),
      'aria-level': String(row.level),
      'aria-posinset': String(row.position),
      'aria-setsize': String(row.siblings),
      'aria-selected': String(isHere),
      'aria-expanded': row.isExpanded === undefined ? undefined : String(row.isExpanded),
    };
    const sign = row.isExpanded === undefined ? '' : row.isExpanded ? '▾' : '▸';
    const made = element(
      'div',
      { class: isHere ? 'tree-row here' : 'tree-row', attributes },
      element('span', { class: 'twisty', attributes: { 'aria-hidden': 'true' } }, sign),
      element('span', { class: `name ${row.kind}` }, this.#textOf(row)),
      row.kind === 'node'
        ? element('span', { class: 'about' }, this.#describe(row.node))
        : undefined,
    );
    made.style.top = `${at * rowPixels}px`;
    made.style.paddingInlineStart = `${4 + (row.level - 1) * indentPixels}px`;
    return made;
  }

  #textOf({ kind, node }: TreeRow): string {
    switch (kind) {
      case 'dependencies':
        return this.#t('Depends on');
      case 'dependents':
        return this.#t('Used by');
      case 'node':
      case 'edge':
        return this.#graph?.nodes[node]?.label ?? '';
    }
  }
}
