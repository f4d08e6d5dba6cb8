/**
 * What is said of a task, by whichever file says it. A **layer** is one file's word, e.g. turbo.json on `build`; the layers of a task
 * are merged key by key, cachescope.json over turbo.json over wireit, into its **definition**. Definitions are shared: 500 packages
 * with the same `build` have one.
 */

import type { Clean, Command } from '../model/action.ts';
import type { RelativePath } from '../model/brand.ts';
import type { PatternList } from './patterns.ts';
import type { JsonPath } from './values.ts';

/** A place in a configuration file, turned into line and column only when asked for. */
export interface DefinedAt {
  readonly file: RelativePath;
  readonly path: JsonPath;
}

/** One entry of `dependsOn`. */
export interface TaskReference {
  /** As written, for messages. */
  readonly text: string;
  readonly at: DefinedAt;
  /** `same`: `codegen`. `upstream`: `^build`. `exact`: `web#build`. `folder`: wireit's `../lib:build`. */
  readonly kind: 'same' | 'upstream' | 'exact' | 'folder';
  readonly task: string;
  /** For `exact` the package's name, for `folder` its folder. */
  readonly package?: string;
  /** False: only the order matters. */
  readonly readsOutputs: boolean;
}

/** What a task does: processes one after the other, nothing, or (undefined) the package's script of the task's name. */
export type TaskCommand = readonly Command[] | 'nothing';

/** One file's word on a task. What it does not say is absent. */
export interface TaskLayer {
  readonly origin: 'cachescope' | 'turbo' | 'wireit';
  readonly at: DefinedAt;
  readonly dependsOn?: readonly TaskReference[];
  readonly inputs?: PatternList;
  readonly outputs?: PatternList;
  readonly env?: readonly string[];
  readonly passThrough?: readonly string[];
  readonly command?: TaskCommand;
  readonly cache?: boolean;
  readonly persistent?: boolean;
  readonly clean?: Clean;
  readonly dependencyOutputs?: 'transitive' | 'direct';
  /** Variables with the values they are set to. */
  readonly setVariables?: Readonly<Record<string, string>>;
  /** Values for declared variables that are not set. */
  readonly variableDefaults?: Readonly<Record<string, string>>;
  /** Names of lock files that count instead of the usual ones. */
  readonly lockFiles?: readonly string[];
  /** Further files of the package that count, whether or not git ignores them. */
  readonly extraFiles?: readonly string[];
}

/** What is known of a task in the end; plain data. */
export interface TaskDefinition {
  /** Undefined: a plain script of its package.json. */
  readonly at: DefinedAt | undefined;
  /** Null: not known. */
  readonly inputs: PatternList | null;
  /** Null: not known. */
  readonly outputs: PatternList | null;
  readonly env: readonly string[];
  readonly passThrough: readonly string[];
  readonly command: TaskCommand | undefined;
  readonly cache: boolean;
  readonly persistent: boolean;
  readonly clean: Clean;
  readonly dependencyOutputs: 'transitive' | 'direct';
  readonly setVariables: Readonly<Record<string, string>>;
  readonly variableDefaults: Readonly<Record<string, string>>;
  readonly lockFiles: readonly string[] | undefined;
  readonly extraFiles: readonly string[];
}

/** A definition with what it waits for. */
export interface MergedTask {
  readonly definition: TaskDefinition;
  readonly dependsOn: readonly TaskReference[];
}

const nothing: PatternList = { include: [], exclude: [], withDefault: false };

/**
 * Merges layers, the strongest first.
 * @param layers at least none: a plain script
 */
export function mergeLayers(layers: readonly TaskLayer[]): MergedTask {
  const merged: Partial<TaskLayer> = Object.assign({}, ...layers.toReversed());
  const wireit = layers.find((layer) => layer.origin === 'wireit');
  const dependsOn = merged.dependsOn ?? [];
  // The command of a wireit block relies on the block's own dependencies, whoever else adds some.
  const added = wireit && wireit.dependsOn !== dependsOn ? (wireit.dependsOn ?? []) : [];
  return {
    definition: definitionOf(merged, layers, wireit !== undefined),
    dependsOn: [...dependsOn, ...added],
  };
}

function definitionOf(
  merged: Partial<TaskLayer>,
  layers: readonly TaskLayer[],
  isWireit: boolean,
): TaskDefinition {
  const hasTurbo = layers.some((layer) => layer.origin === 'turbo');
  const idle = merged.command === 'nothing';
  return {
    at: merged.at,
    // Without a word on inputs: for wireit not known, for all others the package's files that git does not ignore.
    inputs: idle
      ? nothing
      : (merged.inputs ?? (isWireit ? null : { ...nothing, withDefault: true })),
    // Turborepo documents omitted outputs as none; a script alone says nothing of what it writes.
    outputs: idle ? nothing : (merged.outputs ?? (hasTurbo && !isWireit ? nothing : null)),
    env: merged.env ?? [],
    passThrough: merged.passThrough ?? [],
    command: merged.command,
    cache: merged.cache ?? true,
    persistent: merged.persistent ?? false,
    clean: merged.clean ?? 'always',
    dependencyOutputs: merged.dependencyOutputs ?? 'transitive',
    setVariables: merged.setVariables ?? {},
    variableDefaults: merged.variableDefaults ?? {},
    lockFiles: merged.lockFiles,
    extraFiles: merged.extraFiles ?? [],
  };
}

/**
 * Reads `^build`, `web#build` or `codegen`.
 * @param text as written
 * @param at where
 */
export function taskReference(text: string, at: DefinedAt): TaskReference {
  if (text.startsWith('^'))
    return { text, at, kind: 'upstream', task: text.slice(1), readsOutputs: true };
  const hash = text.indexOf('#');
  if (hash === -1) return { text, at, kind: 'same', task: text, readsOutputs: true };
  return {
    text,
    at,
    kind: 'exact',
    package: text.slice(0, hash),
    task: text.slice(hash + 1),
    readsOutputs: true,
  };
}
