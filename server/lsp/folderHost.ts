/**
 * One workspace folder: its thread, started when it is first needed and again when it died, and how it stands.
 *
 *   idle --(first need)--> starting --(opened)--> ready, restricted, empty
 *                            ^   |                       |
 *                            |   `--(cannot be opened)---+--> failed
 *                            `--(died, up to 3 times)----'--(died once more)--> failed
 */
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FolderPath, FolderUri } from '../protocol/basics.ts';
import type { ServerSettings } from '../protocol/methods.ts';
import type { FolderStatus } from '../protocol/overview.ts';
import { FileChanges, isWatched } from './fileChanges.ts';
import { FolderThread, RequestFailure, type RequestOptions, type Told } from './folderThread.ts';
import type {
  FileChange,
  WorkerParams,
  WorkerRequestName,
  WorkerResult,
} from './workerMessages.ts';

/** What all folders of a server share. */
export interface HostSurroundings {
  /** See `WorkerSetup.token`. */
  readonly token: string;
  readonly trusted: () => boolean;
  readonly settings: () => ServerSettings;
  /** Whether anybody looks at the window. */
  readonly isWindowActive: () => boolean;
  /** Where to keep what is not written into folders. */
  readonly storage: () => string | undefined;
  /** What the folder's thread tells, besides how it stands. */
  onTold(host: FolderHost, message: Exclude<Told, { type: 'status' | 'closed' }>): void;
  onStatus(host: FolderHost): void;
  /** For the log. */
  log(message: string): void;
}

/** How often a thread that died is started again. */
const restartsMax = 3;
/** How long changes of files are collected, in milliseconds. */
const collectMs = { quietMs: 50, latestMs: 500 };

/** See above. */
export class FolderHost {
  readonly uri: FolderUri;
  readonly name: string;
  /** Absolute path; undefined for folders that are not on this machine's disk. */
  readonly root: string | undefined;
  readonly #surroundings: HostSurroundings;
  readonly #changes: FileChanges;
  #thread: FolderThread | undefined;
  #deaths = 0;
  #status: FolderStatus;
  #isClosed = false;

  constructor(uri: FolderUri, name: string, surroundings: HostSurroundings) {
    this.uri = uri;
    this.root = uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
    this.name = name || basename(this.root ?? uri);
    this.#surroundings = surroundings;
    this.#status = statusWithout(uri, this.name, 'starting');
    this.#changes = new FileChanges(collectMs, (changes) =>
      this.#thread?.tell({ type: 'files', changes }),
    );
    if (this.root === undefined)
      this.#fail('Cachescope works on folders of a disk; this one is virtual.');
  }

  /** How it stands. */
  get status(): FolderStatus {
    return this.#status;
  }

  /** Whether its thread has been needed. */
  get isStarted(): boolean {
    return this.#thread !== undefined;
  }

  /** Starts its thread where there is none yet. */
  start(): void {
    if (this.#thread !== undefined || this.#isClosed || this.#status.state === 'failed') return;
    if (this.root === undefined) return;
    const { token, trusted, settings, isWindowActive } = this.#surroundings;
    const storage = this.#surroundings.storage();
    const kept = storage === undefined ? {} : { storage };
    const setup = { folder: this.uri, name: this.name, root: this.root, token, ...kept };
    this.#thread = new FolderThread(
      { ...setup, trusted: trusted(), settings: settings() },
      { told: (message) => this.#onTold(message), died: (why) => this.#onDied(why) },
    );
    if (!isWindowActive()) this.tellWindow(false);
    this.#setStatus(statusWithout(this.uri, this.name, 'starting'));
  }

  /**
   * Asks its thread, which is started for that.
   * @throws RequestFailure
   */
  async request<Name extends WorkerRequestName>(
    method: Name,
    params: WorkerParams<Name>,
    options: RequestOptions = {},
  ): Promise<WorkerResult<Name>> {
    this.start();
    if (this.#thread === undefined)
      throw new RequestFailure(this.#status.message ?? 'This folder is closed.', false);
    return await this.#thread.request(method, params, options);
  }

  /** A file of the folder changed on disk. */
  noteChange(path: FolderPath, type: FileChange['type']): void {
    if (this.#thread !== undefined && isWatched(path)) this.#changes.add({ path, type });
  }

  /** Passes settings on. */
  tellSettings(settings: ServerSettings): void {
    this.#thread?.tell({ type: 'settings', settings });
  }

  /** Passes on whether anybody looks at the window. */
  tellWindow(isActive: boolean): void {
    this.#thread?.tell({ type: 'window', isActive });
  }

  /** Ends its thread and starts another, e.g. because the folder is trusted now. */
  async restart(withinMs: number): Promise<void> {
    const old = this.#thread;
    this.#thread = undefined;
    this.#deaths = 0;
    await old?.close(withinMs);
    if (this.root !== undefined) this.#setStatus(statusWithout(this.uri, this.name, 'starting'));
    if (old !== undefined) this.start();
  }

  /** Takes its thread down as a mistake of ours would, so that what follows can be tried out. */
  async killThread(): Promise<void> {
    await this.#thread?.kill();
  }

  /** Ends it for good. @param withinMs milliseconds */
  async close(withinMs: number): Promise<void> {
    this.#isClosed = true;
    this.#changes.stop();
    const old = this.#thread;
    this.#thread = undefined;
    await old?.close(withinMs);
  }

  #onTold(message: Told): void {
    if (message.type === 'status') this.#setStatus(message.status);
    else if (message.type !== 'closed') this.#surroundings.onTold(this, message);
  }

  #onDied(why: string): void {
    this.#thread = undefined;
    if (this.#isClosed) return;
    this.#deaths++;
    this.#surroundings.log(`The engine of ${this.name} stopped: ${why}`);
    if (this.#deaths > restartsMax) {
      this.#fail(
        `The engine stopped ${this.#deaths} times, the last time with: ${why}. Restart the language server to try again.`,
      );
      return;
    }
    this.start();
  }

  #fail(message: string): void {
    this.#setStatus({ ...statusWithout(this.uri, this.name, 'failed'), message });
  }

  #setStatus(status: FolderStatus): void {
    this.#status = status;
    this.#surroundings.onStatus(this);
  }
}

function statusWithout(
  folder: FolderUri,
  name: string,
  state: FolderStatus['state'],
): FolderStatus {
  const counts = { actions: 0, packages: 0, errors: 0, warnings: 0 };
  return { folder, name, state, ...counts, running: [], evictions: 0, savedMs: 0, storeBytes: 0 };
}
