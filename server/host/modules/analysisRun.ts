/**
 * How a change of files becomes a change of modules. Every change goes the same way: names that came or went, files to be read, imports to be
 * resolved again, and what came out otherwise. It is only right if nothing that an import depends on is left out; `influence.ts` says which
 * imports names concern, and where that cannot be told, all are resolved again.
 */
import { join } from 'node:path';
import type { CacheStatistics } from '../../engine/cache/counters.ts';
import type { RelativePath } from '../../engine/model/brand.ts';
import type { CancelToken } from '../../engine/ports/cancel.ts';
import { kindOf } from '../../modules/kinds.ts';
import type { ModuleChange, ModuleRecord } from '../../modules/model.ts';
import { baseOf } from '../../modules/resolve/names.ts';
import type { PackStore } from '../files/packedRows.ts';
import { lstatOf } from '../files/signature.ts';
import { inTurns, nextTurn, Turns } from '../platform/turns.ts';
import { toResolve } from './influence.ts';
import { loadState, saveState } from './keeping/savedState.ts';
import {
  compareFolders,
  compareModules,
  decides,
  lookAt,
  noUpdate,
  type Turn,
  type Update,
  walkAgain,
} from './looking.ts';
import type { ModulesProgress, ModulesStage } from './progress.ts';
import type { ParsePool } from './reading/parsePool.ts';
import { checkCancelled, type ReadStatistics, readAll } from './reading/pipeline.ts';
import { RecordMap } from './recordMap.ts';
import type { PackagePatterns } from './resolving/workspacePackages.ts';
import { ResolvingRead } from './resolvingRead.ts';
import { AnalysisState } from './state.ts';

interface AnalysisOptions {
  readonly root: string;
  readonly rows: PackStore | undefined;
  readonly patterns: PackagePatterns;
  readonly pool: ParsePool;
  readonly threads: number;
  readonly memoryLimit?: number | undefined;
  readonly onProgress: ((progress: ModulesProgress) => void) | undefined;
}

/** Told while files are read. */
interface Told {
  onRead(id: number, isOther: boolean): void;
  onWalked?(): void;
  onGone?(path: RelativePath): void;
}

/** What a turn was of. */
interface TurnOf {
  readonly cancel: CancelToken | undefined;
  readonly stage: ModulesStage;
  readonly done: number;
}

/** Modules whose imports are resolved between two looks at the time. */
const lookItems = 32;

/** See the file's comment. */
export class Analysis {
  readonly #options: AnalysisOptions;
  readonly #state: AnalysisState;
  readonly records: ReadonlyMap<RelativePath, ModuleRecord>;
  readonly #listeners = new Set<(change: ModuleChange) => void>();
  /** Left over from an update that did not come to its end. */
  #debt: Update | undefined;
  #isSaved = true;
  revision = 0;
  /** The last time that files were read. */
  lastRead: ReadStatistics | undefined;

  constructor(options: AnalysisOptions) {
    this.#options = options;
    this.#state = new AnalysisState(options.root, options.patterns);
    this.records = new RecordMap(() => this.#state.table);
  }

  onChange(listener: (change: ModuleChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @throws Cancelled */
  async open(cancel: CancelToken | undefined): Promise<void> {
    const { table, memory } = this.#state;
    if (loadState(this.#state, this.#options.rows)) {
      // Of many modules that took a turn of its own.
      await nextTurn();
      await this.refresh(cancel);
      const { misses } = memory.counters.statistics({ memory: undefined, disk: undefined });
      for (let hits = table.size - misses; hits > 0; hits--) memory.counters.hit('disk');
    } else {
      this.#options.pool.warm();
      await this.#readEverything(cancel);
    }
    this.revision = 1;
  }

  async #readEverything(cancel: CancelToken | undefined): Promise<void> {
    const { table, names } = this.#state;
    const startedAt = Date.now();
    function* walk(): Generator<readonly RelativePath[]> {
      for (const modules of names.walk()) {
        for (const path of modules) table.add(path);
        yield modules;
      }
    }
    const resolving = new ResolvingRead(this.#state, cancel);
    try {
      await this.#read(walk(), cancel, {
        onRead: (id) => resolving.add(id),
        // Where an import leads is known when all names are; from then on this thread resolves while the others parse.
        onWalked: () => resolving.begin(),
      });
      await resolving.end();
    } finally {
      resolving.stop();
    }
    table.trim();
    this.#progress('link', table.size, table.size);
    this.#state.takeStamps(startedAt);
    this.#isSaved = false;
  }

  #progress(stage: ModulesStage, done: number, total = this.#state.table.size): void {
    this.#options.onProgress?.({ stage, done, total });
  }

  /** Reads files and takes over what is in them. @throws Cancelled */
  async #read(
    walk: Iterable<readonly RelativePath[]>,
    cancel: CancelToken | undefined,
    told: Told,
  ): Promise<void> {
    const state = this.#state;
    const { pool, threads, memoryLimit } = this.#options;
    this.lastRead = await readAll(walk, {
      pool,
      threads,
      memoryLimit,
      cancel,
      known: state.memory.known,
      sizeOf: (path) => this.#sizeOf(path),
      onModule: (path, parsed, takenAt) => {
        const id = state.table.ids.get(path);
        if (id === undefined) return;
        if (parsed) told.onRead(id, state.take(id, parsed, takenAt));
        else {
          state.forget(path);
          state.vanished.add(path);
          told.onGone?.(path);
        }
      },
      onProgress: (done, total, isWalking) => {
        if (!isWalking) told.onWalked?.();
        this.#progress(isWalking ? 'walk' : 'parse', done, total);
      },
    });
  }

