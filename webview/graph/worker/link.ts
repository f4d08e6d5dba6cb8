/** The page's end of the line to its worker. */
import type { GraphView } from '../../../server/protocol/modules.ts';
import type { Layout, LayoutMemory } from '../model/layout.ts';
import type { FromWorker, PictureWish, ToWorker } from './messages.ts';

interface Waiting {
  resolve(answer: FromWorker): void;
  reject(error: Error): void;
}

/** The line. */
export class GraphWorker {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => this.#take(data));
    worker.addEventListener('error', ({ message }) => this.#fail(message));
  }

  /** Places nodes. Rejects with an error whose message is for people. */
  async layOut(view: Pick<GraphView, 'nodes' | 'edges'>, memory: LayoutMemory): Promise<Layout> {
    const answer = await this.#ask((id) => ({ type: 'layOut', id, view, memory }));
    if (answer.type !== 'laidOut') throw new Error(answer.type);
    return answer.layout;
  }

  /** Paints what was placed last. */
  async paint(wish: PictureWish): Promise<ImageBitmap> {
    const answer = await this.#ask((id) => ({ type: 'paint', id, wish }));
    if (answer.type !== 'painted') throw new Error(answer.type);
    return answer.image;
  }

  #ask(message: (id: number) => ToWorker): Promise<FromWorker> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage(message(id));
    });
  }

  #take(message: FromWorker): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.type === 'error') waiting?.reject(new Error(message.message));
    else waiting?.resolve(message);
  }

  // The worker is gone, for want of memory perhaps.
  #fail(message: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(message));
    this.#waiting.clear();
  }
}
