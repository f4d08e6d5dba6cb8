/**
 * Entry points: files that are used although nothing imports them. What counts:
 *
 * - what a package.json names: see `packageEntries.ts`;
 * - what frameworks take by its place: see `frameworks.ts`;
 * - what the configuration of tools names (`setupFiles: ['./test/setup.ts']`, `entry: ['src/*.ts']`), and what programs and scripts do that a package.json names;
 * - scripts and style sheets that an `index.html` loads;
 * - files that actions read or load themselves: inputs of rules, builders;
 * - by their names: see `entryNames.ts`;
 * - what `modules.entry` in cachescope.json says; with `!` in front, that one is none, whatever else says so.
 */
import type { RelativePath } from '../../engine/model/brand.ts';
import { joinPath, parentPath } from '../../engine/model/glob.ts';
import { kindOf } from '../kinds.ts';
import { isToolConfiguration } from './entryNames.ts';
import { FilesBelow } from './filesBelow.ts';
import {
  type Framework,
  filesTaken,
  frameworkOfConfiguration,
  frameworksOf,
} from './frameworks.ts';
import { filesNamedIn, textMax } from './namedFiles.ts';
import { entriesOfPackage } from './packageEntries.ts';
import type { PackageFolder, Packages } from './packages.ts';
import type { PatternRules } from './usageRules.ts';

/** Scripts and style sheets of a page. */
const pageFiles = /<(?:script[^>]*\ssrc|link[^>]*\shref)=["']([^"']+)["']/gi;
/** Configuration that is no module and has the files of a program that is run from it; others name it. */
const otherConfiguration =
  /["'`](\.{0,2}[\w./-]{0,200}?wrangler[\w.-]{0,50}\.(?:jsonc?|toml))["'`]/g;

/** What the files are looked up in. */
export interface EntrySource {
  readonly paths: Iterable<RelativePath>;
  readonly has: (path: string) => boolean;
  /** Whether the name of a file alone makes it one. */
  readonly isByName: (path: RelativePath) => boolean;
  readonly packages: Packages;
  /** Text of a file, module or not; undefined where there is none. */
  readonly read: (path: RelativePath) => string | undefined;
  /** Files that actions name themselves. */
  readonly ofActions: Iterable<RelativePath>;
  /** What the configuration says. */
  readonly rules: PatternRules;
}

/** What was found. */
export interface Entries {
  readonly paths: ReadonlySet<RelativePath>;
  /** How many of them may lead to others; data does not. */
  readonly starts: number;
  /** What frameworks did not write yet, by path: names by which files there import each other may be in it, and what only they lead to counts as unused. */
  readonly missing: readonly RelativePath[];
}

/** A folder starts at its page and its `index` also where it has no package.json. */
const withoutManifest: PackageFolder = { folder: '' as RelativePath, name: '', manifest: {} };

/** Files looked at between two turns. */
const filesAStep = 400;

/**
 * All entry points among the files.
 * @yields now and then, so that a caller may do something else meanwhile
 */
export function* findEntries(source: EntrySource): Generator<undefined, Entries> {
  const { paths, has, isByName, packages, ofActions, rules } = source;
  const entries = new Set<RelativePath>();
  const files = new FilesBelow();
  const removed: RelativePath[] = [];
  /** Files whose texts may name more. */
  const speaking = new Set<RelativePath>();
  const places = new FrameworkPlaces();
  let seen = 0;
  for (const path of paths) {
    files.add(path);
    const isNamed = isByName(path);
    if (isNamed && isToolConfiguration(path)) {
      speaking.add(path);
      places.addConfiguration(path);
    }
    if (isNamed || rules.includes(path)) entries.add(path);
    if (rules.excludes(path)) removed.push(path);
    if (++seen % filesAStep === 0) yield;
  }
  for (const path of ofActions) if (has(path)) entries.add(path);
  const ofRoot = packages.at('') === undefined ? [withoutManifest] : [];
  for (const one of [...ofRoot, ...packages.all]) {
    for (const { path, mayNameMore } of entriesOfPackage(one, has, files)) {
      if (has(path)) entries.add(path);
      if (mayNameMore) speaking.add(path);
      if (++seen % filesAStep === 0) yield;
    }
    places.addPackage(one);
    for (const path of filesOfPage(one, source)) entries.add(path as RelativePath);
    yield;
  }
  for (const path of speaking) {
    for (const named of filesOfText(path, source, files)) entries.add(named as RelativePath);
    yield;
  }
  const missing = yield* takeByPlace(places, source, files, entries);
  for (const path of removed) entries.delete(path);
  let starts = 0;
  for (const path of entries) if (kindOf(path)?.type !== 'data') starts++;
  return { paths: entries, starts, missing };
}

/** Frameworks, each with the folders that it is seen from. */
class FrameworkPlaces {
  readonly folders = new Map<Framework, Set<RelativePath>>();

  addConfiguration(path: RelativePath): void {
    const framework = frameworkOfConfiguration(path);
    if (framework !== undefined) this.#add(framework, parentPath(path));
  }

  addPackage(one: PackageFolder): void {
    for (const framework of frameworksOf(one)) this.#add(framework, one.folder);
  }

  #add(framework: Framework, folder: RelativePath): void {
    const known = this.folders.get(framework) ?? new Set();
    this.folders.set(framework, known.add(folder));
  }
}

/** Adds what frameworks take. @returns what they did not write yet */
function* takeByPlace(
  { folders }: FrameworkPlaces,
  { read }: EntrySource,
  files: FilesBelow,
  entries: Set<RelativePath>,
): Generator<undefined, readonly RelativePath[]> {
  const missing: RelativePath[] = [];
  for (const [framework, places] of folders) {
    const isTaken = filesTaken(framework);
    for (const folder of places) {
      const start = folder === '' ? 0 : folder.length + 1;
      let seen = 0;
      for (const path of files.below(folder)) {
        if (isTaken(path.slice(start))) entries.add(path);
        if (++seen % filesAStep === 0) yield;
      }
      const written = framework.written && joinPath(folder, framework.written);
      if (written && read(written) === undefined) missing.push(written);
      yield;
    }
  }
  return missing;
}

/** What a text names, seen from its own folder or from that of its package: which of them is meant is the tool's affair. */
function* filesOfText(
  path: RelativePath,
  source: EntrySource,
  files: FilesBelow,
  isFollowed = true,
): Generator<string> {
  const { has, read, packages } = source;
  const text = read(path);
  if (text === undefined || text.length > textMax) return;
  const own = parentPath(path);
  for (const folder of new Set([own, packages.of(path)?.folder ?? '']))
    yield* filesNamedIn(text, { folder, has, files });
  if (!isFollowed) return;
  for (const [, name = ''] of text.matchAll(otherConfiguration)) {
    const other = joinPath(own, name);
    if (other !== undefined) yield* filesOfText(other, source, files, false);
  }
}

function* filesOfPage(one: PackageFolder, { has, read }: EntrySource): Generator<string> {
  for (const name of ['index.html', 'public/index.html', 'src/index.html']) {
    const page = joinPath(one.folder, name);
    const text = page && read(page as RelativePath);
    if (!page || !text) continue;
    for (const [, address = ''] of text.matchAll(pageFiles)) {
      const from = address.startsWith('/') ? one.folder : parentPath(page);
      const path = joinPath(from, address.replace(/^\//, '').replace(/[?#].*$/, ''));
      if (path !== undefined && has(path)) yield path;
    }
  }
}
