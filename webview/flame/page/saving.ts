/** Saves what is seen, or the profile. The extension asks where to, and writes. */
import type { Bridge } from '../../bridge/bridge.ts';
import { svgOf } from '../paint/svg.ts';
import type { WorkerLink } from '../worker/link.ts';
import type { FlameChart } from './chart.ts';

/** What can be saved. */
export type SaveKind = 'png' | 'svg' | 'speedscope';

/** Saves. Rejects with an error whose message is for people. */
export async function save(
  kind: SaveKind,
  {
    chart,
    link,
    bridge,
    name,
  }: {
    readonly chart: FlameChart;
    readonly link: WorkerLink;
    readonly bridge: Bridge;
    /** Of the profile's file. */
    readonly name: string;
  },
): Promise<void> {
  const bytes = await bytesOf(kind, chart, link);
  const base = name.replace(/(?:\.(?:json|gz|trace|speedscope|cpuprofile|heapprofile|log))+$/, '');
  const ending = kind === 'speedscope' ? 'speedscope.json' : kind;
  await bridge.ask('profile/save', { name: `${base}.${ending}`, bytes });
}

async function bytesOf(kind: SaveKind, chart: FlameChart, link: WorkerLink): Promise<Uint8Array> {
  switch (kind) {
    case 'png':
      return await pngOf(chart.canvas);
    case 'svg':
      return new TextEncoder().encode(svgOf(chart.scene()));
    case 'speedscope':
      return await link.ask('speedscope', {});
  }
}

async function pngOf(canvas: HTMLCanvasElement): Promise<Uint8Array> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) throw new Error('The picture is too large.');
  return new Uint8Array(await blob.arrayBuffer());
}
