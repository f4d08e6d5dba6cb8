/**
 * Looks after the store: lists what is kept, drops what is old, too much or unwanted, compacts, verifies.
 *
 * The collector never takes a blob that a process is about to refer to: it marks from rows read after the list of blobs was made, leaves
 * everything touched within the grace period, and gives back what was touched while it worked (blobWalk.ts). One collector at a time.
 */
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BlobFiles } from './blobFiles.ts';
import { removeUnlessFresh, sampledBytes, walkBlobs } from './blobWalk.ts';
import { dueTimeMs, takeTurn, timer } from './collectTurn.ts';
import type { Database } from './database.ts';
import type { KeptItem } from './inventory.ts';
import { readFailureLogs, readInventory, readOthers, readSomeResults } from './inventory.ts';
import type { StoreLimits } from './limits.ts';
import type { LockHolder, Locks } from './locks.ts';
import { anyIndexFile, indexFile } from './schema.ts';
import { dropStanding } from './standingFile.ts';
import type { TrimPlan } from './trimPlan.ts';
import { planTrim } from './trimPlan.ts';
import type { VerifyReport } from './verify.ts';
import { dropItem, strayAfterMs, Verifier } from './verify.ts';

/** Blobs touched more recently may be about to be referred to. */
export const graceMs = 10 * 60 * 1000;
const dayMs = 24 * 3600 * 1000;
/** Texts are kept once and may be needed for a difference long after; they are small. */
const textsMs = 90 * dayMs;
const lockName = ' collect';

/** What to drop; conditions left out drop nothing. */
export interface PruneOptions {
  /** Not used for this long, in milliseconds. */
  readonly olderThanMs?: number;
  /** Bytes of blobs on disk, at most. */
  readonly maxBytes?: number;
  /** Things for which this holds. */
  readonly where?: (item: KeptItem) => boolean;
  /** Only say what would go. */
  readonly dryRun?: boolean;
  /** How recently touched blobs stay; default `graceMs`. Zero is only correct while no other process builds. */
  readonly graceMs?: number;
  /** Milliseconds for dropping and removing; what is not done by then stays for the next time. Undefined: as long as it takes. */
  readonly timeMs?: number;
}

/** How the collector is called. */
export interface CollectOptions extends Pick<PruneOptions, 'graceMs' | 'timeMs'> {
  /** In place of those that the store was opened with. */
  readonly limits?: StoreLimits;
}

/** What went, or would go. */
export interface PruneReport {
  readonly entries: number;
  /** Bytes on disk. */
  readonly bytes: number;
  readonly items: readonly KeptItem[];
  /** Bytes that stay for now because they were put moments ago. */
  readonly laterBytes: number;
  /** Set where another process is at it, and nothing was done. */
  readonly busy?: LockHolder;
}

/** What is kept, in figures. */
export interface StoreUsage {
  readonly entries: number;
  readonly blobs: number;
  readonly blobBytes: number;
  readonly indexBytes: number;
}

/** Looks after one store. */
export class Maintenance {
  readonly #folder: string;
  readonly #database: Database;
  readonly #files: BlobFiles;
  readonly #locks: Locks;
  readonly #limits: StoreLimits;
  readonly #now: () => number;

