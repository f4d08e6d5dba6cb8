/**
 * The modules of a workspace and their graph, opened together: what the analysis finds goes into the graph, and answers come from there. The command line
 * and the editor's server both ask through this.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { patternsOf } from '../../engine/config/workspacePatterns.ts';
import type { RelativePath } from '../../engine/model/brand.ts';
import type { ModuleAnswers } from '../../modules/graph/answers.ts';
import type { ModuleGraph } from '../../modules/graph/moduleGraph.ts';
import type { UsageRules } from '../../modules/graph/usageRules.ts';
import type { ModuleRecord } from '../../modules/model.ts';
import type { PackStore } from '../files/packedRows.ts';
import type { Modules, ModulesOptions } from '../modules/analysis.ts';
import { type MarksPlace, marksIn } from '../modules/marks/marksFolder.ts';
import type { WorkspaceEngine } from './workspaceEngine.ts';

/** What a session is made of. */
export interface ModuleSessionOptions extends Omit<ModulesOptions, 'rows' | 'patterns'> {
  /** Keeps what was found, and has a place for marks; undefined: there is none. */
  readonly engine:
    | (Pick<WorkspaceEngine, 'moduleRows' | 'countCache'> & {
        readonly store: Pick<WorkspaceEngine['store'], 'folder'>;
      })
    | undefined;
  /** Files that actions name themselves. */
  readonly ofActions: () => Iterable<RelativePath>;
  /** Keeps what was found where there is no engine. */
  readonly rows?: PackStore | undefined;
  /** Told at the end of each stage of opening, for timing. */
  readonly onStage?: (stage: 'analyse' | 'link') => void;
  /** What the configuration says is used. */
  readonly usage?: () => UsageRules;
}

/** Records that go into the graph at once. */
const recordsAStep = 500;

/** See above. */
export class ModuleSession {
  readonly root: string;
  readonly modules: Modules;
  readonly graph: ModuleGraph;
  readonly answers: ModuleAnswers;
  readonly #engine: ModuleSessionOptions['engine'];

  private constructor(
    parts: typeof import('./moduleParts.ts'),
    modules: Modules,
    { root, engine, ofActions, usage }: ModuleSessionOptions,
  ) {
    this.root = root;
    this.#engine = engine;
    this.modules = modules;
    this.graph = new parts.ModuleGraph();
    this.answers = new parts.ModuleAnswers({
      graph: this.graph,
      records: () => modules.records(),
      read: (path) => this.text(path),
      list: (folder) => this.#namesIn(folder),
      ofActions,
      usage,
    });
  }

  /** Analyses the workspace and makes the graph. */
  static async open(options: ModuleSessionOptions): Promise<ModuleSession> {
    const parts = await import('./moduleParts.ts');
    const rows = options.engine === undefined ? options.rows : options.engine.moduleRows;
    const marks = options.engine === undefined ? options.marks : marksBeside(options);
    const modules = await parts.openModules({ ...options, rows, marks, patterns: patternsOf });
    options.onStage?.('analyse');
    const session = new ModuleSession(parts, modules, options);
    await session.#fill();
    options.onStage?.('link');
    return session;
  }

  /** What is known of one module. */
  record(path: string): ModuleRecord | undefined {
    return this.modules.records().get(path as RelativePath);
  }

  /** Text of a file as it is on disk; undefined where it cannot be read. */
  text(path: RelativePath): string | undefined {
    try {
      return readFileSync(join(this.root, path), 'utf8');
    } catch {
      // Gone, or not readable: then nothing is known of it.
      return undefined;
    }
  }

  /** Looks at files again. @returns whether anything that is known of modules is different now */
  async apply(paths: readonly RelativePath[]): Promise<boolean> {
    const before = this.graph.factsRevision;
    this.graph.apply(await this.modules.apply(paths));
    return this.graph.factsRevision !== before;
  }

  async close(): Promise<void> {
    await this.modules.close();
    this.#engine?.countCache(this.modules.statistics());
  }

  #namesIn(folder: RelativePath): readonly string[] {
    try {
      return readdirSync(join(this.root, folder));
    } catch {
      // Most workspaces lack such a folder.
      return [];
    }
  }

  async #fill(): Promise<void> {
    let changed: ModuleRecord[] = [];
    for (const record of this.modules.records().values()) {
      changed.push(record);
      if (changed.length < recordsAStep) continue;
      this.graph.apply({ changed, removed: [] });
      changed = [];
      await setImmediate();
    }
    this.graph.apply({ changed, removed: [] });
  }
}

function marksBeside({ engine, onNote }: ModuleSessionOptions): MarksPlace | undefined {
  const folder = engine?.store.folder;
  const onTrouble = onNote ?? (() => undefined);
  return folder === undefined ? undefined : { folder: marksIn(folder), onTrouble };
}
