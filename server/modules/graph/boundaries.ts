/** Where imports cross from one package of the workspace to another. */
import type { RelativePath } from '../../engine/model/brand.ts';
import { isDependency } from '../resolve/dependencies.ts';
import type { ModuleGraph } from './moduleGraph.ts';
import type { Packages } from './packages.ts';

/** All imports from one package to another. */
export interface Boundary {
  readonly from: string;
  readonly to: string;
  readonly imports: number;
  /** One of them, for people: the first by path. */
  readonly example: { readonly from: RelativePath; readonly to: RelativePath };
  /** False: the importing package's package.json does not name the other one, so it is there by luck. */
  readonly isDeclared: boolean;
}

/** All boundaries that imports cross, sorted by names. */
export function findBoundaries(graph: ModuleGraph, packages: Packages): readonly Boundary[] {
  const { starts, targets, imports } = graph.edges('dependencies');
  const found = new Map<string, Boundary>();
  for (let node = 0; node < graph.size; node++) {
    const end = starts[node + 1] ?? 0;
    const own = end > (starts[node] ?? 0) ? packages.of(graph.pathOf(node)) : undefined;
    for (let edge = starts[node] ?? 0; edge < end && own !== undefined; edge++) {
      const target = graph.pathOf(targets[edge] ?? 0);
      const other = packages.of(target);
      if (other === undefined || other === own) continue;
      const key = `${own.folder}\n${other.folder}`;
      const before = found.get(key);
      const isDeclared = before?.isDeclared ?? isDependency(own.manifest, other.name);
      // What lies beside the packages is reached by its path, and in no package.json: configuration that all of them share.
      if (other.folder === '' && !isDeclared) continue;
      const example = { from: graph.pathOf(node), to: target };
      found.set(key, {
        from: nameOf(own),
        to: nameOf(other),
        imports: (before?.imports ?? 0) + (imports[edge] ?? 0),
        example:
          before !== undefined && before.example.from <= example.from ? before.example : example,
        isDeclared,
      });
    }
  }
  return [...found.values()].sort(
    (a, b) => a.from.localeCompare(b.from) || a.to.localeCompare(b.to),
  );
}

function nameOf({ name, folder }: { readonly name: string; readonly folder: string }): string {
  return name === '' ? folder || '//' : name;
}
