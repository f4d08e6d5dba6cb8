/**
 * The bytes of a file as a reader wants them: gzip unpacked, UTF-16 turned into UTF-8, the mark at the start of a text removed. A source that
 * fails in the middle is a file that ends there.
 */
import type { Notes } from './layout/notes.ts';

const bytesToSniff = 4;

/** Opens a source. What goes wrong while it is read becomes a note, and the end. */
export async function openBytes(
  source: AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>,
  notes: Notes,
): Promise<AsyncGenerator<Uint8Array, void, void>> {
  const raw = await withHead(
    guarded(iterate(source), notes, 'The file could not be read to its end'),
  );
  if (raw.head[0] !== 0x1f || raw.head[1] !== 0x8b) return asUtf8(raw.head, raw.chunks);
  const unpacked = iterate(unpack(raw.chunks));
  const plain = await withHead(
    guarded(unpacked, notes, 'The compressed file is cut off or broken'),
  );
  return asUtf8(plain.head, plain.chunks);
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
    notes.add(`${what} (${detail}); what comes before is shown.`);
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
  return chunks;
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
