// The models of the views over a made-up server: what they show, and what they ask for to show it.

import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { CacheTree, type EntryListing } from '../../client/views/cacheTree.ts';
import { DependencyTree } from '../../client/views/dependencyTree.ts';
import { colorOf, type TreeModel, type ViewNode } from '../../client/views/node.ts';
import { RunTree } from '../../client/views/runTree.ts';
import { actionNode, TaskTree } from '../../client/views/taskTree.ts';
import type { ActionGrouping, ActionRow, ActionStatus } from '../../server/protocol/tasks.ts';
import { action, entry, FakeServer, folder, pageOf, run, status } from './fakeServer.ts';

const nasty = '<img src=x onerror=alert(1)>.ts';
const listing: EntryListing = { filter: '', order: 'last-used', descending: true };

/** The rows of a model as text, as far as they are open at first. */
async function render(model: TreeModel): Promise<string> {
  const lines: string[] = [];
  const add = async (nodes: readonly ViewNode[], indent: string): Promise<void> => {
    for (const node of nodes) {
      const sign = { leaf: ' ', closed: '+', open: '-' }[node.shape];
      lines.push(`${indent}${sign} ${node.label} | ${node.description ?? ''}`.trimEnd());
      if (node.shape === 'open') await add((await node.children?.()) ?? [], `${indent}  `);
    }
  };
  await add(await model.roots(), '');
  return lines.join('\n');
}

async function childrenOf(node: ViewNode | undefined): Promise<readonly ViewNode[]> {
  return (await node?.children?.()) ?? [];
}

function runSource({ ask }: FakeServer) {
  return { ask, folders: () => [status()], active: () => [] };
}

function taskTree(server: FakeServer, folders = [status()], filter = '') {
  return new TaskTree({
    ask: server.ask,
    folders: () => folders,
    grouping: () => 'task',
    filter: () => filter,
  });
}

const twoActions = {
  'cachescope/actionGroups': () => [
    { name: 'build', actions: 2, byStatus: { fresh: 1, stale: 1 } },
  ],
  'cachescope/actions': pageOf(2, (index) =>
    index === 0
      ? action('a#build', { group: 'a', lastDurationMs: 1200 })
      : action(`build:${nasty}`, {
          kind: 'rule',
          status: 'stale',
          reasons: [{ kind: 'input-changed', text: 'x\ny changed' }],
        }),
  ),
};

test('tasks show state, duration and the first reason', async () => {
  const server = new FakeServer(twoActions);
  strictEqual(
    await render(taskTree(server)),
    ['- build | 1 stale · 2 actions', '    a | 1.2 s', `    ${nasty} | x⏎y changed`].join('\n'),
  );
  deepStrictEqual(server.asked, [
    'actionGroups {"grouping":"task"}',
    'actions {"grouping":"task","group":"build","offset":0,"limit":500}',
  ]);
});

test('the reason comes first, without folders, and stands for the state where it decided', () => {
  const path = 'packages/shop/data/prices.csv';
  const reasons = [{ kind: 'input-changed', text: `${path} changed`, path }];
  const row = (change: Partial<ActionRow>) => {
    const { description, spoken } = actionNode(
      folder,
      action('shop#build', { lastDurationMs: 4000, ...change }),
      'task',
    );
    return `${description} / ${spoken}`;
  };
  const whole = `${path} changed`;
  strictEqual(
    row({ status: 'stale', reasons }),
    `prices.csv changed · 4 s / shop#build · stale · ${whole}`,
  );
  strictEqual(
    row({ status: 'failed', reasons: [{ kind: 'earlier-failure', text: 'Exit code 1' }] }),
    'Exit code 1 · 4 s / shop#build · failed · Exit code 1',
  );
  const behind = { kind: 'dependency-would-run', text: 'a would run first', action: 'a' };
  strictEqual(
    row({ status: 'stale', reasons: [behind] }),
    'after a · 4 s / shop#build · stale · a would run first',
  );
  strictEqual(row({ status: 'stale' }), 'stale · 4 s / shop#build · stale');
  strictEqual(row({ status: 'dirty', reasons }), `dirty · 4 s / shop#build · dirty · ${whole}`);
  strictEqual(row({ status: 'fresh', reasons }), `4 s / shop#build · fresh · ${whole}`);
});

test('a row leaves out what its group says, and a file comes before its folders', () => {
  const view = action('views:packages/site/views/basket.hbs', { kind: 'rule', name: 'views' });
  const text = (row: ActionRow, grouping: ActionGrouping) => {
    const { label, description } = actionNode(folder, row, grouping);
    return `${label} | ${description}`;
  };
  strictEqual(text(view, 'task'), 'basket.hbs | packages/site/views');
  strictEqual(text(view, 'package'), 'basket.hbs | packages/site/views');
  strictEqual(text(action('web#build'), 'task'), 'web | ');
  strictEqual(text(action('web#build'), 'package'), 'build | ');
  strictEqual(text(action('//#build', { group: '//' }), 'task'), 'root folder | ');
});

