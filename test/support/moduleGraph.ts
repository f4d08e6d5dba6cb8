// Made-up module graphs for the graph's page: a small one with all that it can show, and large ones with edges as real workspaces have
// them: most imports stay near, some go to a few files that everybody uses, some lead to other packages.

import type { GraphView, GraphViewNode } from '../../server/protocol/modules.ts';

/** Edges between files by their paths. */
export interface FileGraph {
  readonly files: readonly string[];
  /** Two numbers each: who imports, what. */
  readonly edges: readonly (readonly [number, number])[];
}

/** Numbers from 0 to 1, the same in every run. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const filesAFolder = 12;
const filesAPackage = 240;
/** Other packages that a package depends on, and files of each that others import. */
const packagesUsed = 8;
const filesOffered = 24;

/**
 * Makes files in packages with folders, each importing 1 to 5 others: seven in ten nearby, the others in one of a few packages that its own depends on.
 * Those of a higher number import those of a lower one, but for one import in 200.
 */
export function makeFiles(count: number, seed = 1): FileGraph {
  const random = randomNumbers(seed);
  const files: string[] = [];
  const edges: [number, number][] = [];
  let used: number[] = [];
  for (let file = 0; file < count; file++) {
    const owner = Math.floor(file / filesAPackage);
    const part = Math.floor((file % filesAPackage) / filesAFolder);
    files.push(`packages/p${owner}/src/part${part}/file${file}.ts`);
    if (file % filesAPackage === 0)
      used = Array.from({ length: packagesUsed }, () => Math.floor(random() ** 2 * owner));
    const imports = 1 + Math.floor(random() * 5);
    for (let at = 0; at < imports && file > 0; at++) {
      const isNear = random() < 0.7;
      const near = Math.max(0, file - 1 - Math.floor(random() * 60));
      const other = used[Math.floor(random() * packagesUsed)] ?? 0;
      const far = other * filesAPackage + Math.floor(random() * filesOffered);
      const target = isNear || far >= file ? near : far;
      edges.push(random() < 0.005 ? [target, file] : [file, target]);
    }
  }
  return { files, edges };
}

/**
 * What a server would show: closed folders stand for what is in them.
 *
 * @param isOpen by path of a folder
 */
export function viewOfFiles(
  { files, edges }: FileGraph,
  isOpen: (folder: string) => boolean,
): GraphView {
  const numbers = new Map<string, number>();
  const nodes: GraphViewNode[] = [];
  const counts: number[] = [];
  const add = (id: string, type: 'file' | 'folder', parent: string): number => {
    const known = numbers.get(id);
    if (known !== undefined) return known;
    const path = id.slice(id.indexOf(':') + 1);
    const label = path.slice(path.lastIndexOf('/') + 1);
    const around = parent === '' ? {} : { parent: `folder:${parent}` };
    numbers.set(id, nodes.length);
    nodes.push({ id, type, label, files: 1, inCycle: false, ...around });
    counts.push(0);
    return nodes.length - 1;
  };
  const owners = files.map((file) => {
    const names = file.split('/');
    let parent = '';
    for (let depth = 1; depth < names.length; depth++) {
      const folder = names.slice(0, depth).join('/');
      const number = add(`folder:${folder}`, 'folder', parent);
      counts[number] = (counts[number] ?? 0) + 1;
      if (!isOpen(folder)) return number;
      parent = folder;
    }
    return add(`file:${file}`, 'file', parent);
  });
  const sums = new Map<number, number>();
  for (const [from, to] of edges) {
    const [a = 0, b = 0] = [owners[from], owners[to]];
    if (a !== b) sums.set(a * nodes.length + b, (sums.get(a * nodes.length + b) ?? 0) + 1);
  }
  const triples = [...sums].flatMap(([key, imports]) => {
    return [Math.floor(key / nodes.length), key % nodes.length, imports];
  });
  return {
    ...{ revision: 1, edges: triples, left: 0 },
    nodes: nodes.map((node, at) => ({ ...node, files: counts[at] || 1 })),
    total: { modules: files.length, edges: edges.length, packages: 0 },
  };
}
