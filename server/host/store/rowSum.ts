/**
 * The checksum that every row of the index carries. SQLite notices a torn page structure but not a flipped bit inside a value.
 * 64 bits of sha256 over all columns, so that a row is neither altered nor exchanged for another unnoticed.
 */
import { hash } from 'node:crypto';

/** A column's value as it is stored. */
export type Column = string | number | null | undefined | Uint8Array;

/** @param columns the row's values, always in the same order; undefined and null are the same */
export function rowSum(...columns: readonly Column[]): string {
  const parts = columns.map((column) =>
    column instanceof Uint8Array ? hash('sha256', column, 'hex') : column,
  );
  return hash('sha256', parts.join('\u0001'), 'hex').slice(0, 16);
}
