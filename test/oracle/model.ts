// The rule of being up to date, written a second time from its description and as plainly as possible: no digest tables, no
// ordering, no shortcuts. It keeps whole contents and compares them. The engine must come to the same verdict on every action.

import { createHash } from 'node:crypto';
import { inputPatterns } from './actions.ts';
import { behind, type Ending, evaluate, type Sources, scriptOf, type Tree } from './command.ts';
import { type ActionSpec, outputFolder, packageFolder, type Step, stampFile } from './script.ts';
import { sameItem, sameTree, subtree } from './tree.ts';

/** States an action may end in. */
export type State = 'fresh' | 'restored' | 'ran' | 'failed' | 'skipped';

/** All that an execution depends on, as it was or is. */
export interface View {
  /** Everything in the key, as text. */
  readonly key: string;
  readonly spec: ActionSpec;
  readonly script: string;
  readonly tool: number;
  /** Declared files, path to content and executable bit. */
  readonly inputs: ReadonlyMap<string, string>;
  /** For each dependency whose outputs count: those that count, each as it is. Undefined: its outputs are not known. */
  readonly dependencies: ReadonlyMap<number, ReadonlyMap<number, Counted | undefined>>;
}

/** An action whose outputs count for another. */
export interface Counted {
  /** Digest of its own outputs. */
  readonly outputs: string;
  /** What it reads itself: which actions lie behind a dependency counts like their outputs. */
  readonly reads: string;
  /** False: its runs are not recorded, or stay valid when something behind it changes, so no record says what was behind it. */
  readonly isTraceable: boolean;
}

/** A remembered execution. */
export interface Remembered {
  readonly view: View;
  readonly outputs: Tree;
}

/** What is remembered of one action. */
export interface Memory {
  readonly all: readonly Remembered[];
  /** The state that it was last brought to, and recorded. */
  readonly latest: Remembered | undefined;
  readonly failedLast: boolean;
}

/** What a build starts from. */
export interface Start {
  readonly specs: readonly ActionSpec[];
  readonly sources: Sources;
  readonly tool: number;
  /** What is on disk. */
  readonly disk: Tree;
  readonly step: Step;
}

/** The verdict on one action whose dependencies are all up to date. */
export interface Verdict {
  readonly state: Exclude<State, 'skipped'>;
  readonly view: View;
  readonly ending: Ending;
  readonly memory: Memory;
  /** The remembered execution that fits. */
  readonly match: Remembered | undefined;
  readonly isTracked: boolean;
  readonly isForced: boolean;
}

const nothing: Memory = { all: [], latest: undefined, failedLast: false };

/** What is remembered from build to build. */
export class Model {
  readonly #memory = new Map<number, Memory>();

  /** Begins one build. */
  begin(start: Start): BuildModel {
    return new BuildModel(start, (index) => this.#memory.get(index) ?? nothing);
  }

  /** Takes note of how an action ended. A skipped one was not touched. */
  end(index: number, verdict: Verdict, step: Step): void {
    const { all, latest } = verdict.memory;
    if (verdict.state === 'failed') {
      this.#memory.set(index, { all, latest, failedLast: true });
      return;
    }
    const isRecorded = verdict.state === 'ran' && verdict.isTracked && !step.noCache;
    const recorded: Remembered | undefined = isRecorded
      ? { view: verdict.view, outputs: verdict.ending.outputs }
      : verdict.match;
    this.#memory.set(index, {
      all: isRecorded && recorded ? [...all, recorded] : all,
      latest: verdict.state === 'ran' && !isRecorded ? latest : recorded,
      failedLast: false,
    });
  }
}

/** One build: verdicts in ascending order of actions. */
export class BuildModel {
  readonly #start: Start;
  readonly #memoryOf: (index: number) => Memory;
  readonly #endings = new Map<number, Ending>();

  constructor(start: Start, memoryOf: (index: number) => Memory) {
    this.#start = start;
    this.#memoryOf = memoryOf;
  }

  /** The actions that a build brings up to date, ascending. */
  get closure(): number[] {
    const { specs, step } = this.#start;
    const found = new Set<number>();
    const visit = (index: number): void => {
      if (found.has(index)) return;
      found.add(index);
      for (const { to } of specs[index]?.deps ?? []) visit(to);
    };
    for (const target of step.targets) visit(target);
    return [...found].sort((a, b) => a - b);
  }

  /** The verdict on an action. Only correct if those of all its dependencies were asked for before. */
  judge(index: number): Verdict {
    const { specs, sources, tool, step } = this.#start;
    const outputsOf = (other: number): Tree => this.#endings.get(other)?.outputs ?? new Map();
    const ending = evaluate(index, { specs, sources, tool, outputsOf });
    this.#endings.set(index, ending);
    const view = this.#view(index);
    const memory = this.#memoryOf(index);
    const isTracked = this.#isTracked(view);
    const isForced =
      step.force === 'all' || (step.force === 'targets' && step.targets.includes(index));
    const match = isTracked
      ? memory.all.findLast((other) => sameView(other.view, view))
      : undefined;
    const mustRun = isForced || step.noCache || match === undefined;
    const state = mustRun
      ? ending.failed
        ? 'failed'
        : 'ran'
      : this.#isOnDisk(index, match, memory)
        ? 'fresh'
        : 'restored';
    return { state, view, ending, memory, match, isTracked, isForced };
  }

