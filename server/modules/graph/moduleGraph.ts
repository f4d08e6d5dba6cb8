/**
 * The graph of modules: who imports whom, both ways, as numbers in typed arrays. It follows changes: the imports of each module are kept, and the
 * arrays are made anew from them when somebody asks after a change, which takes some milliseconds for 10,000 modules. Each change that matters raises
 * `revision`; an answer is right for one revision.
 *
 *   graph.apply({ changed: records, removed: [] });
 *   graph.pathsOf(graph.edges('dependents').targets)
 */
import type { RelativePath } from '../../engine/model/brand.ts';
import type { ImportKind, ModuleChange, ModuleRecord } from '../model.ts';
import { type ModuleEdges, turned } from './moduleEdges.ts';
import { RevisionCache } from './revisionCache.ts';

/** Towards what a module imports, or towards what imports it. */
export type ModuleDirection = 'dependencies' | 'dependents';
/** Which imports count: all, or those that are still there when types are removed. */
export type EdgeChoice = 'all' | 'values';

/** What is kept of one module. */
interface Imported {
  /** Numbers of files, one for each import: those that stay at run time first, then type-only ones. */
  readonly files: readonly number[];
  /** How many of these are there at run time. */
  readonly values: number;
  /** Names of what lies outside of the workspace. */
  readonly packages: readonly string[];
  readonly unresolved: number;
  /** It could be parsed in part only, or not at all. */
  readonly isBroken: boolean;
}

/** Asked for in every step of a search, so no name is put together there. */
const edgeNames = {
  dependencies: { all: 'dependencies all', values: 'dependencies values' },
  dependents: { all: 'dependents all', values: 'dependents values' },
} as const;
/** Imports that are not there at run time. */
export const typeOnly: ReadonlySet<ImportKind> = new Set(['type', 'reference']);

/** See above. */
export class ModuleGraph {
  /** Raised by each change of an edge or a node. */
  revision = 0;
  /** Raised by each change of anything that is known of a module, e.g. of a name that it exports. */
  factsRevision = 0;
  readonly #paths: RelativePath[] = [];
  readonly #numbers = new Map<string, number>();
  /** By number; undefined: the file is no module, or it is gone. */
  readonly #imported: (Imported | undefined)[] = [];
  /** By number: `factsRevision` of the last change. */
  readonly #changedAt: number[] = [];
  readonly #cache = new RevisionCache(() => this.revision);
  #modules = 0;

  /** Numbers that there are: each is below this. Some may be of files that are gone. */
  get size(): number {
    return this.#paths.length;
  }

  /** Modules that were analysed. */
  get modules(): number {
    return this.#modules;
  }

  /** Takes a change in. @returns whether anything that the graph shows is different now */
  apply({ changed, removed }: ModuleChange): boolean {
    if (changed.length + removed.length > 0) this.factsRevision++;
    let isDifferent = false;
    for (const path of removed) isDifferent = this.#remove(path) || isDifferent;
    for (const record of changed) isDifferent = this.#put(record) || isDifferent;
    if (isDifferent) this.revision++;
    return isDifferent;
  }

  /** Something beside modules changed that answers follow from, e.g. a package.json. */
  touch(): void {
    this.revision++;
    this.factsRevision++;
  }

  /** The number of a file; undefined where neither is it a module nor does one import it. */
  numberOf(path: string): number | undefined {
    const number = this.#numbers.get(path);
    return number !== undefined && this.isPresent(number) ? number : undefined;
  }

  /** @throws RangeError for a number that the graph does not have */
  pathOf(number: number): RelativePath {
    const path = this.#paths[number];
    if (path === undefined) throw new RangeError(`${number} is no number of a file`);
    return path;
  }

  /** The names of these numbers. */
  pathsOf(numbers: Iterable<number>): RelativePath[] {
    return Array.from(numbers, (number) => this.pathOf(number));
  }

  /** Whether the file is a module, or imported by one. */
  isPresent(number: number): boolean {
    return this.isModule(number) || this.degree(number, 'dependents') > 0;
  }

  /** Whether the file was analysed; a picture that a module refers to was not. */
  isModule(number: number): boolean {
    return this.#imported[number] !== undefined;
  }

  /** Numbers of all files that are there. */
  *present(): Generator<number> {
    for (let number = 0; number < this.size; number++) if (this.isPresent(number)) yield number;
  }

  /** How many files stand directly next to one. */
  degree(number: number, direction: ModuleDirection, choice: EdgeChoice = 'all'): number {
    const { starts } = this.edges(direction, choice);
    return (starts[number + 1] ?? 0) - (starts[number] ?? 0);
  }

