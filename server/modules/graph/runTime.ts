/**
 * Imports that are there at run time, as far as circles depend on them. TypeScript and bundlers leave out an import of names that are types alone,
 * whether it says so or not; whether they are, the other file tells, so it is only looked at between modules that may be in a circle.
 *
 * @see https://www.typescriptlang.org/docs/handbook/modules/reference.html#type-only-imports-and-exports
 */
import type { Adjacency } from '../../engine/graph/adjacency.ts';
import type { RelativePath } from '../../engine/model/brand.ts';
import type { ImportFact, ModuleRecord } from '../model.ts';
import { type Components, findComponents, membersOf } from './components.ts';
import { type ModuleGraph, typeOnly } from './moduleGraph.ts';

/** Edges of circles, and what they connect. */
export interface RunTime {
  readonly edges: Adjacency;
  readonly components: Components;
}

/** Facts of both modules are as they were when this was found. */
interface Known {
  readonly fromAt: number;
  readonly toAt: number;
  readonly isLeftOut: boolean;
}

type KnownEdges = Map<number, Map<number, Known>>;

/** Finds them, and keeps what it found of modules that did not change. */
export class RunTimeEdges {
  readonly #graph: ModuleGraph;
  readonly #records: () => ReadonlyMap<RelativePath, ModuleRecord>;
  /** By the numbers of both modules. */
  #known: KnownEdges = new Map();

  constructor(graph: ModuleGraph, records: () => ReadonlyMap<RelativePath, ModuleRecord>) {
    this.#graph = graph;
    this.#records = records;
  }

  /** As of now. */
  find(): RunTime {
    const edges = this.#graph.edges('dependencies', 'values');
    const components = findComponents(edges);
    const leftOut = this.#leftOut(edges, components);
    if (leftOut === undefined) return { edges, components };
    const less = without(edges, leftOut);
    return { edges: less, components: findComponents(less) };
  }

  /** For each edge 1 where it is left out; undefined: none is. */
  #leftOut({ starts, targets }: Adjacency, components: Components): Uint8Array | undefined {
    const records = this.#records();
    const known: KnownEdges = new Map();
    let found: Uint8Array | undefined;
    for (let group = 0; group < components.count; group++) {
      const members = membersOf(components, group);
      if (members.length < 2) continue;
      for (const from of members) {
        const own = new Map<number, Known>();
        known.set(from, own);
        for (let edge = starts[from] ?? 0; edge < (starts[from + 1] ?? 0); edge++) {
          const to = targets[edge] ?? 0;
          if (components.of[to] !== group) continue;
          const one = this.#look(records, from, to);
          own.set(to, one);
          if (!one.isLeftOut) continue;
          found ??= new Uint8Array(targets.length);
          found[edge] = 1;
        }
      }
    }
    this.#known = known;
    return found;
  }

  #look(records: ReadonlyMap<RelativePath, ModuleRecord>, from: number, to: number): Known {
    const graph = this.#graph;
    const [fromAt, toAt] = [graph.changedAt(from), graph.changedAt(to)];
    const known = this.#known.get(from)?.get(to);
    if (known?.fromAt === fromAt && known.toAt === toAt) return known;
    const target = graph.pathOf(to);
    const imported = records.get(target);
    const imports = runTimeImports(records.get(graph.pathOf(from)), target);
    const isLeftOut =
      imports.length > 0 &&
      imported !== undefined &&
      imports.every((one) => namesTypes(one, imported));
    return { fromAt, toAt, isLeftOut };
  }
}

/** The imports of a module that lead to a file, but for those that say that they are of types alone. */
export function runTimeImports(
  importer: ModuleRecord | undefined,
  target: RelativePath,
): readonly ImportFact[] {
  const { facts, resolutions } = importer ?? {};
  return (facts?.imports ?? []).filter(({ kind }, at) => {
    const resolution = resolutions?.[at];
    const leadsThere =
      resolution?.type === 'files'
        ? resolution.paths.includes(target)
        : resolution?.type === 'file' && resolution.path === target;
    return leadsThere && !typeOnly.has(kind);
  });
}

/** A name that is re-exported may be anything, unless that says that it is a type. */
function namesTypes({ kind, names = [] }: ImportFact, { facts }: ModuleRecord): boolean {
  if (kind !== 'static' || names.length === 0) return false;
  return names.every((name) => {
    const offered = facts.exports.filter((one) => one.name === name);
    return offered.length > 0 && offered.every(({ isType }) => isType);
  });
}

function without({ starts, targets }: Adjacency, leftOut: Uint8Array): Adjacency {
  const kept = { starts: new Int32Array(starts.length), targets: new Int32Array(targets.length) };
  let length = 0;
  for (let node = 0; node + 1 < starts.length; node++) {
    for (let edge = starts[node] ?? 0; edge < (starts[node + 1] ?? 0); edge++)
      if (leftOut[edge] === 0) kept.targets[length++] = targets[edge] ?? 0;
    kept.starts[node + 1] = length;
  }
  return { starts: kept.starts, targets: kept.targets.slice(0, length) };
}