  #view(index: number): View {
    const { specs, tool } = this.#start;
    const spec = specs[index];
    if (!spec) throw new Error(`no action ${index}`);
    const script = scriptOf(specs, index);
    const { inputs, readsConf, declares, folder, mode, deps, direct } = spec;
    const edges = deps.map(({ to, order }) => `${to}${order ? ' order' : ''}`).sort();
    const writes = declares !== 'empty-outputs';
    const toolThere = spec.tool && writes ? tool : undefined;
    const key = JSON.stringify({
      script,
      inputs,
      readsConf,
      declares,
      folder: writes ? folder : undefined,
      mode,
      edges,
      direct,
      toolThere,
    });
    return {
      key,
      spec,
      script,
      tool,
      inputs: this.#declaredInputs(spec),
      dependencies: this.#dependencies(spec),
    };
  }

  #declaredInputs(spec: ActionSpec): ReadonlyMap<string, string> {
    const root = `${packageFolder(spec.pkg)}/`;
    const [pattern] = inputPatterns(spec);
    const belongs = (path: string): boolean => {
      if (!path.startsWith(root)) return false;
      const name = path.slice(root.length);
      if (spec.readsConf && name === 'conf') return true;
      if (pattern === '**') return true;
      return pattern === 'src/**'
        ? name.startsWith('src/')
        : /^src\/[^/]*\.t$/.test(name) || /^src\/[^/]*\.t\//.test(name);
    };
    const found = [...this.#start.sources].filter(([path]) => belongs(path));
    return new Map(
      found.map(([path, { content, executable }]) => [path, `${executable ? 'x' : '-'}${content}`]),
    );
  }

  #dependencies(spec: ActionSpec): View['dependencies'] {
    const read = spec.deps.filter(({ order }) => !order);
    return new Map(
      read.map(({ to }) => {
        const counted = spec.direct ? [to] : [to, ...behind(this.#start.specs, to)];
        return [to, new Map(counted.map((other) => [other, this.#counted(other, spec.direct)]))];
      }),
    );
  }

  #counted(index: number, isDirect: boolean): Counted | undefined {
    const spec = this.#start.specs[index];
    if (spec === undefined || spec.declares === 'no-outputs') return undefined;
    const outputs = [...(this.#endings.get(index)?.outputs ?? [])].sort(([a], [b]) =>
      a < b ? -1 : 1,
    );
    const reads = isDirect
      ? []
      : spec.deps.flatMap(({ to, order }) => (order ? [] : to)).sort((a, b) => a - b);
    const digest = createHash('sha256').update(JSON.stringify(outputs)).digest('hex');
    return {
      outputs: digest,
      reads: ` ${reads.join(' ')} `,
      isTraceable: isDeclared(spec) && !spec.direct,
    };
  }

  #isTracked({ spec, dependencies }: View): boolean {
    return (
      isDeclared(spec) &&
      [...dependencies.values()].every((counted) =>
        [...counted.values()].every((each) => each !== undefined),
      )
    );
  }

  #isOnDisk(index: number, match: Remembered, memory: Memory): boolean {
    const { disk, specs } = this.#start;
    const isOwn = declaredBy(specs[index], index);
    // What the last state wrote under an older declaration must go, too.
    const leftOver = [...(memory.latest?.outputs ?? [])].some(
      ([path, item]) => !isOwn(path) && item.type !== 'folder' && sameItem(disk.get(path), item),
    );
    return !leftOver && sameTree(subtree(disk, isOwn), match.outputs);
  }
}

/** Whether it says what it reads and what it writes, so that it can be up to date at all. */
export function isDeclared({ declares }: ActionSpec): boolean {
  return declares === 'all' || declares === 'empty-outputs';
}

/** Whether a path lies where the action declares its outputs. */
export function declaredBy(spec: ActionSpec | undefined, index: number): (path: string) => boolean {
  if (!spec || spec.declares === 'no-outputs' || spec.declares === 'empty-outputs')
    return () => false;
  return inRegion(spec, index);
}

/** Whether a path lies where the action's command writes, declared or not. */
export function inRegion(spec: ActionSpec, index: number): (path: string) => boolean {
  const folder = `${outputFolder(spec, index)}/`;
  const stamp = stampFile(spec, index);
  return (path) => path.startsWith(folder) || path === stamp || path.startsWith(`${stamp}/`);
}

function sameView(a: View, b: View): boolean {
  return a.key === b.key && sameMap(a.inputs, b.inputs) && sameDependencies(a, b);
}

/** Whether all that counts of what they depend on is equal. */
function sameDependencies(a: View, b: View): boolean {
  return sameMap(a.dependencies, b.dependencies, (left, right) =>
    sameMap(left, right, sameCounted),
  );
}

/** Whether an action counts the same in two views. */
export function sameCounted(a: Counted | undefined, b: Counted | undefined): boolean {
  return a?.outputs === b?.outputs && a?.reads === b?.reads;
}

/** Whether two maps are equal. */
export function sameMap<K, V>(
  a: ReadonlyMap<K, V>,
  b: ReadonlyMap<K, V>,
  same: (a: V, b: V) => boolean = (left, right) => left === right,
): boolean {
  return (
    a.size === b.size && [...a].every(([key, value]) => b.has(key) && same(value, b.get(key) as V))
  );
}
