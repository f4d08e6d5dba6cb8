/**
 * Where things are from top to bottom: headings of groups and lanes, rows, counters. In pixels of the page from the top of the content, of
 * which the chart shows a part. Example: a heading of 20, two rows of 18 each, then the next lane's heading.
 */
import type { LaneRows, Layout } from './layout.ts';

/** Heights in pixels. */
export interface Heights {
  readonly row: number;
  readonly heading: number;
  readonly counter: number;
}

/** Something that has a place. */
export type Band =
  | { readonly kind: 'lane'; readonly top: number; readonly height: number; readonly lane: number }
  | {
      readonly kind: 'rows';
      readonly top: number;
      readonly height: number;
      readonly lane: number;
      readonly rows: LaneRows;
    }
  | {
      readonly kind: 'counter';
      readonly top: number;
      readonly height: number;
      readonly counter: number;
    };

/** All places. */
export interface Geometry {
  readonly bands: readonly Band[];
  readonly heights: Heights;
  /** Of the whole content. */
  readonly height: number;
}

/**
 * Places all lanes, then all counters.
 *
 * @param hasHeadings false: one lane without a name, whose heading would say nothing
 */
export function place(layout: Layout, counterCount: number, heights: Heights): Geometry {
  const bands: Band[] = [];
  let top = 0;
  const put = (height: number) => {
    top += height;
    return { top: top - height, height };
  };
  for (const [lane, rows] of layout.lanes.entries()) {
    if (rows.name !== '' || rows.group !== '') {
      bands.push({ kind: 'lane', lane, ...put(heights.heading) });
    }
    bands.push({ kind: 'rows', lane, rows, ...put(rows.rowCount * heights.row) });
  }
  for (let counter = 0; counter < counterCount; counter++) {
    bands.push({ kind: 'counter', counter, ...put(heights.counter) });
  }
  return { bands, heights, height: top };
}

/** Bands that lie between two heights, in order. */
export function bandsBetween({ bands }: Geometry, top: number, bottom: number): Band[] {
  let low = 0;
  let high = bands.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const band = bands[middle];
    if (band !== undefined && band.top + band.height <= top) low = middle + 1;
    else high = middle;
  }
  const found: Band[] = [];
  for (let at = low; at < bands.length; at++) {
    const band = bands[at];
    if (band === undefined || band.top >= bottom) break;
    found.push(band);
  }
  return found;
}

/** The row at a height; -1 where there is none. */
export function rowAt(geometry: Geometry, y: number): number {
  const [band] = bandsBetween(geometry, y, y + 1);
  if (band?.kind !== 'rows') return -1;
  return rowOfLine(band.rows, Math.floor((y - band.top) / geometry.heights.row));
}

/** The row that is the n-th line of its lane from above, and the other way round. */
export function rowOfLine({ firstRow, rowCount, isFlipped }: LaneRows, line: number): number {
  return firstRow + (isFlipped ? rowCount - 1 - line : line);
}

/** Top of a row. */
export function topOfRow({ bands, heights }: Geometry, row: number): number {
  for (const band of bands) {
    if (band.kind !== 'rows') continue;
    const { firstRow, rowCount, isFlipped } = band.rows;
    if (row < firstRow || row >= firstRow + rowCount) continue;
    const line = isFlipped ? rowCount - 1 - (row - firstRow) : row - firstRow;
    return band.top + line * heights.row;
  }
  return 0;
}

/** The scroll position that shows a row, as near to the present one as can be. */
export function scrolledTo(of: {
  readonly geometry: Geometry;
  readonly row: number;
  readonly scrollTop: number;
  readonly height: number;
}): number {
  const { geometry, row, scrollTop, height } = of;
  const top = topOfRow(geometry, row);
  const bottom = top + geometry.heights.row;
  if (top - geometry.heights.heading < scrollTop)
    return Math.max(0, top - geometry.heights.heading);
  return bottom > scrollTop + height ? bottom - height : scrollTop;
}
