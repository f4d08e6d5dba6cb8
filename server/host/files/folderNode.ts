/** The table's memory of one folder and its entries. */
import type { FileDigest } from '../../engine/model/brand.ts';

/** What kind of thing a name stands for. `other`: sockets, pipes, devices, which are left alone. */
export type EntryKind = 'file' | 'folder' | 'link' | 'other';

/** One name in a folder. */
export interface Entry {
  kind: EntryKind;
  /** Epoch of the last stat; -1: never. */
  checkedIn: number;
  /** The file's signature at that time; undefined: it was gone. */
  signature: string | undefined;
  ctimeMs: number;
  sizeBytes: number;
  executable: boolean;
  digest: FileDigest | undefined;
  /** The signature that `digest` belongs to. */
  digestSignature: string | undefined;
  /** False: the file had changed too recently for an equal signature to prove anything in a later epoch. */
  settled: boolean;
  /** Epoch in which `digest` was taken or confirmed. */
  digestedIn: number;
}

/** A new entry of which nothing is known. */
export function newEntry(kind: EntryKind): Entry {
  return {
    kind,
    checkedIn: -1,
    signature: undefined,
    ctimeMs: 0,
    sizeBytes: 0,
    executable: false,
    digest: undefined,
    digestSignature: undefined,
    settled: false,
    digestedIn: -1,
  };
}

/** One folder. */
export interface FolderNode {
  /** Epoch in which `entries` was read from disk; -1: never, so it holds only names that were asked for singly. */
  listedIn: number;
  exists: boolean;
  /** Whether it has an entry that counts, for empty folders among outputs. */
  entries: Map<string, Entry>;
  /** Saved rows, loaded on first need. */
  rows: Map<string, { readonly signature: string; readonly digest: FileDigest }> | undefined;
  /** True: `rows` must be saved. */
  changed: boolean;
}

/** A folder of which nothing is known. */
export function newFolder(): FolderNode {
  return { listedIn: -1, exists: false, entries: new Map(), rows: undefined, changed: false };
}
