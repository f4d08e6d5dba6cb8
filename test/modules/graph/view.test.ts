// Views of the graph as the page asks for them: folders, packages, focus, filters, actions, limits.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import type { RelativePath } from '../../../server/engine/model/brand.ts';
import { atOnce } from '../../../server/modules/graph/answerSteps.ts';
import { ModuleAnswers } from '../../../server/modules/graph/answers.ts';
import { ModuleGraph } from '../../../server/modules/graph/moduleGraph.ts';
import { graphView } from '../../../server/modules/graph/view.ts';
import type { ViewSource } from '../../../server/modules/graph/viewSource.ts';
import type { FolderPath } from '../../../server/protocol/basics.ts';
import type { GraphView, GraphViewRequest } from '../../../server/protocol/modules.ts';
import { recordsOf, recordsWith, edges as someEdges } from './sampleGraph.ts';

const files = [
  'packages/ui/src/button.ts -> packages/ui/src/theme/dark.ts packages/ui/src/theme/light.ts',
  'packages/web/src/deep/er/page.ts -> packages/ui/src/button.ts packages/ui/src/theme/dark.ts',
  'packages/web/src/deep/er/app.ts ~> packages/web/src/deep/er/page.ts',
  'packages/web/src/deep/er/page.ts -> packages/web/src/deep/er/loop.ts',
  'packages/web/src/deep/er/loop.ts -> packages/web/src/deep/er/page.ts',
  'packages/ui/package.json ->',
  'packages/web/package.json ->',
  'tool.ts ->',
];

/** `web#build` reads all of web, `ui#build` all of ui; web's comes after ui's. */
function sourceOf(graph: ModuleGraph): ViewSource {
  const answers = new ModuleAnswers({
    graph,
    records: () => new Map(),
    read: (path) => {
      const name = /packages\/(\w+)\/package\.json$/.exec(path)?.[1];
      return name && JSON.stringify({ name: `@my/${name}` });
    },
    ofActions: () => [],
  });
  const groupOf = (path: string) => /^packages\/(\w+)\/src/.exec(path)?.[1];
  return {
    answers,
    readersOf: (path) => (groupOf(path) ? [`${groupOf(path)}#build`] : []),
    actionsNext: (id, direction) =>
      direction === 'dependencies'
        ? id === 'web#build'
          ? ['ui#build']
          : []
        : id === 'ui#build'
          ? ['web#build']
          : [],
    costOf: (ids) => (ids.size === 0 ? undefined : ids.has('ui#build') ? 30 : 10),
    statusOf: (id) => (id === 'ui#build' ? 'stale' : 'fresh'),
    durationOf: () => 7,
    changedAt: (path) => path.length,
  };
}

const wish: GraphViewRequest = {
  folder: 'file:///work',
  open: [],
  hidden: [],
  actions: false,
  types: true,
  cyclesOnly: false,
  limit: 100,
};

function viewOf(change: Partial<GraphViewRequest> = {}): GraphView {
  const graph = new ModuleGraph();
  graph.apply({ changed: recordsOf(...files), removed: [] });
  return atOnce(graphView({ ...wish, ...change }, sourceOf(graph)));
}

function ids({ nodes }: GraphView): string[] {
  return nodes.map(({ id }) => id.replaceAll('packages/', ''));
}

/** `from -> to count`. */
function edgesOf(view: GraphView): string[] {
  const names = ids(view);
  const found: string[] = [];
  for (let at = 0; at < view.edges.length; at += 3) {
    const [from = 0, to = 0, count] = view.edges.slice(at, at + 3);
    found.push(`${names[from]} -> ${names[to]} ${count}`);
  }
  return found.sort();
}

