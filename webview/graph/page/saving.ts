/** What is shown, as files. The extension asks where to, and writes. */
import { dotOf, mermaidOf } from '../model/exportText.ts';
import { svgOf } from '../paint/svg.ts';
import type { GraphCanvas } from './graphCanvas.ts';

/** What can be saved. */
export type SaveKind = 'svg' | 'png' | 'dot' | 'mermaid';

const endings: Readonly<Record<SaveKind, string>> = {
  svg: 'svg',
  png: 'png',
  dot: 'dot',
  mermaid: 'mmd',
};

/** The file's name and content. Rejects with an error whose message is for people. */
export async function fileOf(
  kind: SaveKind,
  drawing: GraphCanvas,
): Promise<{ name: string; bytes: Uint8Array }> {
  return { name: `modules.${endings[kind]}`, bytes: await bytesOf(kind, drawing) };
}

async function bytesOf(kind: SaveKind, drawing: GraphCanvas): Promise<Uint8Array> {
  const { graph, layout } = drawing.shown;
  const encoder = new TextEncoder();
  switch (kind) {
    case 'png':
      return await pngOf(drawing.canvas);
    case 'svg':
      return encoder.encode(svgOf(drawing.scene(), layout));
    case 'dot':
      return encoder.encode(dotOf(graph));
    case 'mermaid':
      return encoder.encode(mermaidOf(graph));
  }
}

async function pngOf(canvas: HTMLCanvasElement): Promise<Uint8Array> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) throw new Error('The picture is too large.');
  return new Uint8Array(await blob.arrayBuffer());
}
