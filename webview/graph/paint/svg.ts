/** All that is shown as SVG, whatever of it is in sight, sharp at any size. */

import { edgeShape } from '../model/edgeShape.ts';
import { measures } from '../model/layout.ts';
import { fontSize, inkOf, labelOf, type Scene } from './scene.ts';

const room = 20;
/** Of a letter on average: what draws the picture later has a font of its own. */
const { letterWidth } = measures;

/** Draws it. @param extent of the layout, in pixels of the world */
export function svgOf(scene: Scene, extent: { width: number; height: number }): string {
  const { graph, palette } = scene;
  const width = Math.ceil(extent.width + 2 * room);
  const height = Math.ceil(extent.height + 2 * room);
  const inside = [...graph.nodes.keys()].sort(
    (a, b) => (graph.depths[a] ?? 0) - (graph.depths[b] ?? 0),
  );
  const open = inside.filter((node) => graph.isOpen[node] === 1);
  const nodes = inside.filter((node) => graph.isOpen[node] !== 1);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="${-room} ${-room} ${width} ${height}" font-family="sans-serif" font-size="${fontSize}">` +
    `<rect x="${-room}" y="${-room}" width="${width}" height="${height}" fill="${palette.background}"/>` +
    `${open.map((box) => boxOf(scene, box)).join('')}${edgesOf(scene)}` +
    `${nodes.map((node) => nodeOf(scene, node)).join('')}</svg>\n`
  );
}

function boxOf(scene: Scene, box: number): string {
  const { graph, palette } = scene;
  const depth = Math.min(graph.depths[box] ?? 0, palette.boxFills.length - 1);
  const shape = rect(scene, box, 2);
  const text = label(scene, { node: box, y: 13, fill: palette.faint });
  return `<rect ${shape} fill="${palette.boxFills[depth]}" stroke="${palette.boxBorder}"/>${text}`;
}

function nodeOf(scene: Scene, node: number): string {
  const ink = inkOf(scene, node);
  const height = scene.boxes[node * 4 + 3] ?? 0;
  const type = scene.graph.nodes[node]?.type;
  const round = type === 'package' ? height / 2 : type === 'action' ? 7 : 2;
  const dash = ink.dash.length === 0 ? '' : ` stroke-dasharray="${ink.dash.join(' ')}"`;
  const border = `stroke="${ink.border}" stroke-width="${ink.borderWidth}"${dash}`;
  const text = label(scene, { node, y: height / 2 + 4, fill: ink.text });
  return `<rect ${rect(scene, node, round)} fill="${ink.fill}" ${border}/>${text}`;
}

function edgesOf({ graph, boxes, palette }: Scene): string {
  const lines: string[] = [];
  for (let at = 0; at < graph.edges.length; at += 2) {
    const shape = edgeShape(boxes, graph.edges[at] ?? 0, graph.edges[at + 1] ?? 0);
    const { x1, y1, x2, y2, bend1, bend2 } = shape;
    lines.push(
      `M${figures(x1, y1)}C${figures(bend1, y1)} ${figures(bend2, y2)} ${figures(x2, y2)}`,
    );
  }
  return `<path d="${lines.join('')}" fill="none" stroke="${palette.edge}" stroke-opacity="0.6"/>`;
}

function figures(x: number, y: number): string {
  return `${Math.round(x)} ${Math.round(y)}`;
}

function rect({ boxes }: Scene, node: number, round: number): string {
  const [x, y, width, height] = boxes.subarray(node * 4, node * 4 + 4);
  return `x="${x}" y="${y}" width="${width}" height="${height}" rx="${round}"`;
}

function label(scene: Scene, of: { node: number; y: number; fill: string }): string {
  const [x = 0, y = 0, width = 0] = scene.boxes.subarray(of.node * 4, of.node * 4 + 3);
  const letters = Math.floor((width - 12) / letterWidth);
  const name = labelOf(scene, of.node);
  const text = name.length > letters ? `${name.slice(0, Math.max(1, letters - 1))}…` : name;
  return `<text x="${x + 8}" y="${y + of.y}" fill="${of.fill}">${escaped(text)}</text>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function escaped(text: string): string {
  // Control characters are no part of XML, whichever way they are written.
  return text.replace(/[&<>]/g, (char) => entities[char] ?? char).replace(/\p{Cc}/gu, ' ');
}
