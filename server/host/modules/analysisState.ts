/**
 * What is known of the modules of a workspace, and how a change of files becomes a change of modules. Every change goes the same way: names that
 * came or went, files to be read, imports to be resolved again, and what came out otherwise. It is only right if nothing that an import depends
 * on is left out; `influence.ts` says which imports names concern, and where that cannot be told, all are resolved again.
 */
import { join } from 'node:path';
import type { CacheStatistics } from '../../engine/cache/counters.ts';
import { as, type ByteCount, type RelativePath } from '../../engine/model/brand.ts';
import type { CancelToken } from '../../engine/ports/cancel.ts';
import type { ModuleChange, ModuleRecord } from '../../modules/model.ts';
import { baseOf, folderOf } from '../../modules/resolve/names.ts';
import type { PackStore } from '../files/packedRows.ts';
import { isSettled, lstatOf } from '../files/signature.ts';
import { FactsMemory } from './factsMemory.ts';
import { FolderNames, type NameChanges, noChanges } from './folderNames.ts';
import { askedOfDisk, concerned, isConfiguration } from './influence.ts';
import { installStamp } from './installStamp.ts';
import { ModuleTable } from './moduleTable.ts';
import type { ParsedModule } from './parseMessages.ts';
import type { ParsePool } from './parsePool.ts';
import { parserVersions } from './parserVersion.ts';
import { checkCancelled, readAll } from './pipeline.ts';
import type { ModulesProgress } from './progress.ts';
import { RecordMap } from './recordMap.ts';
import { Resolver } from './resolver.ts';
import { decodeSnapshot, encodeSnapshot, type SnapshotHead, snapshotRow } from './snapshot.ts';

interface AnalysisOptions {
  readonly root: string;
  readonly rows: PackStore | undefined;
  readonly pool: ParsePool;
  readonly threads: number;
  readonly onProgress: ((progress: ModulesProgress) => void) | undefined;
}

/** What an update is made of. */
interface Update {
  readonly names: NameChanges;
  /** Modules whose bytes may have changed. */
  readonly dirty: Set<RelativePath>;
  resolvesAll: boolean;
  /** What is not known by name may have changed, too. */
  asksAgain: boolean;
}

/** Files looked at, or imports resolved, between two turns of others. */
const turnItems = 512;

/** See the file's comment. */
export class Analysis {
  readonly #options: AnalysisOptions;
  readonly #root: string;
  readonly records: ReadonlyMap<RelativePath, ModuleRecord>;
  readonly #listeners = new Set<(change: ModuleChange) => void>();
  readonly #table = new ModuleTable();
  readonly #memory = new FactsMemory();
  #names: FolderNames;
  #resolver: Resolver;
  #gitText: string | undefined;
  #stamps = { rules: '', ignore: '', install: '' };
  /** Left over from an update that was cancelled. */
  #debt: Update | undefined;
  #isSaved = true;
  /** There by name, and gone when they were to be read. */
  readonly #vanished = new Set<RelativePath>();
  revision = 0;

