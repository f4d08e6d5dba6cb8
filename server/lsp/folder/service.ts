/**
 * What the thread of a folder does with requests: waits until the folder is open, and hands each to what answers it. A folder that has
 * nothing to build gets no state folder; it is looked at again when a file comes that could change that.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readVersion } from '../../host/platform/version.ts';
import { openWorkspaceEngine } from '../../host/workspace/workspaceEngine.ts';
import type { ServerSettings } from '../../protocol/methods.ts';
import type { FolderState, FolderStatus } from '../../protocol/overview.ts';
import type {
  FileChange,
  FromWorker,
  WorkerParams,
  WorkerRequestName,
  WorkerResult,
  WorkerSetup,
} from '../workerMessages.ts';
import { ChangeTeller } from './changeTeller.ts';
import { answerEmpty } from './emptyAnswers.ts';
import { handlers } from './handlers.ts';
import { answerLanguage, isLanguageRequest } from './languageView.ts';
import { FolderModules } from './modules/folderModules.ts';
import { answerModules } from './modules/handlers.ts';
import { isModuleRequest, type ModuleRequestName } from './modules/requests.ts';
import { OpenFolder } from './openFolder.ts';
import type { Answering } from './runs.ts';

/** A folder with none of these has nothing to build. */
const configurationFiles = [
  'cachescope.json',
  'turbo.json',
  'turbo.jsonc',
  'package.json',
  'pnpm-workspace.yaml',
];

/** See above. */
export class FolderService {
  readonly #setup: WorkerSetup;
  readonly #send: (message: FromWorker) => void;
  readonly #modules: FolderModules;
  /** Tells of modules where no folder is open that tells of all. */
  readonly #changes: ChangeTeller;
  #settings: ServerSettings;
  #folder: OpenFolder | undefined;
  /** Resolves with undefined where there is nothing to build. */
  #opened: Promise<OpenFolder | undefined> = Promise.resolve(undefined);
  readonly #toldTroubles = new Set<string>();
  #isOpen = false;
  #isWindowActive = true;
  #isClosed = false;

  constructor(setup: WorkerSetup, send: (message: FromWorker) => void) {
    this.#setup = setup;
    this.#send = send;
    this.#settings = setup.settings;
    this.#changes = new ChangeTeller(
      setup.folder,
      () => undefined,
      (body) => send({ type: 'changed', body }),
    );
    this.#modules = new FolderModules({
      setup,
      settings: setup.settings,
      opened: () => this.#opened,
      onChanged: () => (this.#folder ?? this).modulesChanged(),
      onTrouble: (message) => this.#tellTrouble(message),
      onNote: (message) => send({ type: 'note', message }),
    });
  }

  /** The graph of modules is another one. */
  modulesChanged(): void {
    this.#changes.lists({ modules: true });
  }

  /** Opens the folder, in the background. */
  start(): void {
    this.#opened = this.#open();
    // Who asks for something is told, too; this is for the views.
    this.#opened.catch((error: unknown) =>
      this.#sendStatus('failed', error instanceof Error ? error.message : String(error)),
    );
  }

  /**
   * Answers a request.
   * @throws Error with a sentence for people where it cannot be answered
   */
  async answer(method: WorkerRequestName, params: unknown, answering: Answering): Promise<unknown> {
    if (isModuleRequest(method)) return await this.#askModules(method, params as never);
    const folder = await this.#opened;
    if (!folder) return answerEmpty(method, this.#status('empty'));
    if (isLanguageRequest(method))
      return await answerLanguage(method, params as never, folder, answering.cancel);
    return await this.#handle(method, params as never, folder, answering);
  }

  async #askModules<Name extends ModuleRequestName>(
    method: Name,
    params: WorkerParams<Name>,
  ): Promise<WorkerResult<Name>> {
    const view = await this.#modules.view();
    const answer = () => answerModules(method, params, view);
    return await (view.folder === undefined ? answer() : view.folder.metrics.time(method, answer));
  }

  async #handle<Name extends keyof typeof handlers & WorkerRequestName>(
    method: Name,
    params: WorkerParams<Name>,
    folder: OpenFolder,
    answering: Answering,
  ): Promise<WorkerResult<Name>> {
    const handler = handlers[method] as (
      params: WorkerParams<Name>,
      folder: OpenFolder,
      answering: Answering,
    ) => WorkerResult<Name> | Promise<WorkerResult<Name>>;
    return await folder.metrics.time(method, () => handler(params, folder, answering));
  }

  filesChanged(changes: readonly FileChange[]): void {
    this.#modules.filesChanged(changes);
    const opened = this.#opened;
    const tryAgain = (): void => {
      const mayOpen = changes.some(({ path }) => configurationFiles.includes(path));
      if (mayOpen && this.#opened === opened) this.start();
    };
    void opened.then((folder) => {
      if (folder) folder.filesChanged(changes);
      else tryAgain();
    }, tryAgain);
  }

  useSettings(settings: ServerSettings): void {
    this.#settings = settings;
    this.#modules.useSettings(settings);
    void this.#opened.then(
      (folder) => folder?.useSettings(settings),
      () => undefined,
    );
  }

  useWindow(isActive: boolean): void {
    this.#isWindowActive = isActive;
    void this.#opened.then(
      (folder) => folder?.useWindow(isActive),
      () => undefined,
    );
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const folder = await this.#opened.catch(() => undefined);
    this.#changes.stop();
    await this.#modules.close();
    await folder?.close();
  }

  async #open(): Promise<OpenFolder | undefined> {
    const { root } = this.#setup;
    if (this.#isOpen || this.#isClosed) return await this.#opened;
    if (!configurationFiles.some((name) => existsSync(join(root, name)))) {
      this.#sendStatus(this.#setup.trusted ? 'empty' : 'restricted');
      return undefined;
    }
    this.#sendStatus('starting');
    const session = await openWorkspaceEngine({
      root,
      environment: process.env,
      program: readVersion(),
      onGroup: (pid, isLive) => this.#send({ type: 'group', pid, isLive }),
      onTrouble: (message) => this.#tellTrouble(message),
    });
    this.#isOpen = true;
    const folder = new OpenFolder(this.#setup, session, this.#settings, this.#send);
    this.#folder = folder;
    folder.onActions = (what) =>
      what === 'others' ? this.#modules.actionsChanged() : this.#modules.ran();
    folder.begin();
    folder.useWindow(this.#isWindowActive);
    return folder;
  }

  /** A disk that is full stays so: each thing that does not work is said once. */
  #tellTrouble(message: string): void {
    if (!this.#toldTroubles.has(message)) this.#send({ type: 'trouble', message });
    this.#toldTroubles.add(message);
  }

  #status(state: FolderState, message?: string): FolderStatus {
    const { folder, name } = this.#setup;
    const counts = { actions: 0, packages: 0, errors: 0, warnings: 0 };
    const figures = { evictions: 0, savedMs: 0, storeBytes: 0 };
    const text = message === undefined ? {} : { message };
    return { folder, name, state, ...counts, running: [], ...figures, ...text };
  }

  #sendStatus(state: FolderState, message?: string): void {
    this.#send({ type: 'status', status: this.#status(state, message) });
  }
}
