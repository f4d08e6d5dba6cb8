/** Tables: the browser's own, with columns that know whether they hold numbers. Up and Down go from row to row where rows have links. */
import { type Child, element, focusKeyAttribute } from './dom.ts';

/** One column. */
export interface Column<Row> {
  readonly title: string;
  /** `number`: to the right, as narrow as can be. `short`: as narrow, to the left. `text`: one line, cut where it must be. `wrapped`: all of it. */
  readonly kind: 'text' | 'wrapped' | 'short' | 'number';
  readonly cell: (row: Row) => Child;
  /** Sorts by it, or the other way round where it is sorted by it already. */
  readonly onSort?: () => void;
  readonly sorted?: 'ascending' | 'descending';
}

/** Makes a table. The first column that is no number names its row. */
export function table<Row>(options: {
  /** For screen readers; what is seen is the heading above. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
}): HTMLElement {
  const { caption, columns, rows } = options;
  const heads = columns.map(headCell);
  const body = element('tbody', {}, ...rows.map((row) => bodyRow(columns, row)));
  body.addEventListener('keydown', moveBetweenRows);
  const made = element(
    'table',
    {},
    element('caption', { class: 'for-reader' }, caption),
    element('thead', {}, element('tr', {}, ...heads)),
    body,
  );
  const holder = element('div', { class: 'table' }, made);
  sizes.observe(holder);
  return holder;
}

// What is wider than its place can be scrolled by the keyboard, too: in the table by its links, else when the focus is on it.
const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const needsFocus = target.scrollWidth > target.clientWidth && !target.querySelector('button');
    if (needsFocus) target.setAttribute('tabindex', '0');
    else target.removeAttribute('tabindex');
  }
});

const sortMarks = { ascending: ' ▲', descending: ' ▼' } as const;

function headCell<Row>({ title, kind, onSort, sorted }: Column<Row>): HTMLElement {
  const attributes = { scope: 'col', 'aria-sort': sorted };
  if (onSort === undefined) return element('th', { class: kind, attributes }, title);
  const mark = element(
    'span',
    { attributes: { 'aria-hidden': 'true' } },
    sorted === undefined ? undefined : sortMarks[sorted],
  );
  const props = {
    class: 'sort',
    attributes: { type: 'button', [focusKeyAttribute]: `sort ${title}` },
    onClick: onSort,
  };
  return element('th', { class: kind, attributes }, element('button', props, title, mark));
}

function bodyRow<Row>(columns: readonly Column<Row>[], row: Row): HTMLElement {
  const name = columns.find(({ kind }) => kind !== 'number');
  const cells = columns.map((column) => {
    const { kind, cell } = column;
    return column === name
      ? element('th', { class: kind, attributes: { scope: 'row' } }, cell(row))
      : element('td', { class: kind }, cell(row));
  });
  return element('tr', {}, ...cells);
}

const steps: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 };

function moveBetweenRows(event: KeyboardEvent): void {
  const step = steps[event.key];
  const { currentTarget, target } = event;
  if (step === undefined || !(currentTarget instanceof HTMLElement)) return;
  if (!(target instanceof HTMLElement)) return;
  const links = [...currentTarget.querySelectorAll<HTMLElement>('button')];
  const at = links.indexOf(target);
  const next = links[at + step];
  if (at < 0 || next === undefined) return;
  event.preventDefault();
  next.focus();
}
