/** The page's worker: places nodes, and paints them and their edges into pictures, so that the page's own thread waits for neither. */
import type { GraphView } from '../../server/protocol/modules.ts';
import { type Layout, type LayoutMemory, layOut } from './model/layout.ts';
import { ViewGraph } from './model/viewGraph.ts';
import { paintFar } from './paint/farPainter.ts';
import type { FromWorker, PictureWish, ToWorker } from './worker/messages.ts';

let shown: { readonly graph: ViewGraph; readonly layout: Layout } | undefined;

function answerLayout(
  id: number,
  view: Pick<GraphView, 'nodes' | 'edges'>,
  memory: LayoutMemory,
): void {
  const graph = new ViewGraph(view);
  const layout = layOut(graph, memory);
  shown = { graph, layout };
  post({ type: 'laidOut', id, layout });
}

function answerPaint(id: number, wish: PictureWish): void {
  const { size, ratio } = wish;
  const width = Math.max(1, Math.round(size.width * ratio));
  const canvas = new OffscreenCanvas(width, Math.max(1, Math.round(size.height * ratio)));
  const context = canvas.getContext('2d');
  if (context !== null && shown !== undefined)
    paintFar(context, { graph: shown.graph, boxes: shown.layout.boxes, ...wish });
  const image = canvas.transferToImageBitmap();
  post({ type: 'painted', id, image }, [image]);
}

function post(message: FromWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  try {
    if (data.type === 'layOut') answerLayout(data.id, data.view, data.memory);
    else answerPaint(data.id, data.wish);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    post({ type: 'error', id: data.id, message });
  }
});
