/** Worker thread: reads and parses batches of files. It stays warm between batches: buffers and parser are used again. */
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { canParseLazily, parseLazily, parsePlainly } from '../../modules/scriptParser.ts';
import {
  type ParseReply,
  type ParseRequest,
  type ParseThreadData,
  ReplyWriter,
} from './parseMessages.ts';
import { digestBytes, ModuleReader } from './readModule.ts';

const { root, bytesMax } = workerData as ParseThreadData;
let known: Buffer | undefined;
const reader = new ModuleReader({
  bytesMax,
  parse: canParseLazily() ? parseLazily : parsePlainly,
  isKnown,
});
const writer = new ReplyWriter();

parentPort?.on('message', (request: ParseRequest) => {
  const takenAt = Date.now();
  known =
    request.known &&
    Buffer.from(request.known.buffer, request.known.byteOffset, request.known.length);
  for (const path of request.paths) writer.add(reader.read(join(root, path), path));
  const bytes = writer.take();
  parentPort?.postMessage({ bytes, takenAt } satisfies ParseReply, [bytes.buffer]);
});

/** Whole digests lie at multiples of their length; what fits across two of them is chance. */
function isKnown(digest: Uint8Array): boolean {
  for (let at = known?.indexOf(digest) ?? -1; at >= 0; at = known?.indexOf(digest, at + 1) ?? -1)
    if (at % digestBytes === 0) return true;
  return false;
}
