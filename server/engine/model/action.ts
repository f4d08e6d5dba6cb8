/**
 * An action is one runnable step: inputs, a command or a builder, outputs. This file says what the engine needs to know of one;
 * where it comes from (cachescope.json, turbo.json, a wireit block, a script) is the business of `config`.
 */
import type { ActionId, RelativePath } from './brand.ts';

/** One process to start. `script` goes to a shell as it stands in the configuration; `argv` is run without a shell. */
export type Command =
  | {
      readonly type: 'shell';
      readonly script: string;
      /** Value of `npm_lifecycle_event` for scripts of a package.json, e.g. `prebuild`. */
      readonly lifecycleEvent?: string;
    }
  | { readonly type: 'argv'; readonly argv: readonly string[] };

/** What an action does when it must run. */
export type Work =
  /** Processes one after the other; the first that fails ends the action. */
  | { readonly type: 'commands'; readonly commands: readonly Command[] }
  /** A module exporting `build(context)`, run in a warm worker. */
  | { readonly type: 'builder'; readonly module: RelativePath; readonly input: RelativePath }
  /** Nothing: the action only groups its dependencies. */
  | { readonly type: 'none' };

/** A set of files below `base`, as patterns. Patterns are relative to `base`; `../x` is allowed, leaving the workspace is not. */
export interface FilePatterns {
  readonly base: RelativePath;
  /** A file belongs when one of these matches; a pattern that names a folder stands for all below it. */
  readonly include: readonly string[];
  /** ... and none of these does. */
  readonly exclude: readonly string[];
  /** Leave out what git ignores (files git tracks are never ignored). */
  readonly ignoreGitIgnored: boolean;
  /** Folders that are left out although below `base`: nested packages, for a default that means "the package's files". */
  readonly boundaries: readonly RelativePath[];
  /** Files that belong although git ignores them or they lie behind a boundary, unless excluded: `["$TURBO_DEFAULT$", ".env*"]`. */
  readonly includeAlways?: readonly string[];
}

/** How outputs of an earlier run are cleared before a command starts. */
export type Clean = 'always' | 'if-file-deleted' | 'never';

/** How the engine learns what an action read. */
export type Discovery =
  /** The declared inputs are all. */
  | { readonly type: 'declared' }
  /** The command writes a Makefile-style dependency file; it is read and deleted after the run. */
  | {
      readonly type: 'depfile';
      readonly path: RelativePath;
      readonly includeDirs: readonly RelativePath[];
    }
  /** The builder reads through its context. */
  | { readonly type: 'tracked' };

/** Where an action was defined, so that every message can point at it. */
export interface SourceLocation {
  readonly file: RelativePath;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
}

/** A dependency on another action. */
export interface ActionDependency {
  readonly action: ActionId;
  /** False: only the order matters, its outputs are not read (wireit's `cascade: false`). */
  readonly readsOutputs: boolean;
}

/** One runnable step. */
export interface Action {
  readonly id: ActionId;
  readonly kind: 'task' | 'rule';
  /** Package name for a task (`//` for the root package), rule name for a rule. */
  readonly group: string;
  /** Task or rule name that a user types, e.g. `build`. */
  readonly name: string;
  readonly cwd: RelativePath;
  readonly work: Work;
  /** Names of the programs that the work starts; their bytes count. */
  readonly programs: readonly string[];
  readonly dependsOn: readonly ActionDependency[];
  /** Undefined: what it reads is not known, so it always runs. */
  readonly inputs: FilePatterns | undefined;
  /** Single files that always count as inputs: the rule's input file, package.json, lock files. They may be absent. */
  readonly inputFiles: readonly RelativePath[];
  /** Undefined: what it writes is not known, so it always runs and so does what reads its outputs. */
  readonly outputs: FilePatterns | undefined;
  readonly discovery: Discovery;
  /** Declared environment variables that the command may see, with their values now; absent ones are undefined. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Variables that the command sees but that do not count: their values are in no key. Names, wildcards resolved. */
  readonly passThrough?: readonly string[];
  /** Variables the engine sets for every run that follow from files already counted (npm_package_name ...). */
  readonly fixedEnvironment: Readonly<Record<string, string>>;
  /** Folders put in front of PATH, workspace-relative, e.g. `packages/web/node_modules/.bin`. */
  readonly binDirs: readonly RelativePath[];
  /** False: never taken from or put into the cache, e.g. turbo's `cache: false`. */
  readonly cacheable: boolean;
  /** True: runs until stopped (a dev server); nothing may wait for it. */
  readonly persistent: boolean;
  readonly clean: Clean;
  /**
   * Which outputs of others count. `transitive`: also those of its dependencies' dependencies, because a compiler or bundler follows
   * imports through a package whose own output did not change. `direct`: the user vouches that only direct ones are read.
   */
  readonly dependencyOutputs: 'transitive' | 'direct';
  readonly source: SourceLocation;
}

/** True when a run of this action may be recorded and found again. */
export function isTracked(action: Action): boolean {
  return (
    action.cacheable &&
    !action.persistent &&
    action.outputs !== undefined &&
    (action.inputs !== undefined || action.discovery.type !== 'declared' || action.kind === 'rule')
  );
}
