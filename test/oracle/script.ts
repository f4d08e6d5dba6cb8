// A script of the oracle: a workspace and what happens to it, as plain data, so that a failing one can be saved and replayed.
//
// Edits carry what they set, never "the previous content": a script stays valid when some of its edits are dropped.

/** How an action reads one it depends on. `none` with `order`: it only waits for it. */
export interface EdgeSpec {
  /** Index of the other action; always lower than the own one, so there are no cycles. */
  readonly to: number;
  readonly read: 'content' | 'names' | 'types' | 'none';
  /** Only the order matters (`readsOutputs: false`). */
  readonly order: boolean;
}

/** One action. What its command does follows from these fields alone; see `command.ts`. */
export interface ActionSpec {
  readonly pkg: number;
  /** Changes the text of the command and what it writes. */
  readonly tag: number;
  /** Drops comments and file names, so that some edits leave its outputs as they are. */
  readonly lossy: boolean;
  /** Which sources the command reads: all below `src`, or only `src/*.t`. */
  readonly reads: 'deep' | 'flat';
  /** Which files are declared; never fewer than the command reads. `package`: everything in the package. */
  readonly inputs: 'src' | 'flat' | 'package';
  readonly declares: 'all' | 'no-inputs' | 'no-outputs' | 'empty-outputs' | 'cache-off';
  readonly readsConf: boolean;
  readonly folder: 'out' | 'alt';
  /** Value of `MODE`; null: not set. */
  readonly mode: string | null;
  /** Calls the workspace's own program `stampit`. */
  readonly tool: boolean;
  readonly deps: readonly EdgeSpec[];
  /** Reads one file of everything behind its dependencies, as bundlers do. */
  readonly readsBehind: boolean;
  /** `dependencyOutputs: 'direct'`; then `readsBehind` is ignored. */
  readonly direct: boolean;
}

/** One file of the sources; null: it is removed. */
export interface FileOp {
  readonly path: string;
  readonly content: string | null;
  readonly executable?: boolean;
}

/** One thing that a person does between two builds. `label` says what it is meant to try. */
export type Edit =
  | { readonly type: 'files'; readonly label: string; readonly ops: readonly FileOp[] }
  | { readonly type: 'touch'; readonly path: string }
  | {
      readonly type: 'output';
      readonly action: number;
      readonly op: OutputOp;
      /** Chooses the file among those that are there. */
      readonly pick: number;
    }
  | {
      readonly type: 'action';
      readonly action: number;
      readonly label: string;
      readonly change: Partial<ActionSpec>;
    }
  | { readonly type: 'tool'; readonly version: number };

/** Damage to an output. */
export type OutputOp =
  | 'delete'
  | 'delete-all'
  | 'edit'
  | 'same-size'
  | 'add'
  | 'add-folder'
  | 'chmod'
  | 'to-folder'
  | 'to-link';

/** One build, after some edits. */
export interface Step {
  readonly edits: readonly Edit[];
  /** Indices of the actions asked for. */
  readonly targets: readonly number[];
  readonly concurrency: number;
  readonly continueOnFailure: boolean;
  readonly force: 'none' | 'targets' | 'all';
  readonly noCache: boolean;
  /** A dry run comes first, and must neither change anything nor promise too little. */
  readonly dryRunFirst: boolean;
  /** Cancelled when this many actions have started. */
  readonly cancelAfter?: number;
  /** Keeps the engine's file table and store of the step before, as an editor does. */
  readonly keepEngine: boolean;
}

/** A whole script. */
export interface Script {
  readonly seed: number;
  readonly actions: readonly ActionSpec[];
  readonly files: readonly FileOp[];
  readonly tool: number;
  /** True: file times are made to look old, so that digests of earlier runs are used instead of hashing again. */
  readonly settledTimes: boolean;
  readonly steps: readonly Step[];
}

/** Folder of a package. */
export function packageFolder(pkg: number): string {
  return `p${pkg}`;
}

/** Folder that an action writes into, workspace-relative. */
export function outputFolder(spec: ActionSpec, index: number): string {
  return `${packageFolder(spec.pkg)}/${spec.folder}_${index}`;
}

/** The single file that an action writes besides its folder. */
export function stampFile(spec: ActionSpec, index: number): string {
  return `${packageFolder(spec.pkg)}/${spec.folder}_${index}.stamp`;
}
