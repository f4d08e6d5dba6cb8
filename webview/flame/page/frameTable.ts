/**
 * The table: every name with what it took, sorted as one likes. It is the chart for those who hear it. Only the rows that are seen are elements,
 * so a hundred thousand names cost as little as fifty.
 */
import type { Translate } from '../../overview/texts.ts';
import { element } from '../../ui/dom.ts';
import type { FrameSort, SortKey } from '../model/frameOrder.ts';
import { heldIn } from './held.ts';

/** What a table shows. Columns are by frame. */
export interface FrameTableData {
  readonly name: (frame: number) => string;
  readonly self: Float64Array;
  readonly total: Float64Array;
  readonly count: Uint32Array;
  /** Gives the frames to show, in order. */
  readonly order: (sort: FrameSort) => Promise<Uint32Array>;
  /** The length of the whole, for shares. */
  readonly whole: number;
  readonly value: (value: number) => string;
  readonly share: (part: number) => string;
  readonly number: (count: number) => string;
  readonly open: (frame: number) => void;
}

const rowHeight = 22;
const rowsBeyond = 8;

/** The table as an element. */
export class FrameTable {
  readonly element: HTMLElement;
  readonly #body = element('tbody', {});
  readonly #heads = new Map<SortKey, HTMLElement>();
  readonly #table: HTMLTableElement;
  readonly #scroller: HTMLElement;
  readonly #isHeld: () => boolean;
  #data: FrameTableData | undefined;
  #order: Uint32Array = new Uint32Array();
  #sort: FrameSort = { key: 'self', isDescending: true };
  #current = 0;

  constructor(t: Translate) {
    const titles = { name: t('Name'), self: t('Self'), total: t('Total'), count: t('Count') };
    const row = element('tr', { attributes: { 'aria-rowindex': '1' } }, ...this.#makeHeads(titles));
    const caption = element('caption', { class: 'for-reader' }, t('Names with what they took'));
    this.#table = element('table', {}, caption, element('thead', {}, row), this.#body);
    const attributes = {
      tabindex: '0',
      role: 'group',
      'aria-label': t('Names with what they took'),
    };
    this.#scroller = element('div', { class: 'frames', attributes }, this.#table);
    this.element = this.#scroller;
    this.#isHeld = heldIn(this.#scroller);
    this.#scroller.addEventListener('scroll', () => this.#drawRows());
    this.#scroller.addEventListener('keydown', (event) => this.#press(event));
    new ResizeObserver(() => this.#drawRows()).observe(this.#scroller);
  }

  show(data: FrameTableData): void {
    this.#data = data;
    this.#current = 0;
    void this.#arrange();
  }

  /** Shows the same, grown: sorted as it is, scrolled to where it is. */
  grow(data: FrameTableData): void {
    if (this.#isHeld()) return;
    this.#data = data;
    void this.#arrange(this.#scroller.scrollTop);
  }

  #makeHeads(titles: Readonly<Record<SortKey, string>>): HTMLElement[] {
    return (['name', 'self', 'total', 'count'] as const).map((key) => {
      const onClick = () => this.#sortBy(key);
      const button = element('button', { attributes: { type: 'button' }, onClick }, titles[key]);
      const kind = key === 'name' ? 'text' : 'number';
      const head = element('th', { class: kind, attributes: { scope: 'col' } }, button);
      this.#heads.set(key, head);
      return head;
    });
  }

  #sortBy(key: SortKey): void {
    const isSame = this.#sort.key === key;
    const isDescending = isSame ? !this.#sort.isDescending : key !== 'name';
    this.#sort = { key, isDescending };
    void this.#arrange();
  }

  async #arrange(scrollTop = 0): Promise<void> {
    const data = this.#data;
    const sort = this.#sort;
    const order = await data?.order(sort);
    // Another table, or another order, was asked for meanwhile.
    if (order === undefined || data !== this.#data || sort !== this.#sort) return;
    this.#order = order;
    for (const [key, head] of this.#heads) {
      const direction = this.#sort.isDescending ? 'descending' : 'ascending';
      head.setAttribute('aria-sort', key === this.#sort.key ? direction : 'none');
    }
    this.#table.setAttribute('aria-rowcount', String(this.#order.length + 1));
    this.#scroller.scrollTop = scrollTop;
    this.#drawRows();
  }

  #drawRows(): void {
    const data = this.#data;
    if (data === undefined) return;
    const { scrollTop, clientHeight } = this.#scroller;
    const first = Math.max(0, Math.floor(scrollTop / rowHeight) - rowsBeyond);
    const count = Math.ceil(clientHeight / rowHeight) + 2 * rowsBeyond;
    const end = Math.min(this.#order.length, first + count);
    const rows: HTMLElement[] = [];
    if (first > 0) rows.push(gapRow(first));
    for (let at = first; at < end; at++) rows.push(this.#row(data, at));
    if (end < this.#order.length) rows.push(gapRow(this.#order.length - end));
    const hadFocus = this.#body.contains(document.activeElement);
    this.#body.replaceChildren(...rows);
    if (hadFocus) this.#focusCurrent();
  }

  #row(data: FrameTableData, at: number): HTMLElement {
    const frame = this.#order[at] ?? 0;
    const self = data.self[frame] ?? 0;
    const total = data.total[frame] ?? 0;
    const isCurrent = at === this.#current;
    const attributes = {
      type: 'button',
      tabindex: isCurrent ? '0' : '-1',
      'data-row': String(at),
      title: data.name(frame),
    };
    const onClick = () => data.open(frame);
    const link = element('button', { class: 'link', attributes, onClick }, data.name(frame));
    const withShare = (value: number) =>
      `${data.value(value)} · ${data.share(data.whole > 0 ? value / data.whole : 0)}`;
    return element(
      'tr',
      { attributes: { 'aria-rowindex': String(at + 2) } },
      element('th', { class: 'text', attributes: { scope: 'row' } }, link),
      element('td', { class: 'number' }, withShare(self)),
      element('td', { class: 'number' }, withShare(total)),
      element('td', { class: 'number' }, data.number(data.count[frame] ?? 0)),
    );
  }

  #press(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.#scroller.clientHeight / rowHeight) - 2);
    const steps: Readonly<Record<string, number>> = {
      ArrowUp: -1,
      ArrowDown: 1,
      PageUp: -page,
      PageDown: page,
      Home: Number.NEGATIVE_INFINITY,
      End: Number.POSITIVE_INFINITY,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.#current = Math.max(0, Math.min(this.#order.length - 1, this.#current + step));
    const top = this.#current * rowHeight;
    const room = this.#scroller.clientHeight - 2 * rowHeight;
    const { scrollTop } = this.#scroller;
    if (top < scrollTop) this.#scroller.scrollTop = top;
    else if (top > scrollTop + room) this.#scroller.scrollTop = top - room;
    this.#drawRows();
    this.#focusCurrent();
  }

  #focusCurrent(): void {
    const link = this.#body.querySelector(`[data-row="${this.#current}"]`);
    if (link instanceof HTMLElement) link.focus({ preventScroll: true });
  }
}

// Stands for rows that are not seen.
function gapRow(count: number): HTMLElement {
  const row = element(
    'tr',
    { class: 'gap', attributes: { 'aria-hidden': 'true' } },
    element('td', {}),
  );
  row.style.height = `${count * rowHeight}px`;
  return row;
}
