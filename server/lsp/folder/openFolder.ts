/**
 * A folder whose engine is open: its parts, and what each tells the others. A change of files makes actions dirty, a check makes them
 * fresh or stale, a run settles them, and the editor is told of each.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { reachable } from '../../engine/graph/graph.ts';
import type { ActionId, RelativePath } from '../../engine/model/brand.ts';
import type { ActionResult } from '../../engine/model/run.ts';
import { nextTurn, Turns } from '../../host/platform/turns.ts';
import type { WorkspaceEngine } from '../../host/workspace/workspaceEngine.ts';
import type { ServerNotifications, ServerSettings } from '../../protocol/methods.ts';
import type { FolderStatus } from '../../protocol/overview.ts';
import type { ReasonRow } from '../../protocol/tasks.ts';
import { RateLimit } from '../rateLimit.ts';
import type { FileChange, FromWorker, WorkerSetup } from '../workerMessages.ts';
import { ActionTable } from './actions.ts';
import { CacheViews } from './caches.ts';
import { ChangeTeller } from './changeTeller.ts';
import { Checks, withoutBuilders } from './checks.ts';
import { EntryIndex } from './entries.ts';
import { ForeignActivity } from './foreign.ts';
import { RunHistoryView } from './history.ts';
import { FolderMetrics } from './metricsView.ts';
import { ProblemList } from './problems.ts';
import { reasonRow, standingWhenChecked, statusWhenRun } from './rows.ts';
import { Runs } from './runs.ts';
import { StoreUsageView } from './usage.ts';

/** Counting bytes looks at every blob, so it follows what happens at a distance. */
const countIntervalMs = 5000;
/** Changed files that are taken in at a time. */
const pathsAtOnce = 100;
const statusIntervalMs = 100;

type LogChunks = ServerNotifications['cachescope/log']['chunks'];

/** What is wrong with the configuration, counted. */
interface Counts {
  readonly errors: number;
  readonly warnings: number;
}

/** See above. */
export class OpenFolder {
  readonly setup: WorkerSetup;
  readonly session: WorkspaceEngine;
  readonly table: ActionTable;
  readonly history: RunHistoryView;
  readonly entries: EntryIndex;
  readonly caches: CacheViews;
  readonly usage: StoreUsageView;
  readonly metrics: FolderMetrics;
  readonly problems: ProblemList;
  readonly checks: Checks;
  readonly runs: Runs;
  /** Told when the configuration has other actions, and when any of them ran. */
  onActions: (what: 'others' | 'ran') => void = () => undefined;
  readonly #send: (message: FromWorker) => void;
  readonly #changes: ChangeTeller;
  readonly #foreign: ForeignActivity;
  readonly #status: RateLimit;
  readonly #count: RateLimit;
  /** Behind what ran, and not part of the run: to be checked when it has ended. */
  readonly #behindRuns = new Set<ActionId>();
  #settings: ServerSettings;
  #counts: Counts = { errors: 0, warnings: 0 };
  /** Sizes on disk as the last count found them. */
  #toldUsage: string | undefined;
  #isClosed = false;
  #applying: Promise<void> = Promise.resolve();