  constructor(options: AnalysisOptions) {
    this.#options = options;
    this.#root = options.root;
    this.records = new RecordMap(() => this.#table);
    this.#names = this.#newNames();
    this.#resolver = this.#newResolver();
  }

  #newNames(folders?: FolderNames['folders']): FolderNames {
    const memory = {
      load: () => this.#gitText,
      save: (text: string) => {
        this.#gitText = text;
      },
    };
    return new FolderNames(this.#root, memory, folders);
  }

  #newResolver(): Resolver {
    const globs = (matches: (path: string) => boolean, folder: string): RelativePath[] =>
      [...this.#names.filesBelow(folder)].filter((path) => matches(path)) as RelativePath[];
    return new Resolver({ root: this.#root, names: this.#names, globs });
  }

  onChange(listener: (change: ModuleChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @throws Cancelled */
  async open(cancel: CancelToken | undefined): Promise<void> {
    if (this.#load()) {
      const { counters } = this.#memory;
      const change = await this.refresh(cancel);
      const read = change.changed.length;
      for (let hits = this.#table.size - read; hits > 0; hits--) counters.hit('disk');
    } else {
      this.#options.pool.warm();
      await this.#readEverything(cancel);
      this.save();
    }
    this.revision = 1;
  }

  #load(): boolean {
    const bytes = this.#options.rows?.loadAll([snapshotRow]).get(snapshotRow);
    if (!(bytes instanceof Uint8Array)) return false;
    const into = { table: this.#table, memory: this.#memory };
    const found = decodeSnapshot(bytes, parserVersions(), into);
    if (!found) return false;
    this.#gitText = found.head.gitText;
    this.#names = this.#newNames(found.folders);
    this.#resolver = this.#newResolver();
    for (const [key, answer] of found.head.answers) this.#resolver.answers.set(key, answer);
    const { rulesStamp: rules, ignoreStamp: ignore, installStamp: install } = found.head;
    this.#stamps = { rules, ignore, install };
    return true;
  }

  async #readEverything(cancel: CancelToken | undefined): Promise<void> {
    const table = this.#table;
    const names = this.#names;
    function* walk(): Generator<readonly RelativePath[]> {
      for (const modules of names.walk()) {
        for (const path of modules) table.add(path);
        yield modules;
      }
    }
    const read: number[] = [];
    let isWalking = true;
    const resolveRead = (): void => {
      for (const id of read.splice(0)) this.#resolve(id);
    };
    await this.#read(walk(), cancel, {
      onRead: (id) => {
        read.push(id);
        // Where an import leads is known when all names are; from then on this thread resolves while the others parse.
        if (!isWalking && read.length >= turnItems / 8) resolveRead();
      },
      onWalked: () => {
        isWalking = false;
      },
    });
    resolveRead();
    this.#table.trim();
    this.#progress('link', table.size, table.size);
    this.#takeStamps();
    this.#isSaved = false;
  }

  #progress(stage: ModulesProgress['stage'], done: number, total: number): void {
    this.#options.onProgress?.({ stage, done, total });
  }

  #takeStamps(): void {
    this.#stamps = {
      rules: this.#names.rulesStamp,
      ignore: this.#names.ignoreStamp,
      install: installStamp(this.#root, this.#resolver.answers),
    };
  }

  /**
   * Reads files and takes over what is in them.
   * @throws Cancelled
   */
  async #read(
    walk: Iterable<readonly RelativePath[]>,
    cancel: CancelToken | undefined,
    told: {
      onRead(id: number, isOther: boolean): void;
      onWalked?(): void;
      onGone?(path: RelativePath): void;
    },
  ): Promise<void> {
    const { pool, threads } = this.#options;
    await readAll(walk, {
      pool,
      threads,
      cancel,
      known: this.#memory.known,
      onModule: (path, parsed, takenAt) => {
        const id = this.#table.ids.get(path);
        if (id === undefined) return;
        if (parsed) told.onRead(id, this.#take(id, parsed, takenAt));
        else {
          this.#forget(path);
          this.#vanished.add(path);
          told.onGone?.(path);
        }
      },
      onProgress: (done, total, isWalking) => {
        if (!isWalking) told.onWalked?.();
        this.#progress(isWalking ? 'walk' : 'parse', done, total);
      },
    });
  }

  /** @returns whether its facts are other than before */
  #take(id: number, { signature, digest, facts }: ParsedModule, takenAt: number): boolean {
    const table = this.#table;
    const { counters } = this.#memory;
    const settled = signature !== undefined && isSettled(signature.ctimeMs, takenAt);
    const known = table.digestOf(id);
    if (digest && known && isEqual(digest, known)) {
      if (facts === undefined) counters.hit('memory');
      if (signature) table.touch(id, signature, settled);
      return false;
    }
    const now = facts ?? (digest && this.#memory.get(digest));
    if (digest) {
      if (facts) counters.miss();
      else counters.hit('memory');
      if (facts) counters.set(as<ByteCount>(facts.length));
    }
    const before = table.packedFacts(id);
    const isOther = now === undefined || !isEqual(now, before);
    this.#memory.keep(known, before);
    table.setState(id, {
      signature,
      isSettled: settled,
      digest,
      facts: now ?? new Uint8Array([0, 0, 0]),
    });
    return isOther;
  }

  #forget(path: RelativePath): number | undefined {
    const id = this.#table.ids.get(path);
    if (id === undefined) return undefined;
    this.#memory.keep(this.#table.digestOf(id), this.#table.packedFacts(id));
    return this.#table.remove(path);
  }

  /** @returns whether an import leads elsewhere than before */
  #resolve(id: number): boolean {
    const path = this.#table.pathOf(id);
    if (path === undefined) return false;
    const on = { anyNames: false, disk: false };
    const targets: number[] = [];
    for (const fact of this.#table.importsOf(id)) {
      const { resolution, on: what } = this.#resolver.resolve(path, fact);
      if (what === 'any names') on.anyNames = true;
      else if (what === 'the disk') on.disk = true;
      targets.push(this.#table.encode(resolution));
    }
    this.#table.setDependsOn(id, on);
    return this.#table.setTargets(id, targets);
  }

