/**
 * The bytes of a file as a reader wants them: gzip unpacked, UTF-16 turned into UTF-8, the mark at the start of a text removed. A source that
 * fails in the middle is a file that ends there.
 */
import type { Notes } from './layout/notes.ts';

const bytesToSniff = 4;

/** Files that were packed twice exist; more often than that it is no accident. */
const packingsMax = 3;

/** Opens a source. What goes wrong while it is read becomes a note, and the end. */
export async function openBytes(
  source: AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>,
  notes: Notes,
): Promise<AsyncGenerator<Uint8Array, void, void>> {
  let bytes = await withHead(
    guarded(iterate(source), notes, 'The file could not be read to its end'),
  );
  for (let count = 0; count < packingsMax; count++) {
    if (bytes.head[0] !== 0x1f || bytes.head[1] !== 0x8b) break;
    const unpacked = iterate(unpack(bytes.chunks));
    bytes = await withHead(
      guarded(
        unpacked,
        notes,
        'The compressed file is cut off or broken, or has something behind its end',
      ),
    );
  }
  return asUtf8(bytes.head, bytes.chunks);
}

async function* iterate(
  source: AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  if (Symbol.asyncIterator in source) {
    yield* source;
    return;
  }
  // Not every browser iterates over a stream.
  const reader = (source as ReadableStream<Uint8Array>).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}

async function* guarded(
  chunks: AsyncGenerator<Uint8Array, void, void>,
  notes: Notes,
  what: string,
): AsyncGenerator<Uint8Array, void, void> {
  try {
    yield* chunks;
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    notes.add(`${what}${detail && ` (${detail})`}; what comes before is shown.`);
  }
}

/** The first bytes, and all bytes. */
async function withHead(
  chunks: AsyncGenerator<Uint8Array, void, void>,
): Promise<{ head: Uint8Array; chunks: AsyncGenerator<Uint8Array, void, void> }> {
  let head = new Uint8Array(0);
  while (head.length < bytesToSniff) {
    const { done, value } = await chunks.next();
    if (done === true) break;
    const joined = new Uint8Array(head.length + value.length);
    joined.set(head);
    joined.set(value, head.length);
    head = joined;
  }
  async function* all(): AsyncGenerator<Uint8Array, void, void> {
    yield head;
    yield* chunks;
  }
  return { head, chunks: all() };
}

function unpack(chunks: AsyncGenerator<Uint8Array, void, void>): ReadableStream<Uint8Array> {
  const packed = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done === true) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
    async cancel() {
      await chunks.return();
    },
  });
  return packed.pipeThrough(new DecompressionStream('gzip'));
}

function asUtf8(
  head: Uint8Array,
  chunks: AsyncGenerator<Uint8Array, void, void>,
): AsyncGenerator<Uint8Array, void, void> {
  if (head[0] === 0xff && head[1] === 0xfe) return transcode(chunks, 'utf-16le');
  if (head[0] === 0xfe && head[1] === 0xff) return transcode(chunks, 'utf-16be');
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return transcode(chunks, 'utf-8');
  if (isWide(head[0], head[1]) && isWide(head[2], head[3])) return transcode(chunks, 'utf-16le');
  if (isWide(head[1], head[0]) && isWide(head[3], head[2])) return transcode(chunks, 'utf-16be');
  return chunks;
}

/** A letter or sign of two bytes, as in texts that lack their mark. Bytes of pprof start with a line feed. */
function isWide(low = 0, high = 0): boolean {
  return high === 0 && low >= 0x20 && low < 0x7f;
}

/** As UTF-8, without the mark at the start. */
async function* transcode(
  chunks: AsyncGenerator<Uint8Array, void, void>,
  encoding: string,
): AsyncGenerator<Uint8Array, void, void> {
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  for await (const chunk of chunks) yield encoder.encode(decoder.decode(chunk, { stream: true }));
  yield encoder.encode(decoder.decode());
}
