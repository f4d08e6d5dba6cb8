/**
 * Entry points: files that are used although nothing imports them. What counts:
 *
 * - what a package.json names: see `packageEntries.ts`;
 * - what frameworks take by its place: see `frameworks.ts`;
 * - what the configuration of tools names (`setupFiles: ['./test/setup.ts']`, `entry: ['src/*.ts']`), and what programs and scripts do that a package.json names: see
 *   `configurationTexts.ts`;
 * - what workflows, Dockerfiles and targets of Nx run: see `commands.ts`;
 * - scripts and style sheets that pages load: see `pages.ts`;
 * - files that actions read or load themselves: inputs of rules, builders;
 * - by their names: see `entryNames.ts`;
 * - what `modules.entry` in cachescope.json says; with `!` in front, that one is none, whatever else says so.
 */
import type { RelativePath } from '../../engine/model/brand.ts';
import { parentPath } from '../../engine/model/glob.ts';
import { kindOf } from '../kinds.ts';
import { filesOfDocker, filesOfTargets, filesOfWorkflow, workflowsOf } from './commands.ts';
import { filesOfText } from './configurationTexts.ts';
import { isProjectConfiguration, isToolConfiguration } from './entryNames.ts';
import type { EntryLookup, EntrySource } from './entrySource.ts';
import { FilesBelow } from './filesBelow.ts';
import { FrameworkPlaces } from './frameworkPlaces.ts';
import { entriesOfPackage } from './packageEntries.ts';
import type { PackageFolder } from './packages.ts';
import { filesOfNamedPages, filesOfPages, isPageConfiguration } from './pages.ts';

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
  const search = new Search(source);
  yield* search.byName();
  yield* search.byPackage();
  yield* search.byText();
  yield* search.byPlace();
  return search.found();
}

/** What was found so far. Each step goes by what the ones before it saw. */
class Search {
  readonly #lookup: EntryLookup;
  readonly #entries = new Set<RelativePath>();
  readonly #removed: RelativePath[] = [];
  /** Files whose texts may name more. */
  readonly #speaking = new Set<RelativePath>();
  /** Folders that may have pages. */
  readonly #paged = new Set<RelativePath>();
  readonly #places = new FrameworkPlaces();

  constructor(source: EntrySource) {
    this.#lookup = { ...source, files: new FilesBelow() };
  }

  *byName(): Generator<undefined> {
    const { paths, files, has, isByName, ofActions, rules } = this.#lookup;
    let seen = 0;
    for (const path of paths) {
      files.add(path);
      const isNamed = isByName(path);
      if (isNamed && isToolConfiguration(path)) {
        this.#speaking.add(path);
        this.#places.addConfiguration(path);
        if (isPageConfiguration(path)) this.#paged.add(parentPath(path));
      }
      if (isNamed || rules.includes(path)) this.#entries.add(path);
      if (rules.excludes(path)) this.#removed.push(path);
      if (++seen % filesAStep === 0) yield;
    }
    for (const path of ofActions) if (has(path)) this.#entries.add(path);
  }

  *byPackage(): Generator<undefined> {
    const { packages, has } = this.#lookup;
    const ofRoot = packages.at('') === undefined ? [withoutManifest] : [];
    let seen = 0;
    for (const one of [...ofRoot, ...packages.manifests]) {
      for (const { path, mayNameMore } of entriesOfPackage(one, this.#lookup)) {
        if (has(path)) this.#entries.add(path);
        if (mayNameMore) this.#speaking.add(path);
        if (++seen % filesAStep === 0) yield;
      }
      this.#addScripts(filesOfDocker(one.folder, this.#lookup));
      this.#places.addPackage(one);
      this.#paged.add(one.folder);
      yield;
    }
    for (const path of workflowsOf(this.#lookup)) {
      this.#addScripts(filesOfWorkflow(path, this.#lookup));
      yield;
    }
  }

  *byText(): Generator<undefined> {
    for (const folder of this.#paged) {
      this.#add(filesOfPages(folder, this.#lookup));
      yield;
    }
    for (const path of this.#speaking) {
      this.#add(filesOfText(path, this.#lookup));
      if (isPageConfiguration(path)) this.#add(filesOfNamedPages(path, this.#lookup));
      if (isProjectConfiguration(path)) this.#addScripts(filesOfTargets(path, this.#lookup));
      yield;
    }
  }

  *byPlace(): Generator<undefined> {
    yield* this.#places.taken(this.#lookup.files, (path, isNaming) => {
      this.#entries.add(path);
      if (isNaming) this.#add(filesOfText(path, this.#lookup));
    });
  }

  found(): Entries {
    for (const path of this.#removed) this.#entries.delete(path);
    let starts = 0;
    for (const path of this.#entries) if (kindOf(path)?.type !== 'data') starts++;
    return { paths: this.#entries, starts, missing: this.#places.missing(this.#lookup.read) };
  }

  #add(paths: Iterable<string>): void {
    for (const path of paths) this.#entries.add(path as RelativePath);
  }

  /** What is run may name more itself. */
  #addScripts(paths: Iterable<string>): void {
    for (const path of paths) {
      this.#entries.add(path as RelativePath);
      this.#speaking.add(path as RelativePath);
    }
  }
}
