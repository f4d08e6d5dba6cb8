/** Worker thread: reads and parses batches of files. Where the parser cannot be loaded, that is its answer. */
import { parentPort, workerData } from 'node:worker_threads';
import { notLoaded, useOwnVersionOnly } from '../nativeCode.ts';
import type { ParseFailure, ParseRequest, ParseThreadData } from './parseMessages.ts';

useOwnVersionOnly();
const loaded = import('./parseThread.ts').then(
  ({ ParseThread }) => new ParseThread(workerData as ParseThreadData),
  (error: unknown): ParseFailure => ({ failure: notLoaded('oxc-parser', error) }),
);

parentPort?.on('message', async (request: ParseRequest) => {
  const thread = await loaded;
  if ('failure' in thread) return parentPort?.postMessage(thread);
  const reply = thread.answer(request);
  parentPort?.postMessage(reply, [reply.bytes.buffer]);
});
