/**
 * Writers for graphs of actions and of files: a text tree for terminals, JSON, DOT (Graphviz) and Mermaid. Names come from folders and
 * configuration that anybody may have written, so every format escapes them.
 */
import { unreachable } from '../model/assert.ts';
import type { ActionId } from '../model/brand.ts';
import type { Direction } from './graph.ts';

/** The formats that `cachescope graph --format` knows. */
export const graphFormats = ['text', 'json', 'dot', 'mermaid'] as const;

/** One of `graphFormats`. */
export type GraphFormat = (typeof graphFormats)[number];

/** A graph of anything that has a name: actions, or files. Every node is a key of `dependencies`. */
export interface NamedGraph<Name extends string> {
  readonly dependencies: ReadonlyMap<Name, readonly Name[]>;
  readonly dependents: ReadonlyMap<Name, readonly Name[]>;
}

/** A graph as plain data; `from` depends on `to`. */
export interface GraphData<Name extends string> {
  readonly nodes: readonly Name[];
  readonly edges: readonly { readonly from: Name; readonly to: Name }[];
}

/** What to write. */
export interface GraphDrawing<Name extends string> {
  readonly graph: NamedGraph<Name>;
  /** What DOT calls the graph. Default: `actions`. */
  readonly title?: string;
  /** Where the text tree starts: one tree each. The other formats draw the whole graph. */
  readonly roots: readonly Name[];
  /** Which way the text tree grows. */
  readonly direction: Direction;
  /** Makes a name safe for a terminal; the text tree's lines go through it. */
  readonly visible: (text: string) => string;
}

/**
 * Writes a graph.
 * @returns text that ends in a newline, or is empty where the text tree has nothing to show
 */
export function formatGraph<Name extends string = ActionId>(
  drawing: GraphDrawing<Name>,
  format: GraphFormat,
): string {
  switch (format) {
    case 'text':
      return formatTree(drawing);
    case 'json':
      return `${JSON.stringify(graphData(drawing.graph), undefined, 2)}\n`;
    case 'dot':
      return formatDot(drawing.graph, drawing.title ?? 'actions');
    case 'mermaid':
      return formatMermaid(drawing.graph);
    default:
      return unreachable(format);
  }
}

/** The graph as nodes and edges, sorted, so that equal graphs give equal text. */
export function graphData<Name extends string>(graph: NamedGraph<Name>): GraphData<Name> {
  const nodes = [...graph.dependencies.keys()].sort();
  const edges = nodes.flatMap((from) =>
    [...(graph.dependencies.get(from) ?? [])].sort().map((to) => ({ from, to })),
  );
  return { nodes, edges };
}

/** One line of the tree still to print: `lead` stands before its children's branches. */
interface TreeLine<Name> {
  readonly id: Name;
  readonly branch: string;
  readonly lead: string;
}

/** A tree with each subtree printed once; where it comes up again, the line ends in `(above)`. */
function formatTree<Name extends string>(drawing: GraphDrawing<Name>): string {
  const edges = drawing.graph[drawing.direction];
  const printed = new Set<Name>();
  const lines: string[] = [];
  const stack: TreeLine<Name>[] = drawing.roots
    .map((id) => ({ id, branch: '', lead: '' }))
    .reverse();
  for (let line = stack.pop(); line; line = stack.pop()) {
    const children = [...(edges.get(line.id) ?? [])].sort();
    const repeated = printed.has(line.id) && children.length > 0;
    printed.add(line.id);
    lines.push(`${line.branch}${drawing.visible(line.id)}${repeated ? ' (above)' : ''}\n`);
    if (!repeated) stack.push(...childLines(children, line.lead).reverse());
  }
  return lines.join('');
}

function childLines<Name>(children: readonly Name[], lead: string): TreeLine<Name>[] {
  return children.map((id, at) => {
    const last = at === children.length - 1;
    return { id, branch: `${lead}${last ? '└─ ' : '├─ '}`, lead: `${lead}${last ? '   ' : '│  '}` };
  });
}

/** DOT, https://graphviz.org/doc/info/lang.html: in a quoted string only `"` needs an escape, and `\` starts layout escapes. */
function formatDot<Name extends string>(graph: NamedGraph<Name>, title: string): string {
  const { nodes, edges } = graphData(graph);
  return [
    `digraph ${title} {`,
    '  rankdir = "LR";',
    '  node [shape = "box"];',
    ...nodes.map((id) => `  ${dotString(id)};`),
    ...edges.map(({ from, to }) => `  ${dotString(from)} -> ${dotString(to)};`),
    '}\n',
  ].join('\n');
}

function dotString(text: string): string {
  return `"${text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replace(/\r?\n|\r/g, '\\n')}"`;
}

/** Mermaid flowchart, https://mermaid.js.org/syntax/flowchart.html: nodes are numbered, names are quoted labels with entity codes. */
function formatMermaid<Name extends string>(graph: NamedGraph<Name>): string {
  const { nodes, edges } = graphData(graph);
  const number = new Map(nodes.map((id, at) => [id, at]));
  return [
    'flowchart LR',
    ...nodes.map((id, at) => `  n${at}["${mermaidLabel(id)}"]`),
    ...edges.map(({ from, to }) => `  n${number.get(from)} --> n${number.get(to)}`),
    '',
  ].join('\n');
}

/** Everything that could end the label or start markup becomes a numeric entity, which Mermaid writes `#35;`. */
function mermaidLabel(text: string): string {
  return text.replace(/[^\w\-./:@ ]/gu, (char) => `#${char.codePointAt(0)};`);
}
