/** Reads cachescope.json: settings, tasks, rules. */
import type { Command } from '../model/action.ts';
import type { ByteCount, DurationMs } from '../model/brand.ts';
import type { Problem } from '../model/problem.ts';
import { cachescopeSpec } from './cachescopeSpec.ts';
import { type DefinedAt, type TaskLayer, taskReference } from './definition.ts';
import type { JsonDocument } from './jsonc.ts';
import type { CacheName, Settings } from './model.ts';
import { patternList } from './patterns.ts';
import { checkValue } from './schema.ts';
import { parseBytes, parseDuration } from './units.ts';

/** One entry of `tasks`, checked. */
interface TaskEntry {
  readonly dependsOn?: readonly string[];
  readonly inputs?: readonly string[];
  readonly outputs?: readonly string[];
  readonly env?: readonly string[];
  readonly passThroughEnv?: readonly string[];
  readonly command?: string | readonly string[];
  readonly cache?: boolean;
  readonly persistent?: boolean;
  readonly clean?: boolean | 'if-file-deleted';
  readonly dependencyOutputs?: 'transitive' | 'direct';
}

/** One entry of `rules`, checked key by key; `rules.ts` checks how they fit together. */
export interface RuleEntry {
  readonly each: string | readonly string[];
  readonly builder?: string;
  readonly command?: string | readonly string[];
  readonly outputs: readonly string[];
  readonly dependencies?: 'declared' | 'depfile';
  readonly inputs?: readonly string[];
  readonly env?: readonly string[];
  readonly dependsOn?: readonly string[];
}

interface FileEntries {
  readonly concurrency?: number;
  readonly memoryLimit?: string | number;
  readonly cache?: {
    readonly memory?: { readonly entries?: number; readonly size?: string | number };
    readonly disk?: { readonly size?: string | number; readonly ttl?: string };
    readonly disable?: readonly CacheName[];
  };
  readonly metrics?: boolean;
  readonly modules?: { readonly entry?: readonly string[]; readonly ignore?: readonly string[] };
  readonly globalEnv?: readonly string[];
  readonly globalPassThroughEnv?: readonly string[];
  readonly globalDependencies?: readonly string[];
  readonly tasks?: Readonly<Record<string, TaskEntry>>;
  readonly rules?: Readonly<Record<string, RuleEntry>>;
}

/** What the file says. */
export interface CachescopeFile {
  readonly settings: Settings;
  readonly globalEnv: readonly string[];
  readonly globalPassThrough: readonly string[];
  readonly globalFiles: readonly string[];
  /** By the name as written: `build` or `web#build`. */
  readonly tasks: ReadonlyMap<string, TaskLayer>;
  readonly rules: ReadonlyMap<string, { readonly entry: RuleEntry; readonly at: DefinedAt }>;
}

/**
 * Reads the file.
 * @param document undefined where there is none: defaults
 * @param problems receives what is wrong
 */
export function readCachescopeFile(
  document: JsonDocument | undefined,
  problems: Problem[],
): CachescopeFile {
  const entries = document === undefined ? {} : checkedEntries(document, problems);
  const file = document?.file;
  const tasks = new Map<string, TaskLayer>();
  const rules = new Map<string, { entry: RuleEntry; at: DefinedAt }>();
  if (file !== undefined) {
    for (const [name, entry] of Object.entries(entries.tasks ?? {}))
      tasks.set(name, taskLayer(entry, { file, path: ['tasks', name] }));
    for (const [name, entry] of Object.entries(entries.rules ?? {}))
      rules.set(name, { entry, at: { file, path: ['rules', name] } });
  }
  return {
    settings: settingsOf(entries),
    globalEnv: entries.globalEnv ?? [],
    globalPassThrough: entries.globalPassThroughEnv ?? [],
    globalFiles: entries.globalDependencies ?? [],
    tasks,
    rules,
  };
}

function checkedEntries(document: JsonDocument, problems: Problem[]): FileEntries {
  problems.push(...document.problems);
  // Nothing readable is in it, and the syntax error says so already.
  if (document.value === undefined) return {};
  const checked = checkValue(document.value, cachescopeSpec, [], {
    document,
    unknownKeys: 'error',
    problems,
  });
  return (checked ?? {}) as FileEntries;
}

function settingsOf(entries: FileEntries): Settings {
  const memory = entries.cache?.memory;
  const disk = entries.cache?.disk;
  return {
    concurrency: entries.concurrency,
    memoryLimit: bytesOf(entries.memoryLimit),
    cache: {
      memory: {
        entries: memory?.entries ?? 10_000,
        size: bytesOf(memory?.size) ?? (100e6 as ByteCount),
      },
      disk: {
        size: bytesOf(disk?.size) ?? (5e9 as ByteCount),
        ttl:
          (disk?.ttl === undefined ? undefined : parseDuration(disk.ttl)) ??
          (604_800_000 as DurationMs),
      },
      disable: entries.cache?.disable ?? [],
    },
    metrics: entries.metrics ?? true,
    modules: { entry: entries.modules?.entry ?? [], ignore: entries.modules?.ignore ?? [] },
  };
}

function bytesOf(value: string | number | undefined): ByteCount | undefined {
  return typeof value === 'string' ? parseBytes(value) : (value as ByteCount | undefined);
}

function taskLayer(entry: TaskEntry, at: DefinedAt): TaskLayer {
  const dependsOn = entry.dependsOn?.map((text, index) =>
    taskReference(text, below(at, 'dependsOn', index)),
  );
  return {
    origin: 'cachescope',
    at,
    ...(dependsOn && { dependsOn }),
    ...(entry.inputs && { inputs: patternList(entry.inputs) }),
    ...(entry.outputs && { outputs: patternList(entry.outputs) }),
    ...(entry.env && { env: entry.env }),
    ...(entry.passThroughEnv && { passThrough: entry.passThroughEnv }),
    ...(entry.command !== undefined && { command: [commandOf(entry.command)] }),
    ...(entry.cache !== undefined && { cache: entry.cache }),
    ...(entry.persistent !== undefined && { persistent: entry.persistent }),
    ...(entry.clean !== undefined && { clean: cleanOf(entry.clean) }),
    ...(entry.dependencyOutputs && { dependencyOutputs: entry.dependencyOutputs }),
  };
}

/** A command of the configuration: a text is for a shell, a list is not. */
export function commandOf(command: string | readonly string[]): Command {
  return typeof command === 'string'
    ? { type: 'shell', script: command }
    : { type: 'argv', argv: command };
}

/** `true`, `false` and `"if-file-deleted"` as wireit and cachescope.json write them. */
export function cleanOf(
  clean: boolean | 'if-file-deleted',
): 'always' | 'never' | 'if-file-deleted' {
  if (clean === 'if-file-deleted') return clean;
  return clean ? 'always' : 'never';
}

/** A place within another. */
export function below(at: DefinedAt, ...path: (string | number)[]): DefinedAt {
  return { file: at.file, path: [...at.path, ...path] };
}
