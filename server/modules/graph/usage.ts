/**
 * What nothing uses: files that no entry point leads to, and exports that no import takes. An export of an entry point counts as used, since whoever uses
 * it may be outside of the workspace; a name that is only passed on (`export { a } from './a'`) is used where the name that it is passed on as is.
 */
import type { RelativePath } from '../../engine/model/brand.ts';
import type { ImportFact, ModuleRecord } from '../model.ts';
import type { ModuleGraph } from './moduleGraph.ts';
import { surroundings } from './ways.ts';

/** Files that tools read by themselves, so that nothing is said where no import leads to them. */
const data = /\.(?:json|jsonc|json5|svg|png|jpe?g|gif|webp|avif|ico|woff2?|ttf|wasm|txt|md|html)$/i;

/**
 * Files that no entry point leads to, sorted.
 * @param isIgnored files that are not told; what they import is unused all the same
 */
export function unusedFiles(
  graph: ModuleGraph,
  entries: Iterable<RelativePath>,
  isIgnored: (path: string) => boolean = () => false,
): readonly RelativePath[] {
  const from = [...entries].flatMap((path) => graph.numberOf(path) ?? []);
  const isUsed = new Uint8Array(graph.size);
  for (const node of surroundings(graph.edges('dependencies'), from).nodes) isUsed[node] = 1;
  const unused: RelativePath[] = [];
  for (let node = 0; node < graph.size; node++) {
    if (isUsed[node] === 1 || !graph.isModule(node)) continue;
    const path = graph.pathOf(node);
    if (!data.test(path) && !isIgnored(path)) unused.push(path);
  }
  return unused.sort();
}

/** An export that nothing imports. */
export interface UnusedExport {
  readonly path: RelativePath;
  readonly name: string;
  /** Offset in the file's text. */
  readonly start: number;
}

/** What is needed of one module; records themselves are not held, as they are large. */
interface Offers {
  readonly names: ReadonlyMap<string, Offer>;
  /** Modules of which everything is passed on. */
  readonly all: readonly RelativePath[];
}

interface Offer {
  readonly start: number;
  /** Where it is passed on from, and its name there. */
  readonly from?: { readonly path: RelativePath; readonly name: string };
}

/** Modules between two turns. */
const modulesAStep = 40;
/** Names between two turns, which are less work. */
const usesAStep = 1000;

/**
 * Finds exports that nothing imports, sorted by file and place.
 * @param skip files of which everything counts as used, with what they pass on: entry points
 * @param isIgnored files of which nothing is told; what they pass on is used where they are
 * @yields now and then, so that a caller may do something else meanwhile
 */
export function* unusedExports(
  records: Iterable<ModuleRecord>,
  {
    skip,
    isIgnored,
  }: { readonly skip: ReadonlySet<string>; readonly isIgnored: (path: string) => boolean },
): Generator<undefined, readonly UnusedExport[]> {
  const offers = new Map<string, Offers>();
  const uses = new Uses(offers);
  const wanted: (readonly [path: RelativePath, name: string])[] = [];
  let seen = 0;
  for (const record of records) {
    offers.set(record.path, offersOf(record));
    for (const use of usesBy(record)) wanted.push(use);
    if (skip.has(record.path) || data.test(record.path)) wanted.push([record.path, '*']);
    if (++seen % modulesAStep === 0) yield;
  }
  for (const [at, [path, name]] of wanted.entries()) {
    uses.use(path, name);
    if (at % usesAStep === 0) yield;
  }
  const unused: UnusedExport[] = [];
  for (const [path, { names }] of offers) {
    if (++seen % usesAStep === 0) yield;
    if (isIgnored(path)) continue;
    for (const [name, { start }] of names)
      if (!uses.isUsed(path, name)) unused.push({ path: path as RelativePath, name, start });
  }
  return unused.sort((a, b) => (a.path === b.path ? a.start - b.start : a.path < b.path ? -1 : 1));
}

function offersOf({ facts, resolutions }: ModuleRecord): Offers {
  const names = new Map<string, Offer>();
  const all: RelativePath[] = [];
  for (const { name, start, from, source } of facts.exports) {
    const resolution = from === undefined ? undefined : resolutions[from];
    const path = resolution?.type === 'file' ? resolution.path : undefined;
    if (name === '*') {
      if (path !== undefined) all.push(path);
    } else if (path === undefined) names.set(name, { start });
    else names.set(name, { start, from: { path, name: source ?? name } });
  }
  return { names, all };
}

/** What a module takes for itself; what it only passes on is used when its own export is. */
function* usesBy({ facts, resolutions }: ModuleRecord): Generator<[RelativePath, string]> {
  for (const [at, fact] of facts.imports.entries()) {
    const resolution = resolutions[at];
    const names = fact.kind === 're-export' ? [] : namesOf(fact);
    if (resolution?.type === 'file') for (const name of names) yield [resolution.path, name];
    if (resolution?.type !== 'files') continue;
    // What is passed on from several files is not followed: all of it counts.
    for (const name of fact.kind === 're-export' ? ['*'] : names)
      for (const path of resolution.paths) yield [path, name];
  }
}

function namesOf({ names }: ImportFact): readonly string[] {
  return names ?? ['*'];
}

class Uses {
  readonly #offers: ReadonlyMap<string, Offers>;
  readonly #used = new Map<string, Set<string>>();

  constructor(offers: ReadonlyMap<string, Offers>) {
    this.#offers = offers;
  }

  isUsed(path: string, name: string): boolean {
    const used = this.#used.get(path);
    return used !== undefined && (used.has(name) || used.has('*'));
  }

  /** Takes note that a name of a module is used, and with it what it is passed on from. */
  use(path: string, name: string): void {
    const open: (readonly [path: string, name: string])[] = [[path, name]];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const [at, wanted] = next;
      if (!this.#note(at, wanted)) continue;
      const offers = this.#offers.get(at);
      if (offers === undefined) continue;
      if (wanted === '*') for (const { from } of offers.names.values()) push(open, from);
      const offer = offers.names.get(wanted);
      push(open, offer?.from);
      // `default` is never passed on by a star.
      if (offer === undefined && wanted !== 'default')
        for (const other of offers.all) open.push([other, wanted]);
    }
  }

  #note(path: string, name: string): boolean {
    const used = this.#used.get(path) ?? new Set();
    this.#used.set(path, used);
    if (used.has(name)) return false;
    used.add(name);
    return true;
  }
}

function push(open: (readonly [path: string, name: string])[], from: Offer['from']): void {
  if (from !== undefined) open.push([from.path, from.name]);
}
