/** What is shown, as text for other tools: DOT of Graphviz (https://graphviz.org/doc/info/lang.html) and Mermaid (https://mermaid.js.org/syntax/flowchart.html). */
import { none, type ViewGraph } from './viewGraph.ts';

/** Writes DOT; open folders become clusters. */
export function dotOf(graph: ViewGraph): string {
  const name = (node: number) => dotText(graph.nodes[node]?.id ?? '');
  const label = (node: number) => dotText(graph.nodes[node]?.label ?? '');
  const lines = nested(graph, {
    open: (box, number) => `subgraph cluster_${number} { label=${label(box)};`,
    node: (node) => `${name(node)} [label=${label(node)}];`,
    close: '}',
  });
  const edges = edgeLines(graph, (from, to) => `  ${name(from)} -> ${name(to)};`);
  const head = ['digraph modules {', '  rankdir=LR;', '  node [shape=box];'];
  return `${[...head, ...lines, ...edges, '}'].join('\n')}\n`;
}

/** Writes Mermaid; open folders become subgraphs. */
export function mermaidOf(graph: ViewGraph): string {
  const label = (node: number) => mermaidText(graph.nodes[node]?.label ?? '');
  const lines = nested(graph, {
    open: (box, number) => `subgraph g${number}[${label(box)}]`,
    node: (node) => `n${node}[${label(node)}]`,
    close: 'end',
  });
  const edges = edgeLines(graph, (from, to) => `  n${from} --> n${to}`);
  return `${['flowchart LR', ...lines, ...edges].join('\n')}\n`;
}

interface Lines {
  readonly open: (box: number, number: number) => string;
  readonly node: (node: number) => string;
  readonly close: string;
}

// With a stack of its own: folders may lie deep.
function nested(graph: ViewGraph, { open, node, close }: Lines): string[] {
  const inside = new Map<number, number[]>();
  for (const [one, parent] of graph.parents.entries()) {
    const members = inside.get(parent) ?? [];
    members.push(one);
    inside.set(parent, members);
  }
  const lines: string[] = [];
  const todo: ({ at: number; depth: number } | { line: string })[] = [];
  const push = (box: number, depth: number) => {
    for (const at of (inside.get(box) ?? []).toReversed()) todo.push({ at, depth });
  };
  push(none, 1);
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if ('line' in next) {
      lines.push(next.line);
      continue;
    }
    const indent = '  '.repeat(next.depth);
    if (graph.isOpen[next.at] !== 1) lines.push(`${indent}${node(next.at)}`);
    else {
      lines.push(`${indent}${open(next.at, next.at)}`);
      todo.push({ line: `${indent}${close}` });
      push(next.at, next.depth + 1);
    }
  }
  return lines;
}

function edgeLines({ edges }: ViewGraph, line: (from: number, to: number) => string): string[] {
  const lines: string[] = [];
  for (let at = 0; at < edges.length; at += 2) lines.push(line(edges[at] ?? 0, edges[at + 1] ?? 0));
  return lines;
}

function dotText(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replace(/\p{Cc}/gu, ' ')}"`;
}

function mermaidText(text: string): string {
  const entities = text.replace(/[#"<>&]/g, (char) => `#${char.codePointAt(0)};`);
  return `"${entities.replace(/\p{Cc}/gu, ' ')}"`;
}
