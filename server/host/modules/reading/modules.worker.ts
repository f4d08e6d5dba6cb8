/**
 * Worker: reads and parses batches of files. As a thread it does so itself; where the parser cannot be loaded, that is its answer. As a process it
 * has such a thread, since only threads have a stack of the size that is needed, and passes on what it is asked.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { notLoaded, useOwnVersionOnly } from '../nativeCode.ts';
import type { ParseFailure, ParseRequest, ParseThreadData } from './parseMessages.ts';
import { endCodes } from './parser.ts';
import { startThread } from './threadParser.ts';

if (parentPort) beThread(parentPort);
else process.once('message', (data: ParseThreadData) => beProcess(data));

function beThread(port: NonNullable<typeof parentPort>): void {
  useOwnVersionOnly();
  const loaded = import('./parseThread.ts').then(
    ({ ParseThread }) => new ParseThread(workerData as ParseThreadData),
    (error: unknown): ParseFailure => ({ failure: notLoaded('oxc-parser', error) }),
  );
  port.on('message', async (request: ParseRequest) => {
    const thread = await loaded;
    if ('failure' in thread) return port.postMessage(thread);
    const reply = thread.answer(request);
    port.postMessage(reply, [reply.bytes.buffer]);
  });
}

function beProcess(data: ParseThreadData): void {
  const thread = startThread(data);
  thread.on('message', (reply: object) => process.send?.(reply));
  process.on('message', (request: ParseRequest) => thread.postMessage(request));
  // Not by `exit`, which waits for the thread until the parser gives it back.
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  let code: number = endCodes.thread;
  thread.on('error', (error) => {
    if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY')
      code = endCodes.memory;
  });
  thread.once('exit', () => process.exit(code));
}
