/**
 * A view of the graph as the page draws it: folders closed at first, opened as asked; or the surroundings of one node; with actions or without. What is
 * known of actions comes in as functions, so the graph of a folder without any is shown alike.
 */
import type { RelativePath } from '../../engine/model/brand.ts';
import type { GraphView, GraphViewNode, GraphViewRequest } from '../../protocol/modules.ts';
import type { ActionStatus } from '../../protocol/tasks.ts';
import type { AnswerSteps, ModuleAnswers } from './answers.ts';
import { filesIn, folderTree, type TreeFolder } from './folderTree.ts';
import type { ModuleDirection } from './moduleGraph.ts';
import { edgesBetweenNodes } from './viewEdges.ts';
import { type Plan, type PlannedNode, planNodes } from './viewNodes.ts';
import { surroundings } from './ways.ts';

/** What is known beside the graph. */
export interface ViewSource {
  readonly answers: ModuleAnswers;
  /** Names of actions that read a file; the same array for the same set, where that is cheap. */
  readersOf(path: RelativePath): readonly string[];
  /** Actions next to one. */
  actionsNext(id: string, direction: ModuleDirection): readonly string[];
  /** What it costs when these actions and those behind them run, in milliseconds; undefined where no time is known. */
  costOf(actions: ReadonlySet<string>): number | undefined;
  statusOf(id: string): ActionStatus | undefined;
  /** Milliseconds of the last run of an action. */
  durationOf(id: string): number | undefined;
  /** Milliseconds since 1970; undefined where the file is gone. */
  changedAt(path: RelativePath): number | undefined;
}

const nodesMax = 20_000;
/** Files looked at between two turns. */
const filesAStep = 50;

/** States from the one that is to be shown first. */
const statuses: readonly ActionStatus[] = [
  'failed',
  'running',
  'queued',
  'stale',
  'dirty',
  'restorable',
  'uncached',
  'unknown',
  'fresh',
];

/** Makes a view. */
export function* graphView(request: GraphViewRequest, source: ViewSource): AnswerSteps<GraphView> {
  const { answers } = source;
  const { graph } = answers;
  const { revision } = graph;
  const limit = Math.min(nodesMax, Math.max(1, Math.floor(request.limit) || 1));
  const readers = yield* readersOfAll(source);
  const focused = request.focus && focusOn(request.focus, source, readers);
  const isShown = filterOf(request, answers, focused?.files);
  const isPlain = focused === undefined && !request.cyclesOnly && request.hidden.length === 0;
  const tree = isPlain ? wholeTree(answers) : treeOf(answers, isShown);
  const open = new Set<string>(request.open);
  const plan = planNodes(tree, {
    isWanted: (folder) => focused !== undefined || open.has(folder.path),
    limit,
    size: graph.size,
    pathOf: (file) => graph.pathOf(file),
    rank: (file) => graph.degree(file, 'dependents') + graph.degree(file, 'dependencies'),
  });
  const choice = request.types ? 'all' : 'values';
  const edges = edgesBetweenNodes(
    graph.edges('dependencies', choice),
    plan.ownerOf,
    plan.nodes.length,
  );
  const nodes: GraphViewNode[] = [];
  const step = stepper();
  for (const planned of plan.nodes) nodes.push(yield* nodeOf(planned, { source, readers, step }));
  let left = plan.left;
  if (request.packages === true) left += addPackages({ nodes, edges, limit }, plan, answers);
  if (request.actions)
    left += addActions({ nodes, edges, limit }, plan, { source, readers, near: focused?.actions });
  const total = {
    modules: graph.modules,
    edges: graph.edges('dependencies').targets.length,
    packages: packageNames(answers).size,
  };
  return { revision, nodes, edges, left, total };
}

/** All folders, as views without a filter show them. */
export function* shownFolders(answers: ModuleAnswers): Generator<TreeFolder> {
  const open = [...wholeTree(answers).folders];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    yield folder;
    open.push(...folder.folders);
  }
}

/** Names of all packages outside of the workspace that something imports. */
export function packageNames(answers: ModuleAnswers): ReadonlySet<string> {
  return answers.once('packageNames', () => {
    const { graph } = answers;
    const names = new Set<string>();
    for (const file of graph.present()) for (const name of graph.packagesOf(file)) names.add(name);
    return names;
  });
}

