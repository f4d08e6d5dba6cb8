/** What a view has beside files, where it is asked for: packages outside of the workspace, and actions. */
import type { GraphViewNode } from '../../protocol/modules.ts';
import type { ModuleAnswers } from './answers.ts';
import type { Plan } from './viewNodes.ts';
import type { Readers, ViewSource } from './viewSource.ts';

/** What is added to. */
export interface Drawing {
  readonly nodes: GraphViewNode[];
  readonly edges: number[];
  readonly limit: number;
}

/** Adds packages. @returns how many the limit left out */
export function addPackages(
  { nodes, edges, limit }: Drawing,
  plan: Plan,
  { graph }: ModuleAnswers,
): number {
  const users = new Map<string, Map<number, number>>();
  for (const [file, owner] of plan.ownerOf.entries()) {
    if (owner === -1) continue;
    for (const name of graph.packagesOf(file)) {
      const by = users.get(name) ?? new Map<number, number>();
      users.set(name, by.set(owner, (by.get(owner) ?? 0) + 1));
    }
  }
  let left = 0;
  for (const [name, by] of [...users].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (nodes.length >= limit) {
      left++;
      continue;
    }
    for (const [owner, files] of by) edges.push(owner, nodes.length, files);
    nodes.push({ id: `package:${name}`, type: 'package', label: name, files: 0, inCycle: false });
  }
  return left;
}

/** Adds actions. @returns how many the limit left out */
export function addActions(
  { nodes, edges, limit }: Drawing,
  plan: Plan,
  around: {
    readonly source: ViewSource;
    readonly readers: Readers;
    readonly near: ReadonlySet<string> | undefined;
  },
): number {
  const { source, readers, near } = around;
  const read = new Map<string, Map<number, number>>([...(near ?? [])].map((id) => [id, new Map()]));
  for (const [file, owner] of plan.ownerOf.entries()) {
    if (owner === -1) continue;
    for (const id of readers[file] ?? []) {
      if (near !== undefined && !near.has(id)) continue;
      const by = read.get(id) ?? new Map<number, number>();
      read.set(id, by.set(owner, (by.get(owner) ?? 0) + 1));
    }
  }
  const room = Math.max(0, limit - nodes.length);
  const shown = [...read].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, room);
  const numbers = new Map(shown.map(([id], at) => [id, nodes.length + at]));
  for (const [id, owners] of shown) {
    const number = numbers.get(id) ?? 0;
    for (const [owner, files] of owners) edges.push(number, owner, files);
    for (const other of source.actionsNext(id, 'dependencies')) {
      const target = numbers.get(other);
      if (target !== undefined) edges.push(number, target, 1);
    }
    nodes.push(actionNode(id, source));
  }
  return read.size - shown.length;
}

function actionNode(id: string, source: ViewSource): GraphViewNode {
  const status = source.statusOf(id);
  const costMs = source.durationOf(id);
  return {
    id: `action:${id}`,
    type: 'action',
    label: id,
    files: 0,
    inCycle: false,
    ...(status === undefined ? {} : { status }),
    ...(costMs === undefined ? {} : { costMs }),
  };
}
