/**
 * The modules of a folder: analysed when somebody first asks, kept true while files change. The folder may have actions or none at all.
 *
 *   idle --(first question)--> analysing --> ready
 *     ^                            `-------> failed --(files changed)--> analysing
 *     `--(switched off)-- from any
 */
import type { RelativePath } from '../../../engine/model/brand.ts';
import type { PackStore } from '../../../host/files/packedRows.ts';
import { dropRows, rowsInFile } from '../../../host/modules/keeping/rowsInFile.ts';
import { withdrawMarks } from '../../../host/modules/marks/markFile.ts';
import { dropMarks, type MarksPlace, marksOf } from '../../../host/modules/marks/marksFolder.ts';
import { readText } from '../../../host/modules/progress.ts';
import { CancelSource } from '../../../host/platform/cancelSource.ts';
import { FileActions } from '../../../host/workspace/fileActions.ts';
import { ModuleSession, type ModuleSessionOptions } from '../../../host/workspace/moduleSession.ts';
import { noRules } from '../../../modules/graph/usageRules.ts';
import type { ModuleSettings, ServerSettings } from '../../../protocol/methods.ts';
import type { ModuleStatus } from '../../../protocol/modules.ts';
import type { FileChange, WorkerSetup } from '../../workerMessages.ts';
import { noModules } from '../emptyAnswers.ts';
import type { OpenFolder } from '../openFolder.ts';
import { forgetTimes } from './changeTimes.ts';
import { figuresOf } from './figures.ts';

/** What they are made with. */
export interface FolderModulesParts {
  readonly setup: WorkerSetup;
  readonly settings: ServerSettings;
  /** The folder, once it is open; undefined where it has nothing to build or could not be opened. */
  readonly opened: () => Promise<OpenFolder | undefined>;
  /** The graph is another one, or how far it is. */
  readonly onChanged: () => void;
  readonly onTrouble: (message: string) => void;
  /** For the log alone. */
  readonly onNote: (message: string) => void;
}

/** What questions are answered from. */
export interface ModuleView {
  readonly setup: WorkerSetup;
  /** Undefined while there is no graph. */
  readonly session: ModuleSession | undefined;
  readonly folder: OpenFolder | undefined;
  /** Undefined where the folder has no actions. */
  readonly actions: FileActions | undefined;
  readonly settings: ModuleSettings;
  readonly status: ModuleStatus;
}

const besideModules = /(?:^|\/)(?:package\.json|index\.html)$/;

type State = 'idle' | 'analysing' | 'ready' | 'failed';

const defaults: ModuleSettings = {
  enabled: true,
  cycles: 'off',
  unresolved: 'off',
  broken: 'off',
};
/** So many take a time that a person notices. */
const manyPaths = 200;
/** Of the figures of an analysis under way, that many are told a second. */
const tellsASecond = 4;

/** See above. */
export class FolderModules {
  readonly #parts: FolderModulesParts;
  #settings: ModuleSettings;
  #concurrency: number | undefined;
  #state: State = 'idle';
  #session: ModuleSession | undefined;
  #folder: OpenFolder | undefined;
  #actions: FileActions | undefined;
  #cancel: CancelSource | undefined;
  #progress: { readonly done: number; readonly found: number } = { done: 0, found: 0 };
  #toldAt = 0;
  #message: string | undefined;
  /** Changes that came while it was analysed, and calls that run one after the other. */
  #work: Promise<unknown> = Promise.resolve();
  /** Changed files that wait, where they are many, e.g. those of another branch. */
  #taking = 0;
  #isClosed = false;
  /** Somebody may show what is known of modules, or that they are switched off. */
  #isAsked = false;

  constructor(parts: FolderModulesParts) {
    this.#parts = parts;
    this.#settings = parts.settings.modules ?? defaults;
    this.#concurrency = parts.settings.concurrency;
  }

