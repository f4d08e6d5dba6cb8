/** The page's end of the line to its worker. */
import { workerFrom } from '../../bridge/worker.ts';
import type { ColorMode } from '../model/colorClasses.ts';
import type { Layout } from '../model/layout.ts';
import type {
  FromWorker,
  Growth,
  ProfileHead,
  QuestionName,
  Questions,
  ToWorker,
} from './messages.ts';

/** A profile that was read, or a sentence that says why none was. */
export type Opened = Grown | { readonly problem: string };

/** A profile as the page draws it. */
export interface Grown {
  readonly head: ProfileHead;
  readonly layout: Layout;
}

/** Gives the bytes of a file, in order, with waits in between where the reader asks for them. */
export type Feed = (push: (bytes: Uint8Array) => Promise<void>) => Promise<void>;

/** Bytes on their way to the worker that are too many to send more. */
const bytesUnderWayMax = 8 << 20;

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Starts the worker whose script is at an address. Rejects where it cannot be fetched. */
export async function startWorker(scriptUrl: string): Promise<WorkerLink> {
  return new WorkerLink(await workerFrom(scriptUrl));
}

/** The line. It opens one profile. */
export class WorkerLink {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #opened = Promise.withResolvers<Opened>();
  #lastId = 0;
  #underWay = 0;
  #onRoom: () => void = () => {};
  #hasEnded = false;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => this.#take(data));
    worker.addEventListener('error', ({ message }) => this.#fail(message));
  }

  /** Reads a file. Rejects where the feed does; a file that cannot be read is a value. */
  async open(file: { name: string; mode: ColorMode }, feed: Feed): Promise<Opened> {
    this.#send({ type: 'open', ...file });
    const fed = feed((bytes) => this.#push(bytes)).then(() => this.#send({ type: 'end' }));
    // Whichever comes first: a file may be refused before its end.
    await Promise.race([fed, this.#opened.promise]);
    return await this.#opened.promise;
  }

  /** Makes the profile of a run under way; undefined: more has to come first. */
  grow(more: Growth): Promise<Grown | undefined> {
    return this.#answer((id) => this.#send({ type: 'grow', id, more })) as Promise<
      Grown | undefined
    >;
  }

  /** Asks about the profile. Rejects with an error whose message is for people. */
  ask<Name extends QuestionName>(
    question: Name,
    params: Questions[Name]['params'],
  ): Promise<Questions[Name]['answer']> {
    // The worker answers each question with what its table says.
    return this.#answer((id) => this.#send({ type: 'ask', id, question, params })) as Promise<
      Questions[Name]['answer']
    >;
  }

  /** Ends the worker; what it was asked has no answer any more. */
  close(): void {
    this.#worker.terminate();
    this.#fail('');
  }

  #answer(send: (id: number) => void): Promise<unknown> {
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiting.set(id, { resolve, reject });
    send(id);
    return promise;
  }

  async #push(bytes: Uint8Array): Promise<void> {
    while (this.#underWay > bytesUnderWayMax && !this.#hasEnded) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#onRoom = resolve;
      await promise;
    }
    this.#underWay += bytes.length;
    const whole = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
    this.#send({ type: 'chunk', bytes: whole }, [whole.buffer]);
  }

  #send(message: ToWorker, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  #take(message: FromWorker): void {
    switch (message.type) {
      case 'taken':
        this.#underWay -= message.bytes;
        this.#onRoom();
        break;
      case 'opened':
        this.#end(message);
        break;
      case 'unreadable':
        this.#end({ problem: message.problem });
        break;
      case 'answer':
        this.#settle(message.id)?.resolve(message.value);
        break;
      case 'error':
        this.#settle(message.id)?.reject(new Error(message.message));
    }
  }

  #end(opened: Opened): void {
    this.#hasEnded = true;
    this.#onRoom();
    this.#opened.resolve(opened);
  }

  // The worker is gone, for want of memory perhaps.
  #fail(message: string): void {
    this.#end({ problem: message });
    for (const { reject } of this.#waiting.values()) reject(new Error(message));
    this.#waiting.clear();
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}
