/**
 * Where a place of a generated file comes from, by its source map: https://tc39.es/ecma426/. Only what one look-up needs: the mappings are
 * read once from the front, and nothing is kept.
 */

/** A place in a source. */
export interface OriginalPlace {
  /** As the map names it: a path relative to the map, or a URL. */
  readonly source: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

interface Mapping {
  readonly column: number;
  readonly source: number;
  readonly line: number;
  readonly sourceColumn: number;
}

/**
 * Looks a place up.
 *
 * @param mapText the map, JSON
 * @param place in the generated file, line and column from 1
 * @returns undefined where the map is none, or does not say
 */
export function originalPlace(
  mapText: string,
  place: { readonly line: number; readonly column: number },
): OriginalPlace | undefined {
  const map = readMap(mapText);
  if (map === undefined) return undefined;
  const found = lastBefore(map.mappings, place.line - 1, Math.max(0, place.column - 1));
  const source = found === undefined ? undefined : map.sources[found.source];
  if (found === undefined || typeof source !== 'string') return undefined;
  const root = map.sourceRoot === '' || map.sourceRoot.endsWith('/') ? '' : '/';
  return {
    source: `${map.sourceRoot}${root}${source}`,
    line: found.line + 1,
    column: found.sourceColumn + 1,
  };
}

function readMap(text: string) {
  const value: unknown = parse(text);
  if (typeof value !== 'object' || value === null) return undefined;
  const { mappings, sources, sourceRoot } = value as Readonly<Record<string, unknown>>;
  if (typeof mappings !== 'string' || !Array.isArray(sources)) return undefined;
  const all: readonly unknown[] = sources;
  return { mappings, sources: all, sourceRoot: typeof sourceRoot === 'string' ? sourceRoot : '' };
}

function parse(text: string): unknown {
  try {
    // Some servers put this in front, against being read as a script.
    return JSON.parse(text.replace(/^\)\]\}'[^\n]*\n/, ''));
  } catch {
    // No map.
    return undefined;
  }
}

// Values are differences: to the one before in the line for the column, in the whole file for the others.
function lastBefore(mappings: string, line: number, column: number): Mapping | undefined {
  const state = { source: 0, line: 0, sourceColumn: 0 };
  let best: Mapping | undefined;
  for (const [at, group] of mappings.split(';').entries()) {
    if (at > line) break;
    let generated = 0;
    for (const segment of group.split(',')) {
      const [step = 0, ...rest] = decode(segment);
      generated += step;
      if (rest.length < 3) continue;
      state.source += rest[0] ?? 0;
      state.line += rest[1] ?? 0;
      state.sourceColumn += rest[2] ?? 0;
      if (at === line && (generated <= column || best === undefined)) {
        best = { column: generated, ...state };
      }
    }
  }
  return best;
}

/** Base 64 VLQ: five bits a digit, the lowest first, the sign in the lowest bit of all. */
function decode(segment: string): number[] {
  const values: number[] = [];
  let value = 0;
  let shift = 0;
  for (const char of segment) {
    const digit = digits.indexOf(char);
    if (digit < 0) return values;
    value += (digit & 31) << shift;
    shift += 5;
    if ((digit & 32) !== 0) continue;
    values.push((value & 1) === 1 ? -(value >>> 1) : value >>> 1);
    value = 0;
    shift = 0;
  }
  return values;
}
