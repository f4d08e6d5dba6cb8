/** Columns of text, lined up by display width. */
import { widthOf } from './visible.ts';

/**
 * Lines up rows; each line starts with two spaces.
 * @param rows cells without escape sequences
 */
export function tableText(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, at) => {
      widths[at] = Math.max(widths[at] ?? 0, widthOf(cell));
    });
  }
  const pad = (cell: string, at: number): string =>
    cell + ' '.repeat((widths[at] ?? 0) - widthOf(cell));
  return rows.map((row) => `  ${row.map(pad).join('  ').trimEnd()}`).join('\n');
}