function wholeTree(answers: ModuleAnswers): TreeFolder {
  return answers.once('tree', () => treeOf(answers, () => true));
}

/** Names of actions that read each file, by number. */
type Readers = readonly (readonly string[])[];

function* readersOfAll({ answers: { graph }, readersOf }: ViewSource): AnswerSteps<Readers> {
  const readers: (readonly string[])[] = [];
  for (let file = 0; file < graph.size; file++) {
    readers.push(graph.isPresent(file) ? readersOf(graph.pathOf(file)) : []);
    if (file % filesAStep === filesAStep - 1) yield;
  }
  return readers;
}

function treeOf(
  { graph, packages }: ModuleAnswers,
  isShown: (file: number) => boolean,
): TreeFolder {
  function* files(): Generator<[number, RelativePath]> {
    for (const file of graph.present()) if (isShown(file)) yield [file, graph.pathOf(file)];
  }
  return folderTree(files(), packages);
}

function filterOf(
  { hidden, cyclesOnly }: GraphViewRequest,
  answers: ModuleAnswers,
  near: ReadonlySet<number> | undefined,
): (file: number) => boolean {
  const isHidden = (path: string): boolean =>
    hidden.some((one) => path === one || path.startsWith(`${one}/`));
  return (file) =>
    (near === undefined || near.has(file)) &&
    (!cyclesOnly || answers.isInCircle(file)) &&
    !isHidden(answers.graph.pathOf(file));
}

/** What is near the node in focus. */
interface Near {
  readonly files: ReadonlySet<number>;
  readonly actions: ReadonlySet<string>;
}

function focusOn(
  { node, depth, direction }: NonNullable<GraphViewRequest['focus']>,
  source: ViewSource,
  readers: Readers,
): Near {
  const { graph } = source.answers;
  const steps = Math.max(0, Math.floor(depth) || 0);
  const directions = direction === 'both' ? (['dependencies', 'dependents'] as const) : [direction];
  const files = new Set<number>();
  const actions = new Set<string>();
  for (const one of directions) {
    const near =
      node.type === 'action'
        ? nearAction(node.id, one, { source, readers, steps })
        : nearFile(graph.numberOf(node.path), one, { source, readers, steps });
    for (const file of near.files) files.add(file);
    for (const action of near.actions) actions.add(action);
  }
  return { files, actions };
}

interface Reach {
  readonly source: ViewSource;
  readonly readers: Readers;
  readonly steps: number;
}

function nearFile(
  file: number | undefined,
  direction: ModuleDirection,
  { source, readers, steps }: Reach,
): Near {
  if (file === undefined) return { files: new Set(), actions: new Set() };
  const { nodes, steps: stepsTo } = surroundings(
    source.answers.graph.edges(direction),
    [file],
    steps,
  );
  const actions = new Map<string, number>();
  // Nothing that a file needs is an action that reads it.
  if (direction === 'dependents')
    for (const [at, node] of nodes.entries())
      for (const id of readers[node] ?? [])
        if (!actions.has(id) && (stepsTo[at] ?? 0) < steps) actions.set(id, (stepsTo[at] ?? 0) + 1);
  return { files: new Set(nodes), actions: actionsWithin(actions, direction, source, steps) };
}

function nearAction(
  id: string,
  direction: ModuleDirection,
  { source, readers, steps }: Reach,
): Near {
  const actions = actionsWithin(new Map([[id, 0]]), direction, source, steps);
  if (direction === 'dependents' || steps === 0) return { files: new Set(), actions };
  const read: number[] = [];
  for (const [file, by] of readers.entries()) if (by.includes(id)) read.push(file);
  const { nodes } = surroundings(source.answers.graph.edges('dependencies'), read, steps - 1);
  return { files: new Set(nodes), actions };
}

/** Actions so many steps away. @param from with the steps to each */
function actionsWithin(
  from: Map<string, number>,
  direction: ModuleDirection,
  source: ViewSource,
  stepsMax: number,
): ReadonlySet<string> {
  for (const [id, steps] of from)
    if (steps < stepsMax)
      for (const next of source.actionsNext(id, direction))
        if (!from.has(next)) from.set(next, steps + 1);
  return new Set(from.keys());
}

/** @returns a function that is true now and then, as often as others are to get their turn */
function stepper(): () => boolean {
  let looked = 0;
  return () => ++looked % filesAStep === 0;
}

