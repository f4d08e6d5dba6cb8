/**
 * Dropping what is old, too much or unwanted, with every blob that nothing needs then, in steps.
 *
 * It never takes a blob that a process is about to refer to: it marks from rows read after the list of blobs was made, leaves everything
 * touched within the grace period, and gives back what was touched while it worked (blobWalk.ts). Stopped between any two steps, it
 * leaves a sound store: rows go before their blobs, and blobs that nothing needs go with the next time.
 */
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BlobDigest } from '../../engine/model/brand.ts';
import type { BlobWalk } from './blobWalk.ts';
import { removeUnlessFresh, walkBlobsInSteps } from './blobWalk.ts';
import { timer } from './collectTurn.ts';
import type { Database } from './database.ts';
import type { KeptItem } from './inventory.ts';
import { isAging, readFailureLogs, readOthers, readSomeResults } from './inventory.ts';
import { profileFiles, removeProfiles } from './profileFiles.ts';
import { anyIndexFile, indexFile } from './schema.ts';
import { dropStanding, standingItems } from './standingFile.ts';
import type { Step, Steps } from './steps.ts';
import type { TrimPlan } from './trimPlan.ts';
import { planTrimInSteps } from './trimPlan.ts';
import { dropItem, strayAfterMs } from './verify.ts';

/** Blobs touched more recently may be about to be referred to. */
export const graceMs = 10 * 60 * 1000;
const dayMs = 24 * 3600 * 1000;
/** Things dropped in one transaction, so that no other process waits long for its turn to write. */
const itemsInStep = 100;
const blobsInStep = 50;

/** What to drop; conditions left out drop nothing. */
export interface PruneOptions {
  /** Not used for this long, in milliseconds. */
  readonly olderThanMs?: number;
  /** Bytes of blobs on disk, at most. */
  readonly maxBytes?: number;
  /** Things for which this holds. */
  readonly where?: (item: KeptItem) => boolean;
  /** Profiles of how many of the last runs stay. Undefined: all. */
  readonly keepProfiles?: number;
  /** Only say what would go. */
  readonly dryRun?: boolean;
  /** Milliseconds for dropping and removing; what is not done by then stays for the next time. Undefined: as long as it takes. */
  readonly timeMs?: number;
  /** True: nothing more is dropped, as if the time was over. */
  readonly isStopped?: () => boolean;
  /** How recently touched blobs stay; default `graceMs`. Zero is only correct while no other process builds. */
  readonly graceMs?: number;
}

/** What went, or would go. */
export interface PruneReport {
  readonly entries: number;
  /** Bytes on disk. */
  readonly bytes: number;
  readonly items: readonly KeptItem[];
  /** Profiles of runs, which are no entries. */
  readonly profiles: number;
  /** Those of the bytes that stay for now: they were put moments ago, or it was stopped. */
  readonly laterBytes: number;
}

/** What it works on. */
export interface PruningSurroundings {
  /** Absolute path of `.cachescope`. */
  readonly folder: string;
  /** Absolute path of the folder of blobs. */
  readonly blobs: string;
  readonly database: Database;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** One time. */
export class Pruning {
  readonly #with: PruningSurroundings;
  readonly #options: PruneOptions;
  #isLate = (): boolean => false;

  constructor(surroundings: PruningSurroundings, options: PruneOptions) {
    this.#with = surroundings;
    this.#options = options;
  }

  /** What would go. */
  *preview(): Steps<PruneReport> {
    const { plan } = yield* this.#plan(0);
    const youngerThan = this.#youngerThan();
    const later = plan.unneeded.filter(({ mtimeMs }) => mtimeMs >= youngerThan);
    const profiles = this.#oldProfiles();
    const { dropped: items } = plan;
    const bytes = plan.freedBytes + sizeOf(profiles);
    const entries = items.length;
    return { entries, bytes, items, profiles: profiles.length, laterBytes: sizeOf(later) };
  }

