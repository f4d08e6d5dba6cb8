/**
 * Where `paths` and `baseUrl` of a tsconfig.json may lead a name. The native resolver follows them; this says only where it looks, so that it is
 * asked again when something may be otherwise there, and not when not.
 */
import { dirname, join, relative, sep } from 'node:path';
import { parseJson } from '../../engine/config/jsonc.ts';
import type { RelativePath } from '../../engine/model/brand.ts';
import { asObject } from '../../engine/model/jsonValue.ts';
import { readText } from '../files/gitFolders.ts';

/** What may be reached from one configuration. */
interface Reached {
  /** Absolute; a name may be a file below each. */
  readonly bases: Set<string>;
  /** What stands in `paths`, with the folders that its targets may be relative to. */
  readonly patterns: {
    readonly pattern: string;
    readonly targets: readonly string[];
    readonly folder: string;
  }[];
  /** Something could not be read, so any name may lead anywhere. */
  isUnknown: boolean;
}

/** The aliases of one tsconfig.json and of those that it builds upon or refers to. */
export class Aliases {
  readonly #root: string;
  readonly #reached: Reached;

  /**
   * @param root absolute, of the workspace
   * @param file absolute
   */
  constructor(root: string, file: string) {
    this.#root = root;
    this.#reached = readAll(file);
  }

  /**
   * The places where a name may lead, relative to the workspace and without ending.
   * @returns undefined where it may be anywhere
   */
  placesOf(name: string): readonly string[] | undefined {
    const { bases, patterns, isUnknown } = this.#reached;
    if (isUnknown) return undefined;
    const found = [...bases].map((base) => join(base, name));
    for (const { pattern, targets, folder } of patterns) {
      const middle = matchOf(pattern, name);
      if (middle === undefined) continue;
      for (const target of targets)
        for (const base of [folder, ...bases])
          found.push(
            join(
              base,
              target.replace('*', () => middle),
            ),
          );
    }
    const places = found.map((path) => relative(this.#root, path).split(sep).join('/'));
    const isOutside = places.some((place) => /^(?:\.\.(?:\/|$)|\/|[a-z]:)/i.test(place));
    return isOutside ? undefined : places;
  }
}

/** What stands for the star, `''` where there is none. */
function matchOf(pattern: string, name: string): string | undefined {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === name ? '' : undefined;
  const isLong = name.length >= pattern.length - 1;
  const after = pattern.slice(star + 1);
  return isLong && name.startsWith(pattern.slice(0, star)) && name.endsWith(after)
    ? name.slice(star, name.length - after.length)
    : undefined;
}

function readAll(first: string): Reached {
  const reached: Reached = { bases: new Set(), patterns: [], isUnknown: false };
  const seen = new Set<string>();
  const waiting = [first];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    waiting.push(...readOne(file, reached));
  }
  return reached;
}

/** @returns the files that it builds upon or refers to */
function readOne(file: string, reached: Reached): readonly string[] {
  const text = textOf(file);
  // What is not there gives nothing.
  if (text === undefined) return [];
  const json = asObject(parseJson(file as RelativePath, text).value);
  // A variable of the configuration, e.g. ${configDir}, stands for what is not known here.
  if (!json || text.includes('${')) {
    reached.isUnknown = true;
    return [];
  }
  const folder = dirname(file);
  const { baseUrl, paths } = asObject(json.compilerOptions) ?? {};
  if (typeof baseUrl === 'string') reached.bases.add(join(folder, baseUrl));
  for (const [pattern, targets] of Object.entries(asObject(paths) ?? {}))
    reached.patterns.push({ pattern, targets: textsOf(targets), folder });
  const references = [json.references].flat().map((one) => asObject(one)?.path);
  const named = [...textsOf(json.extends), ...textsOf(references)];
  return named.flatMap((one) => {
    const files = filesOf(folder, one);
    if (files.length === 0) reached.isUnknown = true;
    return files;
  });
}

/** @returns none where it cannot be told */
function filesOf(folder: string, written: string): readonly string[] {
  const withEndings = (path: string): string[] => [
    path,
    `${path}.json`,
    join(path, 'tsconfig.json'),
  ];
  if (/^(?:\.{1,2}(?:\/|$)|\/)/.test(written)) return withEndings(join(folder, written));
  for (let above = folder; ; above = dirname(above)) {
    const files = withEndings(join(above, 'node_modules', written));
    if (files.some((file) => textOf(file) !== undefined)) return files;
    if (above === dirname(above)) return [];
  }
}

function textsOf(value: unknown): readonly string[] {
  return [value].flat().filter((one) => typeof one === 'string');
}

function textOf(file: string): string | undefined {
  try {
    return readText(file);
  } catch {
    // Closed to us.
    return undefined;
  }
}
