/** What is told of a file that nobody could parse. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FactsWriter } from '../../../modules/factsCodec.ts';
import { isSame, type Signature, signatureOf } from '../../files/signature.ts';
import { type ParseReply, ReplyWriter, readReply } from './parseMessages.ts';
import { factsKey, problemOf } from './readModule.ts';

/** What holds until the file changes, and what says whether it did. */
interface Evidence {
  readonly signature: Signature;
  readonly digest: Uint8Array;
}

/** Whether the parser had a file and gave it back: where it is gone, known from before or unreadable, nothing was survived. @param reply of one file */
export function wasParsed({ bytes }: ParseReply): boolean {
  const [parsed] = readReply(bytes);
  if (parsed?.facts === undefined) return false;
  return parsed.digest !== undefined || !parsed.hasProblems;
}

/** One file, from before it was given to be parsed. */
export class Attempt {
  readonly #root: string;
  readonly #path: string;
  readonly #takenAt = Date.now();
  readonly #signature: Signature | undefined;

  /** @param root absolute @param path workspace-relative */
  constructor(root: string, path: string) {
    this.#root = root;
    this.#path = path;
    this.#signature = this.#look();
  }

  /** The reply that nobody gave. @param why the end of a sentence @param isForGood whether it would be the same with the same bytes */
  failed(why: string, isForGood: boolean): ParseReply {
    const writer = new ReplyWriter();
    const message = `${this.#path} ${why}. Its imports are not known.`;
    const facts = new FactsWriter().encode(problemOf(message));
    const { signature, digest } = (isForGood ? this.#evidence() : undefined) ?? {};
    writer.add({ signature, digest, facts, hasProblems: true });
    return { bytes: writer.take(), takenAt: this.#takenAt, isSlow: false };
  }

  /** Only correct if the bytes are those that were parsed: else what somebody has mended meanwhile would never be read. */
  #evidence(): Evidence | undefined {
    const signature = this.#signature;
    if (signature === undefined) return undefined;
    try {
      const file = join(this.#root, this.#path);
      const digest = factsKey(readFileSync(file), this.#path);
      return isSame(signature, statSync(file)) ? { signature, digest } : undefined;
    } catch {
      // It is gone, or may not be read any more: whoever looks the next time sees that.
      return undefined;
    }
  }

  #look(): Signature | undefined {
    try {
      return signatureOf(statSync(join(this.#root, this.#path)));
    } catch {
      // Likewise.
      return undefined;
    }
  }
}
