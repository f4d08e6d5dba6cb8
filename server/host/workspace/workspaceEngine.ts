/**
 * Puts the parts of a workspace together: stores, files, processes, builders and the engine. The command line and an editor's server
 * both build through what this opens, so they cannot disagree about what is up to date.
 */

import { readFileSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { CacheStatistics } from '../../engine/cache/counters.ts';
import type { CacheName, Settings } from '../../engine/config/model.ts';
import type { Engine } from '../../engine/engine.ts';
import { createEngine } from '../../engine/engine.ts';
import type { EngineEvent, EngineEventBody, EventListener } from '../../engine/events.ts';
import type { ActionId, ByteCount, FileDigest, RelativePath } from '../../engine/model/brand.ts';
import type { Problem } from '../../engine/model/problem.ts';
import type { CancelToken } from '../../engine/ports/cancel.ts';
import type { Clock } from '../../engine/ports/clock.ts';
import { UnreadableFile } from '../../engine/ports/files.ts';
import type { BlobStore } from '../../engine/ports/store.ts';
import { type NodeFiles, openFiles } from '../files/nodeFiles.ts';
import { NodeOutputWriter } from '../files/outputWriter.ts';
import type { PackStore } from '../files/packedRows.ts';
import { type WitnessColumns, Witnesses } from '../files/witnesses.ts';
import { NodeClock } from '../platform/clock.ts';
import { NodeHasher } from '../platform/hasher.ts';
import { baseEnvironment, type Environment } from '../processes/environment.ts';
import { ReadingGate } from '../processes/readingGate.ts';
import { type MoreVariables, NodeProcessRunner } from '../processes/runner.ts';
import { processLimit } from '../processes/throttle.ts';
import type { FileDigestStore } from '../store/digestTable.ts';
import type { Store, StoreOptions } from '../store/openStore.ts';
import { openStore } from '../store/openStore.ts';
import { indexFile } from '../store/schema.ts';
import { dropStanding, writeStanding } from '../store/standingFile.ts';
import { openBuilders } from './builders.ts';
import { loadCachedWorkspace, tellModelLooks } from './cachedModel.ts';
import { WorkspaceCaches } from './caches.ts';
import { checkedGraph } from './checkedGraph.ts';
import { diskConfigSource } from './configSource.ts';
import { memoryStore, noDigests } from './memoryStore.ts';
import type { Workspace } from './readWorkspace.ts';
import { isWorkspaceRoot } from './root.ts';
import {
  encodeStanding,
  foundNothingToDo,
  indexIdentity,
  type StandingInput,
  volatileVariables,
} from './standingRun.ts';

/** What a workspace is opened with. */
export interface WorkspaceEngineOptions {
  /** Absolute path of the workspace root, see `findRoot`. */
  readonly root: string;
  /** The environment that commands are run from, e.g. `process.env`. */
  readonly environment: Environment;
  /** Name and version of this program: another one reads the configuration anew. */
  readonly program: string;
  /** Actions executed at once. Default: what the configuration says, else the machine's available parallelism. */
  readonly concurrency?: number | undefined;
  /** Variables that commands get besides what is declared, and that change no result. */
  readonly moreVariables?: MoreVariables | undefined;
  /** Told of each process group that began and that ended, for who outlives the thread that this runs in. */
  readonly onGroup?: (pid: number, isLive: boolean) => void;
  /** Told, in a full sentence, what does not work and what is done instead. */
  readonly onTrouble: (message: string) => void;
}

/** Everything a build needs. */
export interface WorkspaceEngine {
  readonly root: string;
  /** As read last; another object after a `reload` that found a change. */
  readonly workspace: Workspace;
  /** Another object after a `reload` that found a change. */
  readonly engine: Engine;
  /**
   * Another engine over the same parts, for what runs nothing: dry runs and explanations, also while `engine` builds. So no event of
   * `engine` is about something that was only asked. Made when first used, and another object after a `reload` that found a change.
   */
  readonly questions: Engine;
  /**
   * Tells what `engine` does, whichever object that is after a `reload`, and what the named caches do. Nothing of `questions`.
   * @returns a function that ends the subscription
   */
  subscribe(listener: EventListener): () => void;
  readonly store: WorkspaceStore;
  readonly clock: Clock;
  /** Closed by who shows commands' output while it can take no more. */
  readonly gate: ReadingGate;
  /** Actions executed at once. */
  readonly concurrency: number;
  /**
   * The text of an input as it was when it had this digest, from what is kept or, where it has it still, from the disk.
   * @returns undefined where it is in neither
   */
  readText(digest: FileDigest, path: RelativePath): string | undefined;
  /** Digest of what is at a path now; undefined where nothing is, or nothing that can be read. */
  digestNow(path: RelativePath): FileDigest | undefined;
  /** What is wrong with these actions and all that they depend on, known from a check before or found now. */
  check(actions: readonly ActionId[]): Promise<readonly Problem[]>;
  /** Keeps a run that found nothing to do, so that the next one that is asked the same need only see that nothing changed. */
  keepStanding(input: Pick<StandingInput, 'run' | 'question' | 'shown' | 'counts'>): void;
  /** Drops what the configured limits say, where that was not done lately; for the end of a command that built something. */
  collectGarbage(): void;
  /**
   * Reads the most valuable results into memory, in the background, so that going back to one waits for no disk. For a process that
   * lives on; to be awaited, or cancelled and awaited, before `close`.
   */
  warm(cancel: CancelToken): Promise<void>;
  /** Where the analysis of modules is kept; undefined: that cache is switched off. */
  readonly moduleRows: PackStore | undefined;
  /** Adds the figures of a cache that others keep, at its end. */
  countCache(statistics: CacheStatistics): void;
  /** True for files whose change may change actions. */
  isConfiguration(path: RelativePath): boolean;
  /**
   * Reads the configuration anew and makes an engine for it.
   * @returns false where it says what it said before; the engine then stays
   */
  reload(): Promise<boolean>;
  /** Ends what still runs, and writes what is still to be written. */
  close(): Promise<void>;
}

/** The stores, on disk or, where the disk refuses, in memory for this process alone. */
export type WorkspaceStore = Pick<Store, 'traces' | 'blobs' | 'digests'> & Partial<Store>;

/** Opens all for building. */
export async function openWorkspaceEngine(
  options: WorkspaceEngineOptions,
): Promise<WorkspaceEngine> {
  const { root, environment, program } = options;
  let isTroubled = false;
  const onTrouble = (message: string): void => {
    isTroubled = true;
    options.onTrouble(message);
  };
  const clock = new NodeClock();
  const startedAt = clock.now();
  const hasher = new NodeHasher(join(root, '.cachescope', 'salt'));
  const basePath = baseEnvironment(environment).PATH ?? '';
  const listeners = new Set<EventListener>();
  const tell = (event: EngineEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const tellNow = (event: EngineEventBody): void => {
    if (listeners.size > 0) tell({ at: clock.elapsed(), ...event });
  };
  const store = storeOrMemory({ root, onTrouble, emit: tellNow });
  const caches = new WorkspaceCaches(store, { emit: tellNow });
  const off = new Set<CacheName>();
  const onSettings = (settings: Settings): void => {
    for (const name of settings.cache.disable) off.add(name);
    caches.configure(settings);
  };
  const files = openFiles({ root, rows: unlessOff(store, off), hasher, basePath });
  const source = diskConfigSource(root, files, environment);
  let identity: () => string;
  const read = async (): Promise<Workspace> => {
    const cache = caches.configuration;
    const loaded = await loadCachedWorkspace({ root, source, cache, program, onSettings });
    identity = loaded.identity;
    return { root, ...loaded.workspace };
  };
  let workspace = await read();
  const concurrency =
    options.concurrency ?? workspace.settings.concurrency ?? availableParallelism();
  const { limit, problem } = processLimit(concurrency, environment);
  if (problem !== undefined) onTrouble(problem);
  const gate = new ReadingGate();
  const processes = new NodeProcessRunner({
    root,
    limit,
    clock,
    environment,
    onGroup: options.onGroup,
    moreVariables: options.moreVariables,
    gate,
  });
  const builders = openBuilders({ root, files, concurrency, cache: caches.builders, environment });
  const ports = {
    files,
    writer: new NodeOutputWriter(root),
    traces: store.traces,
    blobs: withoutTexts(store.blobs, off),
    processes,
    builders,
    hasher,
    clock,
    platform: `${process.platform}-${process.arch}`,
  };
  const makeEngine = (): Engine => {
    const made = createEngine({ ...ports, actions: workspace.actions });
    // What runs may fail, and a result that failed since does not stand.
    made.subscribe((event) => {
      if (event.type === 'action-started') forgetStanding(store.folder, onTrouble);
      tell(event);
    });
    return made;
  };
  let engine = makeEngine();
  let questions: Engine | undefined;
  return {
    root,
    store,
    clock,
    gate,
    concurrency,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get workspace() {
      return workspace;
    },
    get engine() {
      return engine;
    },
    get questions() {
      questions ??= createEngine({ ...ports, actions: workspace.actions });
      return questions;
    },
    readText: (digest, path) =>
      store.readText?.(digest) ?? currentText(root, path, files.digest(path) === digest),
    digestNow(path) {
      try {
        return files.digest(path);
      } catch (error) {
        if (error instanceof UnreadableFile) return undefined;
        throw error;
      }
    },
    check: (actions) =>
      checkedGraph(workspace, actions, { identity: identity(), cache: caches.validation }),
    keepStanding({ run, question, shown, counts }) {
      const isOff = workspace.settings.cache.disable.some((name) => standingOn.has(name));
      if (isOff || isTroubled || store.folder === undefined || !foundNothingToDo(run)) return;
      if (!isWorkspaceRoot(root)) return;
      const index = indexIdentity(join(store.folder, indexFile));
      const looks = looksOf(workspace, files, startedAt);
      if (index === undefined || looks === undefined) return;
      const input = { run, question, shown, counts, looks, index, now: clock.now() };
      writeStanding(store.folder, encodeStanding(input));
    },
    collectGarbage() {
      const { size, ttl } = workspace.settings.cache.disk;
      store.maintenance?.collectIfDue({ diskSize: size, ttlMs: ttl });
    },
    async warm(cancel) {
      const { entries, size } = workspace.settings.cache.memory;
      await store.warm?.({ limits: { entries, bytes: size as ByteCount }, cancel });
    },
    get moduleRows() {
      return workspace.settings.cache.disable.includes('modules') ? undefined : store.digests;
    },
    countCache: (statistics) => caches.count(statistics),
    isConfiguration: (path) => workspace.model.files.includes(path),
    async reload() {
      files.newEpoch();
      const next = await read();
      if (sameWorkspace(workspace, next)) return false;
      workspace = next;
      engine = makeEngine();
      questions = undefined;
      return true;
    },
    async close() {
      await processes.dispose();
      await builders.dispose();
      await store.blobs.flush();
      caches.close();
      store.close?.();
    },
  };
}

function forgetStanding(folder: string | undefined, onTrouble: (message: string) => void): void {
  if (folder === undefined) return;
  const problem = dropStanding(folder);
  if (problem !== undefined) onTrouble(problem);
}

/** A run cannot stand where one of these caches is off: looking closely is what it is off for. */
const standingOn: ReadonlySet<CacheName> = new Set([
  'traces',
  'digests',
  'configuration',
  'standing',
]);
/** All looks at the disk of this process; undefined where some cannot be checked again. */
function looksOf(
  { actions, model, root }: Workspace,
  files: NodeFiles,
  startedAt: number,
): WitnessColumns | undefined {
  for (const { work, environment } of actions.values()) {
    // What modules are made of is looked at by the builders' own reader.
    if (work.type === 'builder') return undefined;
    if (Object.keys(environment).some((name) => volatileVariables.has(name))) return undefined;
  }
  const witnesses = new Witnesses(startedAt);
  files.tellLooks(witnesses);
  tellModelLooks(root, model, witnesses);
  return witnesses.columns();
}

const shownTextBytesMax = 1024 * 1024;

function currentText(root: string, path: RelativePath, isWanted: boolean): string | undefined {
  const file = join(root, path);
  if (!isWanted || statSync(file).size > shownTextBytesMax) return undefined;
  const text = readFileSync(file, 'utf8');
  return text.includes('\0') ? undefined : text;
}

/** A build without a cache is slower and still right; that it has none is said. */
function storeOrMemory(options: StoreOptions): WorkspaceStore {
  const store = openStore(options);
  if (!('message' in store)) return store;
  options.onTrouble(`${store.message} This run keeps nothing.`);
  return memoryStore();
}

/** Asked anew each time, since which caches are off is known only when the configuration was read. */
function unlessOff({ digests }: WorkspaceStore, off: ReadonlySet<CacheName>): FileDigestStore {
  const now = (): FileDigestStore => (off.has('digests') ? noDigests : digests);
  return {
    load: (folder) => now().load(folder),
    loadAll: (folders) => now().loadAll(folders),
    save: (rows) => now().save(rows),
  };
}

function withoutTexts(blobs: BlobStore, off: ReadonlySet<CacheName>): BlobStore {
  if (!off.has('texts')) return blobs;
  return {
    putFile: (entry) => blobs.putFile(entry),
    putBytes: (bytes) => blobs.putBytes(bytes),
    read: (digest) => blobs.read(digest),
    restore: (entries) => blobs.restore(entries),
    keepTexts: () => undefined,
    flush: () => blobs.flush(),
  };
}

function sameWorkspace(a: Workspace, b: Workspace): boolean {
  const text = ({ model, actions }: Workspace): string =>
    JSON.stringify([model, [...actions.keys()]]);
  return text(a) === text(b);
}
