/**
 * Looks after the store: lists what is kept, drops what is old, too much or unwanted (pruning.ts; one at a time), compacts, verifies.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { EpochMs } from '../../engine/model/brand.ts';
import type { BlobFiles } from './blobFiles.ts';
import { sampledBytes, walkBlobsInSteps } from './blobWalk.ts';
import { dueTimeMs, takeTurn } from './collectTurn.ts';
import type { Database } from './database.ts';
import type { KeptItem } from './inventory.ts';
import { isAging, isBookkeeping, readInventory, readOthers, readSomeResults } from './inventory.ts';
import type { StoreLimits } from './limits.ts';
import type { LockHolder, Locks } from './locks.ts';
import { keptProfiles, profileFiles } from './profileFiles.ts';
import type { PruneOptions, PruneReport } from './pruning.ts';
import { Pruning } from './pruning.ts';
import { ResultList } from './resultList.ts';
import { indexFile } from './schema.ts';
import { dropStanding, standingItems } from './standingFile.ts';
import type { Steps } from './steps.ts';
import { runThrough } from './steps.ts';
import type { VerifyReport } from './verify.ts';
import { Verifier } from './verify.ts';

const dayMs = 24 * 3600 * 1000;
/** Texts are kept once and may be needed for a difference long after; they are small. */
const textsMs = 90 * dayMs;
const lockName = ' collect';
/** Pages that compacting moves in one step. */
const pagesInStep = 200;

/** How the collector is called. */
export interface CollectOptions
  extends Omit<PruneOptions, 'olderThanMs' | 'maxBytes' | 'where' | 'keepProfiles'> {
  /** In place of those that the store was opened with. */
  readonly limits?: StoreLimits;
}

/** What went, or would go. */
export interface DropReport extends PruneReport {
  /** Set where another process is at it, or this one already, and nothing was done. */
  readonly busy?: LockHolder;
}

/** What is kept, in figures. */
export interface StoreUsage {
  /** As lists show them, over all caches. */
  readonly entries: number;
  readonly blobs: number;
  readonly blobBytes: number;
  readonly indexBytes: number;
  /** Profiles of runs, which are no entries. */
  readonly profiles: number;
  readonly profileBytes: number;
}

/** Looks after one store. */
export class Maintenance {
  /** Results as lists show them. */
  readonly listed: ResultList;
  readonly #folder: string;
  readonly #database: Database;
  readonly #files: BlobFiles;
  readonly #locks: Locks;
  readonly #limits: StoreLimits;
  readonly #now: () => number;
  #isPruning = false;

  /** @param options.folder absolute path of `.cachescope` */
  constructor(options: {
    readonly folder: string;
    readonly database: Database;
    readonly files: BlobFiles;
    readonly locks: Locks;
    readonly limits: StoreLimits;
    readonly now: () => number;
  }) {
    this.listed = new ResultList(options.database);
    this.#folder = options.folder;
    this.#database = options.database;
    this.#files = options.files;
    this.#locks = options.locks;
    this.#limits = options.limits;
    this.#now = options.now;
  }

  /** Everything that is kept, last used first. */
  list(): readonly KeptItem[] {
    const items = this.#database.attempt('The cache could not be listed', [], () =>
      readInventory(this.#database),
    );
    return [...items, ...this.standing()].sort(
      (a, b) => b.lastUsedAt - a.lastUsedAt || b.row - a.row,
    );
  }

  /** The results among what is kept, in portions of a few hundred; each is read when it is asked for. */
  *results(): Generator<readonly KeptItem[]> {
    for (let from: number | undefined = 0; from !== undefined; ) {
      const start: number = from;
      const none = { items: [], next: undefined };
      const portion = this.#database.attempt<ReturnType<typeof readSomeResults>>(
        'The cache could not be listed',
        none,
        () => readSomeResults(this.#database, start),
      );
      yield portion.items;
      from = portion.next;
    }
  }

  /** What is kept besides results. */
  others(): readonly KeptItem[] {
    const items = this.#database.attempt('The cache could not be listed', [], () =>
      readOthers(this.#database),
    );
    return [...items, ...this.standing()];
  }

