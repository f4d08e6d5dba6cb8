// Graphs of modules written as text, and random ones, for the tests of this folder:
//
//   const graph = graphOf('a -> b c', 'b ~> c');
//
// `->` is a static import, `~>` a type-only one. Files need no ending.

import fc from 'fast-check';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import { ModuleGraph } from '../../../server/modules/graph/moduleGraph.ts';
import type { ImportKind, ModuleRecord } from '../../../server/modules/model.ts';

/** An import of a random graph. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly kind: ImportKind;
}

/** A module that imports others. */
export function recordOf(
  path: string,
  imports: readonly (readonly [to: string, kind: ImportKind])[],
): ModuleRecord {
  return {
    path: path as RelativePath,
    facts: {
      imports: imports.map(([specifier, kind]) => ({ kind, specifier, start: 0, end: 0 })),
      exports: [],
      problems: [],
    },
    resolutions: imports.map(([to]) => ({ type: 'file', path: to as RelativePath })),
  };
}

/** Records of a graph that is written as text. */
export function recordsOf(...lines: readonly string[]): ModuleRecord[] {
  const imports = new Map<string, [string, ImportKind][]>();
  for (const line of lines) {
    const [from = '', arrow, ...targets] = line.split(' ');
    const known = imports.get(from) ?? [];
    imports.set(from, known);
    for (const to of targets) {
      known.push([to, arrow === '~>' ? 'type' : 'static']);
      if (!imports.has(to)) imports.set(to, []);
    }
  }
  return [...imports].map(([path, found]) => recordOf(path, found));
}

/** A graph that is written as text. */
export function graphOf(...lines: readonly string[]): ModuleGraph {
  const graph = new ModuleGraph();
  graph.apply({ changed: recordsOf(...lines), removed: [] });
  return graph;
}

/** Name of a module of a random graph. */
export function nameOf(number: number): string {
  return `m${number}`;
}

/** Imports among so many modules. */
export function edges(modules: number): fc.Arbitrary<Edge[]> {
  const node = fc.nat({ max: modules - 1 });
  const kind = fc.constantFrom<ImportKind>('static', 'static', 'type', 'dynamic');
  return fc.array(fc.record({ from: node, to: node, kind }), { maxLength: modules * 3 });
}

/** Records of modules with these imports. */
export function recordsWith(modules: number, all: readonly Edge[]): ModuleRecord[] {
  return Array.from({ length: modules }, (_, number) =>
    recordOf(
      nameOf(number),
      all.filter(({ from }) => from === number).map(({ to, kind }) => [nameOf(to), kind] as const),
    ),
  );
}
