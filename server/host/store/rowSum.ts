/**
 * The checksum that every row of the index carries. SQLite notices a torn page structure but not a flipped bit inside a value.
 * 64 bits of sha256 over all columns, so that a row is neither altered nor exchanged for another unnoticed.
 */
import { hash } from 'node:crypto';

/** A column's value as it is stored. */
export type Column = string | number | null | undefined | Uint8Array;

/** Characters of a checksum. */
export const rowSumLength = 16;

/** @param columns the row's values, always in the same order; undefined and null are the same */
export function rowSum(...columns: readonly Column[]): string {
  let text = '';
  for (const column of columns) {
    const part = column instanceof Uint8Array ? hash('sha256', column, 'hex') : (column ?? '');
    text += `${part}\u0001`;
  }
  return hash('sha256', text, 'hex').slice(0, rowSumLength);
}
