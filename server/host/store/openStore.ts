/**
 * Opens everything that is kept below `.cachescope/`, for the command line and the language server alike.
 *
 *     const store = openStore({ root: '/work/app', onTrouble: (message) => log(message) });
 *     if ('message' in store) return store.message;
 *     store.traces.latest(...);
 */
import { join } from 'node:path';
import type { CacheStatistics } from '../../engine/cache/counters.ts';
import type { CacheEvent } from '../../engine/cache/tier.ts';
import type { FileDigest } from '../../engine/model/brand.ts';
import type { DiskSpec, OnEvicted, OpenDisk } from '../../engine/ports/cache.ts';
import type { BlobStore, TraceStore } from '../../engine/ports/store.ts';
import { BlobFiles } from './blobFiles.ts';
import { BlobMemory } from './blobMemory.ts';
import { DiskBlobStore } from './blobStore.ts';
import { Database } from './database.ts';
import type { FileDigestStore } from './digestTable.ts';
import { FileDigestTable } from './digestTable.ts';
import { DiskTier } from './diskTier.ts';
import type { StoreLimits } from './limits.ts';
import { defaultLimits } from './limits.ts';
import { Locks } from './locks.ts';
import { Maintenance } from './maintenance.ts';
import { RunHistory } from './runHistory.ts';
import { indexFile } from './schema.ts';
import { loadSqlite } from './sqlite.ts';
import { openStateFolder } from './stateFolder.ts';
import { TextArchive } from './texts.ts';
import { SqliteTraceStore } from './traceStore.ts';
import type { WarmOptions, WarmReport } from './warm.ts';
import { warmResults } from './warm.ts';

/** What to open, and how. */
export interface StoreOptions {
  /** Absolute path of the workspace root. */
  readonly root: string;
  readonly limits?: StoreLimits;
  /** Told what went wrong, in words for people; must not throw. */
  readonly onTrouble: (message: string) => void;
  /** Milliseconds since 1970; tests make time stand still. */
  readonly now?: () => number;
  /** Told what happens to blobs in memory; must not throw. */
  readonly emit?: (event: CacheEvent) => void;
}

/** The open stores of one workspace. */
export interface Store {
  readonly traces: TraceStore;
  readonly blobs: BlobStore;
  readonly digests: FileDigestStore;
  readonly maintenance: Maintenance;
  /** Opens the disk tiers of named caches, for `CacheRegistry`. */
  readonly openDisk: OpenDisk;
  /**
   * Reads the most valuable results ahead, in the background. For a process that lives on: into memory, within the limits, and what it
   * reads later is kept there, too.
   */
  warm(options: WarmOptions): Promise<WarmReport>;
  /** `warm` for a process that ends: the system then has the files in its page cache. Nothing is kept here. */
  readAhead(options: WarmOptions): Promise<WarmReport>;
  /** Figures of the blobs in memory; undefined before `warm`. */
  memoryStatistics(): CacheStatistics | undefined;
  /**
   * Runs `body` while no other process writes to the index. What reads and then writes what follows from it loses nothing in it.
   * @returns undefined where the index refused, which was announced
   */
  transaction<T>(body: () => T): T | undefined;
  /** Runs that were recorded without being counted, see `RunHistory`. */
  uncountedRuns(after: number): ReturnType<RunHistory['uncounted']>;
  /** The text of an input as it was, for differences; undefined where it was not kept. */
  readText(digest: FileDigest): string | undefined;
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
  const { root, onTrouble, now = Date.now, limits = defaultLimits, emit } = options;
  const files = new BlobFiles(folder, now);
  const locks = new Locks(database, now);
  const texts = new TextArchive({ root, database, blobs: () => blobs, now });
  const blobs = new DiskBlobStore({ root, files, texts, onTrouble });
  const disks: DiskTier<unknown>[] = [];
  const maintenance = new Maintenance({ folder, database, files, locks, limits, now });
  let memory: BlobMemory | undefined;
  return {
    traces: new SqliteTraceStore(database, { now, onTrouble, locks }),
    blobs,
    digests: new FileDigestTable(database, onTrouble),
    maintenance,
    warm(options) {
      const { entries, bytes } = options.limits;
      // `lru-cache` takes a limit of 0 for none.
      if (entries > 0 && bytes > 0) {
        memory ??= new BlobMemory(options.limits, { now, ...(emit && { emit }) });
        blobs.useMemory(memory);
      }
      return warmResults(maintenance.results(), blobs, options);
    },
    readAhead: (options) => warmResults(maintenance.results(), blobs, options),
    memoryStatistics: () => memory?.statistics(),
    openDisk: <V>(spec: DiskSpec<V>, onEvicted: OnEvicted) => {
      const disk = new DiskTier<V>({
        cache: spec.name,
        schema: spec.schema,
        codec: spec.codec,
        inlineMax: spec.inlineMax,
        database,
        blobs,
        now,
        onEvicted,
      });
      disks.push(disk as DiskTier<unknown>);
      return disk;
    },
    transaction: <T>(body: () => T) =>
      database.attempt<T | undefined>('Figures could not be kept', undefined, () =>
        database.transaction(body),
      ),
    uncountedRuns: (after) => new RunHistory(database, onTrouble).uncounted(after),
    readText: (digest) => texts.read(digest),
    folder,
    close: () => {
      for (const disk of disks) disk.flush();
      database.close();
    },
  };
}
