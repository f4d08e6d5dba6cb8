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
  return placeIn(parse(mapText), { line: place.line - 1, column: Math.max(0, place.column - 1) });
}

/**
 * The map of a generated file, as far as its last line tells: the map itself, or a path from the file's folder.
 *
 * @returns undefined where it tells of none, or of one on some server
 */
export function mapOf(
  generated: string,
): { readonly text: string } | { readonly path: string } | undefined {
  const from = generated.lastIndexOf('sourceMappingURL=');
  const line = generated.slice(generated.lastIndexOf('\n', from) + 1);
  const [, url] = /^\s*(?:\/\/|\/\*)[#@]\s*sourceMappingURL=(\S+)\s*(?:\*\/)?\s*$/.exec(line) ?? [];
  if (from < 0 || url === undefined) return undefined;
  try {
    const data = /^data:[^,]*?(;base64)?,(.*)$/.exec(url);
    if (data !== null)
      return { text: data[1] ? fromBase64(data[2] ?? '') : decodeURIComponent(data[2] ?? '') };
    return /^[a-z][\w+.-]+:/i.test(url) ? undefined : { path: decodeURIComponent(url) };
  } catch {
    // Neither base 64 nor an address.
    return undefined;
  }
}

function fromBase64(text: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)));
}

/** Line and column from 0. */
interface ZeroPlace {
  readonly line: number;
  readonly column: number;
}

function placeIn(value: unknown, place: ZeroPlace): OriginalPlace | undefined {
  const section = sectionAt(value, place);
  if (section !== undefined) {
    const { offset } = section;
    const isFirstLine = place.line === offset.line;
    const column = place.column - (isFirstLine ? offset.column : 0);
    return lookUp(section.map, { line: place.line - offset.line, column });
  }
  return lookUp(value, place);
}

/** Of a map that is made of others, the last one that begins at or before a place. */
function sectionAt(value: unknown, { line, column }: ZeroPlace) {
  const { sections } = { ...(value as { readonly sections?: unknown } | null) };
  if (!Array.isArray(sections)) return undefined;
  let found: { readonly offset: ZeroPlace; readonly map: unknown } | undefined;
  for (const section of sections as readonly unknown[]) {
    const { offset, map } = { ...(section as Partial<NonNullable<typeof found>> | null) };
    if (typeof offset?.line !== 'number' || typeof offset.column !== 'number') continue;
    const isBefore = offset.line < line || (offset.line === line && offset.column <= column);
    if (isBefore) found = { offset, map };
  }
  return found;
}

function lookUp(value: unknown, { line, column }: ZeroPlace): OriginalPlace | undefined {
  const map = readMap(value);
  if (map === undefined) return undefined;
  const found = lastBefore(map.mappings, line, column);
  const source = found === undefined ? undefined : map.sources[found.source];
  if (found === undefined || typeof source !== 'string') return undefined;
  const root = map.sourceRoot === '' || map.sourceRoot.endsWith('/') ? '' : '/';
  return {
    source: `${map.sourceRoot}${root}${source}`,
    line: found.line + 1,
    column: found.sourceColumn + 1,
  };
}

function readMap(value: unknown) {
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
