// What a language model is answered, by a server made up for it: short text, mistakes as sentences that say what to do, and nothing
// removed without a count.

import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ToolInput } from '../../client/tools/toolInput.ts';
import { type ToolName, toolNames } from '../../client/tools/toolNames.ts';
import type { ToolServer } from '../../client/tools/toolServer.ts';
import { tools } from '../../client/tools/tools.ts';
import type { RequestName } from '../../server/protocol/methods.ts';
import type { OverviewView } from '../../server/protocol/overview.ts';
import { action, entry, FakeServer, run, status } from './fakeServer.ts';

const rows = ['web#build', 'ui#build', 'ui#test'].map((id) => action(id));

const overview: OverviewView = {
  status: status(),
  hitRate: 0.75,
  savedMs: 90_000,
  runs: [run({ fresh: 3, ran: 1, durationMs: 1500 })],
  slowest: [{ id: 'web#build', runs: 4, meanMs: 2500, totalMs: 10_000 }],
  largest: [entry(1, { name: 'web#build', bytes: 5_000_000, hits: 2 })],
  reasons: [{ text: 'src/<img src=x>.ts changed', count: 7 }],
  caches: {
    caches: [
      { name: 'traces', keeps: 'results', enabled: true, entries: 12, bytes: 3000, diskHits: 9 },
      { name: 'texts', keeps: 'texts', enabled: false, entries: 0, bytes: 0 },
    ],
    blobs: 40,
    blobBytes: 1_500_000,
    indexBytes: 20_000,
    profiles: 2,
    profileBytes: 30_000,
  },
};

type Answers = Partial<Record<RequestName, (params: never) => unknown>>;

function serverOf(answers: Answers = {}, folders = [status()]) {
  const fake = new FakeServer({
    'cachescope/action': ({ ids }: { ids: readonly string[] }) =>
      rows.filter(({ id }) => ids.includes(id)),
    'cachescope/actions': ({ filter = '' }: { filter?: string }) => {
      const like = rows.filter(({ id }) => id.includes(filter));
      return { rows: like, total: like.length, offset: 0 };
    },
    'cachescope/overview': () => overview,
    ...answers,
  });
  const server: ToolServer = { folders: async () => folders, request: fake.ask };
  return { fake, server };
}

async function answer(name: ToolName, input: object, server = serverOf().server): Promise<string> {
  return await tools[name].answer(new ToolInput(input), server);
}

test('why something is built again', async () => {
  const reason = { kind: 'input-changed', text: 'src/a.ts changed', path: 'src/a.ts' };
  const { server, fake } = serverOf({
    'cachescope/explain': () => ({
      action: 'web#build',
      state: 'ran',
      reasons: [reason],
      chain: [],
      changedFile: 'src/a.ts',
      hasDifference: true,
    }),
  });
  strictEqual(
    await answer('cachescope_explain_rebuild', { action: 'web#build' }, server),
    `# Cachescope: why web#build

State: fresh
Command: node build.js

It would run.

## Reasons

- src/a.ts changed

## The file that changed

src/a.ts
`,
  );
  deepStrictEqual(fake.asked, ['action {"ids":["web#build"]}', 'explain {"action":"web#build"}']);
});

test('figures of the caches', async () => {
  strictEqual(
    await answer('cachescope_get_cache_stats', {}),
    `Folder: work
Hit rate: 75%; runs looked at: 1
Time saved: 1 min 30 s
Last run: build, 1.5 s; fresh 3, restored 0, ran 1, failed 0
On disk: 1.5 MB in 40 files, index 20 kB, profiles of runs 30 kB
Caches:
- traces: 12 entries, 3 kB, 9 hits
- texts: off`,
  );
});

test('where time and space go', async () => {
  strictEqual(
    await answer('cachescope_get_hot_spots', { limit: 1 }),
    `Folder: work
Slowest actions:
- web#build: 2.5 s on average, ran 4 times, 10 s in total
Most frequent reasons to run:
- 7 times: src/<img src=x>.ts changed
Largest cache entries:
- web#build (traces): 5 MB, 2 hits`,
  );
});

test('the path from one action to another, or that there is none', async () => {
  const ask = async (actions: readonly string[]) => {
    const { server } = serverOf({ 'cachescope/path': () => ({ actions }) });
    const input = { from: 'web#build', to: 'ui#build' };
    return await answer('cachescope_find_dependency_path', input, server);
  };
  strictEqual(
    await ask(['web#build', 'ui#build']),
    'The shortest path; each action needs the next:\n1. web#build\n2. ui#build',
  );
  strictEqual(await ask([]), 'web#build does not need ui#build, near or far.');
});

test('mistakes are told as what to do', async () => {
  const mistakes: readonly [ToolName, object, string][] = [
    ['cachescope_explain_rebuild', {}, '"action" is missing. Pass it as a text.'],
    ['cachescope_explain_rebuild', { action: 7 }, '"action" must be a text.'],
    [
      'cachescope_explain_rebuild',
      { action: 'we#test' },
      'There is no action we#test. Actions are named package#task, e.g. ui#test.',
    ],
    ['cachescope_get_hot_spots', { limit: 0 }, '"limit" must be a whole number from 1 to 50.'],
    ['cachescope_get_cache_stats', { folder: 'x\n' }, 'There is no folder x⏎. Folders: work.'],
    [
      'cachescope_purge_cache',
      {},
      'Say what to remove: "action", "cache" or "unusedForDays"; or "everything": true.',
    ],
  ];
  for (const [name, input, message] of mistakes)
    await rejects(answer(name, input), { name: 'ToolFailure', message });
  const none = serverOf({}, []).server;
  await rejects(
    answer('cachescope_get_cache_stats', {}, none),
    /Open a folder that has some first/,
  );
});

test('of several folders, the one that has the action', async () => {
  const folders = [status(), status({ folder: 'file:///other', name: 'other' })];
  const asked: unknown[] = [];
  const server: ToolServer = {
    folders: async () => folders,
    request: async (name, params) => {
      asked.push([name, (params as { folder: string }).folder]);
      const isThere = (params as { folder: string }).folder === 'file:///other';
      return (
        name === 'cachescope/action' ? (isThere ? [rows[0]] : []) : { message: 'x' }
      ) as never;
    },
  };
  await answer('cachescope_explain_rebuild', { action: 'web#build' }, server);
  deepStrictEqual(asked.at(-1), ['cachescope/explain', 'file:///other']);
});

test('what is removed is counted before, and chosen as it was said', async () => {
  const { server, fake } = serverOf({
    'cachescope/purge': () => ({ entries: 3, bytes: 2_000_000 }),
  });
  const input = new ToolInput({ action: 'web#build', unusedForDays: 2 });
  deepStrictEqual(await tools.cachescope_purge_cache.confirm?.(input, server), {
    title: 'Remove 3 entries from the cache of work?',
    message: '2 MB on disk become free. What is needed again is built again.',
  });
  strictEqual(
    await tools.cachescope_purge_cache.answer(input, server),
    'Removed 3 entries; 2 MB on disk became free.',
  );
  const select = '"select":{"cache":"traces","group":"web#build","unusedForMs":172800000}';
  deepStrictEqual(fake.asked, [
    `purge {${select},"preview":true}`,
    `purge {${select},"preview":false}`,
  ]);
});

test('package.json declares these tools, and no other', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const declared: { name: string; when: string; inputSchema: object }[] =
    manifest.contributes.languageModelTools;
  deepStrictEqual(
    declared.map(({ name }) => name),
    [...toolNames],
  );
  deepStrictEqual(Object.keys(tools), [...toolNames]);
});
