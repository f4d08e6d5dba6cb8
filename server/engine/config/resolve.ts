/**
 * Turns `dependsOn` into tasks. A task that a package does not have is no action: what waits for it waits for what it would have
 * waited for.
 */
import { must } from '../model/assert.ts';
import type { RelativePath } from '../model/brand.ts';
import type { TaskReference } from './definition.ts';
import type { Layers } from './layers.ts';
import type { PackageModel } from './model.ts';
import { nearestName } from './suggest.ts';

/** What a list of references comes to. Numbers are indexes of tasks. */
export interface Resolved {
  readonly reads: readonly number[];
  readonly waits: readonly number[];
  readonly rules: readonly string[];
  /** References that name nothing. */
  readonly unknown: readonly UnknownReference[];
}

/** A reference that names nothing. */
export interface UnknownReference {
  readonly reference: TaskReference;
  /** What is not there, e.g. `package "wb"`. */
  readonly what: string;
  readonly nearest: string | undefined;
}

/** A task that exists. */
export interface ExistingTask {
  readonly package: number;
  readonly name: string;
}

interface Found {
  /** Index of a task, or a rule's name; with whether its outputs are read. */
  readonly targets: Map<number | string, boolean>;
  readonly unknown: UnknownReference[];
  readonly visited: Map<string, boolean>;
}

/** Resolves references of one workspace. */
export class Resolver {
  readonly #packages: readonly PackageModel[];
  readonly #layers: Layers;
  readonly #ruleNames: ReadonlySet<string>;
  readonly #tasks: readonly Map<string, number>[];
  readonly #names = new Set<string>();
  readonly #byName = new Map<string, number>();
  readonly #byDir = new Map<RelativePath, number>();
  readonly #upstream: readonly (readonly number[])[];

