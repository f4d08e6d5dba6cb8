/**
 * Opens everything that is kept below `.cachescope/`, for the command line and the language server alike.
 *
 *     const store = openStore({ root: '/work/app', onTrouble: (message) => log(message) });
 *     if ('message' in store) return store.message;
 *     store.traces.latest(...);
 */
import { join } from 'node:path';
import type { BlobStore, TraceStore } from '../../engine/ports/store.ts';
import { BlobFiles } from './blobFiles.ts';
import { DiskBlobStore } from './blobStore.ts';
import { Database } from './database.ts';
import type { FileDigestStore } from './digestTable.ts';
import { FileDigestTable } from './digestTable.ts';
import { Locks } from './locks.ts';
import { indexFile } from './schema.ts';
import { loadSqlite } from './sqlite.ts';
import { openStateFolder } from './stateFolder.ts';
import { SqliteTraceStore } from './traceStore.ts';

/** How much is kept, for how long. */
export interface StoreLimits {
  /** Bytes on disk, as compressed. */
  readonly diskSize: number;
  /** Milliseconds since the last use. */
  readonly ttlMs: number;
}

/** 5 GB, 7 days. */
export const defaultLimits: StoreLimits = { diskSize: 5e9, ttlMs: 7 * 24 * 3600 * 1000 };

/** What to open, and how. */
export interface StoreOptions {
  /** Absolute path of the workspace root. */
  readonly root: string;
  readonly limits?: StoreLimits;
  /** Told what went wrong, in words for people; must not throw. */
  readonly onTrouble: (message: string) => void;
  /** Milliseconds since 1970; tests make time stand still. */
  readonly now?: () => number;
}

/** The open stores of one workspace. */
export interface Store {
  readonly traces: TraceStore;
  readonly blobs: BlobStore;
  readonly digests: FileDigestStore;
  /** Absolute path of `.cachescope`. */
  readonly folder: string;
  /** Ends the connection. Work in the background is to be awaited first (`blobs.flush()`). */
  close(): void;
}

/** @returns the stores, or why there are none and what to do */
export function openStore(options: StoreOptions): Store | { readonly message: string } {
  const state = openStateFolder(options.root);
  if ('message' in state) return state;
  const sqlite = loadSqlite();
  if ('message' in sqlite) return sqlite;
  const database = new Database(join(state.folder, indexFile), sqlite, options.onTrouble);
  const failed = database.open();
  return failed === undefined ? assemble(options, state.folder, database) : { message: failed };
}

function assemble(options: StoreOptions, folder: string, database: Database): Store {
  const { onTrouble, now = Date.now } = options;
  const files = new BlobFiles(folder, now);
  const texts = { keep: () => {}, flush: () => Promise.resolve() };
  return {
    traces: new SqliteTraceStore(database, { now, onTrouble, locks: new Locks(database, now) }),
    blobs: new DiskBlobStore({ root: options.root, files, texts, onTrouble }),
    digests: new FileDigestTable(database, onTrouble),
    folder,
    close: () => database.close(),
  };
}
