/** The table's memory of one folder and its entries. */
import type { Stats } from 'node:fs';
import type { FileDigest } from '../../engine/model/brand.ts';
import { type Entry, kindOf, type Listing } from './entry.ts';
import type { FoldedFolder } from './foldedFolder.ts';
import { isSame } from './signature.ts';

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
  /** Nothing was there; false where a file or link was. */
  isAbsent: boolean;
  /** Of the folder itself. */
  mtimeMs: number;
  ctimeMs: number;
  inode: number;
  /** Epoch in which `entries` was known to hold all names; -1: never. */
  listedIn: number;
  listing: Listing | undefined;
  /** True: what is known of it is worth saving. */
  changed: boolean;
  /** Digest of the ignore file whose rules are in force. */
  ignoreDigest: FileDigest | undefined;
}

/**
 * A folder at the start of this process.
 * @param saved its row; without one nothing is known
 */
export function newFolder(saved?: {
  readonly folded: FoldedFolder;
  readonly sum: string;
}): FolderNode {
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
    isAbsent: false,
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