test('a group looks like the worst of its members', async () => {
  const looks: [Partial<Record<ActionStatus, number>>, string, string][] = [
    [{ fresh: 3 }, 'pass', '3 actions'],
    [{ fresh: 1, restorable: 2 }, 'archive', '2 restorable · 3 actions'],
    [{ fresh: 1, stale: 2 }, 'circle-large-filled', '2 stale · 3 actions'],
    [{ stale: 1, running: 2 }, 'loading~spin', '2 running · 1 stale · 3 actions'],
    [{ running: 2, failed: 1 }, 'error', '1 failed · 2 running · 3 actions'],
    [{ unknown: 3 }, 'issue-draft', '3 not checked'],
  ];
  for (const [byStatus, icon, text] of looks) {
    const groups = () => [{ name: 'build', actions: 3, byStatus }];
    const [node] = await taskTree(new FakeServer({ 'cachescope/actionGroups': groups })).roots();
    deepStrictEqual([node?.icon?.id, node?.description], [icon, text]);
  }
});

test('where nobody looked, the last outcome is said', () => {
  const text = (change: Partial<ActionRow>) => {
    const { icon, description } = actionNode(
      folder,
      action('a', { status: 'unknown', ...change }),
      'task',
    );
    return `${icon?.id}: ${description}`;
  };
  strictEqual(text({}), 'issue-draft: not checked');
  strictEqual(text({ lastOutcome: 'failed' }), 'error: failed the last time');
  strictEqual(text({ lastOutcome: 'succeeded' }), 'issue-draft: succeeded the last time');
  strictEqual(text({ status: 'dirty', lastOutcome: 'failed' }), 'circle-large-outline: dirty');
});

test('a row that is no longer stale loses the word and the colour', async () => {
  let byStatus: Partial<Record<ActionStatus, number>> = { stale: 2 };
  const server = new FakeServer({
    'cachescope/actionGroups': () => [{ name: 'build', actions: 2, byStatus }],
  });
  const tree = taskTree(server);
  const stale = actionNode(folder, action('a', { status: 'stale' }), 'task');
  const [before] = await tree.groups(folder);
  byStatus = { fresh: 2 };
  const [after] = await tree.groups(folder);
  deepStrictEqual([before?.description, after?.description], ['2 stale', '2 actions']);
  strictEqual(after?.key, before?.key);
  // What is drawn where a stale row was must not leave its colour to that row's.
  for (const node of [after, actionNode(folder, action('b'), 'task')]) {
    const color = colorOf(node?.icon ?? { id: '' });
    ok(color !== '' && color !== colorOf(stale.icon ?? { id: '' }), `${node?.key}: ${color}`);
  }
});

test("the filter is the server's", async () => {
  const server = new FakeServer(twoActions);
  await render(taskTree(server, [status()], 'web'));
  ok(
    server.asked.every((line) => line.includes('"filter":"web"')),
    server.asked.join('\n'),
  );
});

test('folders are a level of their own only where there are several', async () => {
  const server = new FakeServer(twoActions);
  const other = status({ folder: 'file:///other', name: 'other', state: 'empty' });
  const lines = (await render(taskTree(server, [status(), other]))).split('\n');
  deepStrictEqual([lines[0], lines.at(-1)], ['- work |', '  other | nothing to build']);
});

test('nothing is asked while no folder is ready, so the welcome shows', async () => {
  const server = new FakeServer({});
  strictEqual(await render(taskTree(server, [status({ state: 'starting' })])), '');
  deepStrictEqual(server.asked, []);
});

test('a tooltip says all reasons, and the command', () => {
  const node = actionNode(folder, action('a', { status: 'failed', hitRate: 0.5 }), 'task');
  deepStrictEqual(node.tooltip?.(), [
    { type: 'title', text: 'a' },
    { type: 'fact', name: 'State', value: 'failed' },
    { type: 'fact', name: 'Last duration', value: 'never ran' },
    { type: 'fact', name: 'Hit rate', value: '50%' },
    { type: 'code', text: 'node build.js' },
  ]);
  strictEqual(node.context, 'action idle ends failed');
});

