/**
 * What goes between the analysis and the threads that read and parse: paths one way, one buffer back for a batch of files.
 *
 *     1 byte    0: no such file; else flags, see below
 *     40 bytes  signature: size, mtime, ctime, inode, mode, as doubles
 *     32 bytes  key of the facts, see readModule.ts
 *     4 bytes   length of the facts
 *     bytes     facts, see factsCodec.ts
 */
import type { Signature } from '../../files/signature.ts';
import { digestBytes, type ReadModule } from './readModule.ts';

/** Given to a thread at its start. */
export interface ParseThreadData {
  readonly root: string;
  readonly bytesMax: number;
}

/** A batch of files to read. */
export interface ParseRequest {
  /** Workspace-relative. */
  readonly paths: readonly string[];
  /** Digests, one after the other, of which the facts are known. */
  readonly known: Uint8Array | undefined;
}

/** The files in the order of the request. */
export interface ParseReply {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Before the first file was opened, in milliseconds since 1970. */
  readonly takenAt: number;
  /** Read by the WebAssembly build. */
  readonly isSlow: boolean;
}

/** The answer of a thread that has no parser: nothing can be read. */
export interface ParseFailure {
  /** Why, for people. */
  readonly failure: string;
}

/** One file of a reply. */
export interface ParsedModule {
  readonly signature: Signature | undefined;
  readonly digest: Uint8Array | undefined;
  /** Undefined: known by its digest. */
  readonly facts: Uint8Array | undefined;
  /** Something is wrong with it; false where its facts are known. */
  readonly hasProblems: boolean;
}

const there = 1;
const hasSignature = 2;
const hasDigest = 4;
const hasFacts = 8;
const hasProblems = 16;
const headBytes = 1 + 40 + digestBytes + 4;

/** Writes replies. */
export class ReplyWriter {
  #bytes = new Uint8Array(64 * 1024);
  #at = 0;

  add(read: ReadModule | undefined): void {
    const facts = read?.facts;
    this.#room(headBytes + (facts?.length ?? 0));
    const view = new DataView(this.#bytes.buffer);
    const flags =
      (read ? there : 0) |
      (read?.signature ? hasSignature : 0) |
      (read?.digest ? hasDigest : 0) |
      (facts ? hasFacts : 0) |
      (read?.hasProblems ? hasProblems : 0);
    view.setUint8(this.#at++, flags);
    if (!read) return;
    const { size = 0, mtimeMs = 0, ctimeMs = 0, inode = 0, mode = 0 } = read.signature ?? {};
    for (const value of [size, mtimeMs, ctimeMs, inode, mode]) {
      view.setFloat64(this.#at, value, true);
      this.#at += 8;
    }
    if (read.digest) this.#bytes.set(read.digest, this.#at);
    this.#at += digestBytes;
    view.setUint32(this.#at, facts?.length ?? 0, true);
    this.#at += 4;
    if (facts) this.#bytes.set(facts, this.#at);
    this.#at += facts?.length ?? 0;
  }

  /** The reply, in a buffer of its own that can be handed over. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, this.#at);
    this.#at = 0;
    return taken;
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + bytes));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
  }
}

/** The files of a reply, in order; undefined where there is no such file. */
export function* readReply(bytes: Uint8Array): Generator<ParsedModule | undefined> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length; ) {
    const flags = view.getUint8(at++);
    if (flags === 0) {
      yield undefined;
      continue;
    }
    const number = (index: number): number => view.getFloat64(at + index * 8, true);
    const [size, mtimeMs, ctimeMs, inode, mode] = [0, 1, 2, 3, 4].map(number) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const digestAt = at + 40;
    const length = view.getUint32(digestAt + digestBytes, true);
    const factsAt = digestAt + digestBytes + 4;
    at = factsAt + length;
    yield {
      signature: (flags & hasSignature) === 0 ? undefined : { size, mtimeMs, ctimeMs, inode, mode },
      digest:
        (flags & hasDigest) === 0 ? undefined : bytes.subarray(digestAt, digestAt + digestBytes),
      facts: (flags & hasFacts) === 0 ? undefined : bytes.subarray(factsAt, factsAt + length),
      hasProblems: (flags & hasProblems) !== 0,
    };
  }
}
