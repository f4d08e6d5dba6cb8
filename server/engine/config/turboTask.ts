/** One task of turbo.json: its lists with the place of each entry, inheritance between files, and what it comes to as a layer. */
import { below } from './cachescopeFile.ts';
import { type DefinedAt, type TaskLayer, type TaskReference, taskReference } from './definition.ts';
import { patternList } from './patterns.ts';
import type { Reading } from './reading.ts';
import { extendsMark } from './turboSpec.ts';
import { reportTask, structuredInput } from './turboUnsupported.ts';

/** An entry of `tasks`, checked. */
export interface TurboEntry {
  readonly dependsOn?: readonly string[];
  readonly inputs?: readonly unknown[];
  readonly outputs?: readonly string[];
  readonly env?: readonly string[];
  readonly passThroughEnv?: readonly string[];
  readonly dotEnv?: readonly string[];
  readonly cache?: boolean;
  readonly persistent?: boolean;
  readonly interactive?: boolean;
  readonly interruptible?: boolean;
  readonly with?: readonly string[];
  readonly extends?: boolean;
}

type ListKey = 'dependsOn' | 'inputs' | 'outputs' | 'env' | 'passThroughEnv' | 'dotEnv';
const listKeys: readonly ListKey[] = [
  'dependsOn',
  'inputs',
  'outputs',
  'env',
  'passThroughEnv',
  'dotEnv',
];

interface Item {
  readonly text: string;
  readonly at: DefinedAt;
}

/** A task before it becomes a layer. */
export interface TurboTask {
  readonly at: DefinedAt;
  readonly lists: Readonly<Partial<Record<ListKey, readonly Item[]>>>;
  readonly cache?: boolean;
  readonly persistent?: boolean;
  /** `"extends": false`: nothing is inherited. */
  readonly alone: boolean;
}

/**
 * Takes one entry and says what of it cannot be done.
 * @param at where it stands
 */
export function turboTask(entry: TurboEntry, at: DefinedAt, reading: Reading): TurboTask {
  reportTask(entry, at, reading);
  const lists: Partial<Record<ListKey, readonly Item[]>> = {};
  for (const key of listKeys) {
    const list = entry[key];
    if (list)
      lists[key] = list.flatMap((item, index) => itemsOf(item, below(at, key, index), reading));
  }
  return {
    at,
    lists,
    ...(entry.cache !== undefined && { cache: entry.cache }),
    ...(entry.persistent !== undefined && { persistent: entry.persistent }),
    alone: entry.extends === false,
  };
}

/** A text is one item; what Turborepo 2.11 calls a structured input is what comes nearest to it and surely holds it. */
function itemsOf(item: unknown, at: DefinedAt, reading: Reading): readonly Item[] {
  if (typeof item === 'string') return [{ text: item, at }];
  return structuredInput(item, at, reading).map((text) => ({ text, at }));
}

/** A package's word over what it inherits: key by key, a list as a whole unless it holds `$TURBO_EXTENDS$`. */
export function inherit(base: TurboTask | undefined, own: TurboTask): TurboTask {
  if (!base || own.alone) return own;
  const lists: Partial<Record<ListKey, readonly Item[]>> = { ...base.lists };
  for (const key of listKeys) {
    const list = own.lists[key];
    if (list === undefined) continue;
    const rest = list.filter((item) => item.text !== extendsMark);
    lists[key] = rest.length === list.length ? list : [...(base.lists[key] ?? []), ...rest];
  }
  return { ...base, ...own, lists };
}

/**
 * The layer that a task comes to.
 * @param inferred variables that the package's framework reads
 */
export function turboLayer(task: TurboTask, inferred: readonly string[]): TaskLayer {
  const texts = (key: ListKey): readonly string[] | undefined =>
    task.lists[key]?.map((item) => item.text).filter((text) => text !== extendsMark);
  const inputs = texts('inputs');
  const outputs = texts('outputs');
  const passThrough = texts('passThroughEnv');
  const extraFiles = texts('dotEnv');
  const dependsOn = (task.lists.dependsOn ?? []).filter((item) => item.text !== extendsMark);
  // Before Turborepo 1.5 variables were written `$NAME`, some of them among the dependencies.
  const variables = [
    ...(texts('env') ?? []),
    ...dependsOn.filter(isVariable).map((item) => item.text),
  ];
  return {
    origin: 'turbo',
    at: task.at,
    dependsOn: dependsOn.filter((item) => !isVariable(item)).map(reference),
    // An empty list means the default, as Turborepo documents.
    ...(inputs && inputs.length > 0 && { inputs: patternList(inputs) }),
    ...(outputs && { outputs: patternList(outputs) }),
    env: [...inferred, ...variables.map((name) => name.replace(/^\$/, ''))],
    ...(passThrough && { passThrough }),
    ...(extraFiles && { extraFiles }),
    ...(task.cache !== undefined && { cache: task.cache }),
    ...(task.persistent !== undefined && { persistent: task.persistent }),
  };
}

function isVariable(item: Item): boolean {
  return item.text.startsWith('$');
}

function reference(item: Item): TaskReference {
  return taskReference(item.text, item.at);
}
