/** Modules: files that import each other, what a change of one costs, and what the graph page shows. */
import type { FolderPath, InFolder, Page, PageRequest, Place, Timestamp } from './basics.ts';
import type { Direction, GraphNodeRef } from './graph.ts';
import type { ActionStatus } from './tasks.ts';

/** How far the analysis of a folder is. `off`: switched off by the setting. */
export interface ModuleStatus {
  readonly state: 'off' | 'analysing' | 'ready' | 'failed';
  /** Raised whenever the graph changed. */
  readonly revision: number;
  readonly modules: number;
  readonly edges: number;
  readonly unresolved: number;
  readonly cycles: number;
  /** While it is analysed: files done, of those found so far. */
  readonly done?: number;
  readonly found?: number;
  /** One sentence that says what is wrong and what to do, for `failed`. */
  readonly message?: string;
}

/** One module in a list. */
export interface ModuleRow {
  readonly path: FolderPath;
  readonly packageName: string;
  /** Modules that import it, and that it imports, directly. */
  readonly importers: number;
  readonly imports: number;
  /** Modules that a change of it may reach, itself not counted. */
  readonly affected: number;
  readonly inCycle: boolean;
}

/** Asks about one file. */
export interface ModuleInfoRequest extends InFolder {
  readonly path: FolderPath;
}

/** Asks for modules around one, by their paths. */
export interface ModuleListRequest extends InFolder, PageRequest {
  readonly path: FolderPath;
  readonly direction: Direction;
  /** True: over any number of steps, nearest first. */
  readonly transitive: boolean;
  /** Part of a path, in any case. */
  readonly filter?: string;
}

/** Asks what a specifier leads to. */
export interface ModuleHoverRequest extends InFolder {
  readonly path: FolderPath;
  readonly specifier: string;
}

/** What a specifier leads to; one of the three. */
export interface ModuleHover {
  /** A module of the workspace. */
  readonly info?: ModuleInfo;
  /** A package, or one of Node's own modules. */
  readonly outside?: string;
  /** Why it leads nowhere. */
  readonly unresolved?: string;
}

/** A specifier and where it leads. Lines and columns count from 1; the quotes belong to it. */
export interface ModuleLink {
  readonly kind:
    | 'static'
    | 'type'
    | 're-export'
    | 'dynamic'
    | 'require'
    | 'url'
    | 'glob'
    | 'style'
    | 'reference';
  readonly specifier: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly target: FolderPath;
}

/** Asks what is wrong with imports, for the whole folder or one file. */
export interface ModuleProblemRequest extends InFolder, PageRequest {
  readonly path?: FolderPath;
}

