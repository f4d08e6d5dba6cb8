/**
 * What the server knows of modules, kept by the file until the graph is another one: the editor asks for lenses after each key that is pressed, and that
 * shall cost nothing. Only a server that runs is asked; a file that is opened starts none.
 */
import { type CancellationToken, type Disposable, EventEmitter, type Uri, workspace } from 'vscode';
import type {
  ModuleHover,
  ModuleInfo,
  ModuleLink,
  ModuleStatus,
} from '../../server/protocol/modules.ts';
import type { ServerConnection } from '../languageClient.ts';

/** A file of a workspace folder. */
export interface FilePlace {
  readonly folder: string;
  readonly path: string;
}

/** Answers kept at most. */
const keptMax = 500;

/** See above. */
export class ModuleAnswersOfServer implements Disposable {
  readonly #connection: ServerConnection;
  readonly #changed = new EventEmitter<void>();
  readonly #listening: readonly Disposable[];
  readonly #known = new Map<string, Promise<unknown>>();
  /** Told when answers may be others. */
  readonly onDidChange = this.#changed.event;

  constructor(connection: ServerConnection) {
    this.#connection = connection;
    this.#listening = [
      connection.on('cachescope/changed', ({ modules, runs, allActions }) => {
        if (modules || runs || allActions) this.#forget();
      }),
      connection.onDidChangeState(() => this.#forget()),
    ];
  }

  /** The place of a document's file; undefined where it is in no folder of this window. */
  placeOf(uri: Uri): FilePlace | undefined {
    const folder = uri.scheme === 'file' ? workspace.getWorkspaceFolder(uri) : undefined;
    if (folder === undefined) return undefined;
    return { folder: folder.uri.toString(), path: workspace.asRelativePath(uri, false) };
  }

  /** What stands above a file; undefined where nothing is known of it. */
  info(place: FilePlace): Promise<ModuleInfo | null | undefined> {
    return this.#ask(`info ${place.folder} ${place.path}`, () =>
      this.#connection.request('cachescope/moduleInfo', { ...place }),
    );
  }

  /** Its imports that lead to files. */
  links(place: FilePlace): Promise<readonly ModuleLink[] | undefined> {
    return this.#ask(`links ${place.folder} ${place.path}`, () =>
      this.#connection.request('cachescope/moduleLinks', { ...place }),
    );
  }

  /** What a specifier in it leads to. */
  hover(
    place: FilePlace,
    specifier: string,
    token: CancellationToken,
  ): Promise<ModuleHover | null | undefined> {
    if (this.#connection.state !== 'running') return Promise.resolve(undefined);
    return this.#connection.request('cachescope/moduleHover', { ...place, specifier }, token);
  }

  /** How far the analysis of a folder is. */
  status(folder: string): Promise<ModuleStatus | undefined> {
    return this.#ask(`status ${folder}`, () =>
      this.#connection.request('cachescope/modules', { folder }),
    );
  }

  dispose(): void {
    for (const one of this.#listening) one.dispose();
    this.#changed.dispose();
  }

  #ask<Answer>(key: string, request: () => Promise<Answer>): Promise<Answer | undefined> {
    if (this.#connection.state !== 'running') return Promise.resolve(undefined);
    const known = this.#known.get(key) as Promise<Answer> | undefined;
    if (known !== undefined) return known;
    const asked = request();
    const [oldest] = this.#known.keys();
    if (this.#known.size >= keptMax && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(key, asked);
    asked.catch(() => this.#known.delete(key));
    return asked;
  }

  #forget(): void {
    this.#known.clear();
    this.#changed.fire();
  }
}
