/**
 * Hashing by `node:crypto`. `crypto.hash` makes a digest in one call, without a stateful object: for the small texts that keys are made
 * of it takes about half the time of `createHash`.
 */
import { createHmac, hash } from 'node:crypto';
import type { Hasher } from '../../engine/ports/hasher.ts';
import { loadSalt } from './salt.ts';

/** sha256 digests, and keyed ones with this workspace's own salt. */
export class NodeHasher implements Hasher {
  readonly #saltFile: string;
  #salt: Buffer | undefined;

  /** @param saltFile absolute path of the salt, e.g. `/repo/.cachescope/salt`; made when first needed */
  constructor(saltFile: string) {
    this.#saltFile = saltFile;
  }

  /** `sha256:<64 hex digits>` of UTF-8 text or bytes. */
  digest(data: string | Uint8Array): string {
    return `sha256:${hash('sha256', data, 'hex')}`;
  }

  /** `hmac-sha256:<64 hex digits>` under the workspace's salt: tells whether a secret changed, and nothing else of it. */
  keyed(value: string): string {
    this.#salt ??= loadSalt(this.#saltFile);
    return `hmac-sha256:${createHmac('sha256', this.#salt).update(value).digest('hex')}`;
  }
}
