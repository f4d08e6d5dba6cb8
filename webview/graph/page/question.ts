/** What the page asks for, out of its state, and what of the answer it leaves out itself: the server knows neither a focus on folders nor hidden packages. */
import type { GraphNodeRef } from '../../../server/protocol/graph.ts';
import type { GraphView, GraphViewRequest } from '../../../server/protocol/modules.ts';
import { onlyThese, within } from '../model/reach.ts';
import { none, pathOf, ViewGraph } from '../model/viewGraph.ts';
import type { PageState } from './state.ts';

const nodesMax = 12_000;

/** A file or an action as the server names it; undefined for others. */
export function refOf(id: string): GraphNodeRef | undefined {
  if (id.startsWith('file:')) return { type: 'file', path: pathOf(id) };
  return id.startsWith('action:') ? { type: 'action', id: pathOf(id) } : undefined;
}

/** The question. */
export function questionOf(state: PageState, folder: string): GraphViewRequest {
  const { actions, packages, types, cyclesOnly, focus, hidden, closed } = state;
  const node = focus && refOf(focus.id);
  return {
    ...{ folder, actions, packages, types, cyclesOnly, limit: nodesMax },
    open: state.open ?? [],
    hidden: hidden.filter((id) => /^(file|folder):/.test(id)).map(pathOf),
    ...(focus && node && { closed, focus: { node, depth: focus.depth, direction: focus.way } }),
  };
}

/** The answer without what the page leaves out. */
export function partShown(
  view: Pick<GraphView, 'nodes' | 'edges'>,
  { focus, hidden }: PageState,
): Pick<GraphView, 'nodes' | 'edges'> {
  const left = hidden.filter((id) => !/^(file|folder):/.test(id));
  const isLocal = focus !== undefined && refOf(focus.id) === undefined;
  if (left.length === 0 && !isLocal) return view;
  const graph = new ViewGraph(view);
  const center = focus === undefined ? none : graph.numberOf(focus.id);
  const kept =
    isLocal && center !== none
      ? within(graph, center, { depth: focus.depth, way: focus.way })
      : new Set(graph.nodes.keys());
  for (const node of [...kept]) for (const box of graph.boxesAround(node)) kept.add(box);
  for (const id of left) kept.delete(graph.numberOf(id));
  return onlyThese(view, kept);
}
