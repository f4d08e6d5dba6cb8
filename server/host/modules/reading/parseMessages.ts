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
const signatureBytes = 5 * 8;
const headBytes = 1 + signatureBytes + digestBytes + 4;

/** Writes replies. */
export class ReplyWriter {
  #bytes = new Uint8Array(64 * 1024);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;

  add(read: ReadModule | undefined): void {
    const facts = read?.facts;
    this.#room(headBytes + (facts?.length ?? 0));
    const flags =
      (read ? there : 0) |
      (read?.signature ? hasSignature : 0) |
      (read?.digest ? hasDigest : 0) |
      (facts ? hasFacts : 0) |
      (read?.hasProblems ? hasProblems : 0);
    this.#bytes[this.#at++] = flags;
    if (!read) return;
    if (read.signature) this.#signature(read.signature);
    this.#at += signatureBytes;
    if (read.digest) this.#bytes.set(read.digest, this.#at);
    this.#at += digestBytes;
    this.#view.setUint32(this.#at, facts?.length ?? 0, true);
    this.#at += 4;
    if (facts) this.#bytes.set(facts, this.#at);
    this.#at += facts?.length ?? 0;
  }

  #signature({ size, mtimeMs, ctimeMs, inode, mode }: Signature): void {
    this.#view.setFloat64(this.#at, size, true);
    this.#view.setFloat64(this.#at + 8, mtimeMs, true);
    this.#view.setFloat64(this.#at + 16, ctimeMs, true);
    this.#view.setFloat64(this.#at + 24, inode, true);
    this.#view.setFloat64(this.#at + 32, mode, true);
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
    this.#view = new DataView(larger.buffer);
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
    const signatureAt = at;
    const digestAt = at + signatureBytes;
    const length = view.getUint32(digestAt + digestBytes, true);
    const factsAt = digestAt + digestBytes + 4;
    at = factsAt + length;
    yield {
      signature: (flags & hasSignature) === 0 ? undefined : readSignature(view, signatureAt),
      digest:
        (flags & hasDigest) === 0 ? undefined : bytes.subarray(digestAt, digestAt + digestBytes),
      facts: (flags & hasFacts) === 0 ? undefined : bytes.subarray(factsAt, factsAt + length),
      hasProblems: (flags & hasProblems) !== 0,
    };
  }
}

function readSignature(view: DataView, at: number): Signature {
  return {
    size: view.getFloat64(at, true),
    mtimeMs: view.getFloat64(at + 8, true),
    ctimeMs: view.getFloat64(at + 16, true),
    inode: view.getFloat64(at + 24, true),
    mode: view.getFloat64(at + 32, true),
  };
}
