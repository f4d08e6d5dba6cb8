/**
 * Every request and notification between the client and the language server, besides those of the Language Server Protocol itself.
 * README.md beside this file says the same in prose.
 *
 * Every request can be cancelled; those marked "progress" report `$/progress` where the client sends a `workDoneToken`.
 */
import type { FolderUri, InFolder, Page } from './basics.ts';
import type {
  CacheOverview,
  EntryDetails,
  EntryListRequest,
  EntryPage,
  GroupListRequest,
  GroupRow,
  OutputTextRequest,
  OutputTextResult,
  PurgeRequest,
  PurgeResult,
  VerifyResult,
} from './cache.ts';
import type {
  DifferenceRequest,
  DifferenceResult,
  ExplainRequest,
  ExplainResult,
} from './explain.ts';
import type { ExportResult, GraphExportRequest, MetricsExportRequest } from './export.ts';
import type { NeighbourRow, NeighboursRequest, PathRequest, PathResult } from './graph.ts';
import type { MetricsRequest, MetricsView } from './metrics.ts';
import type {
  CycleListRequest,
  CyclePage,
  GraphSearchRequest,
  GraphView,
  GraphViewNode,
  GraphViewRequest,
  ImpactRequest,
  ImpactResult,
  ModuleHover,
  ModuleHoverRequest,
  ModuleInfo,
  ModuleInfoRequest,
  ModuleLink,
  ModuleListRequest,
  ModulePage,
  ModuleProblemPage,
  ModuleProblemRequest,
  ModuleStatus,
  RouteRequest,
  RouteResult,
  UnusedListRequest,
  UnusedPage,
} from './modules.ts';
import type {
  DoctorResult,
  FolderStatus,
  OverviewView,
  RunDetails,
  RunDetailsRequest,
  RunListRequest,
  RunPage,
} from './overview.ts';
import type { RunProfileDelta, RunProfileRequest } from './profiles.ts';
import type {
  ActionGroup,
  ActionGrouping,
  ActionListRequest,
  ActionPage,
  ActionRow,
  RunOutcome,
  RunRequest,
} from './tasks.ts';

/** Requests of the client: parameters and result of each. */
export interface ClientRequests {
  /** The folders and how they stand; starts the engine of each folder that has none yet. */
  'cachescope/status': { params: Record<string, never>; result: readonly FolderStatus[] };
  'cachescope/actions': { params: ActionListRequest; result: ActionPage };
  'cachescope/actionGroups': {
    params: InFolder & { readonly grouping: ActionGrouping; readonly filter?: string };
    result: readonly ActionGroup[];
  };
  /** Single actions by id, in the order asked for; ids that there are not are left out. */
  'cachescope/action': {
    params: InFolder & { readonly ids: readonly string[] };
    result: readonly ActionRow[];
  };
  /** Progress. Resolves when the run has ended; cancelling the request stops it. */
  'cachescope/run': { params: RunRequest; result: RunOutcome };
  /** Ends all processes of a run that any window of this server started. False: there is none of that id. */
  'cachescope/stop': { params: InFolder & { readonly run: string }; result: boolean };
  /** Checks every action without running anything, so that dirty ones become fresh or stale. Progress. */
  'cachescope/check': { params: InFolder; result: null };
  'cachescope/explain': { params: ExplainRequest; result: ExplainResult };
  'cachescope/difference': { params: DifferenceRequest; result: DifferenceResult };
  'cachescope/caches': { params: InFolder; result: CacheOverview };
  'cachescope/cacheGroups': { params: GroupListRequest; result: Page<GroupRow> };
  'cachescope/cacheEntries': { params: EntryListRequest; result: EntryPage };
  /** Null: it is gone. */
  'cachescope/cacheEntry': {
    params: InFolder & { readonly id: string };
    result: EntryDetails | null;
  };
  'cachescope/outputText': { params: OutputTextRequest; result: OutputTextResult };
  /** Progress. Cancelled, it answers with what was done by then; so does `prune`. */
  'cachescope/purge': { params: PurgeRequest; result: PurgeResult };
  /** Drops what the limits say and compacts the index. Progress. */
  'cachescope/prune': { params: InFolder; result: PurgeResult };
  /** Progress. */
  'cachescope/verify': {
    params: InFolder & { readonly repair: boolean };
    result: VerifyResult;
  };
  /** Reads results into memory, most valuable first. Progress. */
  'cachescope/warm': {
    params: InFolder;
    result: { readonly entries: number; readonly bytes: number };
  };
  'cachescope/neighbours': { params: NeighboursRequest; result: readonly NeighbourRow[] };
  'cachescope/path': { params: PathRequest; result: PathResult };
  'cachescope/runs': { params: RunListRequest; result: RunPage };
  'cachescope/runDetails': { params: RunDetailsRequest; result: RunDetails | null };
  /** What happened in a run under way since the last time; null: there is no such run. A page asks again while it is seen, at most four times a second. */
  'cachescope/runProfile': { params: RunProfileRequest; result: RunProfileDelta | null };
  'cachescope/overview': { params: InFolder; result: OverviewView };
  /** Live figures over windows; a page asks again while it is seen. */
  'cachescope/metrics': { params: MetricsRequest; result: MetricsView };
  /** Figures since the beginning, in the words of `stats --format`. */
  'cachescope/exportMetrics': { params: MetricsExportRequest; result: ExportResult };
  /** All actions, in the words of `graph --format`. */
  'cachescope/exportGraph': { params: GraphExportRequest; result: ExportResult };
  'cachescope/doctor': { params: InFolder; result: DoctorResult };
  /** How far the analysis of modules is. Those below answer with what is known so far. */
  'cachescope/modules': { params: InFolder; result: ModuleStatus };
  /** Null: the file is no module, or not known yet. */
  'cachescope/moduleInfo': { params: ModuleInfoRequest; result: ModuleInfo | null };
  /** Modules around one. */
  'cachescope/moduleList': { params: ModuleListRequest; result: ModulePage };
  /** What a specifier in a file leads to. Null: nothing is known of it. */
  'cachescope/moduleHover': { params: ModuleHoverRequest; result: ModuleHover | null };
  /** Specifiers of a file that lead to files, as it was saved last. */
  'cachescope/moduleLinks': { params: ModuleInfoRequest; result: readonly ModuleLink[] };
  /** What is wrong with imports, as far as the settings ask for it. */
  'cachescope/moduleProblems': { params: ModuleProblemRequest; result: ModuleProblemPage };
  'cachescope/moduleCycles': { params: CycleListRequest; result: CyclePage };
  'cachescope/unused': { params: UnusedListRequest; result: UnusedPage };
  /** Fails with a sentence where git does not know the commit. */
  'cachescope/impact': { params: ImpactRequest; result: ImpactResult };
  'cachescope/route': { params: RouteRequest; result: RouteResult };
  'cachescope/graphView': { params: GraphViewRequest; result: GraphView };
  'cachescope/graphSearch': { params: GraphSearchRequest; result: readonly GraphViewNode[] };
}

