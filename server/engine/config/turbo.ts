/** Reads turbo.json at the root and in packages, by the rules of https://turborepo.dev/docs/reference/configuration. */

import type { RelativePath } from '../model/brand.ts';
import type { TaskLayer } from './definition.ts';
import { frameworkVariables } from './frameworks.ts';
import type { JsonDocument } from './jsonc.ts';
import { entryOf, type TurboFiles } from './layers.ts';
import type { PackageModel } from './model.ts';
import type { Reading } from './reading.ts';
import { checkValue } from './schema.ts';
import { didYouMean } from './suggest.ts';
import { turboSpec } from './turboSpec.ts';
import { inherit, type TurboEntry, type TurboTask, turboLayer, turboTask } from './turboTask.ts';
import { reportFlags, reportSettings } from './turboUnsupported.ts';
import { isObject, quote } from './values.ts';

interface TurboEntries {
  readonly tasks?: Readonly<Record<string, TurboEntry>>;
  readonly pipeline?: Readonly<Record<string, TurboEntry>>;
  readonly extends?: readonly string[];
  readonly globalDependencies?: readonly string[];
  readonly globalDotEnv?: readonly string[];
  readonly globalEnv?: readonly string[];
  readonly globalPassThroughEnv?: readonly string[];
  readonly envMode?: string;
  readonly futureFlags?: Readonly<Record<string, unknown>>;
  readonly global?: Readonly<Record<string, unknown>> & {
    readonly inputs?: readonly string[];
    readonly env?: readonly string[];
    readonly passThroughEnv?: readonly string[];
    readonly envMode?: string;
  };
}

interface TurboFile {
  readonly entries: TurboEntries;
  readonly tasks: ReadonlyMap<string, TurboTask>;
}

/** Reads the root's file and, where there is one, those of the packages. */
export function readTurboFiles(reading: Reading, packages: readonly PackageModel[]): TurboFiles {
  const root = readFile(reading, '' as RelativePath);
  const files = new Map<string, TurboFile>();
  if (root) {
    reportGlobals(root.document, root.file.entries, reading);
    for (const entry of packages.slice(1)) {
      const read = readFile(reading, entry.dir);
      if (!read) continue;
      files.set(entry.name, read.file);
      checkPackageFile(read.document, read.file, packages, reading);
    }
    checkNames(root.file, packages, reading);
  }
  return new TurboLayers(root?.file, files, { reading, isSingle: packages.length === 1 });
}

function readFile(
  reading: Reading,
  dir: RelativePath,
): { readonly document: JsonDocument; readonly file: TurboFile } | undefined {
  const names = ['turbo.json', 'turbo.jsonc'].map(
    (name) => (dir === '' ? name : `${dir}/${name}`) as RelativePath,
  );
  const [document, second] = names
    .map((name) => reading.json(name))
    .filter((found) => found !== undefined);
  if (!document) return undefined;
  if (second) {
    const message = `Both ${document.file} and ${second.file} are there`;
    reading.report(
      'error',
      'two-turbo-files',
      { file: second.file, path: [] },
      message,
      'Remove one of them.',
    );
  }
  return { document, file: reading.once(document, () => tasksIn(document, reading)) };
}

function tasksIn(document: JsonDocument, reading: Reading): TurboFile {
  const entries = checkedEntries(document, reading);
  const tasks = new Map<string, TurboTask>();
  for (const key of ['pipeline', 'tasks'] as const) {
    for (const [name, entry] of Object.entries(entries[key] ?? {})) {
      tasks.set(name, turboTask(entry, { file: document.file, path: [key, name] }, reading));
    }
  }
  return { entries, tasks };
}

function checkedEntries(document: JsonDocument, reading: Reading): TurboEntries {
  reading.problems.push(...document.problems);
  if (document.value === undefined) return {};
  const { problems } = reading;
  const options = { document, unknownKeys: 'warning', problems } as const;
  return (checkValue(withoutNulls(document.value), turboSpec, [], options) ?? {}) as TurboEntries;
}

/** Turborepo takes `null` for a key that is not there, at every level. */
function withoutNulls(value: unknown): unknown {
  if (!isObject(value)) return value;
  const kept: Record<string, unknown> = Object.create(null);
  for (const [key, item] of Object.entries(value))
    if (item !== null) kept[key] = withoutNulls(item);
  return kept;
}

function reportGlobals(document: JsonDocument, entries: TurboEntries, reading: Reading): void {
  const at = { file: document.file, path: [] };
  reportFlags(entries.futureFlags ?? {}, { ...at, path: ['futureFlags'] }, reading);
  reportSettings({ ...entries }, at, reading);
  reportSettings(entries.global ?? {}, { ...at, path: ['global'] }, reading);
}

