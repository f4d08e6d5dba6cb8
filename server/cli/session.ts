/**
 * Puts the parts together for one command: stores, files, processes, builders and the engine, each opened when a command needs it
 * and closed at its end.
 */
import { readFileSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { Engine } from '../engine/engine.ts';
import { createEngine } from '../engine/engine.ts';
import type { FileDigest, RelativePath } from '../engine/model/brand.ts';
import type { Clock } from '../engine/ports/clock.ts';
import { openFiles } from '../host/files/nodeFiles.ts';
import { NodeOutputWriter } from '../host/files/outputWriter.ts';
import { NodeClock } from '../host/platform/clock.ts';
import { NodeHasher } from '../host/platform/hasher.ts';
import { baseEnvironment } from '../host/processes/environment.ts';
import { NodeProcessRunner } from '../host/processes/runner.ts';
import { processLimit } from '../host/processes/throttle.ts';
import type { Store } from '../host/store/openStore.ts';
import { openStore } from '../host/store/openStore.ts';
import { openBuilders } from './builders.ts';
import { loadCachedWorkspace } from './cachedModel.ts';
import type { CommandContext } from './command.ts';
import { diskConfigSource } from './configSource.ts';
import { CommandFailure } from './failure.ts';
import { memoryStore } from './memoryStore.ts';
import type { Output } from './output.ts';
import { visible } from './render/visible.ts';
import type { Workspace } from './workspace.ts';
import { requireRoot } from './workspace.ts';

/** Everything a build needs. */
export interface Session {
  readonly root: string;
  readonly workspace: Workspace;
  readonly engine: Engine;
  readonly store: SessionStore;
  readonly clock: Clock;
  /** Actions executed at once. */
  readonly concurrency: number;
  /**
   * The text of an input as it was when it had this digest, from what is kept or, where it has it still, from the disk.
   * @returns undefined where it is in neither
   */
  readText(digest: FileDigest, path: RelativePath): string | undefined;
  /** True for files whose change may change actions. */
  isConfiguration(path: RelativePath): boolean;
  /**
   * Reads the configuration anew and makes an engine for it.
   * @returns false where it says what it said before; the engine then stays
   */
  reload(): Promise<boolean>;
  close(): Promise<void>;
}

/** The stores, on disk or, where the disk refuses, in memory for this process alone. */
export type SessionStore = Pick<Store, 'traces' | 'blobs' | 'digests'> & Partial<Store>;

/** Opens all for building. */
export async function openSession(
  context: CommandContext,
  options: { readonly concurrency?: number | undefined },
): Promise<Session> {
  const root = requireRoot(context);
  const clock = new NodeClock();
  const hasher = new NodeHasher(join(root, '.cachescope', 'salt'));
  const store = storeOrMemory(root, context.output);
  const basePath = baseEnvironment(process.env).PATH ?? '';
  const files = openFiles({ root, rows: store.digests, hasher, basePath });
  const source = diskConfigSource(root, files, process.env);
  const read = async (): Promise<Workspace> => ({
    root,
    ...(await loadCachedWorkspace(root, source, store.digests)),
  });
  let workspace = await read();
  const { concurrency, limit } = limitsOf(
    options.concurrency ?? workspace.settings.concurrency,
    context.output,
  );
  const processes = new NodeProcessRunner({ root, limit, clock });
  const builders = openBuilders({ root, files, concurrency, cache: smallCache(store.digests) });
  const writer = new NodeOutputWriter(root);
  const platform = `${process.platform}-${process.arch}`;
  const ports = {
    files,
    writer,
    traces: store.traces,
    blobs: store.blobs,
    processes,
    builders,
    hasher,
    clock,
    platform,
  };
  const makeEngine = (): Engine => createEngine({ ...ports, actions: workspace.actions });
  let engine = makeEngine();
  return {
    root,
    store,
    clock,
    concurrency,
    get workspace() {
      return workspace;
    },
    get engine() {
      return engine;
    },
    readText: (digest, path) =>
      store.readText?.(digest) ?? currentText(root, path, files.digest(path) === digest),
    isConfiguration: (path) => workspace.model.files.includes(path),
    async reload() {
      files.newEpoch();
      const next = await read();
      if (sameWorkspace(workspace, next)) return false;
      workspace = next;
      engine = makeEngine();
      return true;
    },
    async close() {
      await processes.dispose();
      await builders.dispose();
      await store.blobs.flush();
      store.close?.();
    },
  };
}

const shownTextBytesMax = 1024 * 1024;

function currentText(root: string, path: RelativePath, isWanted: boolean): string | undefined {
  const file = join(root, path);
  if (!isWanted || statSync(file).size > shownTextBytesMax) return undefined;
  const text = readFileSync(file, 'utf8');
  return text.includes('\0') ? undefined : text;
}

/** A build without a cache is slower and still right; that it has none is said. */
function storeOrMemory(root: string, { stderr }: Output): SessionStore {
  const onTrouble = (message: string): void =>
    stderr.write(`${stderr.style.yellow(visible(`cachescope: ${message}`))}\n`);
  const store = openStore({ root, onTrouble });
  if (!('message' in store)) return store;
  onTrouble(`${store.message} This run keeps nothing.`);
  return memoryStore();
}

function limitsOf(
  wanted: number | undefined,
  { stderr }: Output,
): { readonly concurrency: number; readonly limit: number } {
  const concurrency = wanted ?? availableParallelism();
  const { limit, problem } = processLimit(concurrency, process.env);
  if (problem !== undefined) stderr.write(`cachescope: ${problem}\n`);
  return { concurrency, limit };
}

/** Small texts that outlive the process, kept beside the known file digests under names that no folder can have. */
function smallCache(rows: SessionStore['digests']): {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
} {
  return {
    get: (key) => {
      const text = rows.load(`\0builder ${key}`);
      return typeof text === 'string' ? text : undefined;
    },
    set: (key, value) => rows.save(new Map([[`\0builder ${key}`, value]])),
  };
}

function sameWorkspace(a: Workspace, b: Workspace): boolean {
  const text = ({ model, actions }: Workspace): string =>
    JSON.stringify([model, [...actions.keys()]]);
  return text(a) === text(b);
}

/** Stores without an engine, for `stats` and `cache`. */
export interface OpenStores {
  readonly root: string;
  readonly store: Store;
  close(): void;
}

/**
 * Opens the stores.
 * @throws CommandFailure where they cannot be opened
 */
export function openStores(context: CommandContext): OpenStores {
  const root = requireRoot(context);
  const { stderr } = context.output;
  const onTrouble = (message: string): void =>
    stderr.write(`${visible(`cachescope: ${message}`)}\n`);
  const store = openStore({ root, onTrouble });
  if ('message' in store) throw new CommandFailure('no-store', store.message);
  return { root, store, close: () => store.close() };
}
