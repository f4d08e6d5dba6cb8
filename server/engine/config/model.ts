/**
 * The workspace as its configuration describes it, before environment values and the files of rules are filled in. Plain data that
 * survives JSON, so that it can be kept from one process to the next for as long as the files it came from stay as they are.
 */
import type { Command, SourceLocation } from '../model/action.ts';
import type { ByteCount, DurationMs, RelativePath } from '../model/brand.ts';
import type { Problem } from '../model/problem.ts';
import type { DefinedAt, TaskDefinition } from './definition.ts';
import type { PatternList } from './patterns.ts';

/** Raised when the shape or the meaning of `WorkspaceModel` changes: a kept model of another number is read anew. */
export const modelVersion = 6;

/** Every cache that can be switched off, with what it keeps. */
export const cacheNames = {
  traces: 'results of actions',
  texts: 'small inputs as they were, for differences',
  digests: 'digests of files that did not change',
  configuration: 'the configuration as read',
  builders: 'the files that builder modules are made of',
  modules: 'what source files import and export',
  validation: 'checks of the graph that found nothing wrong',
  standing: 'the last run that found nothing to do, and all that it looked at',
} as const;

/** The name of a cache that can be switched off. */
export type CacheName = keyof typeof cacheNames;

/** Settings of the workspace, defaults filled in. */
export interface Settings {
  /** Undefined: as many as the machine runs at once. */
  readonly concurrency: number | undefined;
  readonly memoryLimit: ByteCount | undefined;
  readonly cache: {
    readonly memory: { readonly entries: number; readonly size: ByteCount };
    readonly disk: { readonly size: ByteCount; readonly ttl: DurationMs };
    /** Switched off. */
    readonly disable: readonly CacheName[];
  };
  /** False: nothing is counted and timed. */
  readonly metrics: boolean;
  /** Patterns of files, relative to the root, as written: `!` in front takes away. */
  readonly modules: {
    /** Used from outside, besides what counts so by itself. */
    readonly entry: readonly string[];
    /** Nothing is said of these where nothing uses them. */
    readonly ignore: readonly string[];
  };
}

/** One package. The root is the first of the model's and called `//`. */
export interface PackageModel {
  readonly name: string;
  readonly dir: RelativePath;
  /** Its package.json; absent only for a root without one. */
  readonly file: RelativePath | undefined;
  /** Names of workspace packages that it depends on, in order of writing. */
  readonly dependencies: readonly string[];
  readonly scripts: Readonly<Record<string, string>>;
  /** `npm_package_*`, as npm sets them. */
  readonly variables: Readonly<Record<string, string>>;
  /** Folders of packages within. */
  readonly nested: readonly RelativePath[];
}

/** One task of one package. Numbers are indexes into the model's lists. */
export interface TaskModel {
  readonly package: number;
  readonly name: string;
  readonly definition: number;
  /** Tasks it waits for and reads. */
  readonly reads: readonly number[];
  /** Tasks it only waits for. */
  readonly waits?: readonly number[];
  /** Rules it waits for and reads, by name. */
  readonly rules?: readonly string[];
  /** Dependencies that exist nowhere: indexes of `unknownReferences`. */
  readonly unknown?: readonly number[];
}

/** What a rule does with each file. */
export type RuleWork =
  | { readonly type: 'builder'; readonly module: RelativePath }
  /** Placeholders are still in it. */
  | { readonly type: 'command'; readonly command: Command };

/** One per-file rule. */
export interface RuleModel {
  readonly name: string;
  readonly at: DefinedAt;
  readonly each: PatternList;
  readonly work: RuleWork;
  /** With placeholders. */
  readonly outputs: readonly string[];
  readonly discovery: 'declared' | 'depfile' | 'tracked';
  readonly inputs: PatternList;
  readonly env: readonly string[];
  readonly reads: readonly number[];
  readonly rules: readonly string[];
  readonly unknown: readonly number[];
}

/** A name that groups tasks without being one: what `all` stands for in `"all": { "dependsOn": ["build", "lint"] }`. */
export interface GroupModel {
  readonly name: string;
  readonly tasks: readonly number[];
  readonly rules: readonly string[];
  readonly unknown: readonly number[];
  /** Where it is defined, if there is nothing that it stands for. */
  readonly emptyAt?: SourceLocation;
}

/** All of it. */
export interface WorkspaceModel {
  readonly version: typeof modelVersion;
  readonly packages: readonly PackageModel[];
  readonly definitions: readonly TaskDefinition[];
  readonly tasks: readonly TaskModel[];
  /** The programs that each script of a task names. */
  readonly programs: Readonly<Record<string, readonly string[]>>;
  readonly rules: readonly RuleModel[];
  readonly groups: readonly GroupModel[];
  /** Names of tasks that configuration files define, with or without a package that has them. */
  readonly definedNames: readonly string[];
  /** Tasks of the root package that a plain name such as `build` selects, too. */
  readonly rootTasks: readonly string[];
  readonly settings: Settings;
  /** Root-relative patterns whose files count for every task. */
  readonly globalFiles: readonly string[];
  readonly globalEnv: readonly string[];
  readonly globalPassThrough: readonly string[];
  /** Lock files at the root. */
  readonly lockFiles: readonly RelativePath[];
  readonly problems: readonly Problem[];
  /** Problems of dependencies on nothing; they matter only to runs that reach them. */
  readonly unknownReferences: readonly Problem[];
  /**
   * Every file that was read or looked for and not found. The model holds while the content of all of these, and the folders that
   * `packageFolders(packagePatterns)` yields, stay the same.
   */
  readonly files: readonly RelativePath[];
  readonly packagePatterns: readonly string[];
  readonly packageFolders: readonly RelativePath[];
}
