/**
 * Where a tsconfig.json leads names, as far as it can be read. The native resolver refuses one that builds upon or refers to something that is not
 * there (yet): a package that is not installed, `.svelte-kit/tsconfig.json` before the first build. What can be read counts, as it does for
 * TypeScript, and what the framework would have written.
 *
 * @see https://www.typescriptlang.org/tsconfig/#paths
 */
import { dirname, join, resolve } from 'node:path';
import { parseJson } from '../../../engine/config/jsonc.ts';
import type { RelativePath } from '../../../engine/model/brand.ts';
import { asObject } from '../../../engine/model/jsonValue.ts';
import { readText } from '../../files/gitFolders.ts';
import { frameworkPaths } from './frameworkPaths.ts';
import { lookOfFile } from './installed.ts';

/** Options that say where names lead; the nearest file that has one counts. */
interface NameOptions {
  readonly baseUrl?: string;
  readonly paths?: readonly { readonly pattern: string; readonly targets: readonly string[] }[];
  /** Absolute: the targets of `paths` are relative to it. */
  readonly pathsFolder?: string;
  /** Absolute folders that are taken for one. */
  readonly rootDirs?: readonly string[];
  /** Absolute folders that have types by the names of packages. */
  readonly typeRoots?: readonly string[];
  /** What may stand before the ending of a file, e.g. `.ios`. */
  readonly moduleSuffixes?: readonly string[];
}

const depthMax = 16;

/** See the file's comment. */
export class PartialConfig {
  readonly #all: readonly NameOptions[];
  /** Absolute paths of what it builds upon or refers to and is not there; of packages, the name. */
  readonly missing: readonly string[];
  /** All files that it was looked for in, there or not, by their absolute paths, with how each looked before it was read. */
  readonly asked: ReadonlyMap<string, string>;

  /** @param file absolute */
  constructor(file: string) {
    const seen = new Set<string>();
    const waiting = [file];
    const all: NameOptions[] = [];
    const missing = new Set<string>();
    const asked = new Map<string, string>();
    const read = readingOnce(asked);
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      if (seen.has(path)) continue;
      seen.add(path);
      if (read(path)) all.push(readOptions({ file: path, first: path, missing, read }, 0));
      else {
        missing.add(path);
        all.push(expectedOptions(path));
      }
      waiting.push(...referencesOf(read, path));
    }
    this.#all = all;
    this.missing = [...missing];
    this.asked = asked;
  }

  /** For each configuration that has them. */
  get rootDirs(): readonly (readonly string[])[] {
    return this.#all.flatMap(({ rootDirs }) => (rootDirs ? [rootDirs] : []));
  }

  /** In the order in which they are to be tried. */
  get typeRoots(): readonly string[] {
    return [...new Set(this.#all.flatMap(({ typeRoots }) => typeRoots ?? []))];
  }

  /** Whether names of files may have something before their ending that is not written. */
  get hasSuffixes(): boolean {
    return this.#all.some(({ moduleSuffixes = [] }) => moduleSuffixes.some((one) => one !== ''));
  }

  /** Absolute paths without ending, in the order in which they are to be tried. */
  targetsOf(name: string): readonly string[] {
    return this.#all.flatMap((options) => [
      ...writtenTargets(options, name),
      ...(options.baseUrl === undefined ? [] : [join(options.baseUrl, name)]),
    ]);
  }

  /** Those of them that `paths` say; `baseUrl` leads every name somewhere. */
  writtenTargetsOf(name: string): readonly string[] {
    return this.#all.flatMap((options) => writtenTargets(options, name));
  }
}

function writtenTargets({ baseUrl, paths = [], pathsFolder }: NameOptions, name: string): string[] {
  const folder = baseUrl ?? pathsFolder;
  let best: { readonly targets: readonly string[]; readonly middle: string } | undefined;
  let bestLength = -1;
  for (const { pattern, targets } of paths) {
    const star = pattern.indexOf('*');
    const middle = star < 0 ? (pattern === name ? '' : undefined) : between(pattern, star, name);
    // What is written without a star comes before all patterns, and of those the one with the longest beginning.
    const length = star < 0 ? Number.POSITIVE_INFINITY : star;
    if (middle === undefined || length <= bestLength) continue;
    bestLength = length;
    best = { targets, middle };
  }
  const { targets = [], middle = '' } = best ?? {};
  return targets.map((one) =>
    resolve(
      folder ?? '',
      one.replace('*', () => middle),
    ),
  );
}

function between(pattern: string, star: number, name: string): string | undefined {
  const after = pattern.slice(star + 1);
  const fits =
    name.length >= pattern.length - 1 &&
    name.startsWith(pattern.slice(0, star)) &&
    name.endsWith(after);
  return fits ? name.slice(star, name.length - after.length) : undefined;
}