  /** The standing run, where there is one. */
  standing(): readonly KeptItem[] {
    return standingItems(this.#folder);
  }

  usage(): StoreUsage {
    return runThrough(this.usageInSteps());
  }

  /** `usage` in steps: it looks at every blob. */
  *usageInSteps(): Steps<StoreUsage> {
    const { blobs } = yield* walkBlobsInSteps(this.#files.folder);
    const others = this.others().filter((item) => !isBookkeeping(item));
    const entries = this.listed.count() + others.length;
    const blobBytes = blobs.reduce((total, blob) => total + blob.size, 0);
    return {
      entries,
      blobs: blobs.length,
      blobBytes,
      indexBytes: this.#indexBytes(),
      profiles: profileFiles(this.#folder).length,
      profileBytes: this.#profileBytes(),
    };
  }

  /** Drops what the limits of the store say: unused for too long, then the longest unused until the rest fits. */
  collectGarbage(options: CollectOptions = {}): DropReport {
    return runThrough(this.collectInSteps(options));
  }

  /** `collectGarbage` in steps. */
  collectInSteps({ limits = this.#limits, ...options }: CollectOptions = {}): Steps<DropReport> {
    const { ttlMs, diskSize } = limits;
    const now = this.#now();
    const where = (item: KeptItem): boolean => {
      const lifetimeMs = item.kind === 'texts' ? Math.max(ttlMs, textsMs) : ttlMs;
      return isAging(item) && now - item.lastUsedAt > lifetimeMs;
    };
    const maxBytes = Math.max(0, diskSize - this.#indexBytes() - this.#profileBytes());
    return this.pruneInSteps({ ...options, where, maxBytes, keepProfiles: keptProfiles });
  }

  /**
   * `collectGarbage` for the end of a command: at most once an hour, or once a minute where the store is over its size; and not for
   * longer than a person notices.
   * @returns undefined where it is not due
   */
  collectIfDue(limits: StoreLimits): DropReport | undefined {
    const isDue = takeTurn({
      folder: this.#folder,
      now: this.#now,
      isOver: () =>
        sampledBytes(this.#files.folder) + this.#indexBytes() + this.#profileBytes() >
        limits.diskSize,
    });
    return isDue ? this.collectGarbage({ limits, timeMs: dueTimeMs }) : undefined;
  }

  /** Drops what the user asks for, and every blob that nothing needs. */
  prune(options: PruneOptions): DropReport {
    return runThrough(this.pruneInSteps(options));
  }

  /** `prune` in steps. Whoever does not go on to the end must call `return` on it: the lock is held until then. */
  *pruneInSteps(options: PruneOptions): Steps<DropReport> {
    const pruning = new Pruning(
      {
        folder: this.#folder,
        blobs: this.#files.folder,
        database: this.#database,
        now: this.#now,
      },
      options,
    );
    if (options.dryRun) return yield* pruning.preview();
    // The lock is the process's, and this process may come here twice.
    const self = { pid: process.pid, since: this.#now() as EpochMs };
    const holder = this.#isPruning ? self : this.#locks.take(lockName);
    if (holder)
      return { entries: 0, bytes: 0, items: [], profiles: 0, laterBytes: 0, busy: holder };
    this.#isPruning = true;
    try {
      return yield* pruning.run();
    } finally {
      this.#isPruning = false;
      this.#locks.release(lockName);
    }
  }

  /** Gives the index's free pages back to the disk, a few hundred a step. @returns its bytes before and after */
  *compactInSteps(): Steps<{ readonly before: number; readonly after: number }> {
    const before = this.#indexBytes();
    const free = this.#freePages();
    for (let left = free; left > 0; ) {
      this.#attemptToCompact(`PRAGMA incremental_vacuum(${pagesInStep})`);
      const now = this.#freePages();
      // Another process reads what it would have to move.
      if (now >= left) break;
      left = now;
      yield { message: 'Making the index smaller', share: 1 - left / free };
    }
    this.#attemptToCompact('PRAGMA wal_checkpoint(TRUNCATE)');
    return { before, after: this.#indexBytes() };
  }

  #freePages(): number {
    const sql = 'PRAGMA freelist_count';
    return this.#database.attempt('The index could not be asked', 0, () =>
      Number(this.#database.get(sql)?.freelist_count ?? 0),
    );
  }

  #attemptToCompact(sql: string): void {
    this.#database.attempt('The index could not be compacted', undefined, () => {
      this.#database.all(sql);
    });
  }

  /** @param options.repair removes what is damaged */
  verify(options: { readonly repair?: boolean } = {}): VerifyReport {
    return runThrough(this.verifyInSteps(options));
  }

  /** `verify` in steps. */
  *verifyInSteps({
    repair = false,
    isStopped,
  }: {
    readonly repair?: boolean;
    readonly isStopped?: () => boolean;
  } = {}): Steps<VerifyReport> {
    if (repair) this.#forgetStanding();
    const [database, files, now] = [this.#database, this.#files, this.#now];
    return yield* new Verifier({ database, files, now, repair, isStopped }).run();
  }

  /** @throws Error where the disk refuses: a run that stands on results which are gone would be wrong */
  #forgetStanding(): void {
    const problem = dropStanding(this.#folder);
    if (problem !== undefined) throw new Error(problem);
  }

  #profileBytes(): number {
    return profileFiles(this.#folder).reduce((total, { size }) => total + size, 0);
  }

  #indexBytes(): number {
    const sizes = ['', '-wal'].map(
      (suffix) =>
        statSync(join(this.#folder, `${indexFile}${suffix}`), { throwIfNoEntry: false })?.size,
    );
    return sizes.reduce<number>((total, size) => total + (size ?? 0), 0);
  }
}
