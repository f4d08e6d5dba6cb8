/**
 * Reads all configuration of a workspace into one `WorkspaceModel`. Only what the files say counts here: the model is the same for
 * every environment, so it can be kept until a file changes.
 */
import type { FilePatterns } from '../model/action.ts';
import type { RelativePath } from '../model/brand.ts';
import type { Problem } from '../model/problem.ts';
import { type CachescopeFile, readCachescopeFile } from './cachescopeFile.ts';
import type { TaskDefinition } from './definition.ts';
import { Layers } from './layers.ts';
import {
  type GroupModel,
  modelVersion,
  type PackageModel,
  type TaskModel,
  type WorkspaceModel,
} from './model.ts';
import { findPackages } from './packages.ts';
import { type ConfigSource, Reading } from './reading.ts';
import { type ExistingTask, type Resolved, Resolver, type UnknownReference } from './resolve.ts';
import { type RuleDraft, readRules } from './rules.ts';
import { didYouMean } from './suggest.ts';
import { programTable } from './taskWork.ts';
import { readTurboFiles } from './turbo.ts';
import { quote } from './values.ts';
import { readWireitBlocks } from './wireit.ts';

const configFile = 'cachescope.json' as RelativePath;

/** Lock files that count when they are at the root. */
const lockNames = [
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
] as RelativePath[];

/**
 * Reads everything; never throws for what is in a file.
 * @param source where the files are
 */
export function parseWorkspace(source: ConfigSource): WorkspaceModel {
  const reading = new Reading(source);
  const found = findPackages(reading);
  const own = reading.json(configFile);
  const readOwn = () => readCachescopeFile(own, reading.problems);
  const cachescope = own === undefined ? readOwn() : reading.once(own, readOwn);
  checkPackageNames(cachescope, found.packages, reading);
  const turbo = readTurboFiles(reading, found.packages);
  const wireit = readWireitBlocks(reading, found.packages);
  const layers = new Layers({ cachescope, turbo, wireit });
  const rules = readRules(cachescope.rules, reading);
  const tables = new Tables(reading);
  const tasks = existingTasks(found.packages, layers);
  checkCommands(cachescope, found.packages, tasks, reading);
  const ruleNames = new Set(rules.map((rule) => rule.model.name));
  const resolver = new Resolver({ packages: found.packages, layers, tasks, ruleNames });
  for (const name of lockNames) reading.note(name);
  const models = tasks.map((task) =>
    taskModel(task, { packages: found.packages, layers, resolver, tables }),
  );
  return {
    version: modelVersion,
    packages: found.packages,
    tasks: models,
    programs: programTable(models, found.packages, tables.definitions),
    rules: rules.map((rule) => ruleModel(rule, resolver, tables)),
    groups: groupsOf(layers, tasks, resolver, tables).map((group) =>
      withPlace(group, cachescope, reading),
    ),
    definitions: tables.definitions,
    definedNames: [...layers.names()],
    rootTasks: tasks
      .filter((task) => task.package === 0 && layers.isRootTask(task.name))
      .map((task) => task.name),
    settings: cachescope.settings,
    globalFiles: [...cachescope.globalFiles, ...turbo.globalFiles],
    globalEnv: [...cachescope.globalEnv, ...turbo.globalEnv],
    globalPassThrough: [...cachescope.globalPassThrough, ...turbo.globalPassThrough],
    lockFiles: source.glob(filesNamed(lockNames)),
    unknownReferences: tables.unknownReferences,
    problems: reading.problems,
    files: reading.files,
    packagePatterns: found.patterns,
    packageFolders: found.folders,
  };
}

/** `wb#build` where there is no package `wb`. */
function checkPackageNames(
  cachescope: CachescopeFile,
  packages: readonly PackageModel[],
  reading: Reading,
): void {
  const names = new Set(packages.map((entry) => entry.name));
  for (const [name, layer] of cachescope.tasks) {
    const hash = name.indexOf('#');
    const owner = name.slice(0, Math.max(hash, 0));
    if (hash === -1 || names.has(owner)) continue;
    const message = `There is no package ${quote(owner)}`;
    reading.report('error', 'unknown-package', layer.at, message, didYouMean(owner, names));
  }
}

/** `web#deploy` where `web` has no such script, and nothing else says what to do. */
function checkCommands(
  cachescope: CachescopeFile,
  packages: readonly PackageModel[],
  tasks: readonly ExistingTask[],
  reading: Reading,
): void {
  const existing = new Set(tasks.map((task) => `${packages[task.package]?.name}#${task.name}`));
  for (const [name, layer] of cachescope.tasks) {
    const owner = packages.find((entry) => name.startsWith(`${entry.name}#`));
    if (!owner?.file || existing.has(name) || layer.dependsOn) continue;
    const script = quote(name.slice(owner.name.length + 1));
    const message = `${quote(name)} has no command: the package has no script ${script}`;
    const suggestion = `Add "command" here, or the script to ${owner.file}.`;
    reading.report('error', 'no-command', layer.at, message, suggestion);
  }
}

