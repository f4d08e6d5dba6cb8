/** Sizes and spans of time as people write them: `"4GB"`, `"7d"`. */
import type { ByteCount, DurationMs } from '../model/brand.ts';

const byteUnits: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['b', 1],
  ['kb', 1e3],
  ['mb', 1e6],
  ['gb', 1e9],
  ['tb', 1e12],
  ['kib', 2 ** 10],
  ['mib', 2 ** 20],
  ['gib', 2 ** 30],
  ['tib', 2 ** 40],
]);

const durationUnits: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['min', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 604_800_000],
]);

/** A number of bytes: `4GB` is 4,000,000,000, `4GiB` 4 x 2^30, a bare number counts bytes. Undefined where it is none. */
export function parseBytes(text: string): ByteCount | undefined {
  const bytes = quantity(text, byteUnits);
  return bytes === undefined ? undefined : (Math.floor(bytes) as ByteCount);
}

/** A span of time in milliseconds: `7d`, `1h`, `30s`, `250ms`. Undefined where it is none. */
export function parseDuration(text: string): DurationMs | undefined {
  return quantity(text, durationUnits) as DurationMs | undefined;
}

function quantity(text: string, units: ReadonlyMap<string, number>): number | undefined {
  const match = /^(\d{1,15}(?:\.\d{1,6})?) ?([a-z]{0,3})$/i.exec(text.trim());
  const unit = units.get((match?.[2] ?? '').toLowerCase());
  if (!match || unit === undefined) return undefined;
  const value = Number(match[1]) * unit;
  return Number.isSafeInteger(Math.floor(value)) ? value : undefined;
}