/** A file to be read. */
interface Reading {
  readonly file: string;
  /** The file that `${configDir}` stands for the folder of. */
  readonly first: string;
  /** What is not there is added. */
  readonly missing: Set<string>;
  readonly read: ReadJson;
}

function readOptions({ file, first, missing, read }: Reading, depth: number): NameOptions {
  const json = depth > depthMax ? undefined : read(file);
  if (!json) return {};
  const folder = dirname(file);
  const inherited: NameOptions = {};
  // Of several, what a later one says counts.
  for (const written of textsOf(json.extends)) {
    const base = fileOf(read, { folder, written, endings: ['.json', ''] });
    if (base === undefined) missing.add(isPath(written) ? join(folder, written) : written);
    const options =
      base === undefined
        ? expectedOptions(join(folder, written))
        : readOptions({ file: base, first, missing, read }, depth + 1);
    Object.assign(inherited, options);
  }
  const { baseUrl, paths, rootDirs, typeRoots, moduleSuffixes } =
    asObject(json.compilerOptions) ?? {};
  const inFolder = (path: string): string =>
    path.startsWith(configDir)
      ? join(dirname(first), path.slice(configDir.length))
      : join(folder, path);
  // Without a slash at the end.
  const foldersOf = (value: unknown): readonly string[] =>
    textsOf(value).map((one) => resolve(inFolder(one)));
  const table = asObject(paths);
  return {
    ...inherited,
    ...(typeof baseUrl === 'string' && { baseUrl: inFolder(baseUrl) }),
    ...(Array.isArray(rootDirs) && { rootDirs: foldersOf(rootDirs) }),
    ...(Array.isArray(typeRoots) && { typeRoots: foldersOf(typeRoots) }),
    ...(Array.isArray(moduleSuffixes) && { moduleSuffixes: textsOf(moduleSuffixes) }),
    ...(table && {
      paths: Object.entries(table).map(([pattern, targets]) => ({
        pattern,
        targets: textsOf(targets).map((one) => (one.startsWith(configDir) ? inFolder(one) : one)),
      })),
      pathsFolder: folder,
    }),
  };
}

const configDir = `$${'{configDir}'}`;

/** @param file not there */
function expectedOptions(file: string): NameOptions {
  const expected = frameworkPaths(file);
  if (!expected) return {};
  const paths = Object.entries(expected.paths).map(([pattern, targets]) => ({ pattern, targets }));
  const rootDirs = expected.rootDirs?.map((one) => resolve(expected.folder, one));
  return { paths, pathsFolder: expected.folder, ...(rootDirs && { rootDirs }) };
}

/** One that is not there is given back as it is written. */
function referencesOf(read: ReadJson, file: string): readonly string[] {
  const { references } = read(file) ?? {};
  return [references].flat().flatMap((one) => {
    const path = asObject(one)?.path;
    if (typeof path !== 'string') return [];
    const folder = dirname(file);
    const relative = path.startsWith('.') ? path : `./${path}`;
    return (
      fileOf(read, { folder, written: relative, endings: ['', '.json'] }) ?? join(folder, path)
    );
  });
}

/** What a file may be written as: endings are tried in their order. */
interface Written {
  readonly folder: string;
  readonly written: string;
  readonly endings: readonly string[];
}

function fileOf(read: ReadJson, { folder, written, endings }: Written): string | undefined {
  const inFolder = (path: string): string | undefined =>
    [...endings.map((ending) => path + ending), join(path, 'tsconfig.json')].find(
      (one) => read(one) !== undefined,
    );
  if (isPath(written)) return inFolder(join(folder, written));
  for (let above = folder; ; above = dirname(above)) {
    const found = inFolder(join(above, 'node_modules', written));
    if (found !== undefined || above === dirname(above)) return found;
  }
}

function isPath(written: string): boolean {
  return /^(?:\.{1,2}(?:\/|$)|\/)/.test(written);
}

function textsOf(value: unknown): readonly string[] {
  return [value].flat().filter((one) => typeof one === 'string');
}

type ReadJson = (file: string) => Readonly<Record<string, unknown>> | undefined;

/**
 * Each file is asked for several times: whether it is there, what it says of names, and what it refers to.
 * @param asked is told how each looked; only correct if that is before it is read
 */
function readingOnce(asked: Map<string, string>): ReadJson {
  const known = new Map<string, ReturnType<ReadJson>>();
  return (file) => {
    if (!known.has(file)) {
      asked.set(file, lookOfFile(file));
      known.set(file, jsonOf(file));
    }
    return known.get(file);
  };
}

/** Of a file that is broken, what can be read of it. */
function jsonOf(file: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const text = readText(file);
    return text === undefined ? undefined : asObject(parseJson(file as RelativePath, text).value);
  } catch {
    // A folder, or closed to us: it says nothing.
    return undefined;
  }
}