/** A name that stands for nothing is a mistake of whoever runs it, and then it helps to know where it is. */
function withPlace(group: GroupModel, cachescope: CachescopeFile, reading: Reading): GroupModel {
  const { name, tasks, rules, unknown } = group;
  const layer = cachescope.tasks.get(name);
  if (!layer || layer.dependsOn || tasks.length + rules.length + unknown.length > 0) return group;
  return { ...group, emptyAt: reading.locate(layer.at) };
}

function filesNamed(names: readonly string[]): FilePatterns {
  return {
    base: '' as RelativePath,
    include: names,
    exclude: [],
    ignoreGitIgnored: false,
    boundaries: [],
  };
}

function existingTasks(packages: readonly PackageModel[], layers: Layers): readonly ExistingTask[] {
  const tasks: ExistingTask[] = [];
  packages.forEach((entry, index) => {
    for (const name of layers.tasksOf(entry, packages.length === 1))
      tasks.push({ package: index, name });
  });
  return tasks;
}

interface TaskContext {
  readonly packages: readonly PackageModel[];
  readonly layers: Layers;
  readonly resolver: Resolver;
  readonly tables: Tables;
}

function taskModel(task: ExistingTask, context: TaskContext): TaskModel {
  const entry = context.packages[task.package] as PackageModel;
  const merged = context.layers.merged(entry, task.name);
  const definition = context.tables.definition(merged.definition);
  if (merged.dependsOn.length === 0) return { ...task, definition, reads: [] };
  const resolved = context.resolver.resolve(task.package, merged.dependsOn);
  const unknown = context.tables.unknown(resolved.unknown);
  return {
    ...task,
    definition,
    reads: resolved.reads,
    ...(resolved.waits.length > 0 && { waits: resolved.waits }),
    ...(resolved.rules.length > 0 && { rules: resolved.rules }),
    ...(unknown.length > 0 && { unknown }),
  };
}

function ruleModel(
  rule: RuleDraft,
  resolver: Resolver,
  tables: Tables,
): WorkspaceModel['rules'][number] {
  const resolved: Resolved = resolver.resolve(undefined, rule.dependsOn);
  return {
    ...rule.model,
    reads: resolved.reads,
    rules: resolved.rules,
    unknown: tables.unknown(resolved.unknown),
  };
}

/** Defined names that no package has a script for. */
function groupsOf(
  layers: Layers,
  tasks: readonly ExistingTask[],
  resolver: Resolver,
  tables: Tables,
): readonly GroupModel[] {
  const existing = new Set(tasks.map((task) => task.name));
  const groups: GroupModel[] = [];
  for (const name of layers.names()) {
    if (existing.has(name)) continue;
    const resolved = resolver.resolveGroup(name);
    groups.push({
      name,
      tasks: resolved.reads,
      rules: resolved.rules,
      unknown: tables.unknown(resolved.unknown),
    });
  }
  return groups;
}

/** Numbers for what many tasks share. */
class Tables {
  readonly definitions: TaskDefinition[] = [];
  readonly unknownReferences: Problem[] = [];
  readonly #reading: Reading;
  readonly #definitionIndex = new Map<TaskDefinition, number>();
  readonly #unknownIndex = new Map<string, number>();

  /**
   * @param reading locates problems
   */
  constructor(reading: Reading) {
    this.#reading = reading;
  }

  definition(definition: TaskDefinition): number {
    const known = this.#definitionIndex.get(definition);
    if (known !== undefined) return known;
    this.#definitionIndex.set(definition, this.definitions.length);
    return this.definitions.push(definition) - 1;
  }

  unknown(references: readonly UnknownReference[]): readonly number[] {
    return references.map(({ reference, what, nearest }) => {
      const key = `${reference.at.file}\n${JSON.stringify(reference.at.path)}\n${what}`;
      const known = this.#unknownIndex.get(key);
      if (known !== undefined) return known;
      this.#unknownIndex.set(key, this.unknownReferences.length);
      const problem: Problem = {
        severity: 'error',
        code: 'unknown-dependency',
        message: `"${reference.text}" in "dependsOn" names nothing: there is not ${what}.`,
        location: this.#reading.locate(reference.at),
        ...(nearest === undefined ? {} : { suggestion: `Did you mean "${nearest}"?` }),
      };
      return this.unknownReferences.push(problem) - 1;
    });
  }
}
