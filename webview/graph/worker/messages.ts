/** What the page and its worker say to each other. The worker places nodes and paints the picture that the page copies: both take longer than a frame may. */
import type { GraphView } from '../../../server/protocol/modules.ts';
import type { Layout, LayoutMemory } from '../model/layout.ts';
import type { FarScene } from '../paint/farPainter.ts';

/** What is to be painted of what was laid out last. */
export type PictureWish = Omit<FarScene, 'graph' | 'boxes'>;

/** To the worker. Every message is answered, in order. */
export type ToWorker =
  | {
      readonly type: 'layOut';
      readonly id: number;
      readonly view: Pick<GraphView, 'nodes' | 'edges'>;
      readonly memory: LayoutMemory;
    }
  | { readonly type: 'paint'; readonly id: number; readonly wish: PictureWish };

/** From the worker. */
export type FromWorker =
  | { readonly type: 'laidOut'; readonly id: number; readonly layout: Layout }
  | { readonly type: 'painted'; readonly id: number; readonly image: ImageBitmap }
  | { readonly type: 'error'; readonly id: number; readonly message: string };
