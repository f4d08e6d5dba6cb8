/** The table's memory of one folder and its entries. */
import type { Stats } from 'node:fs';
import type { FileDigest } from '../../engine/model/brand.ts';
import type { FoldedFolder } from './foldedFolder.ts';
import { isSame, type Signature } from './signature.ts';

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

/** One folder. */
export interface FolderNode {
  readonly entries: Map<string, Entry>;
  /** What was saved of it; its entries are unpacked when one of them is needed. */
  readonly folded: FoldedFolder | undefined;
  unfolded: boolean;
  /** Sum of its saved row. */
  sum: string | undefined;
  /** Raised when what is known of it changes; 0: it is as its row says. */
  version: number;
  /** Epoch in which the disk was compared with the row as a whole, and the answer. */
  comparedIn: number;
  intact: boolean;
  /** Epoch in which the folder itself was looked at. */
  checkedIn: number;
  /** A real folder inside the workspace, reached through no link. */
  real: boolean;
  /** Of the folder itself. */
  mtimeMs: number;
  ctimeMs: number;
  inode: number;
  /** Epoch in which `entries` was known to hold all names; -1: never. */
  listedIn: number;
  /** The folder's own times when its names were read; a name cannot come or go without changing them. */
  listing: { readonly mtimeMs: number; readonly ctimeMs: number; readonly inode: number } | undefined;
  /** True: what is known of it is worth saving. */
  changed: boolean;
  /** Digest of the ignore file whose rules are in force. */
  ignoreDigest: FileDigest | undefined;
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

/**
 * A folder at the start of this process.
 * @param saved its row; without one nothing is known
 */
export function newFolder(saved?: { readonly folded: FoldedFolder; readonly sum: string }): FolderNode {
  return {
    entries: new Map(),
    folded: saved?.folded,
    unfolded: saved === undefined,
    sum: saved?.sum,
    version: 0,
    comparedIn: -1,
    intact: false,
    checkedIn: -1,
    real: false,
    mtimeMs: 0,
    ctimeMs: 0,
    inode: 0,
    listedIn: -1,
    listing: saved?.folded.listing,
    changed: false,
    ignoreDigest: undefined,
  };
}

/** Takes over what a look at an entry showed. A changed signature takes the digest away. */
export function update(entry: Entry, node: FolderNode, stats: Stats): void {
  entry.there = true;
  if (isSame(entry, stats)) return;
  node.version++;
  entry.kind = kindOf(stats);
  entry.size = stats.size;
  entry.mtimeMs = stats.mtimeMs;
  entry.ctimeMs = stats.ctimeMs;
  entry.inode = stats.ino;
  entry.mode = stats.mode;
  entry.digest = undefined;
  entry.settled = false;
}

/** The kind of a stat or of a directory entry. */
export function kindOf(entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): EntryKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

/** Whether the owner may run it. */
export function isExecutable({ mode }: Pick<Signature, 'mode'>): boolean {
  return (mode & 0o100) !== 0;
}
