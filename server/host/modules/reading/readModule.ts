/** One file, from its path to its facts as bytes: opened once, so that signature, digest and facts are of the same bytes. */
import { hash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { parseFacts } from '../../../modules/facts.ts';
import { FactsWriter } from '../../../modules/factsCodec.ts';
import { kindOf, mannerNumber } from '../../../modules/kinds.ts';
import type { ModuleFacts } from '../../../modules/model.ts';
import { isSame, type Signature, signatureOf } from '../../files/signature.ts';
import { explainFileError, isMissing } from '../../files/systemError.ts';
import type { FileParser } from './fileParser.ts';
import { whyTooHeavy } from './heavyText.ts';
import { isTooDeep } from './nesting.ts';

/** How many bytes the key of facts has: a sha256 whose last byte says how the text is read. */
export const digestBytes = 32;

/** A file that was read, or could not be. */
export interface ReadModule {
  /** Undefined: it could not be looked at, so nothing holds for a next time. */
  readonly signature: Signature | undefined;
  /** Of its bytes, with the way they are read for the last byte; undefined where they were not read. */
  readonly digest: Uint8Array | undefined;
  /** Valid until the next file is read; undefined: `isKnown` said that they are there. */
  readonly facts: Uint8Array | undefined;
  /** Something is wrong with it. */
  readonly hasProblems: boolean;
}

const attemptsMax = 4;

/** Reads files one after the other, to where the parser wants them. */
export class ModuleReader {
  readonly #bytesMax: number;
  readonly #parser: FileParser;
  readonly #isKnown: (digest: Uint8Array) => boolean;
  readonly #onThrow: () => void;
  readonly #writer = new FactsWriter();

  /**
   * @param isKnown whether the facts of a digest need not be made again
   * @param onThrow told when parsing threw, which becomes a problem of the file
   */
  constructor(options: {
    readonly bytesMax: number;
    readonly parser: FileParser;
    readonly isKnown: (digest: Uint8Array) => boolean;
    readonly onThrow?: () => void;
  }) {
    this.#bytesMax = options.bytesMax;
    this.#parser = options.parser;
    this.#isKnown = options.isKnown;
    this.#onThrow = options.onThrow ?? (() => undefined);
  }

  /**
   * @param file absolute
   * @param path workspace-relative: its ending decides how it is read
   * @returns undefined where there is no such file
   */
  read(file: string, path: string): ReadModule | undefined {
    let descriptor: number;
    try {
      // O_NONBLOCK: should a pipe have taken the file's place, opening it must not wait for a writer.
      descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    } catch (error) {
      if (isMissing(error)) return undefined;
      return this.#problem(explainFileError(error, 'read', path));
    }
    try {
      return this.#readOpen(descriptor, path);
    } catch (error) {
      return this.#problem(explainFileError(error, 'read', path));
    } finally {
      closeSync(descriptor);
    }
  }

  #readOpen(descriptor: number, path: string): ReadModule | undefined {
    for (let attempt = 0; attempt < attemptsMax; attempt++) {
      const stats = fstatSync(descriptor);
      if (!stats.isFile()) return undefined;
      const signature = signatureOf(stats);
      if (kindOf(path)?.type === 'data') return this.#read(signature, undefined, nothing);
      if (stats.size > this.#bytesMax) return this.#tooLarge(signature, path);
      const bytes = this.#readBytes(descriptor, stats.size);
      if (bytes && isSame(signature, fstatSync(descriptor)))
        return this.#factsOf(signature, bytes, path);
    }
    return this.#problem(
      `${path} kept changing while it was read. It is read again when it changes.`,
    );
  }

  /** @returns undefined where there is more or less than there was */
  #readBytes(descriptor: number, size: number): Buffer | undefined {
    const room = this.#parser.room(size + 1);
    let at = 0;
    while (at <= size) {
      const read = readSync(descriptor, room, at, size + 1 - at, at);
      at += read;
      // Files give less than was asked for only at their end.
      if (read === 0 || at === size) break;
    }
    return at === size ? room.subarray(0, size) : undefined;
  }

  #factsOf(signature: Signature, bytes: Buffer, path: string): ReadModule {
    const digest = factsKey(bytes, path);
    if (this.#isKnown(digest)) return { signature, digest, facts: undefined, hasProblems: false };
    return this.#read(signature, digest, this.#parsed(bytes, path));
  }

  #read(
    signature: Signature | undefined,
    digest: Uint8Array | undefined,
    facts: ModuleFacts,
  ): ReadModule {
    const hasProblems = facts.problems.length > 0;
    return { signature, digest, facts: this.#writer.encode(facts), hasProblems };
  }

  #parsed(bytes: Buffer, path: string): ModuleFacts {
    const why = whyTooHeavy(bytes) ?? (isTooDeep(bytes) ? 'is nested too deeply' : undefined);
    if (why !== undefined)
      return problemOf(`${path} ${why} to be read. Its imports are not known.`);
    try {
      return parseFacts(path, this.#parser.text(bytes), this.#parser);
    } catch (error) {
      this.#onThrow();
      const detail = error instanceof Error ? error.message : String(error);
      return problemOf(`${path} could not be parsed: ${detail}. Its imports are not known.`);
    }
  }

  #tooLarge(signature: Signature, path: string): ReadModule {
    const [size, most] = [signature.size, this.#bytesMax].map((bytes) => (bytes / 1e6).toFixed(1));
    const message = `${path} has ${size} MB, more than the limit of ${most} MB, so its imports are not known.`;
    return this.#read(signature, undefined, problemOf(message));
  }

  #problem(message: string): ReadModule {
    return this.#read(undefined, undefined, problemOf(message));
  }
}

const nothing: ModuleFacts = { imports: [], exports: [], problems: [] };

/** Under what facts are kept. @param bytes of a file @param path its ending says how they are read */
export function factsKey(bytes: Uint8Array, path: string): Uint8Array {
  const digest = hash('sha256', bytes, 'buffer');
  // Only correct if the way of reading is part of the key: `a.css` renamed to `a.vue` has other facts.
  digest[digestBytes - 1] = mannerNumber(path);
  return digest;
}

/** Facts that say only what is wrong. */
export function problemOf(message: string): ModuleFacts {
  return { ...nothing, problems: [{ message, start: 0, end: 0 }] };
}
