/** A stretch of a list, whatever numbers were asked for. */
import type { Page, PageRequest } from '../../protocol/basics.ts';

const limitMax = 1000;

/** Where nothing is known yet. */
export const emptyPage = { rows: [], total: 0, offset: 0 };

/** @param rowOf makes the rows of that stretch alone */
export function pageOf<Item, Row>(
  items: readonly Item[],
  { offset, limit }: PageRequest,
  rowOf: (item: Item) => Row,
): Page<Row> {
  const from = Math.max(0, Math.floor(offset) || 0);
  const count = Math.min(limitMax, Math.max(1, Math.floor(limit) || 1));
  return { rows: items.slice(from, from + count).map(rowOf), total: items.length, offset: from };
}
