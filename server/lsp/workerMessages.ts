/** What the main loop and the worker of a folder say to each other: structured-clonable data, typed by the protocol's tables. */
import type { FolderPath } from '../protocol/basics.ts';
import type {
  ClientRequests,
  ParamsOf,
  RequestName,
  ResultOf,
  ServerNotifications,
  ServerSettings,
} from '../protocol/methods.ts';
import type { FolderStatus } from '../protocol/overview.ts';
import type {
  CodeAction,
  CodeLens,
  CompletionList,
  Diagnostic,
  Hover,
  Location,
  Position,
  Range,
  RenameResult,
  RenameTarget,
} from './language/shapes.ts';

/** What a worker is started with. */
export interface WorkerSetup {
  readonly folder: string;
  readonly name: string;
  /** Absolute path of the folder. */
  readonly root: string;
  /** False: no process starts and no module of the workspace is loaded in this worker, ever. */
  readonly trusted: boolean;
  readonly settings: ServerSettings;
  /** Absolute path for what is kept and not written into the folder; absent: nothing is. */
  readonly storage?: string;
  /** The name of this process in locks; a worker that follows one that died takes over what it held. */
  readonly token: string;
  /** Set in a thread that does one long thing and ends. */
  readonly chore?: Chore;
}

/** Work that keeps a thread busy for long: it reads no messages meanwhile. */
export interface Chore {
  readonly type: 'verify';
  readonly repair: boolean;
  /** One number that the threads share; not 0: stop, and tell what was done. */
  readonly stop: Int32Array;
}

/** What language features are asked with. */
export interface DocumentQuestion {
  readonly path: FolderPath;
  readonly text: string;
  /** Texts of all open configuration files of the folder, saved or not. */
  readonly open: Readonly<Record<FolderPath, string>>;
}

/** A question about a place in a document. */
export interface PlaceQuestion extends DocumentQuestion {
  readonly position: Position;
}

/** What is wrong in one file. */
export interface FileDiagnostics {
  /** The same for the same diagnostics. */
  readonly resultId: string;
  /** Absent: those of the result that the asker knows. */
  readonly items?: readonly Diagnostic[];
}

/** Questions about documents, besides the requests of the protocol. */
export interface LanguageRequests {
  /** Of the files named, of those with problems where none is. */
  'language/diagnostics': {
    params: {
      readonly paths: readonly FolderPath[];
      /** True: files with problems, too. */
      readonly all: boolean;
      readonly open: DocumentQuestion['open'];
      /** What was told before: where that still holds, it is not sent again. */
      readonly known?: Readonly<Record<FolderPath, string>>;
    };
    result: Readonly<Record<FolderPath, FileDiagnostics>>;
  };
  'language/completion': { params: PlaceQuestion; result: CompletionList };
  'language/hover': { params: PlaceQuestion; result: Hover | null };
  'language/definition': { params: PlaceQuestion; result: readonly Location[] };
  'language/references': {
    params: PlaceQuestion & { readonly includeDefinitions: boolean };
    result: readonly Location[];
  };
  'language/prepareRename': { params: PlaceQuestion; result: RenameTarget | null };
  'language/rename': { params: PlaceQuestion & { readonly newName: string }; result: RenameResult };
  'language/codeLens': { params: DocumentQuestion; result: readonly CodeLens[] };
  'language/codeActions': {
    params: DocumentQuestion & { readonly range: Range };
    result: readonly CodeAction[];
  };
}

/** Everything that a worker answers: the client's requests, as far as they are about one folder, and questions about documents. */
export type WorkerRequests = Omit<ClientRequests, 'cachescope/status'> & LanguageRequests;
/** Name of a request to a worker. */
export type WorkerRequestName = keyof WorkerRequests;
/** Parameters of a request to a worker. */
export type WorkerParams<Name extends WorkerRequestName> = WorkerRequests[Name]['params'];
/** Result of a request to a worker. */
export type WorkerResult<Name extends WorkerRequestName> = WorkerRequests[Name]['result'];

/** A file that came, changed or went. */
export interface FileChange {
  readonly path: FolderPath;
  readonly type: 'create' | 'update' | 'delete';
}

/** How far long work is. */
export interface Progress {
  readonly message: string;
  /** 0 to 100; absent: not known. */
  readonly percentage?: number;
}

/** To a worker. */
export type ToWorker =
  | {
      readonly type: 'request';
      readonly id: number;
      readonly method: WorkerRequestName;
      readonly params: unknown;
    }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'files'; readonly changes: readonly FileChange[] }
  | { readonly type: 'settings'; readonly settings: ServerSettings }
  | { readonly type: 'window'; readonly isActive: boolean }
  /** Ends all that runs and closes the stores; answered by `closed`. */
  | { readonly type: 'close' };

/** From a worker. */
export type FromWorker =
  | { readonly type: 'result'; readonly id: number; readonly result: unknown }
  | {
      readonly type: 'error';
      readonly id: number;
      readonly message: string;
      readonly cancelled: boolean;
    }
  | { readonly type: 'progress'; readonly id: number; readonly progress: Progress }
  | { readonly type: 'status'; readonly status: FolderStatus }
  | { readonly type: 'changed'; readonly body: ServerNotifications['cachescope/changed'] }
  | { readonly type: 'log'; readonly body: ServerNotifications['cachescope/log'] }
  | { readonly type: 'trouble'; readonly message: string }
  /** For the log alone. */
  | { readonly type: 'note'; readonly message: string }
  /** A process group began or ended; those that a thread leaves are ended by the main loop. */
  | { readonly type: 'group'; readonly pid: number; readonly isLive: boolean }
  /** What is wrong with the configuration may be something else now. */
  | { readonly type: 'problems' }
  | { readonly type: 'closed' };

export type { ParamsOf, RequestName, ResultOf };