  /**
   * @param parts the workspace: packages, the tasks that exist, the names of rules
   */
  constructor(parts: {
    readonly packages: readonly PackageModel[];
    readonly layers: Layers;
    readonly tasks: readonly ExistingTask[];
    readonly ruleNames: ReadonlySet<string>;
  }) {
    this.#packages = parts.packages;
    this.#layers = parts.layers;
    this.#ruleNames = parts.ruleNames;
    this.#packages.forEach((entry, index) => {
      this.#byName.set(entry.name, index);
      this.#byDir.set(entry.dir, index);
    });
    this.#tasks = parts.packages.map(() => new Map<string, number>());
    parts.tasks.forEach((task, index) => {
      this.#tasks[task.package]?.set(task.name, index);
      this.#names.add(task.name);
    });
    for (const name of parts.layers.names()) this.#names.add(name);
    this.#upstream = parts.packages.map((entry) =>
      entry.dependencies.map((name) => must(this.#byName.get(name), name)),
    );
  }

  /**
   * What these references of a package come to.
   * @param packageIndex whose `dependsOn` it is; undefined for rules, which belong to no package
   */
  resolve(packageIndex: number | undefined, references: readonly TaskReference[]): Resolved {
    const found: Found = { targets: new Map(), unknown: [], visited: new Map() };
    for (const reference of references)
      this.#follow(packageIndex, reference, reference.readsOutputs, found);
    const reads: number[] = [];
    const waits: number[] = [];
    const rules: string[] = [];
    for (const [target, isRead] of found.targets) {
      if (typeof target === 'string') rules.push(target);
      else (isRead ? reads : waits).push(target);
    }
    return { reads, waits, rules, unknown: found.unknown };
  }

  /** What a name stands for that no package has as a task but that a file defines: all of its dependencies. */
  resolveGroup(name: string): Resolved {
    const found: Found = { targets: new Map(), unknown: [], visited: new Map() };
    this.#packages.forEach((entry, index) => {
      if (this.#layers.isDefined(entry, name)) this.#through(index, name, true, found);
    });
    const tasks = [...found.targets.keys()].filter((target) => typeof target === 'number');
    const rules = [...found.targets.keys()].filter((target) => typeof target === 'string');
    return { reads: tasks, waits: [], rules, unknown: found.unknown };
  }

  #follow(from: number | undefined, reference: TaskReference, isRead: boolean, found: Found): void {
    switch (reference.kind) {
      case 'upstream':
        this.#requireName(reference, found);
        if (from === undefined)
          found.unknown.push({
            reference,
            what: 'a package that the rule belongs to',
            nearest: undefined,
          });
        for (const index of from === undefined ? [] : (this.#upstream[from] ?? []))
          this.#take(index, reference.task, isRead, found);
        return;
      case 'same':
        this.#followSame(from, reference, isRead, found);
        return;
      case 'exact':
        this.#followExact(this.#byName.get(reference.package ?? ''), reference, isRead, found);
        return;
      case 'folder':
        this.#followExact(
          this.#byDir.get((reference.package ?? '') as RelativePath),
          reference,
          isRead,
          found,
        );
    }
  }

  #followSame(
    from: number | undefined,
    reference: TaskReference,
    isRead: boolean,
    found: Found,
  ): void {
    const name = reference.task;
    const packages = from === undefined ? this.#packages.keys() : [from];
    const isHere = from !== undefined && this.#tasks[from]?.has(name);
    if (!isHere && this.#ruleNames.has(name)) this.#add(name, isRead, found);
    else {
      this.#requireName(reference, found);
      for (const index of packages) this.#take(index, name, isRead, found);
    }
  }

  #followExact(
    index: number | undefined,
    reference: TaskReference,
    isRead: boolean,
    found: Found,
  ): void {
    const entry = index === undefined ? undefined : this.#packages[index];
    if (index === undefined || entry === undefined) {
      const known = reference.kind === 'exact' ? this.#byName.keys() : this.#byDir.keys();
      const nearest = nearestName(reference.package ?? '', known);
      const what =
        reference.kind === 'exact'
          ? `a package "${reference.package}"`
          : `a package in "${reference.package}"`;
      found.unknown.push({ reference, what, nearest });
      return;
    }
    if (this.#tasks[index]?.has(reference.task) || this.#layers.isDefined(entry, reference.task)) {
      this.#take(index, reference.task, isRead, found);
      return;
    }
    const nearest = nearestName(reference.task, this.#tasks[index]?.keys() ?? []);
    found.unknown.push({
      reference,
      what: `a task "${reference.task}" in package "${entry.name}"`,
      nearest,
    });
  }

  /** The task itself where the package has it; else what it would have waited for. */
  #take(index: number, name: string, isRead: boolean, found: Found): void {
    const task = this.#tasks[index]?.get(name);
    const entry = must(this.#packages[index], `package ${index}`);
    // A task without a command has no outputs to read: whoever reads it means what stands behind it.
    if (task !== undefined && this.#layers.merged(entry, name).definition.command !== 'nothing')
      this.#add(task, isRead, found);
    else if (task !== undefined || this.#layers.isDefined(entry, name))
      this.#through(index, name, isRead, found);
  }

  #add(target: number | string, isRead: boolean, found: Found): void {
    found.targets.set(target, isRead || (found.targets.get(target) ?? false));
  }

  #through(index: number, name: string, isRead: boolean, found: Found): void {
    const key = `${index}#${name}`;
    const before = found.visited.get(key);
    if (before === true || before === isRead) return;
    found.visited.set(key, isRead);
    const entry = must(this.#packages[index], `package ${index}`);
    for (const reference of this.#layers.merged(entry, name).dependsOn) {
      this.#follow(index, reference, isRead && reference.readsOutputs, found);
    }
  }

  #requireName(reference: TaskReference, found: Found): void {
    if (this.#names.has(reference.task)) return;
    const nearest = nearestName(reference.task, [...this.#names, ...this.#ruleNames]);
    found.unknown.push({ reference, what: `a task "${reference.task}" in any package`, nearest });
  }
}