test('100,000 entries are reached in two steps, with one page asked at first', async () => {
  const cache = { name: 'traces', keeps: 'results', enabled: true, entries: 100_000, bytes: 1e8 };
  const server = new FakeServer({
    'cachescope/caches': () => ({
      caches: [cache],
      blobs: 1,
      blobBytes: 1,
      indexBytes: 1,
      profiles: 1,
      profileBytes: 1,
    }),
    'cachescope/cacheGroups': pageOf(1, () => ({
      name: 'web#build',
      entries: 100_000,
      bytes: 1e8,
      lastUsedAt: 0,
    })),
    'cachescope/cacheEntries': pageOf(100_000, (index) => entry(index)),
  });
  const source = {
    ask: server.ask,
    folders: () => [status()],
    listing: () => listing,
    now: () => 0,
  };
  const [, , node] = await new CacheTree(source).roots();
  strictEqual(node?.description, '100,000 entries · 100 MB');
  const [group] = await childrenOf(node);
  const ranges = await childrenOf(group);
  deepStrictEqual(
    [ranges.length, ranges[0]?.label, ranges[0]?.shape, ranges.at(-1)?.label],
    [200, '1 to 500', 'open', '99,501 to 100,000'],
  );
  strictEqual((await childrenOf(ranges[0])).length, 500);
  strictEqual(server.asked.filter((line) => line.startsWith('cacheEntries')).length, 1);
  const last = await childrenOf(ranges.at(-1));
  strictEqual(last.at(-1)?.label, 'entry 99999');
  // A refresh asks again for what came with the list.
  await childrenOf(ranges[0]);
  strictEqual(server.asked.filter((line) => line.startsWith('cacheEntries')).length, 3);
});

test('a million rows are ranges of ranges', async () => {
  const server = new FakeServer({ 'cachescope/runs': pageOf(1_000_000, () => run()) });
  const model = new RunTree({ ...runSource(server), now: () => 0 });
  const roots = await model.roots();
  deepStrictEqual([roots.length, roots[0]?.label], [100, '1 to 10,000']);
  const inner = await childrenOf(roots[1]);
  deepStrictEqual([inner.length, inner[0]?.label], [20, '10,001 to 10,500']);
});

test('a run shows age, duration and hits', async () => {
  const server = new FakeServer({
    'cachescope/runs': pageOf(1, () => run({ hitRate: 0.25, failed: 1 })),
  });
  const model = new RunTree({ ...runSource(server), now: () => 1_000_000 });
  strictEqual(await render(model), '  build | 1 failed · just now · 1.5 s · 25% hits');
});

test('what is under way stands above what was', async () => {
  const server = new FakeServer({ 'cachescope/runs': pageOf(1, () => run({ hitRate: 1 })) });
  const active = () => [
    { folder, run: 'a-2', targets: [nasty] },
    { folder: 'file:///other', run: 'a-1', targets: [] },
  ];
  const model = new RunTree({ ...runSource(server), active, now: () => 1_000_000 });
  strictEqual(
    await render(model),
    [`  ${nasty} | running`, '  build | just now · 1.5 s · 100% hits'].join('\n'),
  );
  const [row] = await model.roots();
  deepStrictEqual(
    [row?.enter, row?.context, row?.subject],
    ['cachescope.showRunningBuild', 'active', { folder, run: 'a-2', targets: [nasty] }],
  );
});

test('dependencies are asked for when they are opened: files and actions together', async () => {
  const imported = 'src/b.ts';
  const server = new FakeServer({
    'cachescope/modules': () => ({ state: 'ready' }),
    'cachescope/neighbours': ({ direction }: { direction: string }) =>
      direction === 'dependencies'
        ? [
            { node: { type: 'file', path: 'src/deep/c.ts' }, hasMore: false, behind: 5 },
            { node: { type: 'file', path: 'top.ts' }, hasMore: false, behind: 1 },
          ]
        : [
            { node: { type: 'file', path: imported }, hasMore: false, behind: 3 },
            { node: { type: 'action', id: 'a' }, action: action('a'), hasMore: true, behind: 4 },
          ],
  });
  const node = { type: 'file', path: nasty } as const;
  const model = new DependencyTree({ ask: server.ask, start: () => ({ folder, node }) });
  strictEqual(
    await render(model),
    [
      '- Imports, and what writes it |',
      '    c.ts | depends on 4 · src/deep',
      '    top.ts |',
      '- Imported and read by |',
      '    b.ts | affects 2 · src',
      '  + a | fresh · 3 after it',
    ].join('\n'),
  );
  strictEqual(server.asked.length, 2);
  const nowhere = new DependencyTree({ ask: server.ask, start: () => undefined });
  deepStrictEqual(await nowhere.roots(), []);
});

test('while modules are analysed, the view says so in place of nothing', async () => {
  const server = new FakeServer({
    'cachescope/modules': () => ({ state: 'analysing' }),
    'cachescope/neighbours': () => [],
  });
  const node = { type: 'file', path: 'a.ts' } as const;
  const model = new DependencyTree({ ask: server.ask, start: () => ({ folder, node }) });
  ok((await render(model)).includes('Being analysed'));
});
