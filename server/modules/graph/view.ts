/**
 * A view of the graph as the page draws it: folders closed at first, opened as asked; or the surroundings of one node; with actions or without. What is
 * known of actions comes in as functions, so the graph of a folder without any is shown alike.
 */
import type { RelativePath } from '../../engine/model/brand.ts';
import type { GraphView, GraphViewNode, GraphViewRequest } from '../../protocol/modules.ts';
import type { AnswerSteps } from './answerSteps.ts';
import type { ModuleAnswers } from './answers.ts';
import { folderTree, type TreeFolder } from './folderTree.ts';
import { addActions, addPackages } from './viewAdditions.ts';
import { nodeOf } from './viewDetails.ts';
import { edgesBetweenNodes } from './viewEdges.ts';
import { focusOn } from './viewFocus.ts';
import { planNodes } from './viewNodes.ts';
import { readersOfAll, stepper, type ViewSource } from './viewSource.ts';

const nodesMax = 20_000;

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
  const closed = new Set<string>(request.closed);
  const plan = planNodes(tree, {
    isWanted: ({ path }) => (focused === undefined ? open.has(path) : !closed.has(path)),
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