  /** @throws Cancelled */
  async apply(paths: readonly RelativePath[], cancel?: CancelToken): Promise<ModuleChange> {
    if (paths.some((path) => baseOf(path) === '.gitignore' || path.startsWith('.git/')))
      return this.refresh(cancel);
    const update = this.#newUpdate();
    const reread = new Set<string>();
    for (const path of paths) this.#note(path, update, reread);
    return this.#update(update, cancel);
  }

  #newUpdate(): Update {
    const debt = this.#debt;
    this.#debt = undefined;
    return debt ?? { names: noChanges(), dirty: new Set(), resolvesAll: false, asksAgain: false };
  }

  /** Looks at a path that may have changed. */
  #note(path: RelativePath, update: Update, reread: Set<string>): void {
    const { names } = update;
    const again = (folder: string): void => {
      if (!reread.has(folder)) this.#names.reread(folder, names);
      reread.add(folder);
    };
    let folder = folderOf(path);
    while (folder !== '' && !this.#names.folders.has(folder)) folder = folderOf(folder);
    if (path !== '') again(folder);
    if (this.#names.at(path) === 'unknown') {
      update.asksAgain = true;
      if (/(?:^|\/)node_modules(?:\/|$)/.test(path)) update.resolvesAll = true;
    }
    if (isConfiguration(path) || this.#isExtended(path)) update.resolvesAll = true;
    if (this.#names.isModule(path)) this.#noteModule(path, update);
    for (const inner of [...this.#names.below(path)]) {
      again(inner);
      for (const module of this.#names.modulesIn(inner)) this.#noteModule(module, update);
    }
  }

  #noteModule(path: RelativePath, { names, dirty }: Update): void {
    const id = this.#table.ids.get(path);
    if (id === undefined) names.added.add(path);
    const stats = lstatOf(join(this.#root, path));
    if (id !== undefined && stats && this.#table.isUnchanged(id, stats)) return;
    dirty.add(path);
  }

  /** Whether a tsconfig.json takes options from this file. */
  #isExtended(path: RelativePath): boolean {
    return path.endsWith('.json') && this.#resolver.isExtended(path);
  }

  /** @throws Cancelled */
  async refresh(cancel?: CancelToken): Promise<ModuleChange> {
    const update = this.#newUpdate();
    update.asksAgain = true;
    const { rules, ignore } = this.#stamps;
    const isSameRules = this.#names.rulesStamp === rules && this.#names.ignoreStamp === ignore;
    if (!isSameRules) this.#rewalk(update);
    else await this.#compareFolders(update, cancel);
    const isSameInstalled =
      installStamp(this.#root, this.#resolver.answers) === this.#stamps.install;
    if (!isSameInstalled) update.resolvesAll = true;
    await this.#compareModules(update, cancel);
    const revision = this.revision;
    const change = await this.#update(update, cancel);
    if (!isSameRules || !isSameInstalled || this.revision !== revision) this.#takeStamps();
    return change;
  }

  /** Other rules: any name may be a module now, or none any more. */
  #rewalk(update: Update): void {
    const { names } = update;
    update.resolvesAll = true;
    const before = new Set(this.#table.ids.keys());
    this.#names = this.#newNames();
    for (const modules of this.#names.walk())
      for (const path of modules) if (!before.delete(path)) names.added.add(path);
    for (const path of before) names.removed.add(path as RelativePath);
    const { answers } = this.#resolver;
    this.#resolver = this.#newResolver();
    for (const [key, answer] of answers) this.#resolver.answers.set(key, answer);
  }

  async #compareFolders({ names }: Update, cancel: CancelToken | undefined): Promise<void> {
    let looked = 0;
    for (const [folder, known] of [...this.#names.folders]) {
      if (++looked % turnItems === 0) await this.#turn(cancel, 'walk', looked);
      const stats = lstatOf(folder === '' ? this.#root : `${this.#root}/${folder}`);
      const isSame =
        known.isSettled &&
        stats?.mtimeMs === known.mtimeMs &&
        stats.ctimeMs === known.ctimeMs &&
        stats.ino === known.inode;
      if (!isSame && this.#names.folders.has(folder)) this.#names.reread(folder, names);
    }
  }

  async #compareModules(update: Update, cancel: CancelToken | undefined): Promise<void> {
    let looked = 0;
    const { added, removed } = update.names;
    for (const [path, id] of this.#table.ids) {
      if (++looked % turnItems === 0) await this.#turn(cancel, 'walk', looked);
      if (removed.has(path as RelativePath) || added.has(path as RelativePath)) continue;
      const stats = lstatOf(`${this.#root}/${path}`);
      if (stats && this.#table.isUnchanged(id, stats)) continue;
      update.dirty.add(path as RelativePath);
      if (
        path.endsWith('.json') &&
        (isConfiguration(path as RelativePath) || this.#isExtended(path as RelativePath))
      )
        update.resolvesAll = true;
    }
    // Names that are modules and could not be read as such before.
    for (const path of this.#vanished) if (this.#names.isModule(path)) added.add(path);
    this.#vanished.clear();
  }

  async #turn(
    cancel: CancelToken | undefined,
    stage: ModulesProgress['stage'],
    done: number,
  ): Promise<void> {
    this.#progress(stage, done, this.#table.size);
    await new Promise(setImmediate);
    checkCancelled(cancel);
  }

  /** Carries an update out. @throws Cancelled, and then the next update makes up for it */
  async #update(update: Update, cancel: CancelToken | undefined): Promise<ModuleChange> {
    try {
      return await this.#carryOut(update, cancel);
    } catch (error) {
      this.#debt = { ...update, resolvesAll: true };
      throw error;
    }
  }

  async #carryOut(update: Update, cancel: CancelToken | undefined): Promise<ModuleChange> {
    const { names, dirty } = update;
    if ([...names.touched].some(isConfiguration)) update.resolvesAll = true;
    const gone = new Set<RelativePath>();
    const removedIds = new Set<number>();
    for (const path of names.removed) this.#remove(path, gone, removedIds);
    for (const path of names.added) this.#table.add(path);
    const changed = new Set<number>();
    const toRead = [...new Set([...names.added, ...dirty])];
    if (toRead.length > 0)
      await this.#read([toRead], cancel, {
        onRead: (id, isOther) => {
          if (isOther) changed.add(id);
        },
        onGone: (path) => gone.add(path),
      });
    for (const path of names.added) {
      const id = this.#table.ids.get(path);
      if (id !== undefined) changed.add(id);
    }
    let done = 0;
    for (const id of this.#toResolve(update, changed, removedIds)) {
      if (++done % turnItems === 0) await this.#turn(cancel, 'resolve', done);
      if (this.#resolve(id)) changed.add(id);
    }
    this.#table.reuse();
    return this.#tell(
      changed,
      [...gone].filter((path) => !this.#table.ids.has(path)),
    );
  }

  #remove(path: RelativePath, gone: Set<RelativePath>, removedIds: Set<number>): void {
    const id = this.#forget(path);
    if (id !== undefined) removedIds.add(id);
    gone.add(path);
  }

  #toResolve(
    update: Update,
    changed: ReadonlySet<number>,
    removed: ReadonlySet<number>,
  ): Iterable<number> {
    const { names, asksAgain } = update;
    const { touched, isBroad } = names;
    const all = (): Iterable<number> => [...this.#table.ids.values()];
    if (update.resolvesAll) {
      this.#resolver.forgetAll();
      return all();
    }
    const ofNames = touched.size > 0 || removed.size > 0;
    if (!ofNames && !isBroad && !asksAgain) return changed;
    this.#resolver.forgetNames();
    const isOther = this.#resolver.revise(
      (answer, name, scope) =>
        isBroad || this.#resolver.mayDiffer(answer, { scope, name, ofNames }),
    );
    if (isOther || isBroad) return all();
    const more = ofNames
      ? concerned(this.#table, this.#names, { touched, removed })
      : askedOfDisk(this.#table);
    return new Set([...changed, ...more]);
  }

  #tell(changed: ReadonlySet<number>, removed: readonly RelativePath[]): ModuleChange {
    const records: ModuleRecord[] = [];
    for (const id of changed) {
      const path = this.#table.pathOf(id);
      const record = path === undefined ? undefined : this.#table.record(path);
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
    return this.#memory.statistics({ entries: this.#table.size, bytes: this.#table.factsBytes });
  }

  /**
   * Keeps everything for the next process.
   * Only correct if signatures were taken before the bytes were read, and those that prove nothing are marked so: the next process believes
   * whatever is marked as settled and has the same signature.
   */
  save(): void {
    if (this.#isSaved || !this.#options.rows || this.#debt) return;
    this.#takeStamps();
    const { rules, ignore, install } = this.#stamps;
    const head: SnapshotHead = {
      versions: parserVersions(),
      rulesStamp: rules,
      gitText: this.#gitText,
      ignoreStamp: ignore,
      installStamp: install,
      answers: [...this.#resolver.answers],
    };
    const folders = this.#names.folders;
    const bytes = encodeSnapshot({ head, folders, table: this.#table, memory: this.#memory });
    this.#options.rows.save(new Map([[snapshotRow, bytes]]));
    this.#isSaved = true;
  }
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}
