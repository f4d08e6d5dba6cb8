/**
 * What files and actions have to do with each other, for who asks about many files: who reads them, and what a change of them costs. Answers are kept until
 * the configuration is another or something ran.
 */
import type { ActionId, RelativePath } from '../../engine/model/brand.ts';
import { Cutoffs, type Impact, impactOf, impactOn } from '../../modules/graph/impact.ts';
import type { WorkspaceEngine } from './workspaceEngine.ts';

/** Runs that say how often early cutoff spares an action. */
const runsCounted = 50;

/** Answers of one state of configuration and history. */
interface Known {
  readonly engine: WorkspaceEngine['engine'];
  readonly readers: Map<RelativePath, readonly ActionId[]>;
  /** The same names are the same array, so that costs are found by it. */
  readonly sets: Map<string, readonly ActionId[]>;
  readonly costs: Map<string, Impact>;
  cutoffs?: Cutoffs;
  durations?: ReadonlyMap<ActionId, number>;
}

/** See above. */
export class FileActions {
  readonly #session: Pick<WorkspaceEngine, 'engine' | 'workspace' | 'store'>;
  readonly #concurrency: () => number;
  #known: Known | undefined;

  /** @param concurrency actions executed at once */
  constructor(
    session: Pick<WorkspaceEngine, 'engine' | 'workspace' | 'store'>,
    concurrency: () => number,
  ) {
    this.#session = session;
    this.#concurrency = concurrency;
  }

  /** Something ran, so what was seen and how long it took is to be read anew. */
  invalidate(): void {
    this.#known = undefined;
  }

  /** Actions that read a file, as declared or as seen, sorted. */
  readersOf(path: RelativePath): readonly ActionId[] {
    const known = this.#now();
    const found = known.readers.get(path);
    if (found !== undefined) return found;
    const ids = [...known.engine.usersOf(path, true).readers].sort();
    const key = ids.join('\n');
    const readers = known.sets.get(key) ?? ids;
    known.sets.set(key, readers);
    known.readers.set(path, readers);
    return readers;
  }

  /** Actions that write a file. */
  writersOf(path: RelativePath): readonly ActionId[] {
    return this.#session.engine.usersOf(path, true).writers;
  }

  /** What a change of these files costs. */
  impactOf(paths: readonly RelativePath[]): Impact {
    return impactOf(paths, this.#source(this.#now()));
  }

  /** What it costs when these actions have to run. */
  costOf(actions: Iterable<ActionId>): Impact {
    const known = this.#now();
    const direct = [...actions].sort();
    const key = direct.join('\n');
    const cost =
      known.costs.get(key) ??
      impactOn(new Map(direct.map((id) => [id, '' as RelativePath])), this.#source(known));
    known.costs.set(key, cost);
    return cost;
  }

  /** Milliseconds of the last run of an action. */
  durationOf(id: ActionId): number | undefined {
    return this.#durations(this.#now()).get(id);
  }

  /** Files that actions name themselves, so that they are used although nothing imports them. */
  *named(): Generator<RelativePath> {
    for (const { work, inputFiles } of this.#session.workspace.actions.values()) {
      if (work.type === 'builder') yield* [work.module, work.input];
      yield* inputFiles;
    }
  }

  #now(): Known {
    const { engine } = this.#session;
    // Only correct for this engine: another configuration has other actions, and another engine with them.
    if (this.#known?.engine !== engine)
      this.#known = { engine, readers: new Map(), sets: new Map(), costs: new Map() };
    return this.#known;
  }

  #durations(known: Known): ReadonlyMap<ActionId, number> {
    const { store, workspace } = this.#session;
    known.durations ??= new Map(
      [...store.traces.history([...workspace.actions.keys()])].map(([id, { lastDuration }]) => [
        id,
        lastDuration,
      ]),
    );
    return known.durations;
  }

  #source(known: Known) {
    const { store, workspace } = this.#session;
    known.cutoffs ??= new Cutoffs(store.traces.runs(runsCounted), workspace.actions);
    return {
      actions: workspace.actions,
      readersOf: (path: RelativePath) => this.readersOf(path),
      durations: () => this.#durations(known),
      cutoffs: known.cutoffs,
      concurrency: this.#concurrency(),
    };
  }
}
