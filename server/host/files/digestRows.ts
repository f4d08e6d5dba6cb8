/**
 * What is remembered of files between processes: per folder, each file's stat signature and digest. A row is only a claim about a
 * signature; it is used when the file's signature is equal now, so a row of another process or of last week can never be wrong.
 */
import type { FileDigest } from '../../engine/model/brand.ts';

/** Keeps one opaque text per folder; a lost or damaged row only costs a new hash. */
export interface DigestRowStore {
  /** The text saved for this folder, if it is there and intact. */
  load(folder: string): string | undefined;
  save(rows: ReadonlyMap<string, string>): void;
}

/** What is known of one file. */
export interface DigestRow {
  /** See `statSignature`. */
  readonly signature: string;
  readonly digest: FileDigest;
}

/** Reads a folder's text; anything unexpected counts as nothing known. */
export function parseDigestRows(text: string | undefined): Map<string, DigestRow> {
  const rows = new Map<string, DigestRow>();
  if (text === undefined) return rows;
  const lines = text.split('\n');
  for (let at = 0; at + 2 < lines.length; at += 3) {
    const [name, signature, digest] = [lines[at], lines[at + 1], lines[at + 2]];
    if (name === undefined || signature === undefined || digest === undefined) break;
    rows.set(name, { signature, digest: digest as FileDigest });
  }
  return rows;
}

/** Three lines per file; a name with a line break is left out and hashed each time. */
export function formatDigestRows(rows: ReadonlyMap<string, DigestRow>): string {
  const parts: string[] = [];
  for (const [name, { signature, digest }] of rows) {
    if (!name.includes('\n')) parts.push(name, signature, digest);
  }
  return parts.length === 0 ? '' : `${parts.join('\n')}\n`;
}