  /** Numbers of the files directly next to one. */
  next(number: number, direction: ModuleDirection, choice: EdgeChoice = 'all'): Int32Array {
    const { starts, targets } = this.edges(direction, choice);
    return targets.subarray(starts[number], starts[number + 1]);
  }

  /** All edges; each pair of files is there once. */
  edges(direction: ModuleDirection, choice: EdgeChoice = 'all'): ModuleEdges {
    return this.#cache.get(edgeNames[direction][choice], () => {
      if (direction === 'dependencies') return this.#forward(choice);
      return turned(this.edges('dependencies', choice));
    });
  }

  /** Names of packages outside of the workspace that a module imports. */
  packagesOf(number: number): readonly string[] {
    return this.#imported[number]?.packages ?? [];
  }

  /** The `factsRevision` with which anything changed last that is known of a module. */
  changedAt(number: number): number {
    return this.#changedAt[number] ?? 0;
  }

  /** Imports of a module that lead nowhere. */
  unresolvedOf(number: number): number {
    return this.#imported[number]?.unresolved ?? 0;
  }

  /** Whether a module could be parsed in part only, or not at all: imports and exports of it may be missing. */
  isBroken(number: number): boolean {
    return this.#imported[number]?.isBroken === true;
  }

  #remove(path: string): boolean {
    const number = this.#numbers.get(path);
    if (number === undefined || this.#imported[number] === undefined) return false;
    this.#imported[number] = undefined;
    this.#modules--;
    return true;
  }

  #put(record: ModuleRecord): boolean {
    const number = this.#number(record.path);
    const before = this.#imported[number];
    this.#changedAt[number] = this.factsRevision;
    const now = this.#importedBy(record);
    if (before !== undefined && isSame(before, now)) return false;
    this.#imported[number] = now;
    if (before === undefined) this.#modules++;
    return true;
  }

  #number(path: RelativePath): number {
    const known = this.#numbers.get(path);
    if (known !== undefined) return known;
    this.#numbers.set(path, this.#paths.length);
    this.#imported.push(undefined);
    return this.#paths.push(path) - 1;
  }

  #importedBy({ facts, resolutions }: ModuleRecord): Imported {
    const values: number[] = [];
    const types: number[] = [];
    const packages = new Set<string>();
    let unresolved = 0;
    for (const [at, resolution] of resolutions.entries()) {
      const isType = typeOnly.has(facts.imports[at]?.kind ?? 'static');
      const add = (path: RelativePath): void => {
        (isType ? types : values).push(this.#number(path));
      };
      if (resolution.type === 'file') add(resolution.path);
      else if (resolution.type === 'files') resolution.paths.forEach(add);
      else if (resolution.type === 'package') packages.add(resolution.name);
      else if (resolution.type === 'unresolved') unresolved++;
    }
    return {
      files: values.concat(types),
      values: values.length,
      packages: packages.size === 0 ? none : [...packages],
      unresolved,
      isBroken: facts.problems.length > 0,
    };
  }

  #forward(choice: EdgeChoice): ModuleEdges {
    const starts = new Int32Array(this.size + 1);
    const lastFrom = new Int32Array(this.size).fill(-1);
    const placeOf = new Int32Array(this.size);
    let capacity = 0;
    for (const imported of this.#imported) capacity += (imported ?? nothing).files.length;
    const targets = new Int32Array(capacity);
    const imports = new Int32Array(capacity);
    let length = 0;
    for (let from = 0; from < this.size; from++) {
      const { files, values } = this.#imported[from] ?? nothing;
      const end = choice === 'values' ? values : files.length;
      for (let at = 0; at < end; at++) {
        const target = files[at] ?? 0;
        if (lastFrom[target] !== from) {
          lastFrom[target] = from;
          placeOf[target] = length;
          targets[length++] = target;
        }
        const place = placeOf[target] ?? 0;
        imports[place] = (imports[place] ?? 0) + 1;
      }
      starts[from + 1] = length;
    }
    return { starts, targets: targets.slice(0, length), imports: imports.slice(0, length) };
  }
}

const none: readonly string[] = [];
const nothing: Pick<Imported, 'files' | 'values'> = { files: [], values: 0 };

function isSame(a: Imported, b: Imported): boolean {
  return (
    a.unresolved === b.unresolved &&
    a.isBroken === b.isBroken &&
    areEqual(a.files, b.files) &&
    a.values === b.values &&
    areEqual(a.packages, b.packages)
  );
}

function areEqual(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}