  /** What is known now; the first time that somebody asks, the analysis begins. */
  async view(): Promise<ModuleView> {
    const folder = await this.#parts.opened().catch(() => undefined);
    if (folder !== undefined && folder !== this.#folder) this.#useFolder(folder);
    this.#isAsked = true;
    this.#start();
    const { setup } = this.#parts;
    return {
      setup,
      folder,
      actions: this.#actions,
      session: this.#session,
      settings: this.#settings,
      status: this.status,
    };
  }

  /** How far it is. */
  get status(): ModuleStatus {
    if (!this.#settings.enabled) return noModules;
    const { done, found } = this.#progress;
    const figures = { ...noModules, ...figuresOf(this.#session) };
    switch (this.#state) {
      case 'ready':
        return this.#taking === 0
          ? { ...figures, state: 'ready' }
          : { ...figures, state: 'analysing', done: 0, found: this.#taking };
      case 'failed':
        return { ...figures, state: 'failed', message: this.#message ?? '' };
      default:
        return { ...figures, state: 'analysing', done, found };
    }
  }

  /** Something ran, so who reads what and how long it takes may be different. */
  ran(): void {
    this.#actions?.invalidate();
  }

  filesChanged(changes: readonly FileChange[]): void {
    if (this.#state === 'idle') return;
    if (this.#state === 'failed') {
      this.#state = 'idle';
      this.#start();
      return;
    }
    const paths = changes.map(({ path }) => path as RelativePath);
    if (paths.length < manyPaths) {
      this.#queue(() => this.#take(paths));
      return;
    }
    // Until they are taken in, answers are about what was before: that is said.
    this.#taking += paths.length;
    this.#parts.onChanged();
    this.#queue(async () => {
      await this.#take(paths).finally(() => {
        this.#taking -= paths.length;
      });
      this.#parts.onChanged();
    });
  }

  async #take(paths: readonly RelativePath[]): Promise<void> {
    const session = this.#session;
    if (session === undefined) return;
    forgetTimes(session, paths);
    const isDifferent = await session.apply(paths);
    // Names of packages and entry points are read there.
    const { answers } = session;
    const isBeside = paths.some(
      (path) => besideModules.test(path) || answers.isReadForEntries(path),
    );
    if (isBeside) session.graph.touch();
    if (isDifferent || isBeside) this.#parts.onChanged();
  }

  /** Actions are others now, and with them the files that they name; so may be what counts as used. */
  actionsChanged(): void {
    this.ran();
    if (this.#session === undefined) return;
    this.#session.graph.touch();
    this.#parts.onChanged();
  }

  useSettings(settings: ServerSettings): void {
    const before = JSON.stringify(this.#settings);
    this.#settings = settings.modules ?? defaults;
    this.#concurrency = settings.concurrency;
    if (JSON.stringify(this.#settings) === before) return;
    if (!this.#settings.enabled) this.#stop();
    // Who is told asks again, and the first question starts the analysis.
    if (this.#isAsked) this.#parts.onChanged();
  }

  /** Ends its threads. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stop();
    // The thread may be taken down before it is done with a file that takes long.
    withdrawMarks();
    await this.#work;
  }

  #useFolder(folder: OpenFolder): void {
    this.#folder = folder;
    this.#actions = new FileActions(
      folder.session,
      () => this.#concurrency ?? folder.session.concurrency,
    );
  }

  #start(): void {
    if (this.#state !== 'idle' || this.#isClosed || !this.#settings.enabled) return;
    this.#state = 'analysing';
    const cancel = new CancelSource();
    this.#cancel = cancel;
    this.#queue(() => this.#analyse(cancel));
  }

  #stop(): void {
    this.#cancel?.cancel('Switched off');
    this.#state = 'idle';
    this.#queue(async () => {
      const session = this.#session;
      this.#session = undefined;
      await session?.close();
    });
  }

  async #analyse(cancel: CancelSource): Promise<void> {
    // Another one may have been started since, which is not this one's to end.
    if (cancel.cancelled) return;
    const { setup, onChanged, onTrouble, onNote } = this.#parts;
    try {
      const options: ModuleSessionOptions = {
        root: setup.root,
        engine: this.#folder?.session,
        rows: this.#rows(),
        marks: this.#marks(),
        keepsReady: true,
        cancel,
        ofActions: () => this.#actions?.named() ?? [],
        usage: () => this.#folder?.session.workspace.settings.modules ?? noRules,
        onProgress: ({ done, total }) => this.#advance(done, total),
        onNote,
        memoryLimit: this.#folder?.session.workspace.settings.memoryLimit,
      };
      const open = (onStage?: (stage: string) => void): Promise<ModuleSession> =>
        ModuleSession.open({ ...options, ...(onStage && { onStage }) });
      const session = await (this.#folder?.metrics.time('modules', open) ?? open());
      // Only the analysis looks whether it was cancelled, and not what comes after it.
      if (cancel.cancelled) return await session.close();
      this.#session = session;
      const { lastRead } = session.modules;
      if (lastRead) onNote(`Modules: ${readText(lastRead)}`);
      this.#state = 'ready';
    } catch (error) {
      if (cancel.cancelled) return;
      this.#state = 'failed';
      const why = error instanceof Error ? error.message : String(error);
      this.#message = `The modules of this folder could not be analysed: ${why} Save a file to try again.`;
      onTrouble(this.#message);
    }
    onChanged();
  }

  /** Where the folder has a store, it has them itself. */
  #marks(): MarksPlace | undefined {
    const { setup, onNote } = this.#parts;
    const { storage, root } = setup;
    return storage === undefined
      ? undefined
      : { folder: marksOf(storage, root), onTrouble: onNote };
  }

  /** Where the folder has a store, what was kept beside it is of no more use. */
  #rows(): PackStore | undefined {
    const { setup, onTrouble } = this.#parts;
    const { storage, root } = setup;
    if (storage === undefined) return undefined;
    if (this.#folder === undefined) return rowsInFile(storage, root, onTrouble);
    dropRows(storage, root);
    dropMarks(storage, root);
    return undefined;
  }

  #advance(done: number, found: number): void {
    this.#progress = { done, found };
    const now = performance.now();
    if (now - this.#toldAt < 1000 / tellsASecond) return;
    this.#toldAt = now;
    this.#parts.onChanged();
  }

  #queue(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      if (!this.#isClosed)
        this.#parts.onTrouble(`Modules could not be brought up to date: ${String(error)}`);
    });
  }
}
