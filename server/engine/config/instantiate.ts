/**
 * Fills a `WorkspaceModel` with what changes from run to run: values of environment variables, and the files that rules and global
 * patterns match. On the way of every run, so: no parsing, and objects are shared where they are equal.
 */
import type { Action, ActionDependency, SourceLocation } from '../model/action.ts';
import { must } from '../model/assert.ts';
import type { ActionId, RelativePath } from '../model/brand.ts';
import type { Problem } from '../model/problem.ts';
import type { DefinedAt, TaskDefinition } from './definition.ts';
import { pickVariables, type Variables } from './environment.ts';
import { ownOutputs, type TaskExclusions, taskExclusions } from './exclusions.ts';
import type { Workspace } from './loaded.ts';
import { LazyLocation, type Locator } from './location.ts';
import type { PackageModel, TaskModel, WorkspaceModel } from './model.ts';
import { filePatterns, type PatternList } from './patterns.ts';
import { ruleAction, ruleInputs } from './ruleActions.ts';
import type { ConfigSource } from './source.ts';
import { programsOf, workOf } from './taskWork.ts';

const root = '' as RelativePath;

/**
 * Makes the actions.
 * @param model what the files say
 * @param source for environment variables and files
 * @param locate finds line and column of a definition, when someone asks
 */
export function instantiate(
  model: WorkspaceModel,
  source: ConfigSource,
  locate: Locator,
): Workspace {
  const build = new Instantiation(model, source, locate);
  build.addRules();
  build.addTasks();
  return {
    model,
    packages: model.packages,
    actions: build.actions,
    settings: model.settings,
    problems: model.problems,
    unknownDependencies: build.unknownDependencies,
    ruleActions: build.ruleActions,
  };
}

class Instantiation {
  readonly actions = new Map<ActionId, Action>();
  readonly ruleActions = new Map<string, readonly ActionId[]>();
  readonly unknownDependencies = new Map<ActionId, readonly Problem[]>();
  readonly #model: WorkspaceModel;
  readonly #source: ConfigSource;
  readonly #locate: Locator;
  readonly #ids: readonly ActionId[];
  readonly #edges: readonly ActionDependency[];
  readonly #ruleEdges = new Map<string, readonly ActionDependency[]>();
  readonly #globalFiles: readonly RelativePath[];
  readonly #variables = new Map<
    TaskDefinition,
    { readonly environment: Variables; readonly passThrough: readonly string[] }
  >();
  readonly #locations = new Map<TaskDefinition, SourceLocation>();

