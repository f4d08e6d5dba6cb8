/**
 * What is remembered of a folder between processes, as bytes: its own times with the names it held, and each file's signature and digest.
 * A row is only a claim about signatures, used when they are equal now, so a row of another process or of last week cannot be wrong.
 *
 *     doubles  count, bytes of names, has listing, folder's mtime, ctime, inode, then 5 for each entry
 *     bytes    a flag byte for each entry: kind in bits 0-1, bit 2: has a digest
 *     bytes    32 for each entry: sha256
 *     UTF-8    names joined by '/'
 */
import type { FileDigest } from '../../engine/model/brand.ts';
import { isExecutable, newEntry, newFolder, type Entry, type EntryKind, type FolderNode } from './folderNode.ts';

/** Keeps one row for each folder; a lost or damaged row only costs a new look. */
export interface FolderRowStore {
  /** All rows in one query. */
  loadAll(): ReadonlyMap<string, string | Uint8Array>;
  save(rows: ReadonlyMap<string, Uint8Array>): void;
}

const kinds: readonly EntryKind[] = ['file', 'folder', 'link', 'other'];
const headerDoubles = 6;
const entryDoubles = 5;
const digestBytes = 32;
const hasDigest = 4;

/** Writes a row. Only what is settled is claimed: names as listed, digests of files that had not just changed. */
export function encodeFolder(node: FolderNode): Uint8Array {
  const { listing } = node;
  const kept = [...node.entries].filter(([name, entry]) => !name.includes('/') && (listing ? entry.there : entry.digest && entry.settled));
  const names = Buffer.from(kept.map(([name]) => name).join('/'), 'utf8');
  const doubles = new Float64Array(headerDoubles + kept.length * entryDoubles);
  doubles.set([kept.length, names.length, listing ? 1 : 0, listing?.mtimeMs ?? 0, listing?.ctimeMs ?? 0, listing?.inode ?? 0]);
  const tail = Buffer.alloc(kept.length * (1 + digestBytes));
  for (const [index, [, entry]] of kept.entries()) {
    const { size, mtimeMs, ctimeMs, inode, mode } = entry;
    doubles.set([size, mtimeMs, ctimeMs, inode, mode], headerDoubles + index * entryDoubles);
    const digest = entry.kind === 'file' && entry.settled ? entry.digest : undefined;
    tail[index] = kinds.indexOf(entry.kind) | (digest ? hasDigest : 0);
    if (digest) tail.write(digest.slice('sha256:'.length, 71), kept.length + index * digestBytes, 'hex');
  }
  return Buffer.concat([new Uint8Array(doubles.buffer), tail, names]);
}

/** Reads a row; anything that does not add up counts as nothing known. */
export function decodeFolder(row: string | Uint8Array | undefined): FolderNode {
  const node = newFolder();
  if (!(row instanceof Uint8Array) || row.length < headerDoubles * 8) return node;
  const bytes = row.byteOffset % 8 === 0 ? row : Uint8Array.from(row);
  const available = Math.floor(bytes.length / 8);
  const doubles = new Float64Array(bytes.buffer, bytes.byteOffset, available);
  const [count = 0, nameBytes = 0, listed = 0, mtimeMs = 0, ctimeMs = 0, inode = 0] = doubles;
  const flagsAt = (headerDoubles + count * entryDoubles) * 8;
  const namesAt = flagsAt + count * (1 + digestBytes);
  if (!Number.isInteger(count) || count < 0 || namesAt + nameBytes !== bytes.length) return node;
  const tail = Buffer.from(bytes.buffer, bytes.byteOffset + flagsAt, bytes.length - flagsAt);
  const names = tail.toString('utf8', namesAt - flagsAt).split('/');
  if (count > 0 && names.length !== count) return node;
  if (listed === 1) node.listing = { mtimeMs, ctimeMs, inode };
  for (let index = 0; index < count; index++) {
    const name = names[index];
    if (name !== undefined) node.entries.set(name, decodeEntry(doubles, tail, count, index));
  }
  return node;
}

function decodeEntry(doubles: Float64Array, tail: Buffer, count: number, index: number): Entry {
  const at = headerDoubles + index * entryDoubles;
  const flags = tail[index] ?? 0;
  const entry = newEntry(kinds[flags & 3] ?? 'other');
  entry.size = doubles[at] ?? 0;
  entry.mtimeMs = doubles[at + 1] ?? 0;
  entry.ctimeMs = doubles[at + 2] ?? 0;
  entry.inode = doubles[at + 3] ?? 0;
  entry.mode = doubles[at + 4] ?? 0;
  if ((flags & hasDigest) === 0) return entry;
  const start = count + index * digestBytes;
  const hex = tail.toString('hex', start, start + digestBytes);
  entry.digest = `sha256:${hex}${isExecutable(entry) ? '+x' : ''}` as FileDigest;
  entry.settled = true;
  return entry;
}
