/** A thread that parses: as fast as it gets, but what aborts in native code takes the whole process with it. */
import { Worker } from 'node:worker_threads';
import { stackMb } from './nesting.ts';
import type { ParseFailure, ParseReply, ParseRequest, ParseThreadData } from './parseMessages.ts';
import { type Parser, workerFile } from './parser.ts';

/** What is parsed is dropped at once, so little of what is young has to be moved; a larger place for it only takes more memory, which is new to each thread. */
const youngMb = 24;

/** Starts the thread itself. @param data undefined: whatever it is given, it ends with */
export function startThread(data: ParseThreadData): Worker {
  return new Worker(workerFile(), {
    workerData: data,
    // WebAssembly's access to files is one.
    execArgv: ['--disable-warning=ExperimentalWarning'],
    resourceLimits: { stackSizeMb: stackMb, maxYoungGenerationSizeMb: youngMb },
  });
}

/** See the file's comment. */
export class ThreadParser implements Parser {
  readonly #worker: Worker;
  hasEnded = false;

  /** @param onEnd told when it ended, whatever it was doing */
  constructor(data: ParseThreadData, onEnd: (parser: ThreadParser) => void) {
    this.#worker = startThread(data);
    // Why it ended is not ours to know: that it did is what `ask` answers to, or, where it had nothing to do, what it leaves the list for.
    this.#worker.on('error', () => undefined);
    this.#worker.once('exit', () => {
      this.hasEnded = true;
      onEnd(this);
    });
    this.#worker.unref();
  }

  ask(request: ParseRequest): Promise<ParseReply | ParseFailure | undefined> {
    const worker = this.#worker;
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

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