function* nodeOf(
  planned: PlannedNode,
  {
    source,
    readers,
    step,
  }: { readonly source: ViewSource; readonly readers: Readers; readonly step: () => boolean },
): AnswerSteps<GraphViewNode> {
  const { graph } = source.answers;
  const { folder, file, parent } = planned;
  const files = folder === undefined ? [file ?? 0] : [...filesIn(folder)];
  const by = new Set<string>();
  let inCycle = false;
  let newest: number | undefined;
  for (const one of files) {
    if (step()) yield;
    for (const id of readers[one] ?? []) by.add(id);
    inCycle ||= source.answers.isInCircle(one);
    const at = source.changedAt(graph.pathOf(one));
    if (at !== undefined && (newest === undefined || at > newest)) newest = at;
  }
  const path = folder?.path ?? graph.pathOf(file ?? 0);
  const status = worstOf(by, source);
  const costMs = source.costOf(by);
  return {
    id: `${planned.type}:${path}`,
    type: planned.type,
    label: folder?.label ?? path.slice(path.lastIndexOf('/') + 1),
    files: files.length,
    inCycle,
    ...(parent === undefined ? {} : { parent: `folder:${parent}` }),
    ...(status === undefined ? {} : { status }),
    ...(costMs === undefined ? {} : { costMs }),
    ...(newest === undefined ? {} : { changedAt: newest }),
  };
}

function worstOf(actions: Iterable<string>, source: ViewSource): ActionStatus | undefined {
  let worst = statuses.length;
  for (const id of actions) {
    const status = source.statusOf(id);
    if (status !== undefined) worst = Math.min(worst, statuses.indexOf(status));
  }
  return statuses[worst];
}

/** What is added to. */
interface Drawing {
  readonly nodes: GraphViewNode[];
  readonly edges: number[];
  readonly limit: number;
}

function addPackages(
  { nodes, edges, limit }: Drawing,
  plan: Plan,
  { graph }: ModuleAnswers,
): number {
  const users = new Map<string, Map<number, number>>();
  for (const [file, owner] of plan.ownerOf.entries()) {
    if (owner === -1) continue;
    for (const name of graph.packagesOf(file)) {
      const by = users.get(name) ?? new Map<number, number>();
      users.set(name, by.set(owner, (by.get(owner) ?? 0) + 1));
    }
  }
  let left = 0;
  for (const [name, by] of [...users].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (nodes.length >= limit) {
      left++;
      continue;
    }
    for (const [owner, files] of by) edges.push(owner, nodes.length, files);
    nodes.push({ id: `package:${name}`, type: 'package', label: name, files: 0, inCycle: false });
  }
  return left;
}

function addActions(
  { nodes, edges, limit }: Drawing,
  plan: Plan,
  around: {
    readonly source: ViewSource;
    readonly readers: Readers;
    readonly near: ReadonlySet<string> | undefined;
  },
): number {
  const { source, readers, near } = around;
  const read = new Map<string, Map<number, number>>([...(near ?? [])].map((id) => [id, new Map()]));
  for (const [file, owner] of plan.ownerOf.entries()) {
    if (owner === -1) continue;
    for (const id of readers[file] ?? []) {
      if (near !== undefined && !near.has(id)) continue;
      const by = read.get(id) ?? new Map<number, number>();
      read.set(id, by.set(owner, (by.get(owner) ?? 0) + 1));
    }
  }
  const room = Math.max(0, limit - nodes.length);
  const shown = [...read].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, room);
  const numbers = new Map(shown.map(([id], at) => [id, nodes.length + at]));
  for (const [id, owners] of shown) {
    const number = numbers.get(id) ?? 0;
    for (const [owner, files] of owners) edges.push(number, owner, files);
    for (const other of source.actionsNext(id, 'dependencies')) {
      const target = numbers.get(other);
      if (target !== undefined) edges.push(number, target, 1);
    }
    nodes.push(actionNode(id, source));
  }
  return read.size - shown.length;
}

function actionNode(id: string, source: ViewSource): GraphViewNode {
  const status = source.statusOf(id);
  const costMs = source.durationOf(id);
  return {
    id: `action:${id}`,
    type: 'action',
    label: id,
    files: 0,
    inCycle: false,
    ...(status === undefined ? {} : { status }),
    ...(costMs === undefined ? {} : { costMs }),
  };
}