function checkPackageFile(
  document: JsonDocument,
  file: TurboFile,
  packages: readonly PackageModel[],
  reading: Reading,
): void {
  const at = { file: document.file, path: ['extends'] };
  const parents = file.entries.extends;
  if (parents?.[0] !== '//') {
    reading.report(
      'error',
      'turbo-extends',
      at,
      'The turbo.json of a package must extend the root',
      'Add "extends": ["//"].',
    );
  }
  for (const name of parents ?? []) {
    if (packages.some((entry) => entry.name === name)) continue;
    const suggestion = didYouMean(
      name,
      packages.map((entry) => entry.name),
    );
    reading.report(
      'error',
      'turbo-extends',
      at,
      `It extends ${quote(name)}, which is no package`,
      suggestion,
    );
  }
  for (const name of file.tasks.keys()) {
    if (!name.includes('#')) continue;
    const message = `The turbo.json of a package cannot define ${quote(name)}`;
    reading.report(
      'error',
      'turbo-task-name',
      { file: document.file, path: ['tasks', name] },
      message,
      'Write the task without package.',
    );
  }
}

/** `web#build` of a package that is not there. */
function checkNames(file: TurboFile, packages: readonly PackageModel[], reading: Reading): void {
  const names = new Set(packages.map((entry) => entry.name));
  for (const [name, task] of file.tasks) {
    const hash = name.indexOf('#');
    if (hash === -1 || names.has(name.slice(0, hash))) continue;
    const message = `There is no package ${quote(name.slice(0, hash))}, so ${quote(name)} has no effect`;
    reading.report(
      'warning',
      'unknown-package',
      task.at,
      message,
      didYouMean(name.slice(0, hash), names),
    );
  }
}

class TurboLayers implements TurboFiles {
  readonly present: boolean;
  readonly globalEnv: readonly string[];
  readonly globalPassThrough: readonly string[];
  readonly globalFiles: readonly string[];
  readonly names: ReadonlySet<string>;
  readonly #root: TurboFile | undefined;
  readonly #files: ReadonlyMap<string, TurboFile>;
  readonly #reading: Reading;
  readonly #isSingle: boolean;
  readonly #merged = new Map<string, TurboTask | undefined>();
  readonly #layers = new Map<TurboTask, Map<string, TaskLayer>>();
  readonly #inferred = new Map<PackageModel, readonly string[]>();

  constructor(
    root: TurboFile | undefined,
    files: ReadonlyMap<string, TurboFile>,
    options: { readonly reading: Reading; readonly isSingle: boolean },
  ) {
    this.#root = root;
    this.#files = files;
    this.#reading = options.reading;
    this.#isSingle = options.isSingle;
    this.present = root !== undefined;
    const { global, ...entries } = root?.entries ?? {};
    this.globalEnv = [...(entries.globalEnv ?? []), ...(global?.env ?? [])];
    this.globalPassThrough = [
      ...(entries.globalPassThroughEnv ?? []),
      ...(global?.passThroughEnv ?? []),
    ];
    this.globalFiles = [
      ...(entries.globalDependencies ?? []),
      ...(global?.inputs ?? []),
      ...(entries.globalDotEnv ?? []),
    ];
    const all = [root, ...files.values()].flatMap((file) => [...(file?.tasks.keys() ?? [])]);
    this.names = new Set(all.map((name) => name.slice(name.indexOf('#') + 1)));
  }

  hasRootTask(task: string): boolean {
    return this.#root?.tasks.has(`//#${task}`) ?? false;
  }

  layer(entry: PackageModel, name: string): TaskLayer | undefined {
    const task = this.#task(entry, name);
    if (!task) return undefined;
    const inferred = entryOf(this.#inferred, entry, () => this.#inferredFor(entry));
    const byVariables = entryOf(this.#layers, task, () => new Map<string, TaskLayer>());
    return entryOf(byVariables, inferred.join(' '), () => turboLayer(task, inferred));
  }

  #task(entry: PackageModel, name: string): TurboTask | undefined {
    const base = this.#rootTask(entry, name);
    const file = this.#files.get(entry.name);
    if (!file) return base;
    const key = `${entry.name}#${name}`;
    if (!this.#merged.has(key)) this.#merged.set(key, this.#inherited(file, name, base));
    return this.#merged.get(key);
  }

  /** `web#build` replaces `build` as a whole. Plain names are not for the root, unless it is all there is. */
  #rootTask(entry: PackageModel, name: string): TurboTask | undefined {
    const exact = this.#root?.tasks.get(`${entry.name}#${name}`);
    if (exact) return exact;
    return entry.dir !== '' || this.#isSingle ? this.#root?.tasks.get(name) : undefined;
  }

  #inherited(file: TurboFile, name: string, root: TurboTask | undefined): TurboTask | undefined {
    let task = root;
    for (const parent of file.entries.extends ?? []) {
      const theirs = parent === '//' ? undefined : this.#files.get(parent)?.tasks.get(name);
      if (theirs) task = inherit(task, theirs);
    }
    const own = file.tasks.get(name);
    return own ? inherit(task, own) : task;
  }

  #inferredFor(entry: PackageModel): readonly string[] {
    return entry.file === undefined
      ? []
      : frameworkVariables(this.#reading.json(entry.file)?.value);
  }
}