/** Notifications of the server. */
export interface ServerNotifications {
  /**
   * Folders came, went or stand otherwise than before; batched, at most ten a second. Where folders came or went: all there are. Else: those that changed,
   * and nothing is said of the others. It does not tell which of the two it is, so a client puts them in place of what it has by URI, and drops what is
   * no folder of its window; who starts later asks `cachescope/status` for all.
   */
  'cachescope/statusChanged': { readonly folders: readonly FolderStatus[] };
  /** Actions whose rows changed, batched, at most ten a second; and what else is to be asked for anew. */
  'cachescope/changed': {
    readonly folder: FolderUri;
    /** Raised by each change; a row of an older revision must not replace one of a newer. */
    readonly revision: number;
    readonly actions: readonly ActionRow[];
    /** True: too much changed for single rows; ask for all. */
    readonly allActions: boolean;
    readonly caches: boolean;
    readonly runs: boolean;
    /** The graph of modules, or how far its analysis is. */
    readonly modules: boolean;
    /** What happened, for people, e.g. `src/a.ts changed`. */
    readonly cause?: string;
  };
  /** What commands of a run printed, in order. */
  'cachescope/log': {
    readonly folder: FolderUri;
    readonly run: string;
    readonly chunks: readonly {
      readonly action: string;
      readonly text: string;
      readonly stream: 'stdout' | 'stderr';
      /** Where the command runs: what paths in the text are relative to, itself relative to the workspace's folder. */
      readonly cwd?: string;
    }[];
  };
  /** A trouble to be told once, e.g. a full disk. */
  'cachescope/trouble': { readonly folder: FolderUri; readonly message: string };
}

/** Notifications of the client. */
export interface ClientNotifications {
  /** The user trusts the workspace now: processes may start. */
  'cachescope/trusted': Record<string, never>;
  'cachescope/settings': ServerSettings;
  /** Whether anybody looks at the window: what other processes do is looked for while somebody does, and at once when somebody does again. */
  'cachescope/windowActive': { readonly active: boolean };
}

/** Name of a request. */
export type RequestName = keyof ClientRequests;
/** What a request is sent with. */
export type ParamsOf<Name extends RequestName> = ClientRequests[Name]['params'];
/** What a request is answered with. */
export type ResultOf<Name extends RequestName> = ClientRequests[Name]['result'];

/** What the client sends as `initializationOptions`. */
export interface InitializationOptions {
  /** False: no process may start, whatever is asked for. */
  readonly trusted: boolean;
  readonly settings: ServerSettings;
  /** Absolute path of a folder for what is kept of this workspace, e.g. of folders without a configuration, into which nothing is written. Need not be there. */
  readonly storage?: string;
}

/** Settings of the editor that the server follows. */
export interface ServerSettings {
  /** Commands at once; absent: as the workspace says. */
  readonly concurrency?: number;
  /** Shows lenses above tasks and scripts. */
  readonly codeLens: boolean;
  /** Checks actions by itself after a change, so that dirty becomes fresh or stale. */
  readonly checkOnChange: boolean;
  /** Absent: as by default. */
  readonly modules?: ModuleSettings;
}

/** What is done with modules. */
export interface ModuleSettings {
  /** False: no file is read to find out what it imports. */
  readonly enabled: boolean;
  /** How modules that import each other in a circle are reported. */
  readonly cycles: ProblemLevel;
  /** How imports that lead nowhere are reported. */
  readonly unresolved: ProblemLevel;
  /** How files that could not be parsed as a whole are reported. */
  readonly broken: ProblemLevel;
}

/** How a problem is reported; `off`: not at all. */
export type ProblemLevel = 'off' | 'hint' | 'warning' | 'error';
