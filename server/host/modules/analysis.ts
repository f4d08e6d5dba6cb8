/**
 * What is known of all modules of a workspace, kept true while files change: the pipeline (walk, read, parse, resolve, link) on Node.
 *
 *     const modules = await openModules({ root, rows: store.digests, patterns: patternsOf });
 *     modules.records().get('src/app.ts')?.resolutions;
 *     const { changed } = await modules.apply(['src/app.ts']);
 *     await modules.close();
 */
import { availableParallelism } from 'node:os';
import type { CacheStatistics } from '../../engine/cache/counters.ts';
import type { RelativePath } from '../../engine/model/brand.ts';
import type { CancelToken } from '../../engine/ports/cancel.ts';
import type { ModuleChange, ModuleRecord } from '../../modules/model.ts';
import type { PackStore } from '../files/packedRows.ts';
import { Analysis } from './analysisRun.ts';
import { Marks } from './marks/marks.ts';
import type { MarksPlace } from './marks/marksFolder.ts';
import type { ModulesProgress } from './progress.ts';
import { ParsePool } from './reading/parsePool.ts';
import type { ReadStatistics } from './reading/pipeline.ts';
import type { PackagePatterns } from './resolving/workspacePackages.ts';

export type { ModulesProgress, ModulesStage } from './progress.ts';
export { Cancelled, type ReadStatistics } from './reading/pipeline.ts';

/** What `openModules` needs. */
export interface ModulesOptions {
  /** Absolute workspace root. */
  readonly root: string;
  /** Reads which folders are packages, e.g. `patternsOf`. */
  readonly patterns: PackagePatterns;
  /** Keeps what was found for the next process, e.g. `store.digests`. Undefined: nothing is kept. */
  readonly rows?: PackStore | undefined;
  /** Where it is marked what is being parsed. Undefined: a file that ends the process does so each time. */
  readonly marks?: MarksPlace | undefined;
  /** Threads that parse. Default: what the machine has. */
  readonly threads?: number;
  /** Larger files are told as a problem, and not read. Default: 5 MB. */
  readonly fileBytesMax?: number;
  /** Bytes of this process's memory; above it, no more files are read at once than one thread does. Default: no ceiling. */
  readonly memoryLimit?: number | undefined;
  /** For who applies changes: a thread stays ready, so that the first edit after a rest is as fast as the next. Default: none does. */
  readonly keepsReady?: boolean;
  readonly cancel?: CancelToken;
  readonly onProgress?: (progress: ModulesProgress) => void;
  /** Told what is worth a line in a log: what makes it slower than it could be. */
  readonly onNote?: (message: string) => void;
}

/** The modules of one workspace. */
export interface Modules {
  /**
   * All modules by path, as of the last analysis. The map is the same object for ever; records are made when they are asked for, since
   * facts are kept packed: whoever wants those of all modules goes through them once and keeps no record.
   */
  records(): ReadonlyMap<RelativePath, ModuleRecord>;
  /** Raised by each analysis that changed something. */
  readonly revision: number;
  /**
   * Looks at these paths again (files or folders, also ones that are gone) and at whatever depends on their being there or not.
   * Calls run one after the other.
   * @throws Cancelled
   */
  apply(changed: readonly RelativePath[], cancel?: CancelToken): Promise<ModuleChange>;
  /** Looks at every file again, e.g. after a watcher lost track. */
  refresh(cancel?: CancelToken): Promise<ModuleChange>;
  /** @returns a function that ends the subscription */
  onChange(listener: (change: ModuleChange) => void): () => void;
  /** Of the cache `modules`: facts found by content, and parsed. */
  statistics(): CacheStatistics;
  /** How many files were read the last time that any were, and what it took; undefined: none were yet. */
  readonly lastRead: ReadStatistics | undefined;
  /** Keeps what is known for the next process. */
  save(): Promise<void>;
  /** Saves, ends the threads. */
  close(): Promise<void>;
}

const fileBytesMax = 5_000_000;
/** Time from the first analysis to keeping it. */
const saveAfterMs = 500;

/**
 * Opens the modules of a workspace: from what was kept, looking only whether that still holds, or by reading all.
 * @throws Cancelled; Error with a sentence for people where the parser or the resolver cannot be loaded
 */
export async function openModules(options: ModulesOptions): Promise<Modules> {
  const { root, rows, cancel, threads = availableParallelism() } = options;
  const kept = options.keepsReady === true ? 1 : 0;
  const data = { root, bytesMax: options.fileBytesMax ?? fileBytesMax };
  const marks = options.marks && new Marks(options.marks);
  const pool = new ParsePool(data, threads, { kept, marks });
  pool.onNote = options.onNote;
  const analysis = new Analysis({
    root,
    rows,
    patterns: options.patterns,
    pool,
    threads,
    memoryLimit: options.memoryLimit,
    onProgress: options.onProgress,
  });
  try {
    await analysis.open(cancel);
  } catch (error) {
    await pool.close();
    throw error;
  }
  pool.warm(kept);
  // One after the other: each begins with what the one before it left.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
  // Who asked gets the answer first.
  const saving = setTimeout(() => {
    inTurn(() => analysis.save()).catch((error: unknown) =>
      options.onNote?.(`What is known of modules could not be kept: ${String(error)}`),
    );
  }, saveAfterMs).unref();
  return {
    records: () => analysis.records,
    get revision() {
      return analysis.revision;
    },
    apply: (changed, token) => inTurn(() => analysis.apply(changed, token)),
    refresh: (token) => inTurn(() => analysis.refresh(token)),
    onChange: (listener) => analysis.onChange(listener),
    statistics: () => analysis.statistics(),
    get lastRead() {
      return analysis.lastRead;
    },
    save: () => inTurn(() => analysis.save()),
    async close() {
      clearTimeout(saving);
      await inTurn(async () => {
        await analysis.save();
        await pool.close();
      });
    },
  };
}
