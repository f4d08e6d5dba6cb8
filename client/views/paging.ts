/**
 * Long lists in a tree. A tree cannot tell where it is scrolled to, so a list that is longer than one page is shown as ranges, each asked for when it is
 * opened, and ranges of ranges where there are very many: 100,000 rows are 200 ranges of 500, and every row is two steps away; 100,001
 * are 11 ranges of 10,000.
 */
import { formatCount } from '../format.ts';
import { t } from '../texts.ts';
import type { ViewNode } from './node.ts';

/** Rows asked for at once. */
export const pageRows = 500;
/** Ranges side by side. */
export const rangesMax = 200;
/** Ranges in a range. */
const rangesWithin = 20;

/** What a page is made of, whatever it lists. */
interface AnyPage<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}

/** A list that the server holds. */
export interface PagedList<Row> {
  /** Start of the keys of its ranges. */
  readonly key: string;
  page(offset: number, limit: number): Promise<AnyPage<Row>>;
  node(row: Row): ViewNode;
}

/** The rows of a list, or its ranges where it is long; the first of these is open. */
export async function pagedNodes<Row>(list: PagedList<Row>): Promise<ViewNode[]> {
  const { rows, total } = await list.page(0, pageRows);
  if (total <= pageRows) return rows.map((row) => list.node(row));
  return ranges(list, { from: 0, to: total, first: rows });
}

interface Stretch<Row> {
  readonly from: number;
  readonly to: number;
  /** Rows at its start that are here already. */
  readonly first?: readonly Row[] | undefined;
}

function ranges<Row>(list: PagedList<Row>, { from, to, first }: Stretch<Row>): ViewNode[] {
  const size = rangeSize(to - from);
  const nodes: ViewNode[] = [];
  for (let start = from; start < to; start += size) {
    const stretch = { from: start, to: Math.min(to, start + size) };
    nodes.push(rangeNode(list, start === 0 ? { ...stretch, first } : stretch));
  }
  return nodes;
}

function rangeNode<Row>(list: PagedList<Row>, stretch: Stretch<Row>): ViewNode {
  const { from, to } = stretch;
  const label = t('{0} to {1}', formatCount(from + 1), formatCount(to));
  return {
    key: `${list.key}/${from}-${to}`,
    label,
    spoken: t('Rows {0}', label),
    icon: { id: 'list-unordered' },
    context: 'range',
    shape: from === 0 ? 'open' : 'closed',
    children: rangeChildren(list, stretch),
  };
}

function rangeChildren<Row>(list: PagedList<Row>, stretch: Stretch<Row>) {
  // The rows that came with the list serve once: what is shown after a refresh has to be asked for.
  let { first } = stretch;
  return async (): Promise<readonly ViewNode[]> => {
    const { from, to } = stretch;
    if (to - from > pageRows) return ranges(list, { from, to, first });
    const rows = first ?? (await list.page(from, to - from)).rows;
    first = undefined;
    return rows.map((row) => list.node(row));
  };
}

// The smallest of 500, 10,000, 200,000, 4,000,000 that makes few enough ranges.
function rangeSize(count: number): number {
  let size = pageRows;
  while (count > size * rangesMax) size *= rangesWithin;
  return size;
}
