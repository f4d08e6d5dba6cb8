/** What the table of files remembers of one name in a folder. */
import type { FileDigest } from '../../engine/model/brand.ts';
import type { Signature } from './signature.ts';

/** What kind of thing a name stands for. `other`: sockets, pipes, devices, which are left alone. */
export type EntryKind = 'file' | 'folder' | 'link' | 'other';

/** One name in a folder. Its digest, where it has one, belongs to its signature. */
export interface Entry extends Signature {
  kind: EntryKind;
  /** Epoch of the last look at it; -1: never. */
  checkedIn: number;
  /** False: it was gone when last looked at. */
  there: boolean;
  digest: FileDigest | undefined;
  /** False: it had changed too recently for an equal signature to prove anything in a later epoch. */
  settled: boolean;
  /** Epoch in which `digest` was taken. */
  digestedIn: number;
}

/** A folder's own times when its names were read; a name cannot come or go without changing them. */
export interface Listing {
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly inode: number;
}

/** What a folder holds, and when that was read; undefined where only some names were looked at. */
export interface FolderContents {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly listing: Listing | undefined;
}

/** A new entry of which nothing is known. */
export function newEntry(kind: EntryKind): Entry {
  return {
    kind,
    checkedIn: -1,
    there: true,
    size: 0,
    mtimeMs: 0,
    ctimeMs: 0,
    inode: 0,
    mode: 0,
    digest: undefined,
    settled: false,
    digestedIn: -1,
  };
}

/** The kind of a stat or of a directory entry. */
export function kindOf(entry: {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}): EntryKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

/** Whether the owner may run it. */
export function isExecutable({ mode }: Pick<Signature, 'mode'>): boolean {
  return (mode & 0o100) !== 0;
}
