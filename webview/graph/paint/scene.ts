/** All that a frame is drawn from. */
import type { Look, Size } from '../model/camera.ts';
import { none, type ViewGraph } from '../model/viewGraph.ts';
import type { GraphPalette, NodeInk } from './palette.ts';

/** How the nodes are drawn: one entry a node. */
export interface Styles {
  /** Number of the hue. */
  readonly hues: Uint8Array;
  readonly signs: readonly string[];
}

/** What stands out while the rest is dimmed. */
export interface Highlight {
  readonly nodes: ReadonlySet<number>;
  /** Two numbers an edge. */
  readonly edges: Uint32Array;
}

/** One frame. Lengths are pixels of the page, unless something else is said. */
export interface Scene {
  readonly graph: ViewGraph;
  /** Four numbers a node, of the world. */
  readonly boxes: Float32Array;
  readonly styles: Styles;
  readonly palette: GraphPalette;
  readonly look: Look;
  readonly size: Size;
  /** Pixels of the screen for one of the page. */
  readonly ratio: number;
  readonly selected: number;
  readonly hovered: number;
  /** Whether the graph has the keyboard. */
  readonly hasFocus: boolean;
  readonly highlight: Highlight | undefined;
  /** Those that fit the search. */
  readonly matches: ReadonlySet<number>;
}

/** Height of names, in pixels of the world. */
export const fontSize = 12;

/** What is written on a node. */
export function labelOf({ graph, styles }: Pick<Scene, 'graph' | 'styles'>, node: number): string {
  const found = graph.nodes[node];
  if (found === undefined) return '';
  const twisty = found.type === 'folder' ? (graph.isOpen[node] === 1 ? '▾ ' : '▸ ') : '';
  const circle = found.inCycle ? '⟳ ' : '';
  const sign = styles.signs[node] ?? '';
  return `${twisty}${sign === '' ? '' : `${sign} `}${circle}${found.label}`;
}

/** How a node is drawn now. */
export function inkOf({ highlight, palette, styles }: Scene, node: number): NodeInk {
  const isDimmed = highlight !== undefined && !highlight.nodes.has(node);
  const inks = isDimmed ? palette.dimmed : palette.inks;
  const ink = inks[styles.hues[node] ?? 0] ?? inks[0];
  return ink ?? { fill: '', border: '', text: '', borderWidth: 1, dash: [] };
}

/** Edges that are drawn over all others: of a path or a circle, or else of the selected node, which may have hundreds and would hide those. */
export function edgesStanding({
  graph,
  highlight,
  selected,
}: Pick<Scene, 'graph' | 'highlight' | 'selected'>): readonly {
  readonly edges: Uint32Array;
  readonly color: 'match' | 'dependent' | 'dependency';
}[] {
  if (highlight !== undefined) return [{ edges: highlight.edges, color: 'match' }];
  const { out, into } = edgesOf(graph, selected);
  return [
    { edges: into, color: 'dependent' },
    { edges: out, color: 'dependency' },
  ];
}

/** Edges of a node, two numbers each: those to what it depends on, and those from what depends on it. */
function edgesOf(graph: ViewGraph, node: number) {
  const { dependencies, dependents } = graph;
  const out: number[] = [];
  const into: number[] = [];
  if (node === none) return { out: new Uint32Array(), into: new Uint32Array() };
  for (let at = dependencies.first[node] ?? 0; at < (dependencies.first[node + 1] ?? 0); at++)
    out.push(node, dependencies.targets[at] ?? 0);
  for (let at = dependents.first[node] ?? 0; at < (dependents.first[node + 1] ?? 0); at++)
    into.push(dependents.targets[at] ?? 0, node);
  return { out: Uint32Array.from(out), into: Uint32Array.from(into) };
}
