/** Hashing, as a port: `node:crypto` in the host, the same in tests. */

/** Makes digests. */
export interface Hasher {
  /**
   * sha256 of UTF-8 text or bytes.
   * @returns `sha256:<64 hex digits>`
   */
  digest(data: string | Uint8Array): string;
  /**
   * Keyed hash of a value that must not be stored, e.g. of an environment variable. The key is this workspace's own, so equal
   * secrets of two workspaces do not look equal.
   */
  keyed(value: string): string;
}
