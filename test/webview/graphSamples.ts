/** A small workspace for the graph's page, answered as the server does: folders open as they are asked for, with a circle, an action, a package and odd names. */
import type {
  GraphView,
  GraphViewNode,
  GraphViewRequest,
  ImpactResult,
  ModuleStatus,
} from '../../server/protocol/modules.ts';
import { type FileGraph, viewOfFiles } from '../support/moduleGraph.ts';
import { sampleNow } from './samples.ts';

/** What a workspace may call a file. */
export const hostileName = '<img src=x onerror=alert(1)>.ts';

const files = [
  'app/main.ts',
  'app/pages/home.ts',
  'app/pages/about.ts',
  'ui/button.ts',
  'ui/list.ts',
  'ui/theme.ts',
  'core/model.ts',
  'core/store.ts',
  'core/log.ts',
  `core/${hostileName}`,
];
const imports: readonly (readonly [string, string])[] = [
  ['app/main.ts', 'app/pages/home.ts'],
  ['app/main.ts', 'app/pages/about.ts'],
  ['app/pages/home.ts', 'ui/button.ts'],
  ['app/pages/home.ts', 'ui/list.ts'],
  ['app/pages/about.ts', 'ui/button.ts'],
  ['ui/button.ts', 'ui/theme.ts'],
  ['ui/list.ts', 'ui/theme.ts'],
  ['ui/list.ts', 'core/model.ts'],
  ['core/model.ts', 'core/store.ts'],
  ['core/store.ts', 'core/model.ts'],
  ['core/store.ts', 'core/log.ts'],
  ['core/log.ts', `core/${hostileName}`],
];

/** The files with their imports. */
export const sampleFiles: FileGraph = {
  files,
  edges: imports.map(([from, to]) => [files.indexOf(from), files.indexOf(to)]),
};
const inCircle = ['core/model.ts', 'core/store.ts'];
const statusOf: Readonly<Record<string, NonNullable<GraphViewNode['status']>>> = {
  app: 'stale',
  ui: 'fresh',
  core: 'failed',
  'app/main.ts': 'stale',
  'ui/button.ts': 'dirty',
};
const costs = [40, 700, 4000, 30_000, 200_000];

/** All folders of the sample. */
export const sampleFolders = ['app', 'app/pages', 'ui', 'core'];

/** The state of an analysis that is done. */
export const readyStatus: ModuleStatus = {
  ...{ state: 'ready', revision: 1, modules: files.length, edges: imports.length },
  ...{ unresolved: 0, cycles: 1 },
};

/** Answers a request for a view. */
export function sampleView(request: GraphViewRequest, graph = sampleFiles): GraphView {
  const { open, closed = [], hidden, focus } = request;
  const isShown = (path: string) =>
    !hidden.some((one) => path === one || path.startsWith(`${one}/`)) &&
    (!request.cyclesOnly || inCircle.includes(path)) &&
    (focus === undefined || nearby(graph, focus).has(path));
  const isOpen = (folder: string) =>
    focus === undefined ? open.includes(folder) : !closed.includes(folder);
  const view = viewOfFiles(onlyFiles(graph, isShown), isOpen);
  const nodes = view.nodes.map((node, at) => known(node, at));
  const edges = [...view.edges];
  if (request.actions) addAction(nodes, edges);
  if (request.packages) addPackage(nodes, edges);
  return { ...view, nodes, edges };
}

function onlyFiles(
  { files: all, edges }: FileGraph,
  isShown: (path: string) => boolean,
): FileGraph {
  const kept = all.filter(isShown);
  const numbers = new Map(kept.map((path, at) => [path, at]));
  const pairs = edges.flatMap(([from, to]) => {
    const [a, b] = [numbers.get(all[from] ?? ''), numbers.get(all[to] ?? '')];
    return a === undefined || b === undefined ? [] : [[a, b] as const];
  });
  return { files: kept, edges: pairs };
}

function nearby(
  { files: all, edges }: FileGraph,
  { node, depth, direction }: NonNullable<GraphViewRequest['focus']>,
): Set<string> {
  const start = node.type === 'file' ? all.indexOf(node.path) : -1;
  const found = new Set([start]);
  for (const way of direction === 'both' ? ['dependencies', 'dependents'] : [direction]) {
    let reached = new Set([start]);
    for (let step = 0; step < depth; step++) {
      const next = edges.flatMap(([from, to]) => {
        const [here, there] = way === 'dependencies' ? [from, to] : [to, from];
        return reached.has(here) ? [there] : [];
      });
      reached = new Set([...reached, ...next]);
    }
    for (const one of reached) found.add(one);
  }
  return new Set([...found].map((at) => all[at] ?? ''));
}

function known(node: GraphViewNode, at: number): GraphViewNode {
  const path = node.id.slice(node.id.indexOf(':') + 1);
  const status = statusOf[path];
  return {
    ...node,
    inCycle: inCircle.some((one) => one === path || one.startsWith(`${path}/`)),
    costMs: costs[at % costs.length] ?? 0,
    changedAt: sampleNow - 10 ** (at % 6) * 600_000,
    ...(status === undefined ? {} : { status }),
  };
}

function addAction(nodes: GraphViewNode[], edges: number[]): void {
  edges.push(nodes.length, 0, 3);
  const what = { files: 0, inCycle: false, status: 'stale', costMs: 4200 } as const;
  nodes.push({ id: 'action:app#build', type: 'action', label: 'app#build', ...what });
}

function addPackage(nodes: GraphViewNode[], edges: number[]): void {
  edges.push(0, nodes.length, 2);
  nodes.push({ id: 'package:react', type: 'package', label: 'react', files: 0, inCycle: false });
}

/** What changing a file costs. */
export const sampleImpact: ImpactResult = {
  ...{ files: ['core/log.ts'], modules: 7, expectedMs: 12_400, workMs: 20_000, unknown: 1 },
  actions: [
    {
      id: 'app#build',
      likelihood: 0.9,
      expectedMs: 4200,
      via: { type: 'file', path: 'app/main.ts' },
    },
    { id: 'app#test', likelihood: 1, via: { type: 'action', id: 'app#build' } },
  ],
};

/** Answers any request of the page. */
export function sampleAnswer(method: string, params: unknown, graph = sampleFiles): unknown {
  switch (method) {
    case 'cachescope/modules':
      return readyStatus;
    case 'cachescope/graphView':
      return sampleView(params as GraphViewRequest, graph);
    case 'cachescope/graphSearch': {
      const { words } = params as { words: string };
      const all = sampleView({ ...(params as GraphViewRequest), open: sampleFolders, hidden: [] });
      return all.nodes.filter(({ id, type }) => type === 'file' && id.includes(words));
    }
    case 'cachescope/route': {
      const path = ['app/pages/home.ts', 'ui/list.ts', 'core/model.ts'];
      const { from } = params as { from: { path?: string } };
      return {
        nodes: from.path === path[0] ? path.map((one) => ({ type: 'file', path: one })) : [],
      };
    }
    case 'cachescope/moduleCycles':
      return { rows: [{ members: 2, shortest: inCircle }], total: 1, offset: 0 };
    case 'cachescope/impact':
      return sampleImpact;
    default:
      throw new Error(`${method} is not known here.`);
  }
}
