/** What the page and its worker say to each other. The worker places nodes and paints edges: both take longer than a frame may. */
import type { GraphView } from '../../../server/protocol/modules.ts';
import type { Look, Size } from '../model/camera.ts';
import type { Layout, LayoutMemory } from '../model/layout.ts';

/** How edges are to be painted. */
export interface EdgePicture {
  readonly look: Look;
  /** Pixels of the page. */
  readonly size: Size;
  /** Pixels of the screen for one of the page. */
  readonly ratio: number;
  readonly color: string;
}

/** To the worker. Every message is answered, in order. */
export type ToWorker =
  | {
      readonly type: 'layOut';
      readonly id: number;
      readonly view: Pick<GraphView, 'nodes' | 'edges'>;
      readonly memory: LayoutMemory;
    }
  /** Paints the edges of what was laid out last. */
  | { readonly type: 'paint'; readonly id: number; readonly picture: EdgePicture };

/** From the worker. */
export type FromWorker =
  | { readonly type: 'laidOut'; readonly id: number; readonly layout: Layout }
  | { readonly type: 'painted'; readonly id: number; readonly image: ImageBitmap }
  | { readonly type: 'error'; readonly id: number; readonly message: string };
