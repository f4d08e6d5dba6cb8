/** Which layers speak of a task of a package, and what they come to together. */
import type { RelativePath } from '../model/brand.ts';
import type { CachescopeFile } from './cachescopeFile.ts';
import { type MergedTask, mergeLayers, type TaskLayer } from './definition.ts';
import type { PackageModel } from './model.ts';

/** Task definitions of Turborepo. */
export interface TurboFiles {
  /** Whether there is a turbo.json at the root. */
  readonly present: boolean;
  readonly globalEnv: readonly string[];
  readonly globalPassThrough: readonly string[];
  readonly globalFiles: readonly string[];
  /** Every task name that is defined, with or without a package. */
  readonly names: ReadonlySet<string>;
  /** The word on one task of one package. */
  layer(entry: PackageModel, task: string): TaskLayer | undefined;
  /** Whether the root package's own task is named: `//#lint`. */
  hasRootTask(task: string): boolean;
}

/** The `wireit` blocks of all packages. */
export interface WireitBlocks {
  /** By folder, then script. */
  readonly blocks: ReadonlyMap<RelativePath, ReadonlyMap<string, TaskLayer>>;
}

/** Answers what is defined. */
export class Layers {
  readonly #cachescope: CachescopeFile;
  readonly #turbo: TurboFiles;
  readonly #wireit: WireitBlocks;
  /** Merged layers by their identities: a chain of maps, one step a layer. */
  readonly #merged = new Map<
    TaskLayer | undefined,
    Map<TaskLayer | undefined, Map<TaskLayer | undefined, MergedTask>>
  >();
  readonly #withSpecific = new Map<TaskLayer, Map<TaskLayer, TaskLayer>>();

  /**
   * @param files what was read
   */
  constructor(files: {
    readonly cachescope: CachescopeFile;
    readonly turbo: TurboFiles;
    readonly wireit: WireitBlocks;
  }) {
    this.#cachescope = files.cachescope;
    this.#turbo = files.turbo;
    this.#wireit = files.wireit;
  }

  /** All names that configuration files define, without packages in front. */
  names(): ReadonlySet<string> {
    const names = new Set(this.#turbo.names);
    for (const name of this.#cachescope.tasks.keys()) names.add(name.slice(name.indexOf('#') + 1));
    return names;
  }

  /** Whether any file says something of this task of this package. */
  isDefined(entry: PackageModel, task: string): boolean {
    return (
      this.#cachescopeLayer(entry, task) !== undefined ||
      this.#turbo.layer(entry, task) !== undefined ||
      this.#wireitLayer(entry, task) !== undefined
    );
  }

  /** Names of tasks that exist in this package: it has the script, a wireit block, or a command is configured. */
  tasksOf(entry: PackageModel, isOnlyPackage: boolean): readonly string[] {
    const names = new Set(Object.keys(entry.scripts));
    for (const name of this.#wireit.blocks.get(entry.dir)?.keys() ?? []) names.add(name);
    for (const [name, layer] of this.#cachescope.tasks) {
      const hash = name.indexOf('#');
      const applies =
        hash === -1 ? entry.dir !== '' || isOnlyPackage : name.slice(0, hash) === entry.name;
      if (applies && layer.command !== undefined) names.add(name.slice(hash + 1));
    }
    return [...names];
  }

  /** The definition and the dependencies as written. The same objects for packages that nothing tells apart. */
  merged(entry: PackageModel, task: string): MergedTask {
    const first = this.#cachescopeLayer(entry, task);
    const second = this.#turbo.layer(entry, task);
    const third = this.#wireitLayer(entry, task);
    const bySecond = entryOf(
      this.#merged,
      first,
      () => new Map<TaskLayer | undefined, Map<TaskLayer | undefined, MergedTask>>(),
    );
    const byThird = entryOf(bySecond, second, () => new Map<TaskLayer | undefined, MergedTask>());
    return entryOf(byThird, third, () =>
      mergeLayers([first, second, third].filter((layer) => layer !== undefined)),
    );
  }

  /** Whether a plain name such as `lint` means the root's task, too. */
  isRootTask(task: string): boolean {
    return this.#cachescope.tasks.has(`//#${task}`) || this.#turbo.hasRootTask(task);
  }

  #wireitLayer(entry: PackageModel, task: string): TaskLayer | undefined {
    return this.#wireit.blocks.get(entry.dir)?.get(task);
  }

  #cachescopeLayer(entry: PackageModel, task: string): TaskLayer | undefined {
    const tasks = this.#cachescope.tasks;
    if (tasks.size === 0) return undefined;
    const general = tasks.get(task);
    const specific = tasks.get(`${entry.name}#${task}`);
    if (!specific || !general) return specific ?? general;
    const known = entryOf(this.#withSpecific, specific, () => new Map<TaskLayer, TaskLayer>());
    return entryOf(known, general, () => ({ ...general, ...specific }));
  }
}

/** The entry of a map, made when it is not there. */
export function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