  #sizeOf(path: RelativePath): number {
    if (kindOf(path)?.type === 'data') return 0;
    try {
      return lstatOf(join(this.#options.root, path))?.size ?? 0;
    } catch {
      // Why it cannot be looked at is told by who opens it.
      return 0;
    }
  }

  /** @throws Cancelled */
  async apply(paths: readonly RelativePath[], cancel?: CancelToken): Promise<ModuleChange> {
    if (paths.some((path) => isIgnoreFile(path) || /^\.git(?:\/|$)/.test(path)))
      return this.refresh(cancel);
    return this.#updating(async (update) => {
      await lookAt(this.#state, paths, update);
      const isRuled = [...update.names.touched].some(isIgnoreFile);
      return isRuled ? this.#lookAtAll(update, cancel) : this.#carryOut(update, cancel);
    });
  }

  /** @throws Cancelled */
  async refresh(cancel?: CancelToken): Promise<ModuleChange> {
    return this.#updating((update) => this.#lookAtAll(update, cancel));
  }

  async #lookAtAll(update: Update, cancel: CancelToken | undefined): Promise<ModuleChange> {
    const state = this.#state;
    const startedAt = Date.now();
    const turns = new Turns();
    const turn: Turn = async (looked) => {
      if (turns.isOver) await this.#turn(turns, { cancel, stage: 'walk', done: looked });
    };
    update.asksAgain = true;
    if (state.hasSameRules) await compareFolders(state, update, turn);
    // Asked again: an ignore file is seen by the names of its folder.
    const { hasSameRules } = state;
    if (!hasSameRules) walkAgain(state, update);
    if (await inTurns(state.hasOtherInstalled())) update.resolvesAll = true;
    await compareModules(state, update, turn);
    const change = await this.#carryOut(update, cancel);
    if (!hasSameRules) {
      state.takeStamps(startedAt);
      this.#isSaved = false;
    }
    return change;
  }

  /** Where an update does not come to its end, the next one makes up for it. */
  async #updating(work: (update: Update) => Promise<ModuleChange>): Promise<ModuleChange> {
    const update = this.#debt ?? noUpdate();
    this.#debt = { ...update, resolvesAll: true };
    const change = await work(update);
    this.#debt = undefined;
    return change;
  }

  /** @throws Cancelled */
  async #turn(turns: Turns, { cancel, stage, done }: TurnOf): Promise<void> {
    this.#progress(stage, done);
    await turns.next();
    checkCancelled(cancel);
  }

  async #carryOut(update: Update, cancel: CancelToken | undefined): Promise<ModuleChange> {
    const { names, dirty, changed, gone } = update;
    const { table } = this.#state;
    if ([...names.touched].some((path) => decides(this.#state, path))) update.resolvesAll = true;
    for (const path of names.removed) gone.add(path);
    const removed = new Set([...names.removed].flatMap((path) => this.#state.forget(path) ?? []));
    for (const path of names.added) table.add(path);
    const toRead = [...new Set([...names.added, ...dirty])];
    // Also where they turn out to be as before: what was read too soon to prove anything is settled by now.
    if (toRead.length > 0) this.#isSaved = false;
    if (toRead.length > 0)
      await this.#read([toRead], cancel, {
        onRead: (id, isOther) => void (isOther && changed.add(id)),
        onGone: (path) => gone.add(path),
      });
    for (const path of names.added) {
      const id = table.ids.get(path);
      if (id !== undefined) changed.add(id);
    }
    let done = 0;
    const turns = new Turns();
    for (const id of await toResolve(this.#state, { update, changed, removed, turns })) {
      if (++done % lookItems === 0 && turns.isOver)
        await this.#turn(turns, { cancel, stage: 'resolve', done });
      if (this.#state.resolve(id)) changed.add(id);
    }
    table.reuse();
    return this.#tell(
      changed,
      [...gone].filter((path) => !table.ids.has(path)),
    );
  }

  #tell(changed: ReadonlySet<number>, removed: readonly RelativePath[]): ModuleChange {
    const { table } = this.#state;
    const records: ModuleRecord[] = [];
    for (const id of changed) {
      const path = table.pathOf(id);
      const record = path === undefined ? undefined : table.record(path);
      if (record) records.push(record);
    }
    const change: ModuleChange = { changed: records, removed };
    if (records.length + removed.length === 0) return change;
    this.revision++;
    this.#isSaved = false;
    this.#progress('link', records.length, records.length);
    for (const listener of this.#listeners) listener(change);
    return change;
  }

  statistics(): CacheStatistics {
    const { memory, table } = this.#state;
    return memory.statistics({ entries: table.size, bytes: table.factsBytes });
  }

  /** Keeps everything for the next process. */
  async save(): Promise<void> {
    if (this.#isSaved || !this.#options.rows || this.#debt) return;
    await saveState(this.#state, this.#options.rows);
    this.#isSaved = true;
  }
}

function isIgnoreFile(path: RelativePath): boolean {
  return baseOf(path) === '.gitignore';
}
