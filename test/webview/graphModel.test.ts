// What the graph's page is made of, without a page: where nodes stand and that they stay there, which column is whose, where arrows lead, what
// is searched, coloured, exported and kept.

import { deepEqual, match, ok, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import type { GraphViewNode } from '../../server/protocol/modules.ts';
import { neighboursOutside } from '../../webview/graph/model/boxEdges.ts';
import {
  fitting,
  reading,
  revealing,
  worldAt,
  zoomedAt,
} from '../../webview/graph/model/camera.ts';
import { dotOf, mermaidOf } from '../../webview/graph/model/exportText.ts';
import { type LayoutMemory, layOut } from '../../webview/graph/model/layout.ts';
import { matchesIn } from '../../webview/graph/model/matches.ts';
import { firstNode, nodeAt, stepFrom } from '../../webview/graph/model/navigate.ts';
import { classesIn, classOf, hues, overlayNames } from '../../webview/graph/model/overlay.ts';
import { columnsOf, depthsOf } from '../../webview/graph/model/ranks.ts';
import { onlyThese, shortestWay, within } from '../../webview/graph/model/reach.ts';
import { treeRows } from '../../webview/graph/model/treeRows.ts';
import { foldersAround, ViewGraph } from '../../webview/graph/model/viewGraph.ts';
import { standInOf } from '../../webview/graph/page/finder.ts';
import { partShown, questionOf } from '../../webview/graph/page/question.ts';
import { readState } from '../../webview/graph/page/state.ts';
import { cut } from '../../webview/graph/paint/density.ts';
import { farLabelHeight, farLabels, labelAt } from '../../webview/graph/paint/farLabels.ts';
import { makeGraphPalette } from '../../webview/graph/paint/palette.ts';
import { edgesStanding } from '../../webview/graph/paint/scene.ts';
import { makeFiles, randomNumbers, viewOfFiles } from '../support/moduleGraph.ts';
import { hostileName, sampleFiles, sampleFolders, sampleView } from './graphSamples.ts';
import { themes, variablesOf } from './themes.ts';

const all = {
  ...{ folder: '', hidden: [], actions: false, types: true, cyclesOnly: false, limit: 1000 },
  open: sampleFolders,
};

function sample(open: readonly string[] = sampleFolders): ViewGraph {
  return new ViewGraph(sampleView({ ...all, open }));
}

function ids(graph: ViewGraph, nodes: Iterable<number>): string[] {
  return [...nodes].map((node) => graph.nodes[node]?.id ?? '');
}

/** Boxes by id. */
function placesOf(graph: ViewGraph, memory: LayoutMemory = {}) {
  const layout = layOut(graph, memory);
  const places = new Map(
    graph.nodes.map(({ id }, node) => [id, [...layout.boxes.subarray(node * 4, node * 4 + 4)]]),
  );
  return { places, memory: layout.memory, layout };
}

/** Pairs that lie over each other, and nodes that stick out of their folder. */
function misplaced(graph: ViewGraph, boxes: Float32Array): string[] {
  const found: string[] = [];
  const edgesOf = (node: number) => {
    const [x = 0, y = 0, width = 0, height = 0] = boxes.subarray(node * 4, node * 4 + 4);
    return { left: x, top: y, right: x + width, bottom: y + height };
  };
  for (let one = 0; one < graph.nodes.length; one++) {
    const a = edgesOf(one);
    const parent = graph.parents[one] ?? -1;
    if (parent >= 0) {
      const box = edgesOf(parent);
      const isInside =
        a.left > box.left && a.top > box.top && a.right < box.right && a.bottom < box.bottom;
      if (!isInside) found.push(`${graph.nodes[one]?.id} sticks out`);
    }
    for (let other = one + 1; other < graph.nodes.length; other++) {
      if (graph.parents[other] !== parent) continue;
      const b = edgesOf(other);
      const isApart =
        a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
      if (!isApart) found.push(`${graph.nodes[one]?.id} over ${graph.nodes[other]?.id}`);
    }
  }
  return found;
}

test('open folders are boxes around what is in them, also those that the answer only names', () => {
  const file = { type: 'file', files: 1, inCycle: false } as const;
  const nodes: GraphViewNode[] = [
    { ...file, id: 'file:a/b/c.ts', label: 'c.ts', parent: 'folder:a/b' },
  ];
  const graph = new ViewGraph({ nodes, edges: [0, 0, 1, 0, 7, 1] });
  deepEqual(ids(graph, [0, 1]), ['file:a/b/c.ts', 'folder:a/b']);
  deepEqual([...graph.isOpen], [0, 1]);
  strictEqual(graph.edges.length, 0);
  deepEqual(foldersAround('a/b/c.ts'), ['folder:a', 'folder:a/b']);
});

test('who depends stands left of what it depends on; circles share a column', () => {
  // 0 -> 1 -> 2 <-> 3 -> 4, and 5 alone.
  const edges = Uint32Array.from([0, 1, 1, 2, 2, 3, 3, 2, 3, 4]);
  deepEqual([...depthsOf({ count: 6, edges })], [3, 2, 1, 1, 0, -1]);
  const columns = columnsOf({ count: 6, edges }, new Uint32Array(6));
  deepEqual(
    columns.map((column) => [...column].sort()),
    [[0], [1], [2, 3], [4], [5]],
  );
});

// As packages of a repository do: a few basic ones, long chains of others, and many that only use them.
function packagesInSteps(): ViewGraph {
  const steps = [18, 5, 3, 1, 9, 26, 14, 10, 1, 6, 8];
  const label = (step: number, at: number) => `@company/package-${step}-${'x'.repeat(at % 9)}`;
  const nodes = steps.flatMap((count, step) =>
    Array.from({ length: count }, (_, at): GraphViewNode => {
      const id = `folder:packages/p${step}-${at}`;
      return { id, type: 'folder', label: label(step, at), files: 3, inCycle: false };
    }),
  );
  const firsts = steps.map((_, step) => steps.slice(0, step).reduce((sum, one) => sum + one, 0));
  const edges = steps.flatMap((count, step) =>
    Array.from({ length: step + 1 < steps.length ? count : 0 }, (_, at) => {
      const next = (firsts[step + 1] ?? 0) + (at % (steps[step + 1] ?? 1));
      return [(firsts[step] ?? 0) + at, next, 1];
    }).flat(),
  );
  return new ViewGraph({ nodes, edges });
}

test('packages in many steps fill a window instead of a strip, from left to right', () => {
  const graph = packagesInSteps();
  const { layout } = placesOf(graph);
  ok(layout.width / layout.height < 2.4, `${layout.width} x ${layout.height}`);
  ok(layout.width / layout.height > 0.8, `${layout.width} x ${layout.height}`);
  deepEqual(misplaced(graph, layout.boxes), []);
  let back = 0;
  for (let at = 0; at < graph.edges.length; at += 2) {
    const [from = 0, to = 0] = [graph.edges[at], graph.edges[at + 1]];
    if ((layout.boxes[from * 4] ?? 0) > (layout.boxes[to * 4] ?? 0)) back++;
  }
  strictEqual(back, 0);
});

test('a chain of 20,000 and a circle of 20,000 are no trouble', () => {
  const chain = Uint32Array.from({ length: 40_000 }, (_, at) => Math.ceil(at / 2));
  strictEqual(depthsOf({ count: 20_001, edges: chain })[0], 20_000);
  const circle = Uint32Array.from(chain, (node) => node % 20_000);
  strictEqual(Math.max(...depthsOf({ count: 20_000, edges: circle })), 0);
});

test('nothing lies over anything else, and all lies in its folder', () => {
  const graph = new ViewGraph(viewOfFiles(makeFiles(400), () => true));
  deepEqual(misplaced(graph, layOut(graph, {}).boxes), []);
});

test('the same graph is placed the same way, and once more with what is remembered', () => {
  const first = placesOf(sample());
  deepEqual(placesOf(sample()).places, first.places);
  deepEqual(placesOf(sample(), first.memory).places, first.places);
});

test('a file that comes moves none of the others; one that goes leaves its place', () => {
  const before = placesOf(sample());
  const files = [...sampleFiles.files, 'ui/icon.ts'];
  const edges = [...sampleFiles.edges, [files.length - 1, files.indexOf('ui/theme.ts')] as const];
  const grown = new ViewGraph(sampleView(all, { files, edges }));
  const after = placesOf(grown, before.memory);
  const files0 = [...before.places].filter(([id]) => id.startsWith('file:'));
  for (const [id, place] of files0) deepEqual(after.places.get(id), place, id);
  deepEqual(misplaced(grown, after.layout.boxes), []);
  const hidden = new ViewGraph(sampleView({ ...all, hidden: ['ui/button.ts'] }));
  const without = placesOf(hidden, before.memory);
  deepEqual(without.places.get('file:ui/list.ts'), before.places.get('file:ui/list.ts'));
  deepEqual(placesOf(sample(), without.memory).places, before.places);
});

test('a newcomer stands in the column of its neighbours', () => {
  const before = placesOf(sample());
  const files = [...sampleFiles.files, 'ui/colors.ts'];
  const number = files.length - 1;
  const edges = [
    ...sampleFiles.edges,
    [files.indexOf('ui/button.ts'), number] as const,
    [files.indexOf('ui/list.ts'), number] as const,
  ];
  const after = placesOf(new ViewGraph(sampleView(all, { files, edges })), before.memory);
  const [x] = after.places.get('file:ui/colors.ts') ?? [];
  strictEqual(x, before.places.get('file:ui/button.ts')?.[0]);
});

test('a folder that opens and closes again leaves everything as it was', () => {
  const closed = placesOf(sample(['app']));
  const open = placesOf(sample(), closed.memory);
  deepEqual(placesOf(sample(['app']), open.memory).places, closed.places);
  // What stands left of it stays.
  deepEqual(open.places.get('file:app/main.ts'), closed.places.get('file:app/main.ts'));
});

test('200 random changes: nothing overlaps, and who stays keeps the order of its column', () => {
  const random = randomNumbers(7);
  const files = makeFiles(150);
  let memory: LayoutMemory = {};
  const open = new Set(['packages', 'packages/p0', 'packages/p0/src']);
  for (let round = 0; round < 200; round++) {
    const part = `packages/p0/src/part${Math.floor(random() * 13)}`;
    if (!open.delete(part)) open.add(part);
    const gone = Math.floor(random() * 150);
    const graph = new ViewGraph(viewOfFiles(files, (folder) => open.has(folder)));
    const kept = new Set(
      [...graph.nodes.keys()].filter((node) => node !== gone || graph.isOpen[node] === 1),
    );
    const view = viewOfFiles(files, (folder) => open.has(folder));
    const shown = new ViewGraph(onlyThese(view, kept));
    const layout = layOut(shown, memory);
    memory = layout.memory;
    deepEqual(misplaced(shown, layout.boxes), [], `round ${round}`);
  }
});

test('arrows follow edges, and go to what stands there where there is none', () => {
  const graph = sample();
  const { boxes } = layOut(graph, {});
  const placed = { graph, boxes };
  const go = (from: string, arrow: 'left' | 'right' | 'up' | 'down') =>
    graph.nodes[stepFrom(placed, graph.numberOf(from), arrow)]?.id;
  strictEqual(go('file:ui/button.ts', 'right'), 'file:ui/theme.ts');
  match(go('file:ui/theme.ts', 'left') ?? '', /file:ui\/(button|list)\.ts/);
  const [one, other] = ['file:ui/button.ts', 'file:ui/list.ts'];
  const isAbove =
    (boxes[graph.numberOf(one) * 4 + 1] ?? 0) < (boxes[graph.numberOf(other) * 4 + 1] ?? 0);
  strictEqual(go(isAbove ? one : other, 'down'), isAbove ? other : one);
  ok(graph.isOpen[firstNode(placed)] === 0);
});

test('the innermost node is below the pointer', () => {
  const graph = sample();
  const { boxes } = layOut(graph, {});
  const node = graph.numberOf('file:ui/list.ts');
  const [x = 0, y = 0] = boxes.subarray(node * 4);
  strictEqual(nodeAt({ graph, boxes }, { x: x + 3, y: y + 3 }), node);
  strictEqual(nodeAt({ graph, boxes }, { x: x - 3, y: y + 3 }), graph.numberOf('folder:ui'));
  strictEqual(nodeAt({ graph, boxes }, { x: -50, y: -50 }), -1);
});

test('the neighbourhood goes one way at a time; the way between two is the shortest', () => {
  const graph = sample();
  const list = graph.numberOf('file:ui/list.ts');
  deepEqual(ids(graph, within(graph, list, { depth: 1, way: 'both' })).sort(), [
    'file:app/pages/home.ts',
    'file:core/model.ts',
    'file:ui/list.ts',
    'file:ui/theme.ts',
  ]);
  strictEqual(within(graph, list, { depth: 5, way: 'dependents' }).size, 3);
  const way = shortestWay(
    graph,
    graph.numberOf('file:app/main.ts'),
    graph.numberOf('file:core/log.ts'),
  );
  deepEqual(ids(graph, way), [
    'file:app/main.ts',
    'file:app/pages/home.ts',
    'file:ui/list.ts',
    'file:core/model.ts',
    'file:core/store.ts',
    'file:core/log.ts',
  ]);
  deepEqual(shortestWay(graph, graph.numberOf('file:core/log.ts'), list), []);
});

test('an open folder has the edges of all in it that lead out of it', () => {
  const closed = sample([]);
  const open = sample(['ui', 'app', 'app/pages']);
  const of = (graph: ViewGraph, direction: 'dependencies' | 'dependents') =>
    ids(graph, neighboursOutside(graph, graph.numberOf('folder:ui'), direction)).sort();
  deepEqual(of(closed, 'dependencies'), ['folder:core']);
  deepEqual(of(closed, 'dependents'), ['folder:app']);
  deepEqual(of(open, 'dependencies'), ['folder:core']);
  deepEqual(of(open, 'dependents'), ['file:app/pages/about.ts', 'file:app/pages/home.ts']);
  const around = within(open, open.numberOf('folder:ui'), { depth: 1, way: 'dependencies' });
  deepEqual(ids(open, around).sort(), [
    ...['file:ui/button.ts', 'file:ui/list.ts', 'file:ui/theme.ts', 'folder:core', 'folder:ui'],
  ]);
  const way = (from: string, to: string) =>
    ids(open, shortestWay(open, open.numberOf(from), open.numberOf(to)));
  deepEqual(way('folder:app', 'folder:core'), [
    ...['file:app/pages/home.ts', 'file:ui/list.ts', 'folder:core'],
  ]);
  strictEqual(way('folder:app', 'folder:ui').length, 2);
  deepEqual(way('folder:core', 'folder:app'), []);
  strictEqual(way('folder:ui', 'file:ui/theme.ts').at(-1), 'file:ui/theme.ts');
});

test('looking: a point stays below the pointer, a box is shown as a whole, what is seen is not moved', () => {
  const look = { x: 10, y: 20, scale: 1 };
  const at = { x: 300, y: 100 };
  const zoomed = zoomedAt(look, 2, at);
  deepEqual(worldAt(zoomed, at), worldAt(look, at));
  const size = { width: 800, height: 600 };
  const fit = fitting({ x: 0, y: 0, width: 4000, height: 300 }, size);
  ok(fit.scale * 4000 <= 800 && fit.x < 0);
  deepEqual(revealing(look, { x: 100, y: 100, width: 50, height: 20 }, size), look);
  ok(revealing(look, { x: 2000, y: 100, width: 50, height: 20 }, size).x > 1200);
});

test('who goes to a node that is too small to read comes nearer; who can read it stays as near', () => {
  const size = { width: 800, height: 400 };
  const box = { x: 5000, y: 3000, width: 200, height: 24 };
  const near = reading({ x: 0, y: 0, scale: 0.05 }, box, size);
  ok(near.scale > 0.6);
  const middle = worldAt(near, { x: size.width / 2, y: size.height / 2 });
  deepEqual([Math.round(middle.x), Math.round(middle.y)], [5100, 3012]);
  strictEqual(reading({ x: 0, y: 0, scale: 1.5 }, box, size).scale, 1.5);
});

test('from afar, names of what one looks at and of the largest are written, none over another', () => {
  const graph = packagesInSteps();
  const { layout } = placesOf(graph);
  const size = { width: 640, height: 400 };
  const selected = graph.numberOf('folder:packages/p5-3');
  const scene = {
    ...{ graph, boxes: layout.boxes, size, ratio: 1, selected, hovered: -1, hasFocus: false },
    look: fitting({ x: 0, y: 0, ...layout }, size),
    ...{ highlight: undefined, matches: new Set<number>() },
    styles: { hues: new Uint8Array(graph.nodes.length), signs: [] },
    palette: makeGraphPalette(() => '', false),
  };
  const labels = farLabels(scene, (text) => ({ text, width: text.length * 6 }));
  ok(labels.length >= 15, `${labels.length}`);
  strictEqual(labels[0]?.node, selected);
  ok(labels.every(({ x, width }) => x >= 0 && x + width <= size.width));
  const over = labels.filter((one, at) =>
    labels
      .slice(at + 1)
      .some(
        (other) =>
          Math.abs(one.y - other.y) < farLabelHeight &&
          one.x < other.x + other.width &&
          other.x < one.x + one.width,
      ),
  );
  deepEqual(over, []);
  for (const { node, x, y, width } of labels) strictEqual(labelAt(labels, x + width - 1, y), node);
  const path = new Set([0, 40]);
  const standing = { ...scene, highlight: { nodes: path, edges: new Uint32Array() }, selected: -1 };
  const only = farLabels(standing, (text) => ({ text, width: text.length * 6 }));
  deepEqual(new Set(only.map(({ node }) => node)), path);
});

test('a path stands out of the edges of the selected node', () => {
  const graph = sample();
  const selected = graph.numberOf('file:ui/list.ts');
  const colors = (one: Parameters<typeof edgesStanding>[0]) =>
    edgesStanding(one).map(({ color, edges }) => `${color} ${edges.length / 2}`);
  deepEqual(colors({ graph, selected, highlight: undefined }), ['dependent 1', 'dependency 2']);
  const highlight = { nodes: new Set([0, 1]), edges: Uint32Array.of(0, 1) };
  deepEqual(colors({ graph, selected, highlight }), ['match 1']);
});

test('lines are cut at the edges of the picture', () => {
  deepEqual(cut({ x1: -10, y1: 5, x2: 30, y2: 5 }, 20, 10), { x1: 0, y1: 5, x2: 20, y2: 5 });
  deepEqual(cut({ x1: 1, y1: 2, x2: 3, y2: 4 }, 20, 10), { x1: 1, y1: 2, x2: 3, y2: 4 });
  strictEqual(cut({ x1: -10, y1: -5, x2: 30, y2: -5 }, 20, 10), undefined);
});

test('a search takes all words, in any case, anywhere in the path', () => {
  const graph = sample();
  deepEqual(ids(graph, matchesIn(graph, 'LI ui') ?? []), ['file:ui/list.ts']);
  strictEqual(matchesIn(graph, ' '), undefined);
  deepEqual(matchesIn(graph, 'nothing such'), []);
});

test('each class of an overlay differs from the others by its sign or its hue', () => {
  for (const overlay of overlayNames) {
    const classes = classesIn(overlay);
    const looks = classes.map(({ hue, sign }) => `${hue} ${sign}`);
    strictEqual(new Set(looks).size, looks.length, overlay);
    for (const { hue } of classes) ok(hues.includes(hue));
  }
});

test('cost and age fall into classes', () => {
  const node = { id: 'file:a', type: 'file', label: 'a', files: 1, inCycle: false } as const;
  const cost = (costMs: number) => classOf('cost', { ...node, costMs }, 0).label;
  deepEqual(
    [cost(0), cost(100), cost(9999), cost(60_000)],
    ['below 0.1 s', '0.1 s to 1 s', '1 s to 10 s', '1 min or more'],
  );
  strictEqual(classOf('cost', node, 0).label, 'No cost known');
  const age = (ms: number) => classOf('recency', { ...node, changedAt: 1e12 - ms }, 1e12).label;
  deepEqual(
    [age(0), age(7_200_000), age(1e10)],
    ['in the last hour', 'in the last day', 'longer ago'],
  );
  strictEqual(classOf('state', { ...node, status: 'failed' }, 0).sign, '✗');
});

test('names stand out from their boxes in every theme; in high contrast borders differ', () => {
  for (const [name, theme] of Object.entries(themes)) {
    const variables = variablesOf(theme);
    const isHighContrast = theme.kind.startsWith('vscode-high-contrast');
    const { inks } = makeGraphPalette((variable) => variables[variable] ?? '', isHighContrast);
    for (const { fill, text } of inks) ok(ratio(fill, text) >= 4.5, `${name}: ${text} on ${fill}`);
    const borders = new Set(inks.map(({ dash, borderWidth }) => `${dash} ${borderWidth}`));
    strictEqual(borders.size > 8, isHighContrast, name);
  }
});

// WCAG 2.
function ratio(a: string, b: string): number {
  const luminance = (color: string) => {
    const [red = 0, green = 0, blue = 0] = (color.match(/\d+/g) ?? []).map((text) => {
      const part = Number(text) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [one, other] = [luminance(a), luminance(b)];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

test('the tree has every node once, with its edges where they are wanted', () => {
  const graph = sample();
  const rows = treeRows(graph, new Set(['file:ui/list.ts']));
  const nodes = rows.filter(({ kind }) => kind === 'node').map(({ node }) => node);
  deepEqual(
    nodes.toSorted((a, b) => a - b),
    [...graph.nodes.keys()],
  );
  const at = rows.findIndex(({ key }) => key === 'file:ui/list.ts');
  const below = rows
    .slice(at, at + 6)
    .map(({ kind, level, position, siblings }) => [kind, level, position, siblings]);
  deepEqual(below, [
    ['node', 2, 2, 3],
    ['dependencies', 3, 1, 2],
    ['edge', 4, 1, 2],
    ['edge', 4, 2, 2],
    ['dependents', 3, 2, 2],
    ['edge', 4, 1, 1],
  ]);
});

test('DOT and Mermaid have every node and edge, and no name breaks out of its quotes', () => {
  const graph = sample();
  const dot = dotOf(graph);
  strictEqual(dot.match(/->/g)?.length, graph.edges.length / 2);
  strictEqual(dot.match(/subgraph/g)?.length, 4);
  strictEqual(dot.split('{').length, dot.split('}').length);
  const mermaid = mermaidOf(graph);
  strictEqual(mermaid.match(/-->/g)?.length, graph.edges.length / 2);
  strictEqual(mermaid.match(/^ +end$/gm)?.length, 4);
  ok(!mermaid.includes(hostileName) && mermaid.includes('#60;img'));
  const odd = {
    id: 'file:a"b\\c\n.ts',
    type: 'file',
    label: 'a"b\\c\n.ts',
    files: 1,
    inCycle: false,
  } as const;
  match(dotOf(new ViewGraph({ nodes: [odd], edges: [] })), /label="a\\"b\\\\c \.ts"/);
});

test("a focus on a folder, and hidden packages, are the page's own affair", () => {
  const state = {
    ...readState(undefined),
    focus: { id: 'folder:ui', depth: 1, way: 'both' } as const,
  };
  const view = sampleView({ ...all, open: [], packages: true });
  strictEqual('focus' in questionOf(state, ''), false);
  deepEqual(
    partShown(view, state).nodes.map(({ id }) => id),
    ['folder:app', 'folder:ui', 'folder:core'],
  );
  const hidden = { ...readState(undefined), hidden: ['package:react', 'file:ui/list.ts'] };
  deepEqual(questionOf(hidden, '').hidden, ['ui/list.ts']);
  ok(!partShown(view, hidden).nodes.some(({ id }) => id === 'package:react'));
  const onFile = { ...state, focus: { ...state.focus, id: 'file:ui/list.ts' } };
  deepEqual(questionOf(onFile, '').focus, {
    node: { type: 'file', path: 'ui/list.ts' },
    ...{ depth: 1, direction: 'both' },
  });
});

test('what is not shown is stood in for: by the folder around it, or by what is in it', () => {
  const graph = sample(['app', 'ui']);
  const standIn = (id: string) => graph.nodes[standInOf(graph, id)]?.id;
  strictEqual(standIn('file:core/log.ts'), 'folder:core');
  strictEqual(standIn('file:ui/list.ts'), 'file:ui/list.ts');
  strictEqual(standIn('file:ui/gone.ts'), undefined);
  const { nodes } = sampleView({ ...all, open: ['app'] });
  const inside = new ViewGraph({
    nodes: nodes.filter(({ id }) => id === 'folder:app/pages'),
    edges: [],
  });
  strictEqual(inside.nodes[standInOf(inside, 'folder:app')]?.id, 'folder:app');
  const alone = new ViewGraph({
    nodes: [{ ...nodes[0], id: 'folder:packages/a', label: 'a' } as GraphViewNode],
    edges: [],
  });
  strictEqual(alone.nodes[standInOf(alone, 'folder:packages')]?.id, 'folder:packages/a');
  strictEqual(standInOf(alone, 'folder:pack'), -1);
});

test('what comes back from a page is checked', () => {
  const fresh = readState(undefined);
  deepEqual(
    readState({
      ...{ open: [1], hidden: 'x', focus: { id: 'a', depth: 9, way: 'both' }, overlay: 'none' },
      ...{ look: { x: 0, y: 0, scale: 0 }, memory: { '': [{ top: '0', ids: [] }] }, words: 3 },
    }),
    fresh,
  );
  const memory = { '': [{ top: 0, ids: ['file:a'], isOverflow: false }] };
  const kept = { ...fresh, open: ['a'], memory, look: { x: 1, y: 2, scale: 3 } };
  deepEqual(readState(JSON.parse(JSON.stringify(kept))), kept);
});
