/**
 * A stretch of a stream that moves along: what has been read is dropped, what was cut off is kept, and more comes behind it. So a file of any
 * size is read with little more memory than its longest event.
 */
import type { JsonCursor } from './jsonCursor.ts';

const windowBytes = 1 << 18;

/** Feeds a cursor from chunks. */
export class ByteWindow {
  readonly cursor: JsonCursor;
  /** The limit at which the file was cut; 0 where it was not. */
  limitMet = 0;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #limit: number;
  #buffer = new Uint8Array(windowBytes + 1);
  #chunk: Uint8Array | undefined;
  #chunkAt = 0;
  #taken = 0;
  /** Position in the stream of the window's first byte. */
  #offset = 0;

  /** @param limit most bytes that are taken from the stream */
  constructor(cursor: JsonCursor, chunks: AsyncIterator<Uint8Array>, limit: number) {
    this.cursor = cursor;
    this.#chunks = chunks;
    this.#limit = limit;
    cursor.bytes = this.#buffer;
  }

  /** Position of the cursor in the stream, from 0. */
  get position(): number {
    return this.#offset + this.cursor.at;
  }

  /**
   * Drops what is before `from` and puts more bytes behind the rest; the cursor stands at `from` then.
   * @param most bytes that the window is wanted to have at most
   * @returns false at the end of the stream
   */
  async more(from: number, most = Number.POSITIVE_INFINITY): Promise<boolean> {
    const { cursor } = this;
    const kept = cursor.end - from;
    this.#offset += from;
    // Twice as much each time, so that a value of any length is looked at only a few times.
    const wanted = Math.max(windowBytes, Math.min(kept * 2, most));
    this.#keep(from, kept, wanted);
    cursor.at = 0;
    cursor.end = kept;
    while (cursor.end < wanted) if (!(await this.#fill(wanted))) break;
    this.#buffer[cursor.end] = 0;
    return cursor.end > kept;
  }

  /** Reads all of the file into the window. @param most bytes that are read at most */
  async all(most: number): Promise<void> {
    // One more, to know whether there are more.
    while (await this.more(0, most + 1)) {
      if (this.cursor.end <= most) continue;
      this.limitMet = most;
      this.cursor.end = most;
      this.#buffer[most] = 0;
      return;
    }
  }

  /** Lets go of the bytes, once all that is wanted of them is known: they may take more memory than what was read. */
  release(): void {
    this.#offset += this.cursor.at;
    this.#buffer = new Uint8Array(1);
    this.#chunk = undefined;
    this.cursor.bytes = this.#buffer;
    this.cursor.at = 0;
    this.cursor.end = 0;
  }

  #keep(from: number, kept: number, wanted: number): void {
    if (this.#buffer.length > wanted) {
      this.#buffer.copyWithin(0, from, from + kept);
      return;
    }
    const wider = new Uint8Array(wanted + 1);
    wider.set(this.#buffer.subarray(from, from + kept));
    this.#buffer = wider;
    this.cursor.bytes = wider;
  }

  async #fill(wanted: number): Promise<boolean> {
    const chunk = this.#chunk ?? (await this.#nextChunk());
    if (chunk === undefined) return false;
    const { cursor } = this;
    const taken = Math.min(chunk.length - this.#chunkAt, wanted - cursor.end);
    this.#buffer.set(chunk.subarray(this.#chunkAt, this.#chunkAt + taken), cursor.end);
    cursor.end += taken;
    this.#chunkAt += taken;
    if (this.#chunkAt === chunk.length) this.#chunk = undefined;
    return true;
  }

  async #nextChunk(): Promise<Uint8Array | undefined> {
    const room = this.#limit - this.#taken;
    const next = await this.#chunks.next();
    if (next.done === true) return undefined;
    if (next.value.length > room) this.limitMet = this.#limit;
    if (room <= 0) return undefined;
    this.#chunk = next.value.subarray(0, room);
    this.#chunkAt = 0;
    this.#taken += this.#chunk.length;
    return this.#chunk;
  }
}
