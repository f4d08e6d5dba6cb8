/**
 * Threads that read and parse. Each has one batch at a time, and asks for the next when it is done, so what is in flight is bounded by the
 * threads and not by the files. A thread that dies is replaced; the files of its batch are tried one by one, and the one it died of is told
 * as a problem.
 */
import { Worker } from 'node:worker_threads';
import { FactsWriter } from '../../../modules/factsCodec.ts';
import { slowBuild } from '../nativeCode.ts';
import { stackMb } from './nesting.ts';
import {
  type ParseFailure,
  type ParseReply,
  type ParseRequest,
  type ParseThreadData,
  ReplyWriter,
} from './parseMessages.ts';
import { problemOf } from './readModule.ts';

/** Where the next batch comes from; undefined: there is none any more. */
export type NextBatch = () => Promise<ParseRequest | undefined>;
const youngMb = 48;
/** One file after the other that no thread survives: then it is not for the files. */
const endsMax = 20;

/** Told of each batch that is done. */
export type OnParsed = (request: ParseRequest, reply: ParseReply) => void;

/** A thread that did nothing for so long ends: what it holds is worth more than the 40 ms to start another one. */
const idleMs = 120_000;

/** See the file's comment. */
export class ParsePool {
  readonly #data: ParseThreadData;
  readonly #threads: number;
  readonly #kept: number;
  readonly #idle: Worker[] = [];
  #timer: NodeJS.Timeout | undefined;
  #endsInARow = 0;
  #isClosed = false;
  #isSlowTold = false;
  /** Told once where modules are read slowly. */
  onNote: ((message: string) => void) | undefined;

  /** @param kept threads that stay ready, however long they have nothing to do */
  constructor(data: ParseThreadData, threads: number, kept = 0) {
    this.#data = data;
    this.#threads = threads;
    this.#kept = kept;
  }

  /** Starts the threads ahead. */
  warm(threads = this.#threads): void {
    while (this.#idle.length < threads) this.#idle.push(this.#start());
  }

  /**
   * Works until there are no batches left.
   * @param most threads at once
   * @throws Error with a sentence for people where no parser can be loaded
   */
  async run(next: NextBatch, onParsed: OnParsed, most = this.#threads): Promise<void> {
    clearTimeout(this.#timer);
    this.#endsInARow = 0;
    try {
      let hasFailed = false;
      const work = async (): Promise<void> => {
        try {
          await this.#work(async () => (hasFailed ? undefined : await next()), onParsed);
        } catch (error) {
          hasFailed = true;
          throw error;
        }
      };
      await allEnded(Array.from({ length: most }, work));
    } finally {
      this.#timer = setTimeout(() => void this.#shrink(this.#kept), idleMs);
      this.#timer.unref();
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#shrink(0);
  }

  async #shrink(kept: number): Promise<void> {
    await Promise.all(this.#idle.splice(kept).map((worker) => worker.terminate()));
  }

  #start(): Worker {
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const file = new URL(`./modules.worker.${extension}`, import.meta.url);
    const worker = new Worker(file, {
      workerData: this.#data,
      // WebAssembly's access to files is one.
      execArgv: ['--disable-warning=ExperimentalWarning'],
      // What is parsed is dropped at once: the larger the place for what is young, the less of it has to be moved.
      resourceLimits: { stackSizeMb: stackMb, maxYoungGenerationSizeMb: youngMb },
    });
    // Why it ended is not ours to know: that it did is what `ask` answers to, or, where it had nothing to do, what it leaves the list for.
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      const at = this.#idle.indexOf(worker);
      if (at >= 0) this.#idle.splice(at, 1);
    });
    worker.unref();
    return worker;
  }

  async #work(next: NextBatch, onParsed: OnParsed): Promise<void> {
    let worker: Worker | undefined;
    try {
      for (let batch = await next(); batch; batch = await next()) {
        worker ??= this.#idle.pop() ?? this.#start();
        const reply = await this.#ask(worker, batch);
        if (reply) onParsed(batch, reply);
        else {
          worker = undefined;
          await this.#oneByOne(batch, onParsed);
        }
      }
    } finally {
      if (worker && this.#isClosed) void worker.terminate();
      else if (worker) this.#idle.push(worker);
    }
  }

  async #ask(worker: Worker, request: ParseRequest): Promise<ParseReply | undefined> {
    const reply = await ask(worker, request);
    if (reply && 'failure' in reply) {
      // Another thread looks anew: meanwhile it may have been installed.
      void worker.terminate();
      throw new Error(reply.failure);
    }
    if (reply?.isSlow === true && !this.#isSlowTold) {
      this.#isSlowTold = true;
      this.onNote?.(slowBuild);
    }
    return reply;
  }

  async #oneByOne({ paths, known }: ParseRequest, onParsed: OnParsed): Promise<void> {
    let worker: Worker | undefined;
    for (const path of paths) {
      worker ??= this.#start();
      const request: ParseRequest = { paths: [path], known };
      const reply = await this.#ask(worker, request);
      onParsed(request, reply ?? failed(path));
      this.#endsInARow = reply ? 0 : this.#endsInARow + 1;
      if (this.#endsInARow >= endsMax)
        throw new Error(
          `The threads that parse ended ${endsMax} times in a row, the last time with ${path}. There may be too little memory.`,
        );
      if (!reply) worker = undefined;
    }
    if (worker) this.#idle.push(worker);
  }
}

/** Waits for all, whatever becomes of some: nothing goes on behind the back of who is told of an error. @throws the first error */
export async function allEnded(all: readonly Promise<void>[]): Promise<void> {
  for (const end of await Promise.allSettled(all)) if (end.status === 'rejected') throw end.reason;
}

function failed(path: string): ParseReply {
  const writer = new ReplyWriter();
  const message = `${path} could not be parsed: the thread that tried ended. Its imports are not known.`;
  const facts = new FactsWriter().encode(problemOf(message));
  writer.add({ signature: undefined, digest: undefined, facts, hasProblems: true });
  return { bytes: writer.take(), takenAt: Date.now(), isSlow: false };
}

/** @returns undefined where the thread ended instead of answering */
function ask(
  worker: Worker,
  request: ParseRequest,
): Promise<ParseReply | ParseFailure | undefined> {
  return new Promise((resolve) => {
    // It ended while it had nothing to do, and will not say so again.
    if (worker.threadId === -1) return resolve(undefined);
    const end = (reply: ParseReply | ParseFailure | undefined): void => {
      worker.off('message', end);
      worker.off('exit', onExit);
      worker.unref();
      resolve(reply);
    };
    const onExit = (): void => end(undefined);
    worker.ref();
    worker.once('message', end);
    worker.once('exit', onExit);
    worker.postMessage(request);
  });
}