  constructor(
    setup: WorkerSetup,
    session: WorkspaceEngine,
    settings: ServerSettings,
    send: (message: FromWorker) => void,
  ) {
    this.setup = setup;
    this.session = session;
    this.#settings = settings;
    this.#send = send;
    const { traces, maintenance } = session.store;
    this.#status = new RateLimit(statusIntervalMs, () => this.#sendStatus());
    this.#count = new RateLimit(countIntervalMs, () => void this.#countUsage());
    this.metrics = new FolderMetrics(session);
    this.history = new RunHistoryView(traces);
    this.entries = new EntryIndex(maintenance);
    this.usage = new StoreUsageView(maintenance);
    this.problems = new ProblemList(session);
    this.table = new ActionTable(session, this.history, () => this.#changes);
    const { history, entries, usage, table } = this;
    this.caches = new CacheViews({ session, entries, history, usage, table });
    this.#changes = new ChangeTeller(
      setup.folder,
      (id) => table.row(id),
      (body) => send({ type: 'changed', body }),
    );
    this.runs = this.#makeRuns();
    this.checks = new Checks({
      session,
      table,
      quiet: () => this.runs.quiet(),
      isInRun: (id) => this.runs.has(id),
      onTrouble: (message) => send({ type: 'trouble', message }),
    });
    this.#foreign = new ForeignActivity(traces, {
      onActivity: () => this.#onWritten(),
      onQuiet: () => this.#onForeignBuild(),
    });
  }

  /** Tells the editor that it is here, and looks at everything once. */
  begin(): void {
    this.#sendStatus();
    this.#changes.lists({ allActions: true, caches: true, runs: true });
    this.#check(this.table.ids);
    this.#findProblems();
    this.#count.wish();
  }

  /** How the folder stands. */
  get status(): FolderStatus {
    const { workspace, store } = this.session;
    const { folder, name, trusted } = this.setup;
    const { savedMs, summaries } = this.history.recent;
    const [lastRun] = summaries;
    const usage = this.usage.last;
    const evictions = Object.values(store.memoryStatistics?.()?.evictions ?? {});
    const hasActions = workspace.actions.size > 0;
    return {
      folder,
      name,
      state: trusted ? (hasActions ? 'ready' : 'empty') : 'restricted',
      actions: workspace.actions.size,
      packages: workspace.packages.length,
      ...this.#counts,
      running: this.runs.names,
      evictions: evictions.reduce((sum, count) => sum + count, 0),
      savedMs,
      storeBytes: usage ? usage.blobBytes + usage.indexBytes + usage.profileBytes : 0,
      ...(lastRun === undefined ? {} : { lastRun }),
    };
  }

  /** The graph of modules is another one. */
  modulesChanged(): void {
    this.#changes.lists({ modules: true });
  }

  useSettings(settings: ServerSettings): void {
    const isCheckNew = settings.checkOnChange && !this.#settings.checkOnChange;
    this.#settings = settings;
    if (isCheckNew) this.#check(this.table.ids);
  }

  /** Whether anybody looks at the window. */
  useWindow(isActive: boolean): void {
    if (isActive) this.#foreign.start();
    else this.#foreign.stop();
  }

  /** Files changed on disk; taken in one after the other. */
  filesChanged(changes: readonly FileChange[]): void {
    // Somebody may be building beside the window, who will look at it in a moment.
    this.#foreign.look();
    this.#applying = this.#applying
      .then(() => this.#apply(changes))
      .catch((error: unknown) => {
        const message = `Changes of files could not be taken in: ${String(error)}`;
        this.#send({ type: 'trouble', message });
      });
  }

  /** Entries were dropped, of these names. */
  dropped(names: readonly string[]): void {
    this.usage.invalidate();
    this.#onWritten();
    const { actions } = this.session.workspace;
    this.#makeDirty(names.filter((name) => actions.has(name as ActionId)) as ActionId[]);
  }

  /** Those of which one may find out how they stand: in Restricted Mode, those for which no module of the workspace is loaded. */
  checkable(ids: readonly ActionId[]): readonly ActionId[] {
    return this.setup.trusted ? ids : withoutBuilders(this.session, ids);
  }

  /** Ends all that runs and closes the stores. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#foreign.stop();
    this.#changes.stop();
    this.#status.stop();
    this.#count.stop();
    await Promise.all([this.runs.stopAll(), this.checks.stop()]);
    this.metrics.close();
    await this.session.close();
  }

  #makeRuns(): Runs {
    return new Runs({
      session: this.session,
      concurrency: () => this.#settings.concurrency,
      sendLog: (run, chunks) =>
        this.#send({
          type: 'log',
          body: { folder: this.setup.folder, run, chunks: this.#placed(chunks) },
        }),
      onQueued: (id) => this.table.mark(id, 'queued'),
      onStarted: (id) => this.table.mark(id, 'running'),
      onSettled: (result) => this.#onSettled(result),
      onCheck: () => this.#onCheck(),
      onRuns: () => this.#status.wish(),
      onRecorded: () => {
        this.#onWritten();
        this.metrics.wishSave();
        const behind = [...this.#behindRuns];
        this.#behindRuns.clear();
        this.#makeDirty(behind);
      },
    });
  }

  #placed(chunks: LogChunks): LogChunks {
    const { actions } = this.session.workspace;
    return chunks.map((chunk) => {
      const cwd = actions.get(chunk.action as ActionId)?.cwd ?? '';
      return { ...chunk, cwd };
    });
  }

  #onSettled(result: ActionResult): void {
    const { id, state, reasons, unchanged, message } = result;
    const action = this.session.workspace.actions.get(id);
    const status = action && statusWhenRun(action, result);
    if (status === undefined) {
      if (['queued', 'running'].includes(this.table.status(id))) this.table.mark(id, 'dirty');
      this.#behindRuns.add(id);
      return;
    }
    const failure: readonly ReasonRow[] =
      state === 'failed' && message !== undefined
        ? [{ kind: 'earlier-failure', text: message }]
        : [];
    this.table.settle(id, status, [...failure, ...reasons.map(reasonRow)]);
    if (unchanged || state === 'fresh') return;
    for (const other of reachable(this.session.engine.graph, [id], 'dependents'))
      if (!this.runs.has(other)) this.#behindRuns.add(other);
  }

  #onCheck(): (results: readonly ActionResult[]) => void {
    const since = this.table.settlements;
    return (results) => {
      for (const result of results)
        if (!this.runs.has(result.id))
          this.table.setLooked(result.id, standingWhenChecked(result), since);
    };
  }

  /** The store holds something else, by our doing or somebody else's. */
  #onWritten(): void {
    this.onActions('ran');
    this.history.invalidate();
    this.entries.invalidate();
    this.table.forgetPast();
    this.#changes.lists({ caches: true, runs: true });
    this.#status.wish();
    this.#count.wish();
  }

  #onForeignBuild(): void {
    this.#changes.lists({ allActions: true });
    this.#makeDirty(this.table.ids);
  }

  async #apply(changes: readonly FileChange[]): Promise<void> {
    const paths = changes.map(({ path }) => path as RelativePath);
    const cause = causeOf(paths);
    const dirty = await this.#makeKnown(paths, cause);
    const isReloaded =
      changes.some((change) => this.#mayChangeActions(change)) && (await this.session.reload());
    if (dirty.length > 0 || isReloaded) this.#changes.because(cause);
    if (isReloaded) this.#onConfiguration();
    else this.#makeDirty(dirty);
  }

  /** Another branch is thousands of files, so it is done in turns. @returns actions that they reach */
  async #makeKnown(paths: readonly RelativePath[], cause: string): Promise<ActionId[]> {
    const { engine } = this.session;
    const dirty = new Set<ActionId>();
    const turns = new Turns();
    for (let at = 0; at < paths.length && !this.#isClosed; at += pathsAtOnce) {
      const part = paths.slice(at, at + pathsAtOnce);
      for (const id of engine.applyChange({ paths: part, cause }).dirty) dirty.add(id);
      await turns.next();
    }
    return [...dirty];
  }

  /** Files of the configuration may change anything; files that come and go may change what rules match and which packages there are. */
  #mayChangeActions({ path, type }: FileChange): boolean {
    const { model } = this.session.workspace;
    if (this.session.isConfiguration(path as RelativePath)) return true;
    if (type === 'update') return false;
    if (model.rules.length > 0 || /(?:^|\/)package\.json$/.test(path)) return true;
    // A folder that is moved is one change.
    if (type === 'delete') return model.packageFolders.some((dir) => isIn(dir, path));
    return statSync(join(this.setup.root, path), { throwIfNoEntry: false })?.isDirectory() === true;
  }

  #onConfiguration(): void {
    this.onActions('others');
    this.table.reset();
    this.problems.invalidate();
    this.#changes.lists({ allActions: true });
    this.#check(this.table.ids);
    this.#findProblems();
    this.#status.wish();
  }

  #makeDirty(ids: readonly ActionId[]): void {
    for (const id of ids) this.table.setDirty(id);
    this.#check(ids);
  }

  #check(ids: readonly ActionId[]): void {
    if (this.#settings.checkOnChange) this.checks.add(this.checkable(ids));
  }

  #findProblems(): void {
    const tell = async (): Promise<void> => {
      // Reading the configuration was work enough for one turn.
      await nextTurn();
      if (this.#isClosed) return;
      const { wrong } = await this.problems.all();
      const errors = wrong.filter(({ severity }) => severity === 'error').length;
      this.#counts = { errors, warnings: wrong.length - errors };
      this.#status.wish();
      this.#send({ type: 'problems' });
    };
    tell().catch((error: unknown) =>
      this.#send({ type: 'trouble', message: `The check of the graph failed: ${String(error)}` }),
    );
  }

  async #countUsage(): Promise<void> {
    this.usage.invalidate();
    const counted = await this.usage.now().catch((error: unknown) => {
      this.#send({ type: 'trouble', message: `The cache could not be counted: ${String(error)}` });
    });
    if (!counted || this.#isClosed) return;
    this.#status.wish();
    const text = JSON.stringify(counted);
    if (text === this.#toldUsage) return;
    // Who asked since the last count was told the old sizes.
    this.#toldUsage = text;
    this.#changes.lists({ caches: true });
  }

  #sendStatus(): void {
    this.#send({ type: 'status', status: this.status });
  }
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function causeOf(paths: readonly string[]): string {
  const [first, ...others] = paths;
  const count = others.length === 1 ? '1 other file' : `${others.length} other files`;
  return others.length === 0 ? `${first} changed` : `${first} and ${count} changed`;
}