  /** @param options.folder absolute path of `.cachescope` */
  constructor(options: {
    readonly folder: string;
    readonly database: Database;
    readonly files: BlobFiles;
    readonly locks: Locks;
    readonly limits: StoreLimits;
    readonly now: () => number;
  }) {
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
    return [...items].sort((a, b) => b.lastUsedAt - a.lastUsedAt || b.row - a.row);
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

  /** What is kept besides results: entries of named caches, packs of texts. */
  others(): readonly KeptItem[] {
    return this.#database.attempt('The cache could not be listed', [], () =>
      readOthers(this.#database),
    );
  }

  usage(): StoreUsage {
    const { blobs } = walkBlobs(this.#files.folder);
    const count = (table: string): number =>
      Number(this.#database.get(`SELECT count(*) AS n FROM ${table}`)?.n);
    const entries = this.#database.attempt(
      'The cache could not be counted',
      0,
      () => count('traces') + count('entries'),
    );
    const blobBytes = blobs.reduce((total, blob) => total + blob.size, 0);
    return { entries, blobs: blobs.length, blobBytes, indexBytes: this.#indexBytes() };
  }

  /** Drops what the limits of the store say: unused for too long, then the longest unused until the rest fits. */
  collectGarbage({ limits = this.#limits, ...options }: CollectOptions = {}): PruneReport {
    const { ttlMs, diskSize } = limits;
    const lifetimeMs = { result: ttlMs, 'cache-entry': ttlMs, texts: Math.max(ttlMs, textsMs) };
    const now = this.#now();
    const where = ({ kind, lastUsedAt }: KeptItem): boolean => now - lastUsedAt > lifetimeMs[kind];
    return this.prune({ ...options, where, maxBytes: Math.max(0, diskSize - this.#indexBytes()) });
  }

  /**
   * `collectGarbage` for the end of a command: at most once an hour, or once a minute where the store is over its size; and not for
   * longer than a person notices.
   * @returns undefined where it is not due
   */
  collectIfDue(limits: StoreLimits): PruneReport | undefined {
    const isDue = takeTurn({
      folder: this.#folder,
      now: this.#now,
      isOver: () => sampledBytes(this.#files.folder) + this.#indexBytes() > limits.diskSize,
    });
    return isDue ? this.collectGarbage({ limits, timeMs: dueTimeMs }) : undefined;
  }

  /** Drops what the user asks for, and every blob that nothing needs. */
  prune(options: PruneOptions): PruneReport {
    if (options.dryRun) return this.#report(this.#plan(options), 0);
    const holder = this.#locks.take(lockName);
    if (holder) return { entries: 0, bytes: 0, items: [], laterBytes: 0, busy: holder };
    try {
      const isOver = timer(options.timeMs);
      const plan = this.#plan(options);
      if (plan.dropped.length > 0) this.#forgetStanding();
      this.#database.attempt('Old results could not be dropped', undefined, () =>
        this.#drop(plan.dropped, isOver),
      );
      const later = this.#sweep(plan, options.graceMs ?? graceMs, isOver);
      this.#cleanUp();
      return this.#report(plan, later);
    } finally {
      this.#locks.release(lockName);
    }
  }

  /** Gives the index's free pages back to the disk. @returns its bytes before and after */
  compact(): { readonly before: number; readonly after: number } {
    const before = this.#indexBytes();
    this.#database.attempt('The index could not be compacted', undefined, () => {
      this.#database.run('VACUUM');
      this.#database.all('PRAGMA wal_checkpoint(TRUNCATE)');
    });
    return { before, after: this.#indexBytes() };
  }

  /** @param options.repair removes what is damaged */
  verify(options: { readonly repair?: boolean } = {}): VerifyReport {
    const { repair = false } = options;
    if (repair) this.#forgetStanding();
    return new Verifier({
      database: this.#database,
      files: this.#files,
      now: this.#now,
      repair,
    }).run();
  }

  /** @throws Error where the disk refuses: a run that stands on results which are gone would be wrong */
  #forgetStanding(): void {
    const problem = dropStanding(this.#folder);
    if (problem !== undefined) throw new Error(problem);
  }

  #plan(options: PruneOptions): TrimPlan {
    // Only correct in this order: a blob put after the list was made is not in it, and what refers to one in it is seen.
    const { blobs } = walkBlobs(this.#files.folder);
    const read = this.#database.attempt<readonly KeptItem[] | undefined>(
      'The cache could not be listed',
      undefined,
      () => readInventory(this.#database),
    );
    // An index that cannot be read must not look like an empty one, or everything would go.
    if (!read) return { dropped: [], kept: [], unneeded: [], freedBytes: 0 };
    const logs = this.#database.attempt('Failures could not be read', [], () =>
      readFailureLogs(this.#database),
    );
    const cutoff =
      options.olderThanMs === undefined
        ? Number.NEGATIVE_INFINITY
        : this.#now() - options.olderThanMs;
    const drop = (item: KeptItem): boolean =>
      item.lastUsedAt < cutoff || (options.where?.(item) ?? false);
    return planTrim(read, blobs, logs, {
      drop,
      maxBytes: options.maxBytes ?? Number.POSITIVE_INFINITY,
    });
  }

  #drop(items: readonly KeptItem[], isOver: () => boolean): void {
    const step = 500;
    // In portions, so that no other process waits long for its turn to write.
    for (let at = 0; at < items.length && !isOver(); at += step)
      this.#database.transaction(() => {
        for (const item of items.slice(at, at + step)) dropItem(this.#database, item);
      });
  }

  /** @returns bytes that stay because they were touched within the grace period */
  #sweep(plan: TrimPlan, grace: number, isOver: () => boolean): number {
    const youngerThan = this.#now() - grace;
    let later = 0;
    for (const blob of plan.unneeded) {
      const isOld = blob.mtimeMs < youngerThan && !isOver();
      const isGone = isOld && removeUnlessFresh(blob.path, youngerThan);
      if (!isGone) later += blob.size;
    }
    return later;
  }

  /** Files that died processes left, indexes of other versions that nobody has used for a day, damaged indexes set aside a week ago. */
  #cleanUp(): void {
    for (const stray of walkBlobs(this.#files.folder).strays)
      if (this.#now() - stray.mtimeMs > strayAfterMs)
        rmSync(stray.path, { recursive: true, force: true });
    for (const name of readdirSync(this.#folder)) {
      const maxAge = /\.corrupt-\d+/.test(name) ? 7 * dayMs : dayMs;
      const isOurs = !anyIndexFile.test(name) && maxAge === dayMs;
      if (isOurs || name.startsWith(indexFile)) continue;
      const path = join(this.#folder, name);
      const stats = statSync(path, { throwIfNoEntry: false });
      if (stats && this.#now() - stats.mtimeMs > maxAge) rmSync(path, { force: true });
    }
  }

  #report(plan: TrimPlan, laterBytes: number): PruneReport {
    return {
      entries: plan.dropped.length,
      bytes: plan.freedBytes,
      items: plan.dropped,
      laterBytes,
    };
  }

  #indexBytes(): number {
    const sizes = ['', '-wal'].map(
      (suffix) =>
        statSync(join(this.#folder, `${indexFile}${suffix}`), { throwIfNoEntry: false })?.size,
    );
    return sizes.reduce<number>((total, size) => total + (size ?? 0), 0);
  }
}