/** Something that is wrong with an import or a file. */
export interface ModuleProblemRow extends Place {
  readonly kind: 'cycle' | 'broken' | 'unresolved';
  readonly level: 'hint' | 'warning' | 'error';
  readonly message: string;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Asks what lies between two nodes. */
export interface RouteRequest extends InFolder {
  readonly from: GraphNodeRef;
  readonly to: GraphNodeRef;
}

/** From the first to the last along dependencies; empty where there is no way. */
export interface RouteResult {
  readonly nodes: readonly GraphNodeRef[];
}

/** Modules that import each other in a circle. */
export interface CycleRow {
  /** All that can reach each other. */
  readonly members: number;
  /** The shortest circle among them; the last imports the first. */
  readonly shortest: readonly FolderPath[];
}

/** Asks for circles, shortest first. */
export interface CycleListRequest extends InFolder, PageRequest {
  /** Only those that hold this file. */
  readonly path?: FolderPath;
}

/** A file or an export that nothing uses. */
export interface UnusedRow {
  readonly path: FolderPath;
  /** Absent: the whole file. */
  readonly name?: string;
  readonly line?: number;
}

/** Asks for what nothing uses. */
export interface UnusedListRequest extends InFolder, PageRequest {
  readonly kind: 'files' | 'exports';
  readonly filter?: string;
}

/** Asks what changing files would cost, before it is done. */
export interface ImpactRequest extends InFolder {
  /** What would change; with `since`, besides what that says. A folder stands for its modules. */
  readonly paths: readonly FolderPath[];
  /** Files that differ from this commit count as well. */
  readonly since?: string;
}

/** One action that a change reaches. */
export interface ImpactAction {
  readonly id: string;
  /** How likely it is to run, 0 to 1: from how often early cutoff spared it when one before it ran. */
  readonly likelihood: number;
  /** Of its last runs; absent: it never ran. */
  readonly expectedMs?: number;
  /** The changed file, or the action before it, that reaches it. */
  readonly via: GraphNodeRef;
}

/** What a change costs. */
export interface ImpactResult {
  readonly files: readonly FolderPath[];
  /** Modules that import them, over any number of steps. */
  readonly modules: number;
  /** In the order in which they would run. */
  readonly actions: readonly ImpactAction[];
  /** Expected time until all is done on this machine, and the sum over all actions. Of those that never ran nothing is known. */
  readonly expectedMs: number;
  readonly workMs: number;
  readonly unknown: number;
}

/** What stands above a file or in its hover; every figure at the revision of the graph. */
export interface ModuleInfo {
  readonly row: ModuleRow;
  readonly impact: Pick<ImpactResult, 'expectedMs' | 'unknown'> & { readonly actions: number };
  readonly unresolved: readonly {
    readonly specifier: string;
    readonly reason: string;
    readonly line: number;
    readonly column: number;
  }[];
}

/** What is shown of the graph: all folders are closed at first. */
export interface GraphViewRequest extends InFolder {
  /** Folders whose content is shown; the root is always open. */
  readonly open: readonly FolderPath[];
  /** Folders and files that are not shown. */
  readonly hidden: readonly FolderPath[];
  /** With a focus, where all folders are open: but for these. */
  readonly closed?: readonly FolderPath[];
  /** Only what is so many steps away from this node, either way or in one direction. */
  readonly focus?: {
    readonly node: GraphNodeRef;
    readonly depth: number;
    readonly direction: 'both' | 'dependencies' | 'dependents';
  };
  /** Actions are shown too, with the files that they read. */
  readonly actions: boolean;
  /** Packages outside of the workspace are shown too. */
  readonly packages?: boolean;
  /** Type-only imports count. */
  readonly types: boolean;
  /** Only nodes in circles. */
  readonly cyclesOnly: boolean;
  /** Most nodes wanted, 1 to 20,000. Where there are more, folders with most files stay closed, and `left` says how many. */
  readonly limit: number;
}

/**
 * One node of the page. A folder stands for all below it, a package for everything outside of the workspace that has its name. A folder that is open is a
 * node, too, before those that lie in it; no edge leads to it.
 */
export interface GraphViewNode {
  /** `folder:src`, `file:src/a.ts`, `package:react`, `action:web#build`. */
  readonly id: string;
  readonly type: 'folder' | 'file' | 'package' | 'action';
  readonly label: string;
  /** Id of the open folder that it lies in; absent: at the top. */
  readonly parent?: string;
  /** Files that it stands for. */
  readonly files: number;
  readonly inCycle: boolean;
  /** Worst state of the actions that read it, or of the action. */
  readonly status?: ActionStatus;
  /** Time that a change of it costs; for an action, its last duration. */
  readonly costMs?: number;
  /** Last change of the newest file in it. */
  readonly changedAt?: Timestamp;
}

/** Edges as three numbers each: index of the node that depends, index of the node that it depends on, number of imports. */
export interface GraphView {
  readonly revision: number;
  readonly nodes: readonly GraphViewNode[];
  readonly edges: readonly number[];
  /** Nodes that the limit left out. */
  readonly left: number;
  /** Of the whole graph. */
  readonly total: { readonly modules: number; readonly edges: number; readonly packages: number };
}

/** Finds nodes by a part of their name, best first; `limit` is 1 to 500. */
export interface GraphSearchRequest extends InFolder {
  readonly words: string;
  readonly limit: number;
}

/** Page of modules. */
export type ModulePage = Page<ModuleRow>;
/** Page of problems. */
export type ModuleProblemPage = Page<ModuleProblemRow>;
/** Page of circles. */
export type CyclePage = Page<CycleRow>;
/** Page of what nothing uses. */
export interface UnusedPage extends Page<UnusedRow> {
  /** What frameworks write when they are first started, and did not yet: what is imported only by names that stand in it counts as unused. */
  readonly missing: readonly FolderPath[];
  /** Files that are used although nothing imports them, and may import others; where there are none, all count as unused. */
  readonly entries: number;
}