suite('folders', () => {
  test('at first there are packages by name, and what is in none', () => {
    const view = viewOf();
    deepEqual(ids(view), ['folder:ui', 'folder:web', 'file:tool.ts']);
    deepEqual(
      view.nodes.map(({ label, files: count }) => `${label} ${count}`),
      ['@my/ui 4', '@my/web 4', 'tool.ts 1'],
    );
    deepEqual(edgesOf(view), ['folder:web -> folder:ui 2']);
    deepEqual(view.total, { modules: 9, edges: 7, packages: 0 });
  });

  test('packages of one name are told apart by where they lie', () => {
    const graph = new ModuleGraph();
    const names = ['one', 'two', 'three'].map((name) => `apps/${name}/package.json ->`);
    graph.apply({ changed: recordsOf(...names), removed: [] });
    const answers = new ModuleAnswers({
      ...{ graph, records: () => new Map(), ofActions: () => [] },
      read: (path) => `{ "name": "${path.includes('three') ? 'other' : 'demo'}" }`,
    });
    const view = atOnce(graphView(wish, { ...sourceOf(graph), answers }));
    deepEqual(view.nodes.map(({ label }) => label).sort(), [
      ...['demo (apps/one)', 'demo (apps/two)', 'other'],
    ]);
  });

  test('one that is open is a frame around what lies in it; passages are one with what they lead to', () => {
    const view = viewOf({ open: ['packages/web'] });
    deepEqual(ids(view), [
      'folder:ui',
      'folder:web',
      'folder:web/src/deep/er',
      'file:web/package.json',
      'file:tool.ts',
    ]);
    const inner = view.nodes[2];
    equal(inner?.label, 'src/deep/er');
    equal(inner?.parent, 'folder:packages/web');
    deepEqual(edgesOf(view), ['folder:web/src/deep/er -> folder:ui 2']);
  });

  test('a folder within a closed one stays closed', () => {
    deepEqual(ids(viewOf({ open: ['packages/ui/src/theme'] })), ids(viewOf()));
  });

  test('the state is the worst, the cost that of all, the change the newest', () => {
    const [ui, web, tool] = viewOf().nodes;
    deepEqual([ui?.status, ui?.costMs, ui?.changedAt], ['stale', 30, 30]);
    deepEqual([web?.status, web?.costMs, web?.inCycle], ['fresh', 10, true]);
    deepEqual([tool?.status, tool?.costMs, tool?.inCycle], [undefined, undefined, false]);
  });
});

suite('filters', () => {
  test('hidden folders and files are not there, nor are their edges', () => {
    const view = viewOf({ hidden: ['packages/ui', 'tool.ts'] });
    deepEqual(ids(view), ['folder:web']);
    deepEqual(view.edges, []);
  });

  test('only circles', () => {
    const all = { open: ['packages/web', 'packages/web/src/deep/er'], cyclesOnly: true };
    deepEqual(ids(viewOf(all)).at(-1), 'file:web/src/deep/er/page.ts');
    equal(viewOf({ cyclesOnly: true }).nodes.length, 1);
  });

  test('without type-only imports', () => {
    const open = ['packages/web', 'packages/web/src/deep/er'];
    const of = 'file:web/src/deep/er/app.ts -> file:web/src/deep/er/page.ts 1';
    ok(edgesOf(viewOf({ open })).includes(of));
    ok(!edgesOf(viewOf({ open, types: false })).includes(of));
  });
});