  constructor(model: WorkspaceModel, source: ConfigSource, locate: Locator) {
    this.#model = model;
    this.#source = source;
    this.#locate = locate;
    this.#ids = model.tasks.map(
      (task) => `${model.packages[task.package]?.name}#${task.name}` as ActionId,
    );
    this.#edges = this.#ids.map((action) => ({ action, readsOutputs: true }));
    this.#globalFiles =
      model.globalFiles.length === 0 ? [] : source.glob(globalPatterns(model.globalFiles));
  }

  addRules(): void {
    const inputs = this.#model.rules.map((rule) => this.#source.glob(ruleInputs(rule)));
    this.#model.rules.forEach((rule, index) => {
      const ids = (inputs[index] ?? []).map((input) => `${rule.name}:${input}` as ActionId);
      this.ruleActions.set(rule.name, ids);
      this.#ruleEdges.set(
        rule.name,
        ids.map((action) => ({ action, readsOutputs: true })),
      );
    });
    this.#model.rules.forEach((rule, index) => {
      const environment = pickVariables(
        [...rule.env, ...this.#model.globalEnv],
        this.#source.environment,
      );
      const context = {
        rule,
        dependsOn: this.#dependencies(rule),
        environment,
        passThrough: this.#passThroughNames(this.#model.globalPassThrough, environment),
        commonFiles: [...this.#model.lockFiles, ...this.#globalFiles],
        source: this.#lazy(rule.at),
      };
      for (const input of inputs[index] ?? []) {
        const action = ruleAction(context, input);
        this.actions.set(action.id, action);
        this.#noteUnknown(action.id, rule.unknown);
      }
    });
  }

  addTasks(): void {
    const exclusions = taskExclusions(this.#model, this.actions.values());
    const common = this.#model.packages.map((entry) => this.#packageParts(entry));
    this.#model.tasks.forEach((task, index) => {
      const action = this.#taskAction(
        task,
        index,
        must(common[task.package], `package of ${this.#ids[index]}`),
        exclusions,
      );
      this.actions.set(action.id, action);
      this.#noteUnknown(action.id, task.unknown ?? []);
    });
  }

  #taskAction(
    task: TaskModel,
    index: number,
    common: PackageParts,
    exclusions: TaskExclusions,
  ): Action {
    const { entry } = common;
    const definition = must(this.#model.definitions[task.definition], `definition of ${task.name}`);
    const variables = this.#variablesOf(definition);
    const { inputs, outputs } = definition;
    const work = workOf(task, entry, definition);
    const excluded =
      inputs === null ? [] : this.#excluded(inputs, definition, task.package, exclusions);
    return {
      id: must(this.#ids[index], task.name),
      kind: 'task',
      group: entry.name,
      name: task.name,
      cwd: entry.dir,
      work,
      programs: programsOf(work, this.#model.programs),
      dependsOn: this.#dependencies(task),
      inputs: inputs === null ? undefined : filePatterns(inputs, entry, excluded),
      inputFiles: inputFilesOf(definition, common, this.#globalFiles),
      outputs:
        outputs === null ? undefined : filePatterns({ ...outputs, withDefault: false }, entry),
      discovery: declared,
      environment: variables.environment,
      passThrough: variables.passThrough,
      fixedEnvironment: hasEntries(definition.setVariables)
        ? { ...entry.variables, ...definition.setVariables }
        : entry.variables,
      binDirs: common.binDirs,
      cacheable: definition.cache,
      persistent: definition.persistent,
      clean: definition.clean,
      dependencyOutputs: definition.dependencyOutputs,
      source: this.#locationOf(task, entry, definition),
    };
  }

  #excluded(
    inputs: PatternList,
    definition: TaskDefinition,
    packageIndex: number,
    exclusions: TaskExclusions,
  ): readonly string[] {
    if (inputs.withDefault) return exclusions.of(packageIndex);
    return definition.outputs === null ? [] : ownOutputs(inputs, definition.outputs);
  }

  #dependencies(task: Pick<TaskModel, 'reads' | 'waits' | 'rules'>): readonly ActionDependency[] {
    const result = task.reads.map((index) => must(this.#edges[index], `task ${index}`));
    for (const index of task.waits ?? [])
      result.push({ action: must(this.#ids[index], `task ${index}`), readsOutputs: false });
    for (const rule of task.rules ?? [])
      for (const edge of this.#ruleEdges.get(rule) ?? []) result.push(edge);
    return result;
  }

  #variablesOf(definition: TaskDefinition): {
    readonly environment: Variables;
    readonly passThrough: readonly string[];
  } {
    const known = this.#variables.get(definition);
    if (known) return known;
    const all = this.#source.environment;
    const picked = pickVariables([...definition.env, ...this.#model.globalEnv], all);
    const environment = hasEntries(definition.variableDefaults)
      ? withDefaults(picked, definition.variableDefaults)
      : picked;
    const passThrough = this.#passThroughNames(
      [...definition.passThrough, ...this.#model.globalPassThrough],
      environment,
    );
    const made = { environment, passThrough };
    this.#variables.set(definition, made);
    return made;
  }

  #passThroughNames(patterns: readonly string[], counted: Variables): readonly string[] {
    const names = Object.keys(pickVariables(patterns, this.#source.environment));
    return names.filter((name) => !Object.hasOwn(counted, name));
  }

  #packageParts(entry: PackageModel): PackageParts {
    const own = `${entry.dir}/node_modules/.bin` as RelativePath;
    const top = 'node_modules/.bin' as RelativePath;
    const file = entry.file === undefined ? [] : [entry.file];
    return {
      entry,
      file,
      inputFiles: [...file, ...this.#model.lockFiles, ...this.#globalFiles],
      binDirs: entry.dir === '' ? [top] : [own, top],
    };
  }

  #locationOf(task: TaskModel, entry: PackageModel, definition: TaskDefinition): SourceLocation {
    if (definition.at === undefined)
      return this.#lazy({ file: entry.file ?? root, path: ['scripts', task.name] });
    const known = this.#locations.get(definition);
    if (known) return known;
    const made = this.#lazy(definition.at);
    this.#locations.set(definition, made);
    return made;
  }

  #lazy(at: DefinedAt): SourceLocation {
    return new LazyLocation(at, this.#locate);
  }

  #noteUnknown(id: ActionId, indexes: readonly number[]): void {
    if (indexes.length === 0) return;
    this.unknownDependencies.set(
      id,
      indexes.map((index) => must(this.#model.unknownReferences[index], `reference ${index}`)),
    );
  }
}

const declared = { type: 'declared' } as const;

interface PackageParts {
  readonly entry: PackageModel;
  /** Its package.json, where there is one. */
  readonly file: readonly RelativePath[];
  readonly inputFiles: readonly RelativePath[];
  readonly binDirs: readonly RelativePath[];
}

function globalPatterns(include: readonly string[]): Parameters<ConfigSource['glob']>[0] {
  const exclude = include
    .filter((pattern) => pattern.startsWith('!'))
    .map((pattern) => pattern.slice(1));
  const positive = include.filter((pattern) => !pattern.startsWith('!'));
  return { base: root, include: positive, exclude, ignoreGitIgnored: false, boundaries: [] };
}

function inputFilesOf(
  definition: TaskDefinition,
  common: PackageParts,
  globalFiles: readonly RelativePath[],
): readonly RelativePath[] {
  if (definition.lockFiles === undefined && definition.extraFiles.length === 0)
    return common.inputFiles;
  const { dir } = common.entry;
  const below = (name: string): RelativePath =>
    (dir === '' ? name : `${dir}/${name}`) as RelativePath;
  const extra = definition.extraFiles.map(below);
  if (definition.lockFiles === undefined) return [...common.inputFiles, ...extra];
  return [...common.file, ...locksAbove(definition.lockFiles, dir), ...globalFiles, ...extra];
}

/** The lock files of a folder and of all folders above it. */
function locksAbove(names: readonly string[], dir: string): readonly RelativePath[] {
  const folders = dir.split('/').map((_, index, all) => all.slice(0, all.length - index).join('/'));
  if (dir !== '') folders.push('');
  return folders.flatMap((folder) =>
    names.map((name) => (folder === '' ? name : `${folder}/${name}`) as RelativePath),
  );
}

function withDefaults(variables: Variables, defaults: Readonly<Record<string, string>>): Variables {
  const result: Record<string, string | undefined> = Object.assign(Object.create(null), variables);
  for (const [name, value] of Object.entries(defaults)) result[name] ??= value;
  return result;
}

function hasEntries(object: Readonly<Record<string, unknown>>): boolean {
  for (const _ in object) return true;
  return false;
}
