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

/** What a list of references leads to in one step; the flag says whether outputs are read. */
interface Steps {
  readonly ends: (readonly [end: number | string | Group, isRead: boolean])[];
  readonly unknown: UnknownReference[];
}

/** A task that a package does not have, or that has no command: it stands for what it would have waited for. */
interface Group {
  readonly package: number;
  readonly name: string;
  /** Found out once; there may be a long chain of groups behind each of very many tasks. */
  steps: Steps | undefined;
  /** The last walk that came by, and whether it reads what it finds from here on. */
  walk: number;
  isRead: boolean;
}

interface Found {
  /** Index of a task, or a rule's name; with whether its outputs are read. */
  readonly targets: Map<number | string, boolean>;
  readonly unknown: UnknownReference[];
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
  readonly #groups: readonly Map<string, Group>[];
  #walks = 0;

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
    this.#groups = parts.packages.map(() => new Map<string, Group>());
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
    const found = this.#walk(this.#stepsOf(packageIndex, references));
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
    const groups = this.#packages.flatMap((entry, index) =>
      this.#layers.isDefined(entry, name) ? [[this.#group(index, name), true] as const] : [],
    );
    const found = this.#walk({ ends: groups, unknown: [] });
    const tasks = [...found.targets.keys()].filter((target) => typeof target === 'number');
    const rules = [...found.targets.keys()].filter((target) => typeof target === 'string');
    return { reads: tasks, waits: [], rules, unknown: found.unknown };
  }

  #stepsOf(from: number | undefined, references: readonly TaskReference[]): Steps {
    const steps: Steps = { ends: [], unknown: [] };
    for (const reference of references) this.#follow(from, reference, steps);
    return steps;
  }

  /** All that there is behind the first steps, in the order in which it is declared. */
  #walk(first: Steps): Found {
    const walk = ++this.#walks;
    const found: Found = { targets: new Map(), unknown: [...first.unknown] };
    const open = [{ steps: first, isRead: true, next: 0 }];
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const step = top.steps.ends[top.next++];
      if (step === undefined) open.pop();
      else {
        const [end, reads] = step;
        const isRead = top.isRead && reads;
        if (typeof end !== 'object')
          found.targets.set(end, isRead || (found.targets.get(end) ?? false));
        else if (enter(end, walk, isRead)) {
          const steps = this.#behind(end);
          found.unknown.push(...steps.unknown);
          open.push({ steps, isRead, next: 0 });
        }
      }
    }
    return found;
  }

  #behind(group: Group): Steps {
    if (group.steps === undefined) {
      const entry = must(this.#packages[group.package], `package ${group.package}`);
      const { dependsOn } = this.#layers.merged(entry, group.name);
      group.steps = this.#stepsOf(group.package, dependsOn);
    }
    return group.steps;
  }

  #follow(from: number | undefined, reference: TaskReference, steps: Steps): void {
    switch (reference.kind) {
      case 'upstream':
        this.#requireName(reference, steps);
        if (from === undefined)
          steps.unknown.push({
            reference,
            what: 'a package that the rule belongs to',
            nearest: undefined,
          });
        for (const index of from === undefined ? [] : (this.#upstream[from] ?? []))
          this.#take(index, reference.task, reference.readsOutputs, steps);
        return;
      case 'same':
        this.#followSame(from, reference, steps);
        return;
      case 'exact':
        this.#followExact(this.#byName.get(reference.package ?? ''), reference, steps);
        return;
      case 'folder':
        this.#followExact(
          this.#byDir.get((reference.package ?? '') as RelativePath),
          reference,
          steps,
        );
    }
  }

  #followSame(from: number | undefined, reference: TaskReference, steps: Steps): void {
    const name = reference.task;
    const packages = from === undefined ? this.#packages.keys() : [from];
    const isHere = from !== undefined && this.#tasks[from]?.has(name);
    if (!isHere && this.#ruleNames.has(name)) steps.ends.push([name, reference.readsOutputs]);
    else {
      this.#requireName(reference, steps);
      for (const index of packages) this.#take(index, name, reference.readsOutputs, steps);
    }
  }

  #followExact(index: number | undefined, reference: TaskReference, steps: Steps): void {
    const entry = index === undefined ? undefined : this.#packages[index];
    if (index === undefined || entry === undefined) {
      const known = reference.kind === 'exact' ? this.#byName.keys() : this.#byDir.keys();
      const nearest = nearestName(reference.package ?? '', known);
      const what =
        reference.kind === 'exact'
          ? `a package "${reference.package}"`
          : `a package in "${reference.package}"`;
      steps.unknown.push({ reference, what, nearest });
      return;
    }
    if (this.#tasks[index]?.has(reference.task) || this.#layers.isDefined(entry, reference.task)) {
      this.#take(index, reference.task, reference.readsOutputs, steps);
      return;
    }
    const nearest = nearestName(reference.task, this.#tasks[index]?.keys() ?? []);
    steps.unknown.push({
      reference,
      what: `a task "${reference.task}" in package "${entry.name}"`,
      nearest,
    });
  }

  /** The task itself where the package has it; else what it would have waited for. */
  #take(index: number, name: string, isRead: boolean, steps: Steps): void {
    const task = this.#tasks[index]?.get(name);
    const entry = must(this.#packages[index], `package ${index}`);
    // A task without a command has no outputs to read: whoever reads it means what stands behind it.
    if (task !== undefined && this.#layers.merged(entry, name).definition.command !== 'nothing')
      steps.ends.push([task, isRead]);
    else if (task !== undefined || this.#layers.isDefined(entry, name))
      steps.ends.push([this.#group(index, name), isRead]);
  }

  #group(index: number, name: string): Group {
    const groups = must(this.#groups[index], `package ${index}`);
    let group = groups.get(name);
    if (group === undefined) {
      group = { package: index, name, steps: undefined, walk: 0, isRead: false };
      groups.set(name, group);
    }
    return group;
  }

  #requireName(reference: TaskReference, steps: Steps): void {
    if (this.#names.has(reference.task)) return;
    const nearest = nearestName(reference.task, [...this.#names, ...this.#ruleNames]);
    steps.unknown.push({ reference, what: `a task "${reference.task}" in any package`, nearest });
  }
}

/** @returns false where the walk has been there and finds nothing new: not even that what is there is read */
function enter(group: Group, walk: number, isRead: boolean): boolean {
  if (group.walk === walk && (group.isRead || !isRead)) return false;
  group.walk = walk;
  group.isRead = isRead;
  return true;
}