suite('focus', () => {
  const focus = (direction: 'both' | 'dependencies' | 'dependents', depth: number) => ({
    focus: {
      node: { type: 'file', path: 'packages/ui/src/button.ts' } as const,
      depth,
      direction,
    },
  });
  const filesIn = (view: GraphView) =>
    ids(view)
      .filter((id) => id.startsWith('file:'))
      .map((id) => id.replace(/.*\//, ''));

  test('what it needs, what needs it, or both, so many steps away', () => {
    deepEqual(filesIn(viewOf(focus('dependencies', 1))), ['dark.ts', 'light.ts', 'button.ts']);
    deepEqual(filesIn(viewOf(focus('dependents', 1))), ['button.ts', 'page.ts']);
    deepEqual(filesIn(viewOf(focus('dependents', 2))).sort(), [
      'app.ts',
      'button.ts',
      'loop.ts',
      'page.ts',
    ]);
    equal(filesIn(viewOf(focus('both', 1))).length, 4);
    deepEqual(filesIn(viewOf(focus('both', 0))), ['button.ts']);
  });

  test('folders in it that are closed stand for what is in them', () => {
    const near = focus('dependents', 2);
    const folder = viewOf(near).nodes.findLast(({ id }) => /^folder:.*web/.test(id));
    ok(folder !== undefined);
    const closed = [folder.id.slice('folder:'.length) as FolderPath];
    const view = viewOf({ ...near, closed });
    equal(view.nodes.find(({ id }) => id === folder.id)?.files, folder.files);
    ok(!view.nodes.some(({ parent }) => parent === folder.id));
    deepEqual(filesIn(view), ['button.ts']);
    ok(edgesOf(view).some((edge) => edge.startsWith(folder.id.replaceAll('packages/', ''))));
    // Without a focus it is of no meaning.
    deepEqual(viewOf({ closed }), viewOf());
  });

  test('with actions: those that read it, and what is built after them', () => {
    const view = viewOf({ ...focus('dependents', 1), actions: true });
    deepEqual(
      ids(view).filter((id) => id.startsWith('action:')),
      ['action:ui#build'],
    );
    const far = viewOf({ ...focus('dependents', 2), actions: true });
    deepEqual(
      ids(far).filter((id) => id.startsWith('action:')),
      ['action:ui#build', 'action:web#build'],
    );
  });

  test('on an action: what it reads', () => {
    const node = { type: 'action', id: 'ui#build' } as const;
    const view = viewOf({ focus: { node, depth: 1, direction: 'dependencies' }, actions: true });
    deepEqual(filesIn(view), ['dark.ts', 'light.ts', 'button.ts']);
    equal(edgesOf(view).filter((edge) => edge.startsWith('action:ui#build ->')).length, 3);
  });

  test('a node that is not there has nothing around it', () => {
    const node = { type: 'file', path: 'nowhere.ts' } as const;
    deepEqual(viewOf({ focus: { node, depth: 3, direction: 'both' } }).nodes, []);
  });
});

test('actions depend on what they read, and on each other', () => {
  deepEqual(edgesOf(viewOf({ actions: true })), [
    'action:ui#build -> folder:ui 3',
    'action:web#build -> action:ui#build 1',
    'action:web#build -> folder:web 3',
    'folder:web -> folder:ui 2',
  ]);
});

test('where the limit is reached, the larger folders stay closed, and it is said how much is left out', () => {
  const open = ['packages/ui', 'packages/ui/src', 'packages/web', 'packages/web/src/deep/er'];
  const view = viewOf({ open, limit: 7 });
  ok(view.nodes.length <= 7);
  ok(view.left > 0);
  equal(viewOf({ open }).left, 0);
  equal(viewOf({ limit: 1 }).nodes.length, 1);
  equal(viewOf({ limit: 1 }).left, 2);
});

test('whatever is open: each import is within one node, or on one edge', () => {
  const count = 16;
  const pathOf = (number: number) =>
    `${['a', 'a/b', 'a/b/c', 'd', ''][number % 5]}/f${number}.ts`.replace(
      /^\//,
      '',
    ) as RelativePath;
  fc.assert(
    fc.property(
      someEdges(count),
      fc.subarray(['a', 'a/b', 'a/b/c', 'd']),
      fc.integer({ min: 1, max: 30 }),
      (all, open, limit) => {
        const graph = new ModuleGraph();
        const named = (name: string) => pathOf(Number(name.slice(1)));
        const changed = recordsWith(count, all).map(({ path, facts, resolutions }) => ({
          path: named(path),
          facts,
          resolutions: resolutions.map((one) =>
            one.type === 'file' ? { type: 'file' as const, path: named(one.path) } : one,
          ),
        }));
        graph.apply({ changed, removed: [] });
        const view = atOnce(graphView({ ...wish, open, limit }, sourceOf(graph)));
        ok(view.nodes.length <= limit);
        const closed = view.nodes.filter(({ id }) =>
          view.nodes.every(({ parent }) => parent !== id),
        );
        const ownerOf = (path: string) =>
          closed.find(({ id }) => id === `file:${path}` || path.startsWith(`${id.slice(7)}/`))?.id;
        const expected = new Map<string, number>();
        for (const { from, to } of all) {
          const [a, b] = [ownerOf(pathOf(from)), ownerOf(pathOf(to))];
          if (a === undefined || b === undefined || a === b) continue;
          expected.set(`${a} -> ${b}`, (expected.get(`${a} -> ${b}`) ?? 0) + 1);
        }
        deepEqual(edgesOf(view), [...expected].map(([edge, times]) => `${edge} ${times}`).sort());
      },
    ),
    { numRuns: 300 },
  );
});