  /**
   * Drops it.
   * @throws Error where the disk refuses
   */
  *run(): Steps<PruneReport> {
    const { plan, walk } = yield* this.#plan(0.5);
    this.#startTime();
    const items = yield* this.#drop(plan.dropped);
    const isWhole = items.length === plan.dropped.length;
    // Only correct if all is dropped that the plan wanted dropped: what still has its row needs its blobs.
    const laterBytes = isWhole ? yield* this.#sweep(plan) : plan.freedBytes;
    if (this.#isStopped())
      return { entries: items.length, bytes: plan.freedBytes, items, profiles: 0, laterBytes };
    this.#cleanUp(walk);
    const profiles = this.#oldProfiles();
    removeProfiles(profiles);
    const bytes = plan.freedBytes + sizeOf(profiles);
    return { entries: items.length, bytes, items, profiles: profiles.length, laterBytes };
  }

  /** @param share of the whole work that this is */
  *#plan(share: number): Steps<{ readonly plan: TrimPlan; readonly walk: BlobWalk }> {
    const { database, blobs: folder } = this.#with;
    const nothing: TrimPlan = { dropped: [], unneeded: [], freedBytes: 0 };
    const { generation } = database;
    // Only correct in this order: a blob put after the list was made is not in it, and what refers to one in it is seen.
    const walk = yield* scaled(walkBlobsInSteps(folder), 0, share * 0.4);
    const read = yield* scaled(this.#inventory(), share * 0.4, share * 0.8);
    // An index that cannot be read, or was replaced meanwhile, must not look like an empty one, or everything would go.
    if (!read || database.generation !== generation) return { plan: nothing, walk };
    const rules = {
      drop: this.#drops(),
      maxBytes: this.#options.maxBytes ?? Number.POSITIVE_INFINITY,
    };
    const planning = planTrimInSteps(read.items, walk.blobs, read.logs, rules);
    const plan = yield* scaled(planning, share * 0.8, share);
    // A file of its own, where others share blobs.
    const standing = sizeOf(plan.dropped.filter(({ kind }) => kind === 'standing'));
    return { plan: { ...plan, freedBytes: plan.freedBytes + standing }, walk };
  }

  *#inventory(): Steps<
    { readonly items: readonly KeptItem[]; readonly logs: readonly BlobDigest[] } | undefined
  > {
    const { database, folder } = this.#with;
    const items: KeptItem[] = [];
    const attempt = <T>(read: () => T): T | undefined =>
      database.attempt<T | undefined>('The cache could not be listed', undefined, read);
    for (let from: number | undefined = 0; from !== undefined; ) {
      yield { message: `${items.length} entries read`, share: 0.5 };
      const start: number = from;
      const portion = attempt(() => readSomeResults(database, start));
      if (!portion) return undefined;
      for (const item of portion.items) items.push(item);
      from = portion.next;
    }
    const others = attempt(() => readOthers(database));
    const logs = attempt(() => readFailureLogs(database));
    if (!others || !logs) return undefined;
    return { items: items.concat(others, standingItems(folder)), logs };
  }

  #oldProfiles(): ReturnType<typeof profileFiles> {
    const { keepProfiles } = this.#options;
    return keepProfiles === undefined ? [] : profileFiles(this.#with.folder).slice(keepProfiles);
  }

  #drops(): (item: KeptItem) => boolean {
    const { olderThanMs, where } = this.#options;
    const cutoff =
      olderThanMs === undefined ? Number.NEGATIVE_INFINITY : this.#with.now() - olderThanMs;
    return (item) => (item.lastUsedAt < cutoff && isAging(item)) || (where?.(item) ?? false);
  }

  /** @returns what was dropped */
  *#drop(items: readonly KeptItem[]): Steps<readonly KeptItem[]> {
    const { database } = this.#with;
    const { generation } = database;
    let done = 0;
    while (done < items.length && !this.#isStopped() && database.generation === generation) {
      // Before each step, since a run may have found nothing to do in between: a run that stands on results which are gone would be wrong.
      this.#forgetStanding();
      const some = items.slice(done, done + itemsInStep);
      const isDone = database.attempt('Old results could not be dropped', false, () =>
        database.transaction(() => {
          for (const item of some) dropItem(database, item);
          return true;
        }),
      );
      if (!isDone) break;
      done += some.length;
      yield stepOf(`${done} of ${items.length} entries dropped`, done, items.length, 0.5, 0.75);
    }
    if (done > 0) this.#forgetStanding();
    return items.slice(0, done);
  }

  /** @returns bytes that stay */
  *#sweep({ unneeded }: TrimPlan): Steps<number> {
    const youngerThan = this.#youngerThan();
    let laterBytes = 0;
    for (const [at, blob] of unneeded.entries()) {
      const isOld = blob.mtimeMs < youngerThan && !this.#isStopped();
      const isGone = isOld && removeUnlessFresh(blob.path, youngerThan);
      if (!isGone) laterBytes += blob.size;
      if (at % blobsInStep === 0)
        yield stepOf(`${at} of ${unneeded.length} files removed`, at, unneeded.length, 0.75, 1);
    }
    return laterBytes;
  }

  /** Time counts from the first drop on, so that however long looking takes, something goes. */
  #startTime(): void {
    this.#isLate = timer(this.#options.timeMs);
  }

  #isStopped(): boolean {
    return this.#isLate() || (this.#options.isStopped?.() ?? false);
  }

  #youngerThan(): number {
    return this.#with.now() - (this.#options.graceMs ?? graceMs);
  }

  /** @throws Error where the disk refuses */
  #forgetStanding(): void {
    const problem = dropStanding(this.#with.folder);
    if (problem !== undefined) throw new Error(problem);
  }

  /** Files that died processes left, indexes of other versions that nobody has used for a day, damaged indexes set aside a week ago. */
  #cleanUp({ strays }: BlobWalk): void {
    const { folder, now } = this.#with;
    for (const stray of strays)
      if (now() - stray.mtimeMs > strayAfterMs)
        rmSync(stray.path, { recursive: true, force: true });
    for (const name of readdirSync(folder)) {
      const maxAge = /\.corrupt-\d+/.test(name) ? 7 * dayMs : dayMs;
      const isOurs = !anyIndexFile.test(name) && maxAge === dayMs;
      if (isOurs || name.startsWith(indexFile)) continue;
      const path = join(folder, name);
      const stats = statSync(path, { throwIfNoEntry: false });
      if (stats && now() - stats.mtimeMs > maxAge) rmSync(path, { force: true });
    }
  }
}

function sizeOf(blobs: readonly { readonly size: number }[]): number {
  return blobs.reduce((total, { size }) => total + size, 0);
}

function stepOf(message: string, done: number, all: number, from: number, to: number): Step {
  return { message, share: from + (to - from) * (done / all) };
}

/** Steps of a part of the work, as steps of the whole. */
function* scaled<Result>(steps: Steps<Result>, from: number, to: number): Steps<Result> {
  for (;;) {
    const next = steps.next();
    if (next.done) return next.value;
    const { message, share } = next.value;
    yield { message, share: from + (to - from) * share };
  }
}
