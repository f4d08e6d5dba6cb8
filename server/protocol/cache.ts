/** What is kept: named caches, their entries, and what one can do with them. */
import type { ActionName, FolderPath, InFolder, Page, PageRequest, Timestamp } from './basics.ts';

/** One named cache. */
export interface CacheRow {
  readonly name: string;
  /** What it keeps, in a few words. */
  readonly keeps: string;
  readonly enabled: boolean;
  readonly entries: number;
  readonly bytes: number;
  /** Look-ups over all processes; absent where they are not counted. */
  readonly memoryHits?: number;
  readonly diskHits?: number;
  readonly misses?: number;
}

/** All caches of a folder. */
export interface CacheOverview {
  readonly caches: readonly CacheRow[];
  readonly blobs: number;
  /** Bytes of blobs on disk. */
  readonly blobBytes: number;
  readonly indexBytes: number;
  /** Profiles of the last runs, and their bytes on disk. */
  readonly profiles: number;
  readonly profileBytes: number;
  /** Limits in force; absent: none. */
  readonly diskLimitBytes?: number;
  readonly ttlMs?: number;
}

/** How entries are sorted. */
export type EntryOrder = 'last-used' | 'size' | 'hits' | 'age' | 'name' | 'saves';

/** Which entries. Conditions are joined by "and". */
export interface EntrySelection {
  /** A named cache. */
  readonly cache?: string;
  /** A group within it: the action of results, else the first part of the key. */
  readonly group?: string;
  /** Part of a name or key, in any case. */
  readonly filter?: string;
  /** Not used for this long, in milliseconds. */
  readonly unusedForMs?: number;
  /** Exactly these. */
  readonly ids?: readonly string[];
}

/** Asks for entries. */
export interface EntryListRequest extends InFolder, PageRequest {
  readonly select: EntrySelection;
  readonly order: EntryOrder;
  readonly descending: boolean;
}

/** One entry. */
export interface EntryRow {
  /** Stable while the entry lives. */
  readonly id: string;
  readonly cache: string;
  readonly group: string;
  /** What a person knows it by: an action, a key. */
  readonly name: string;
  readonly key: string;
  readonly bytes: number;
  readonly createdAt: Timestamp;
  readonly lastUsedAt: Timestamp;
  readonly hits: number;
  /** Milliseconds that finding it saves; 0: not known. */
  readonly savesMs: number;
  /** Milliseconds until it goes unused; absent: no limit. */
  readonly timeToLiveMs?: number;
  /** For results: whether it is the one that would be used now. */
  readonly current?: boolean;
}

/** Answer to `EntryListRequest`. */
export interface EntryPage extends Page<EntryRow> {
  /** Bytes of all rows that there are, after the filter. */
  readonly totalBytes: number;
}

/** Asks for the groups of a cache. */
export interface GroupListRequest extends InFolder, PageRequest {
  readonly cache: string;
  readonly filter?: string;
  readonly order: 'name' | 'size' | 'entries';
}

/** One group of entries. */
export interface GroupRow {
  readonly name: string;
  readonly entries: number;
  readonly bytes: number;
  readonly lastUsedAt: Timestamp;
}

/** Everything about one entry. */
export interface EntryDetails {
  readonly entry: EntryRow;
  /** For results. */
  readonly result?: {
    readonly action: ActionName;
    readonly startedAt: Timestamp;
    readonly durationMs: number;
    readonly inputs: readonly FileRow[];
    readonly outputs: readonly FileRow[];
    /** What the command printed, cut to 100 kB. */
    readonly log: string;
  };
  /** For others: the value as text, cut to 100 kB. */
  readonly text?: string;
}

/** One file of a result. */
export interface FileRow {
  readonly path: FolderPath;
  readonly digest: string;
  readonly bytes?: number;
  /** How the file on disk is now, compared with this. */
  readonly now?: 'same' | 'changed' | 'absent';
}

/** Asks for a recorded output as text, to compare it with the file of now. */
export interface OutputTextRequest extends InFolder {
  readonly id: string;
  readonly path: FolderPath;
}

/** The text, or one sentence that says why there is none. */
export type OutputTextResult = { readonly text: string } | { readonly message: string };

/** Asks to drop entries, or first what would go. */
export interface PurgeRequest extends InFolder {
  readonly select: EntrySelection;
  /** True: only say what would go. It counts as `cachescope/caches` and `cachescope/cacheEntries` do. */
  readonly preview: boolean;
}

/** What went, or would go. */
export interface PurgeResult {
  readonly entries: number;
  /** Profiles of runs that went, besides the entries; absent: none. */
  readonly profiles?: number;
  /** Bytes on disk that become free, without those of the index, which keeps its room until it is made smaller. */
  readonly bytes: number;
  /** Bytes that stay for now, since they were stored moments ago or it was cancelled; a later prune takes them. In a preview, a part of `bytes`. */
  readonly laterBytes?: number;
  /** True: it was cancelled, after this much was done. */
  readonly cancelled?: boolean;
  /** One sentence where another process keeps it from happening. */
  readonly busy?: string;
}

/** What a check of all that is kept found. */
export interface VerifyResult {
  readonly checked: number;
  readonly bytes: number;
  readonly damaged: number;
  /** Removed, where that was asked for. */
  readonly removed: number;
  /** What is wrong, one sentence each, the first 100. */
  readonly findings: readonly string[];
  /** True: it was cancelled, and all of this is of what was looked at by then. */
  readonly cancelled?: boolean;
}
